extension ReportPage {
  /// How a page looks, beside ``ChartStyle/css``: on screens of any width, light or dark, and on paper.
  static let style = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--page,#f4f6f8);color:var(--ink);\
    font:16px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    @media screen and (prefers-color-scheme:dark){body{--page:#0e1115}}
    main{max-width:1400px;margin:0 auto;padding:16px}
    h1{font-size:24px;margin:4px 0 2px;overflow-wrap:anywhere}
    h2{font-size:19px;margin:28px 0 8px}
    h3{font-size:15px;margin:0 0 4px}
    a{color:var(--s0)}
    code{font-size:13px;overflow-wrap:anywhere}
    .about,.note,figcaption{color:var(--soft);font-size:13px;margin:0}
    .note{margin:0 0 10px}
    .facts{display:flex;flex-wrap:wrap;gap:10px;margin:14px 0 16px}
    .facts div{flex:1 1 140px}
    .facts div,figure,.scroll,.bars,.card{background:var(--paper);border-radius:8px;padding:10px 12px}
    .facts dt{color:var(--soft);font-size:13px}
    .facts dd{margin:0;font-size:20px;font-weight:600}
    .tiles{display:grid;gap:12px;margin-bottom:12px;\
    grid-template-columns:repeat(var(--na),minmax(0,1fr))}
    .tiles>*{grid-column:span var(--a)}
    @media (min-width:620px){.tiles{grid-template-columns:repeat(var(--nb),minmax(0,1fr))}\
    .tiles>*{grid-column:span var(--b)}}
    @media (min-width:1100px){.tiles{grid-template-columns:repeat(var(--nc),minmax(0,1fr))}\
    .tiles>*{grid-column:span var(--c)}}
    figure{margin:0;position:relative;min-width:0;display:flex;flex-wrap:wrap;gap:4px 14px;\
    align-content:flex-start}
    figure h3{flex:1 0 100%}
    figure svg.chart,figure svg.map{flex:2 1 380px;min-width:0;max-width:640px}
    .tile figure,.tile .bars,.tile .card{height:100%}
    .card ul{margin:6px 0;padding-left:18px;font-size:14px}
    figure svg.small{max-width:320px}
    figcaption{flex:1 1 190px}
    svg:focus-visible,summary:focus-visible{outline:2px solid var(--s0);outline-offset:2px}
    .legend{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:0 0 10px;padding:0;\
    color:var(--soft);font-size:13px}
    .swatch{display:inline-block;width:22px;height:12px;margin-right:6px;vertical-align:-1px;\
    background:var(--h);border:1px solid var(--soft);border-radius:3px}
    .swatch,.bar i,.map rect,.map path,.band,.key{print-color-adjust:exact;\
    -webkit-print-color-adjust:exact}
    .scroll{overflow-x:auto;margin-bottom:12px}
    .samples pre,details pre{background:var(--paper);border-radius:8px;padding:10px 12px;\
    margin:0 0 8px}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:14px}
    pre b{color:var(--soft);font-weight:400}
    .pair{margin:0 0 14px}.pair .tiles{gap:8px}.pair figure{display:block}
    .pair pre{margin:0;padding:4px 0}
    .bars{margin-bottom:12px}
    .bars h3{margin-bottom:6px}
    .bar{display:grid;grid-template-columns:minmax(90px,34%) minmax(0,1fr) auto;gap:2px 10px;\
    align-items:center;font-size:14px}
    .bar b{font-weight:400;overflow-wrap:anywhere}
    .bar span,.bars td span{display:block;background:var(--grid);border-radius:3px;height:12px}
    .bar i,.bars td i{display:block;height:12px;border-radius:3px;background:var(--c)}
    .bar em{font-style:normal;color:var(--soft);font-size:13px;min-width:8.5em;\
    font-variant-numeric:tabular-nums}
    .list.long{columns:2 400px;column-gap:28px}.list.long .bar{break-inside:avoid}
    .bars table{width:100%;table-layout:fixed}.bars td{padding-right:10px;text-align:left}
    .bars th{width:30%;vertical-align:top}.bars thead th+th{width:auto}
    .bars th{white-space:normal;overflow-wrap:anywhere}.bars thead th{text-align:left}
    .bars td em{font-style:normal;color:var(--soft);font-size:12px}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:15px}
    caption{text-align:left;font-weight:600;font-size:15px;padding-bottom:4px}
    th,td{padding:3px 14px 3px 0;text-align:right;font-weight:400;white-space:nowrap;\
    vertical-align:baseline}
    th:first-child,.words{text-align:left}
    td.words:last-child{white-space:normal;min-width:16em}
    thead th{color:var(--soft);font-size:13px;border-bottom:1px solid var(--grid)}
    .map .plus{fill:var(--s0)}.map .minus{fill:var(--s1)}
    .map .frame{fill:none;stroke:var(--grid)}
    .map .cell{fill:none;stroke:var(--ink);stroke-width:1.5}
    .tip{position:absolute;pointer-events:none;background:var(--ink);color:var(--paper);\
    font-size:12px;padding:4px 8px;border-radius:5px;white-space:pre;z-index:1}
    .tip div{display:flex;gap:6px;align-items:center}
    .tip .value{margin-left:auto;padding-left:8px}
    .key{width:10px;height:10px;border-radius:2px;border:1px solid var(--paper)}
    .cursor{stroke:var(--soft);stroke-dasharray:2 2}
    @media (max-width:480px){main{padding:8px}.facts div,figure,.scroll,.bars,.card{padding:8px}\
    .facts div{flex-basis:120px}table{font-size:14px}th,td{padding-right:10px}\
    .bar{grid-template-columns:minmax(80px,32%) minmax(0,1fr) auto}.bar em{min-width:6em}}
    @media print{body{background:none;font-size:12px}main{padding:0;max-width:none}\
    .facts div,figure,.scroll,.bars,.card,.samples pre{border:1px solid var(--grid);break-inside:avoid}\
    h2,h3{break-after:avoid}.scroll{overflow:visible}table{font-size:11px}\
    th,td{padding-right:6px}a{text-decoration:none}.tip{display:none}}

    """
}
