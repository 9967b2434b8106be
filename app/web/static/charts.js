// Draws every chart of a page. Without this file the picture and the table of each chart stay.
"use strict";

(() => {
  const INK = "#1B2A41", RULE = "#D5DAE3", NARROW = 480, WIDE = 640, ROW = 30, LEGEND_ROW = 24;
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

  const decimals = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 6 });
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

  function layout(spec, data, width) {
    const names = data[0].y, few = longest(data) <= 6, narrow = width < NARROW, legend = data.length > 1;
    const perRow = Math.max(1, Math.floor(width / 190));
    const legendHeight = legend ? Math.ceil(data.filter((trace) => trace.showlegend !== false).length / perRow) * LEGEND_ROW + 12 : 0;
    const shown = names.map((name) => wrapped(name, narrow ? 16 : 34));
    const lines = shown.reduce((sum, name) => sum + Math.max(1, name.split("<br>").length * 0.62), 0);
    return {
      ...spec,
      font: FONT,
      width,
      height: Math.round(lines * ROW) + 64 + legendHeight + (names.length === 1 ? 30 : 0),
      margin: { l: 8, r: narrow ? 28 : 44, t: 8 + legendHeight, b: 48 },
      paper_bgcolor: "#FFFFFF",
      plot_bgcolor: "#FFFFFF",
      dragmode: false,
      bargap: 0.28,
      uniformtext: { minsize: 10, mode: "hide" },
      hoverlabel: { font: FONT, bgcolor: "#FFFFFF", bordercolor: INK },
      xaxis: { ...spec.xaxis, fixedrange: true, gridcolor: RULE, zeroline: true, zerolinecolor: INK, tickformat: ",", nticks: narrow ? 4 : 8, ...(few && { dtick: 1 }), title: { ...spec.xaxis.title, font: { ...FONT, size: 12 } } },
      yaxis: { ...spec.yaxis, fixedrange: true, tickmode: "array", tickvals: names, ticktext: shown, ticklabelstandoff: 6 },
      legend: { ...spec.legend, x: 0, xanchor: "left", y: 1, yref: "container", yanchor: "top", maxheight: legendHeight + 40, itemclick: false, itemdoubleclick: false, font: { ...FONT, size: 12 } },
    };
  }

  // Kinds other than bars bring their own axes and height; only what depends on the page is added.
  function plain(spec, data, width) {
    const narrow = width < NARROW, axes = {}, above = ["dots", "lines"].includes(spec.meta.kind);
    for (const name of Object.keys(spec)) {
      if (/^[xy]axis/.test(name)) axes[name] = { gridcolor: RULE, zeroline: false, ...spec[name], fixedrange: true };
    }
    if (axes.yaxis && axes.yaxis.type === "category" && narrow && data[0].y) {
      const names = spec.yaxis.categoryarray || data[0].y;
      Object.assign(axes.yaxis, { tickmode: "array", tickvals: names, ticktext: names.map((name) => wrapped(name, 16)) });
    }
    return {
      ...spec,
      ...axes,
      ...(narrow && spec.grid && stacked(spec, data.length)),
      font: FONT,
      width,
      height: (narrow && spec.grid ? (spec.height / spec.grid.rows) * data.length : spec.height),
      margin: { l: 12, r: narrow ? 24 : 40, t: spec.grid ? 34 : 20, b: 44, autoexpand: true },
      paper_bgcolor: "#FFFFFF",
      plot_bgcolor: "#FFFFFF",
      dragmode: false,
      hovermode: "closest",
      hoverlabel: { font: FONT, bgcolor: "#FFFFFF", bordercolor: INK },
      annotations: (spec.annotations || []).map((note) => ({ ...note, font: { ...FONT, weight: 600 } })),
      legend: { ...spec.legend, x: 0, xanchor: "left", ...(above ? { y: 1.02, yanchor: "bottom" } : { y: -0.02, yanchor: "top" }), maxheight: spec.height, itemclick: false, itemdoubleclick: false, font: { ...FONT, size: 12 } },
    };
  }

  function stacked(spec, count) {
    return { grid: { ...spec.grid, rows: count, columns: 1 } };
  }

  // The keyboard goes from value to value, in the order in which they are drawn; Tab leaves at once.
  function byKeyboard(frame, plot, data, kind) {
    const reading = document.getElementById(frame.getAttribute("data-chart").replace(/data$/, "reading"));
    const points = [];
    data.forEach((trace, curve) => {
      if (!trace.customdata) return;
      trace.customdata.forEach((fact, point) => {
        const value = kind === "lines" || kind === "milestones" ? trace.y[point] : trace.x[point];
        if (fact && value !== null && value !== undefined) points.push({ curve, point });
      });
    });
    if (kind === "bars") points.sort((one, other) => one.point - other.point || one.curve - other.curve);
    let at = -1;
    function words({ curve, point }) {
      const trace = data[curve];
      if (trace.hovertext) return trace.hovertext[point];
      const place = (kind === "lines" ? trace.x : trace.y)[point], value = (kind === "lines" ? trace.y : trace.x)[point];
      const read = decimals.format(value);
      return trace.name && (data.length > 1 || kind === "panels") ? `${place}, ${trace.name}: ${read}` : `${place}: ${read}`;
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
    // Squares of a fixed size need room: on a narrow screen the picture stays, and can be moved sideways.
    if (["map", "matrix"].includes(spec.layout.meta.kind) && frame.clientWidth < WIDE) return frame.setAttribute("data-kept", "");
    return fetched().then(() => draw(frame, spec), () => frame.setAttribute("data-kept", ""));
  }

  function draw(frame, spec) {
    const kind = spec.layout.meta.kind;
    const data = kind === "bars" ? traces(spec.data) : spec.data;
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
