// Draws every chart of a page. Without this file the picture and the table of each chart stay.
"use strict";

(() => {
  const INK = "#1B2A41", RULE = "#D5DAE3", NARROW = 480, ROW = 30, LEGEND_ROW = 24;
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
      legend: { ...spec.legend, x: 0, xanchor: "left", y: 1, yref: "container", yanchor: "top", itemclick: false, itemdoubleclick: false, font: { ...FONT, size: 12 } },
    };
  }

  function draw(frame) {
    const source = document.getElementById(frame.getAttribute("data-chart"));
    if (!source || !window.Plotly) return;
    const spec = JSON.parse(source.textContent);
    const data = traces(spec.data);
    const plot = document.createElement("div");
    plot.className = "chart__plot";
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-label", frame.getAttribute("data-label"));
    const room = () => Math.max(240, Math.floor(frame.clientWidth - 18));
    const picture = frame.querySelector("img");
    frame.append(plot);
    window.Plotly.newPlot(plot, data, layout(spec.layout, data, room()), CONFIG).then(() => {
      picture.hidden = true;
      frame.removeAttribute("tabindex");
      frame.removeAttribute("role");
      frame.removeAttribute("aria-label");
      frame.setAttribute("data-drawn", "");
    }, () => plot.remove());
    let width = room(), waiting = 0;
    new ResizeObserver(() => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => {
        if (room() === width) return;
        width = room();
        window.Plotly.relayout(plot, layout(spec.layout, data, width));
      });
    }).observe(frame);
  }

  for (const frame of document.querySelectorAll("[data-chart]")) draw(frame);
})();
