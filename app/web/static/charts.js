// Draws every chart of a page. Without this file the picture and the table of each chart stay.
"use strict";

(() => {
  const INK = "#1B2A41", RULE = "#D5DAE3", NARROW = 480, WIDE = 640, ROW = 30, LINE = 16, LEGEND_LINE = 19, LEGEND_LETTERS = 38;
  const FONT = { family: "Inter, arial, sans-serif", size: 13, color: INK };
  const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };

  // A long name goes over several lines where there is little room.
  function wrapped(name, width) {
    const lines = [""];
    for (const word of name.split(" ")) {
      const last = lines.length - 1;
      if (lines[last] && lines[last].length + word.length + 1 > width) lines.push(word);
      else lines[last] = lines[last] ? `${lines[last]} ${word}` : word;
    }
    return lines.join("<br>");
  }

  // Numbers are written on every axis as the language of the page writes them.
  const decimals = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 6 });
  const separators = ["decimal", "group"].map((type) => (decimals.formatToParts(12345.6).find((part) => part.type === type) || {}).value || " ").join("");
  const label = (value) => (value ? decimals.format(value) : value === 0 ? "0" : "");

  function traces(data) {
    const single = data.length === 1;
    return data.map((trace) => ({
      ...trace,
      text: trace.x.map((value) => (single || value ? label(value) : "")),
      textposition: single ? "outside" : "inside",
      marker: single ? trace.marker : { ...trace.marker, line: trace.marker.line || { color: "#FFFFFF", width: 1 } },
      insidetextanchor: "middle",
      textangle: 0,
      cliponaxis: false,
    }));
  }

  // Bars of a few countries or measures get whole numbers on the axis; anything else is left to plotly.
  function longest(data) {
    const sums = data[0].y.map((name, place) => data.reduce((sum, trace) => sum + (trace.x[place] || 0), 0));
    return sums.every(Number.isInteger) ? Math.max(...sums) : Infinity;
  }

  // Entries of a legend stand in columns of one width above or below what is drawn, so that its height is known beforehand.
  function legendFor(data, width) {
    const names = data.filter((trace) => trace.showlegend !== false && trace.name).map((trace) => trace.name.replace(/&\w+;/g, "x").split("<br>"));
    const entry = Math.max(0, ...names.flat().map((line) => line.length)) * 6.3 + 6;
    const perRow = Math.max(1, Math.floor(width / (entry + 46)));
    let height = names.length > 1 ? 14 : 0;
    for (let at = 0; names.length > 1 && at < names.length; at += perRow) height += 1 + LEGEND_LINE * Math.max(...names.slice(at, at + perRow).map((name) => name.length));
    return {
      height,
      look: { xref: "container", x: 0, xanchor: "left", yref: "container", maxheight: 1000, entrywidth: entry, entrywidthmode: "pixels", itemclick: false, itemdoubleclick: false, font: { ...FONT, size: 12 } },
    };
  }

  function layout(spec, data, width) {
    const names = data[0].y, few = longest(data) <= 6, narrow = width < NARROW;
    const down = downNames(spec.yaxis, narrow ? 18 : 34), row = Math.max(ROW, down.most * LINE + 8);
    const legend = data.length > 1 ? legendFor(data, width - down.room - (narrow ? 36 : 52)) : { height: 0, look: {} }, legendHeight = legend.height;
    return {
      ...spec,
      separators,
      font: FONT,
      width,
      height: names.length * row + 64 + legendHeight + (names.length === 1 ? 30 : 0),
      margin: { l: 8, r: narrow ? 28 : 44, t: 8 + legendHeight, b: 48 },
      paper_bgcolor: "#FFFFFF",
      plot_bgcolor: "#FFFFFF",
      dragmode: false,
      bargap: 0.28,
      uniformtext: { minsize: 10, mode: "hide" },
      hoverlabel: { font: FONT, bgcolor: "#FFFFFF", bordercolor: INK },
      xaxis: { ...spec.xaxis, fixedrange: true, gridcolor: RULE, zeroline: true, zerolinecolor: INK, tickformat: ",", nticks: narrow ? 4 : 8, ...(few && { dtick: 1 }), title: { ...spec.xaxis.title, font: { ...FONT, size: 12 } } },
      yaxis: { ...down.axis, fixedrange: true },
      legend: { ...spec.legend, ...legend.look, y: 1, yanchor: "top" },
    };
  }

  // Names down an axis go over several lines where there is little room, and their rows grow with them.
  function downNames(axis, letters) {
    const names = axis.categoryarray, shown = names.map((name) => wrapped(name, letters));
    const most = Math.max(1, ...shown.map((name) => name.split("<br>").length));
    const room = 16 + 7 * Math.max(0, ...shown.flatMap((name) => name.split("<br>")).map((line) => line.length));
    return { most, room, axis: { ...axis, tickmode: "array", tickvals: names, ticktext: shown, ticklabelstandoff: 6 } };
  }

  // A small chart for each part: three beside each other, or one below the other on a narrow screen.
  function panels(spec, data, width) {
    const columns = width < NARROW ? 1 : Math.min(3, data.length), rows = Math.ceil(data.length / columns);
    const names = downNames(spec.yaxis, 20), gap = 0.06;
    const body = spec.yaxis.categoryarray.length * (names.most * LINE + 8), head = 40, total = rows * (body + head);
    const axes = {};
    const notes = spec.annotations.map((note, place) => {
      const end = place ? place + 1 : "", column = place % columns, top = Math.floor(place / columns) * (body + head) + head;
      const side = (1 - gap * (columns - 1)) / columns, left = column * (side + gap);
      axes[`xaxis${end}`] = { ...spec[`xaxis${end}`], domain: [left, left + side], anchor: `y${end}`, fixedrange: true, zeroline: true, zerolinecolor: INK };
      axes[`yaxis${end}`] = { ...names.axis, domain: [1 - (top + body) / total, 1 - top / total], anchor: `x${end}`, showticklabels: column === 0, fixedrange: true };
      return { ...note, text: wrapped(note.text, Math.max(18, Math.floor((width / columns) / 9))), yshift: 2, align: "left", font: { ...FONT, weight: 600 } };
    });
    return { axes, notes, height: total + 44, grid: null };
  }

  // The map beside the tiles, or above them on a narrow screen; a tile is as large as it is drawn.
  function places(spec, width) {
    const [wide, high] = spec.meta.map, [across, down] = spec.meta.tiles, room = width - 24;
    const x = { ...spec.xaxis, fixedrange: true }, y = { ...spec.yaxis, fixedrange: true }, x2 = { ...spec.xaxis2, fixedrange: true }, y2 = { ...spec.yaxis2, fixedrange: true };
    let height = down;
    if (wide && room >= across + 320) {
      const part = (room - across - 16) / room;
      height = Math.max(down, Math.min((room * part * high) / wide, 440));
      Object.assign(x, { domain: [0, part] });
      Object.assign(x2, { domain: [1 - across / room, 1] });
      Object.assign(y2, { domain: [1 - down / height, 1] });
    } else if (wide) {
      const above = (room * high) / wide;
      height = above + 16 + down;
      Object.assign(x, { domain: [0, 1] });
      Object.assign(x2, { domain: [0, Math.min(1, across / room)] });
      Object.assign(y, { domain: [1 - above / height, 1] });
      Object.assign(y2, { domain: [0, down / height] });
    }
    return { axes: { xaxis: x, yaxis: y, xaxis2: x2, yaxis2: y2 }, height };
  }

  // Each line has its name at its end in its own colour, led there by a thin line where names had to move apart.
  // A place along the axis is told by its number: plotly takes the word of a year for a number far away.
  function ends(spec, data, width) {
    const narrow = width < NARROW, left = narrow ? 48 : 64, gap = narrow ? 14 : 22, [low, high] = spec.yaxis.range, [first, last] = spec.xaxis.range;
    const named = data.map((trace) => {
      const at = trace.y.findLastIndex((value) => value !== null), text = wrapped(trace.name.replace(/ %/g, "\u00a0%"), narrow ? 15 : 34);
      return { trace, at, text, lines: text.split("<br>") };
    }).sort((one, other) => other.trace.y[other.at] - one.trace.y[one.at]);
    const right = gap + 10 + 6.6 * Math.max(...named.flatMap((name) => name.lines).map((line) => line.replace(/&\w+;/g, "x").length));
    const body = Math.max(spec.height, named.reduce((sum, name) => sum + name.lines.length * 15 + 5, 0)), across = width - left - right;
    const heights = named.map((name) => name.lines.length * 15 + 5), wanted = named.map((name) => ((high - name.trace.y[name.at]) / (high - low)) * body);
    const placed = [];
    wanted.forEach((y, n) => placed.push(Math.max(y, n ? placed[n - 1] + (heights[n - 1] + heights[n]) / 2 : heights[n] / 2)));
    for (let n = placed.length - 1, limit = body; n >= 0; limit = placed[n] - heights[n] / 2, n -= 1) placed[n] = Math.min(placed[n], limit - heights[n] / 2);
    const notes = named.map(({ trace, at, text }, n) => ({
      text, x: at, y: trace.y[at], showarrow: true, arrowhead: 0, arrowwidth: 1, arrowcolor: trace.line.color, standoff: 6,
      ax: across * (1 - (at - first) / (last - first)) + gap, ay: placed[n] - wanted[n], xanchor: "left", align: "left", font: { ...FONT, size: 12, color: trace.line.color },
    }));
    return { axes: {}, notes, height: body + 64, margin: { l: left, r: right, t: 20, b: 44, autoexpand: false } };
  }

  // The words of a dot stand left of it where the line of the median would run through them.
  function beside([dots, ...marks], spec, width) {
    const pixel = (spec.xaxis.range[1] - spec.xaxis.range[0]) / Math.max(120, width - 160);
    const side = dots.x.map((value, place) => {
      const room = pixel * (14 + 7.5 * dots.text[place].length);
      return value > room && marks.some((mark) => mark.x[0] > value && mark.x[0] - value < room) ? "middle left" : "middle right";
    });
    return [{ ...dots, textposition: side }, ...marks];
  }

  // Kinds other than bars bring their own axes and height; only what depends on the page is added.
  function plain(spec, data, width) {
    const narrow = width < NARROW, kind = spec.meta.kind, beside = kind === "map" ? 24 : 56 + (spec.yaxis.categoryarray ? downNames(spec.yaxis, narrow ? 18 : 44).room : 0);
    const legend = legendFor(spec.showlegend ? data : [], width - beside);
    const below = kind === "map" || kind === "matrix";
    const made = { axes: {}, height: 0, ...(kind === "panels" && panels(spec, data, width)), ...(kind === "map" && places(spec, width)), ...(kind === "lines" && ends(spec, data, width)) };
    for (const name of Object.keys(spec).filter((key) => /^[xy]axis/.test(key) && !made.axes[key])) {
      const axis = { gridcolor: RULE, zeroline: false, ...spec[name], fixedrange: true };
      if (axis.title) axis.title = { ...axis.title, font: { ...FONT, size: 12 } };
      made.axes[name] = axis;
    }
    let { height } = made;
    if (!height) {
      height = spec.height + (below ? 0 : legend.height) - (legend.height ? 40 : 0);
      const down = made.axes.yaxis;
      if (down.categoryarray) {
        const named = downNames(down, narrow ? 18 : 44), rows = down.categoryarray.length, row = (spec.height - 60) / rows;
        made.axes.yaxis = named.axis;
        height += Math.max(0, named.most * LINE + 10 - row) * rows;
      }
    } else {
      height += below ? legend.height : 0;
    }
    const bottom = kind === "panels" ? 10 : below ? legend.height + 6 : 44;
    return {
      ...spec,
      ...made.axes,
      ...(made.grid === null && { grid: undefined }),
      separators,
      font: FONT,
      width,
      height: Math.round(height + (kind === "map" ? 20 : 0)),
      margin: made.margin || { l: 12, r: kind === "map" ? 12 : narrow ? 24 : 40, t: kind === "panels" || kind === "map" ? 4 : below ? 30 : 20 + legend.height, b: bottom, autoexpand: true },
      paper_bgcolor: "#FFFFFF",
      plot_bgcolor: "#FFFFFF",
      dragmode: false,
      hovermode: "closest",
      hoverlabel: { font: FONT, bgcolor: "#FFFFFF", bordercolor: INK },
      annotations: made.notes || [],
      legend: { ...spec.legend, ...legend.look, ...(below ? { y: 0, yanchor: "bottom" } : { y: 1, yanchor: "top" }) },
    };
  }

  // The keyboard goes from value to value, in the order in which they are drawn; Tab leaves at once.
  function byKeyboard(frame, plot, data, kind) {
    const reading = document.getElementById(frame.getAttribute("data-chart").replace(/data$/, "reading"));
    const points = [];
    data.forEach((trace, curve) => {
      if (!trace.customdata) return;
      trace.customdata.forEach((fact, point) => {
        const value = kind === "lines" || kind === "milestones" ? trace.y[point] : trace.x[point];
        const again = kind === "dots" && curve && point; // the median is one value, drawn from end to end
        if (fact && !again && value !== null && value !== undefined) points.push({ curve, point });
      });
    });
    if (kind === "bars") points.sort((one, other) => one.point - other.point || one.curve - other.curve);
    let at = -1;
    function words({ curve, point }) {
      const trace = data[curve];
      if (trace.hovertext) return trace.hovertext[point];
      if (kind === "dots" && curve) return trace.name;
      const place = (kind === "lines" ? trace.x : trace.y)[point], value = (kind === "lines" ? trace.y : trace.x)[point];
      const read = decimals.format(value);
      const name = (trace.name || "").replaceAll("<br>", " ");
      return name && (data.length > 1 || kind === "panels") ? `${place}, ${name}: ${read}` : `${place}: ${read}`;
    }
    function leave() {
      at = -1;
      reading.textContent = "";
      window.Plotly.Fx.unhover(plot);
    }
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") return leave();
      if (!step || event.altKey || event.ctrlKey || event.metaKey || !points.length) return undefined;
      event.preventDefault();
      at = at < 0 && step < 0 ? points.length - 1 : (at + step + points.length) % points.length;
      const { curve, point } = points[at];
      reading.textContent = new DOMParser().parseFromString(words(points[at]), "text/html").body.textContent;
      const subplot = `${data[curve].xaxis || "x"}${data[curve].yaxis || "y"}`;
      window.Plotly.Fx.hover(plot, [{ curveNumber: curve, pointNumber: point }], subplot);
      return undefined;
    });
    frame.addEventListener("blur", leave);
  }

  // The library is large: it is fetched when the first chart comes into sight, so that nobody waits for it before.
  const library = document.currentScript.dataset.library;
  let asked;
  function fetched() {
    asked = asked || new Promise((resolve, reject) => {
      document.head.append(Object.assign(document.createElement("script"), { src: library, onload: resolve, onerror: reject }));
    });
    return asked;
  }

  function prepare(frame) {
    const source = document.getElementById(frame.getAttribute("data-chart"));
    if (!source) return undefined;
    // In forced colours the picture follows the reader's own palette; a drawing on a white ground does not.
    if (window.matchMedia("(forced-colors: active)").matches) return frame.setAttribute("data-kept", "");
    const spec = JSON.parse(source.textContent);
    // 24 columns and a line of time need room: on a narrow screen the picture stays, and can be moved sideways.
    if (["matrix", "milestones"].includes(spec.layout.meta.kind) && frame.clientWidth < WIDE) return frame.setAttribute("data-kept", "");
    return fetched().then(() => draw(frame, spec), () => frame.setAttribute("data-kept", ""));
  }

  function draw(frame, spec) {
    const kind = spec.layout.meta.kind;
    const letters = Math.min(LEGEND_LETTERS, Math.floor((frame.clientWidth - 70) / 6.3));
    const named = spec.data.map((trace) => (spec.layout.showlegend && trace.name ? { ...trace, name: wrapped(trace.name, letters) } : trace));
    const data = kind === "bars" ? traces(named) : kind === "dots" ? beside(named, spec.layout, frame.clientWidth) : named;
    const laidOut = (width) => (kind === "bars" ? layout(spec.layout, data, width) : plain(spec.layout, data, width));
    const plot = document.createElement("div");
    plot.className = "chart__plot";
    plot.setAttribute("aria-hidden", "true");
    const room = () => Math.max(240, Math.floor(frame.clientWidth - 18));
    frame.append(plot);
    window.Plotly.newPlot(plot, data, laidOut(room()), CONFIG).then(() => {
      frame.setAttribute("data-drawn", "");
      frame.setAttribute("role", "application");
      frame.setAttribute("aria-label", `${frame.getAttribute("data-label")} ${frame.getAttribute("data-keys")}`);
      byKeyboard(frame, plot, data, kind);
    }, () => plot.remove());
    let width = room(), waiting = 0;
    new ResizeObserver(() => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => {
        if (room() === width) return;
        width = room();
        window.Plotly.relayout(plot, laidOut(width));
      });
    }).observe(frame);
  }

  const inSight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      inSight.unobserve(target);
      prepare(target);
    }
  }, { rootMargin: "100px 0px" });
  for (const frame of document.querySelectorAll("[data-chart]")) inSight.observe(frame);
})();
