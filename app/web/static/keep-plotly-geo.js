// The geo and the cartesian bundle both claim the name Plotly: keep the first under its own name.
window.PlotlyGeo = window.Plotly;
