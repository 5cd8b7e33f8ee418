/// The colours and fonts of charts, for light and dark.
///
/// Every hue has a contrast of at least 4.5 : 1 with its background, as text needs. The first six differ
/// in lightness or in the blue–yellow direction, which red–green blindness keeps; the others come into
/// use where there are more domains than that, each of which has its name beside it. Paper is light.
package enum ChartStyle {
  /// The style sheet that ``LineChart/svg(id:)`` relies on.
  package static let css = """
    :root{color-scheme:light dark;--paper:#ffffff;--ink:#1d232b;--soft:#59636f;--grid:#e3e7ec;\
    --s0:#0060a8;--s1:#b34700;--s2:#00735a;--s3:#983c86;--s4:#6b5c00;--s5:#4d5966;\
    --s6:#b3261e;--s7:#00708c;--s8:#5b47b8;--s9:#7d4a2a;--s10:#3c7520;--s11:#c2185b;\
    --low:#7b2fa8;--high:#8a6a00;\
    --h0:#fbf0d4;--h1:#edf3f8;--h2:#e9e2f6;--h3:#e2f2ea;--h4:#f9e6ea}
    @media screen and (prefers-color-scheme:dark){:root{--paper:#171b21;--ink:#e8ebef;\
    --soft:#a3adb9;--grid:#303741;--s0:#63b3f2;--s1:#f59a52;--s2:#3fc9a0;--s3:#e59ad2;\
    --s4:#e3d064;--s5:#b4bec9;--s6:#ff9b8f;--s7:#5ccbe6;--s8:#b5a5ff;--s9:#d9ab84;\
    --s10:#9bd66f;--s11:#ff8fb8;--low:#c48cf0;--high:#f0d060;\
    --h0:#332b17;--h1:#1c242c;--h2:#2c2440;--h3:#17291f;--h4:#331d23}}
    @media print{:root{color-scheme:light}}
    .chart,.map{display:block;width:100%;max-width:100%;height:auto;\
    font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    .chart text,.map text{fill:var(--soft)}
    .chart .heading{fill:var(--ink);font-weight:600;font-size:14px}
    .chart .grid{stroke:var(--grid);fill:none}
    .chart .line{fill:none;stroke:var(--c);stroke-width:1.75;stroke-linejoin:round;\
    stroke-linecap:round}
    .chart .line.faint{stroke-width:1;opacity:.35}
    .chart .line.dashed{stroke-dasharray:5 4;stroke-width:1.4}
    .chart .line.wrapped{stroke-dasharray:8 3 2 3}
    .chart .area{fill:var(--c);fill-opacity:.55;stroke:var(--paper);stroke-width:.5}
    .chart .area.wrapped{fill-opacity:.3}
    .chart .edge{fill:none;stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3;opacity:.75}
    .chart .band{fill:var(--h)}
    .h0{--h:var(--h0)}.h1{--h:var(--h1)}.h2{--h:var(--h2)}.h3{--h:var(--h3)}.h4{--h:var(--h4)}
    .chart .turn{stroke:var(--ink);opacity:.5}
    .chart .dot{fill:var(--c)}
    .chart .leader{stroke:var(--c);fill:none;stroke-width:1;opacity:.6}
    .chart text.label{fill:var(--c)}
    .c0{--c:var(--s0)}.c1{--c:var(--s1)}.c2{--c:var(--s2)}.c3{--c:var(--s3)}.c4{--c:var(--s4)}\
    .c5{--c:var(--s5)}.c6{--c:var(--s6)}.c7{--c:var(--s7)}.c8{--c:var(--s8)}.c9{--c:var(--s9)}\
    .c10{--c:var(--s10)}.c11{--c:var(--s11)}.ink{--c:var(--ink)}
    .ramp{--c:var(--low);--c:color-mix(in oklch longer hue,var(--high) var(--t),var(--low))}

    """

  /// How many hues there are before lines are dashed.
  static let hueCount = 12

  /// The class of the shading of the stretch `index`, another one than that of its neighbours.
  static func shade(_ index: Int) -> String { "h\(index % 5)" }
}
