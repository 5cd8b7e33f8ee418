extension ReportPage {
  /// Values at the cursor, which a pointer, a tap or the arrow keys move: read back from what is drawn, so
  /// that the page holds every number once.
  static let script = """
    const make = (name, type, text) => {
      const element = document.createElement(name);
      element.className = type;
      if (text !== undefined) element.textContent = text;
      return element;
    };
    const show = value => String(Number(value.toPrecision(4)));
    const open = new Set();
    document.addEventListener('pointerdown', event => {
      for (const part of open) if (!part.svg.contains(event.target)) part.hide();
    });
    const follow = (svg, parts) => {
      const figure = svg.closest('figure'), tip = make('div', 'tip');
      tip.setAttribute('role', 'status');
      const self = { svg, hide() { tip.remove(); parts.hide(); open.delete(self); } };
      const put = (rows, x, y) => {
        for (const other of open) if (other !== self) other.hide();
        tip.replaceChildren(...rows);
        figure.append(tip);
        open.add(self);
        const box = svg.getBoundingClientRect(), frame = figure.getBoundingClientRect();
        const unit = box.width / svg.viewBox.baseVal.width, place = box.left - frame.left + x * unit;
        const flips = place > frame.width / 2;
        tip.style.left = Math.max(0, flips ? place - tip.offsetWidth - 8 : place + 8) + 'px';
        tip.style.top = box.top - frame.top + y * unit + 'px';
      };
      const at = event => {
        const box = svg.getBoundingClientRect(), unit = svg.viewBox.baseVal.width / box.width;
        return [(event.clientX - box.left) * unit, (event.clientY - box.top) * unit];
      };
      const point = event => { parts.point(...at(event), put) || self.hide(); };
      svg.addEventListener('pointermove', point);
      svg.addEventListener('pointerdown', point);
      svg.addEventListener('pointerleave', event => {
        if (event.pointerType !== 'touch' && document.activeElement !== svg) self.hide();
      });
      svg.addEventListener('focus', () => {
        if (svg.matches(':focus-visible')) parts.key('', put);
      });
      svg.addEventListener('blur', self.hide);
      svg.addEventListener('keydown', event => {
        if (event.key === 'Escape') return self.hide();
        if (!/^(Arrow|Home$|End$)/.test(event.key)) return;
        event.preventDefault();
        parts.key(event.key, put, event.shiftKey ? 10 : 1);
      });
    };
    for (const svg of document.querySelectorAll('svg.chart')) {
      const [l, r, x0, x1, b, t, y0, y1, log, xLog] = svg.dataset.scale.split(' ').map(Number);
      const cursor = document.createElementNS(svg.namespaceURI, 'path');
      cursor.setAttribute('class', 'cursor');
      let lines, place;
      const far = (p, x) => Math.abs(p[0] - x);
      const near = (points, x) => points.reduce((a, p) => far(p, x) < far(a, x) ? p : a);
      const value = y => {
        const f = (b - y) / (b - t);
        return log ? y0 * (y1 / y0) ** f : y0 + f * (y1 - y0);
      };
      const read = () => {
        if (lines) return lines;
        let below;
        lines = [...svg.querySelectorAll('path.line,path.area')].map(path => {
          let points = [...path.getAttribute('d').matchAll(/[ML]([-.0-9]+) ([-.0-9]+)/g)]
            .map(part => [Number(part[1]), Number(part[2])]);
          const line = { name: path.dataset.name, base: below };
          if (path.matches('.area')) {
            const turn = points.findIndex((p, i) => i > 0 && p[0] < points[i - 1][0]);
            points = points.slice(0, turn < 0 ? points.length : Math.max(1, turn));
            below = points;
          }
          const style = getComputedStyle(path);
          line.color = path.matches('.area') ? style.fill : style.stroke;
          line.points = points;
          line.pale = path.matches('.faint');
          return line;
        }).filter(line => line.points.length);
        if (lines.length > 4) lines = lines.filter(line => !line.pale);
        return lines;
      };
      const draw = (x, put) => {
        const found = read().map(line => [line, near(line.points, x)]);
        if (!found.length) return false;
        place = near(found.map(entry => entry[1]), x)[0];
        const along = (place - l) / (r - l);
        const step = xLog ? x0 * (x1 / x0) ** along : x0 + along * (x1 - x0);
        const rows = found.filter(entry => far(entry[1], place) < 12).map(([line, p]) => {
          const row = make('div', ''), key = make('span', 'key');
          key.style.background = line.color;
          const base = line.base ? value(near(line.base, p[0])[1]) : 0;
          row.append(key, line.name, make('span', 'value', show(value(p[1]) - base)));
          return row;
        });
        const rest = rows.length - 14;
        if (rest > 0) rows.splice(14, rest, make('div', '', 'and ' + rest + ' more'));
        svg.append(cursor);
        cursor.setAttribute('d', `M${place} ${t}V${b}`);
        // Steps and tokens are whole; a tenth of a unit of the drawing is not.
        const whole = x1 - x0 > 8
          ? Math.round(step).toLocaleString('en').replaceAll(',', ' ') : step.toFixed(2);
        put([make('div', '', svg.dataset.x + ' ' + whole), ...rows], place, t);
        return true;
      };
      follow(svg, {
        hide: () => cursor.remove(),
        point: (x, y, put) => x >= l - 4 && x <= r + 4 && draw(x, put),
        key: (name, put, count) => {
          const xs = [...new Set(read().flatMap(line => line.points.map(p => p[0])))]
            .sort((a, b) => a - b);
          if (!xs.length) return;
          const last = xs.length - 1;
          const now = place === undefined ? last : xs.findIndex(x => x >= place - 0.05);
          const next = { Home: 0, End: last, ArrowLeft: now - count, ArrowRight: now + count,
            ArrowDown: now - count, ArrowUp: now + count }[name] ?? now;
          draw(xs[Math.max(0, Math.min(last, next))], put);
        }
      });
    }
    for (const svg of document.querySelectorAll('svg.map')) {
      const [left, top, size] = svg.dataset.cell.split(' ').map(Number);
      const words = [...svg.querySelectorAll('.row')].map(text => text.textContent);
      const rows = svg.dataset.rows.split(';').map(row => row.split(' ').map(Number));
      const cell = document.createElementNS(svg.namespaceURI, 'rect');
      cell.setAttribute('class', 'cell');
      let place = [rows.length - 1, 0];
      const draw = (i, j, put) => {
        if (!(rows[i] && j in rows[i])) return false;
        place = [i, j];
        for (const [name, value] of Object.entries(
          { x: left + j * size, y: top + i * size, width: size, height: size }))
          cell.setAttribute(name, value);
        svg.append(cell);
        put([make('div', '', `${words[i]} reads ${words[j]}: ${rows[i][j] / 1000}`)],
          left + (j + 1) * size, top + i * size);
        return true;
      };
      const clamp = (value, limit) => Math.max(0, Math.min(limit, value));
      follow(svg, {
        hide: () => cell.remove(),
        point: (x, y, put) => draw(Math.floor((y - top) / size), Math.floor((x - left) / size), put),
        key: (name, put, count) => {
          const [down, along] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
            ArrowRight: [0, 1] }[name] ?? [0, 0];
          const i = clamp(place[0] + down * (count ?? 1), rows.length - 1);
          draw(i, clamp(place[1] + along * (count ?? 1), rows[i].length - 1), put);
        }
      });
    }

    """
}
