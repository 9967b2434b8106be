// Sums and shares while somebody types. The server works them out anew at every save and has the last word.
"use strict";

(() => {
  const PLACES = 8; // decimals the portal keeps; whole numbers of 10^-8 add up without rounding
  const UNIT = 10n ** BigInt(PLACES);
  const language = document.documentElement.lang || "en";
  const mark = (1.5).toLocaleString(language).charAt(1);
  const other = mark === "," ? "." : ",";
  const every = (root, selector) => [...root.querySelectorAll(selector)];

  // Numbers as people write them, read as the server reads them; null where it would ask what is meant.
  function read(raw) {
    let text = (raw || "").replace(/[\s'’]/g, "").replace("−", "-");
    if (new RegExp(`^-?[1-9]\\d{0,2}\\${mark}\\d{3}$`).test(text)) return null;
    if (text.includes(mark) || text.split(other).length > 2 || new RegExp(`^-?[1-9]\\d{0,2}\\${other}\\d{3}$`).test(text)) text = text.split(other).join("");
    text = text.replace(mark, ".").replace(other, ".");
    return plain(text);
  }

  // The one text of a number, without grouping, as the server writes it into data.
  function plain(text) {
    const parts = /^(-?)(\d{1,18})(?:\.(\d{1,8}))?$/.exec(text || "");
    if (!parts) return null;
    const size = BigInt(parts[2]) * UNIT + BigInt((parts[3] || "").padEnd(PLACES, "0"));
    return parts[1] ? -size : size;
  }

  function write(value) {
    const size = value < 0n ? -value : value;
    const fraction = (size % UNIT).toString().padStart(PLACES, "0").replace(/0+$/, "");
    return (value < 0n ? "−" : "") + (size / UNIT).toLocaleString(language) + (fraction ? mark + fraction : "");
  }

  // ---- the sum under a table against its total --------------------------------------------------
  function add(table) {
    for (const place of every(table, "[data-sum]")) {
      const typed = every(table, `[data-addend="${CSS.escape(place.dataset.sum)}"]`).map((input) => read(input.value)).filter((v) => v !== null);
      const sum = typed.reduce((a, b) => a + b, 0n);
      const box = place.dataset.sumTotal && document.getElementById(place.dataset.sumTotal);
      const total = box ? read(box.value ?? box.textContent) : null;
      const compared = total !== null && typed.length > 0;
      const off = compared && (sum > total || (sum < total && place.dataset.sumRule === "exact"));
      place.querySelector("output").textContent = typed.length ? write(sum) : "";
      place.classList.toggle("is-off", off);
      place.querySelector("[data-sum-said]").textContent = compared ? said(place, sum, total) : "";
    }
  }

  function said(place, sum, total) {
    if (sum === total) return place.dataset.sumEqual;
    if (sum < total && place.dataset.sumRule !== "exact") return "";
    const words = sum > total ? place.dataset.sumMore : place.dataset.sumLess;
    return words.replace("{n}", write(sum > total ? sum - total : total - sum)).replace("{total}", write(total));
  }

  // ---- shares the portal works out --------------------------------------------------------------
  function part(output, name) {
    const box = document.getElementById(output.dataset[`share${name}`]);
    return box && "value" in box ? read(box.value) : plain(output.dataset[`share${name}Value`]);
  }

  function share(output) {
    const above = part(output, "Part"), below = part(output, "Whole");
    if (above === null || !below) { output.textContent = output.dataset.shareNone; return; }
    output.textContent = write(rounded(above * 100n, below, Number(output.dataset.sharePlaces)));
  }

  // Half to even, as the server rounds.
  function rounded(above, below, places) {
    const step = 10n ** BigInt(places), negative = above < 0n !== below < 0n;
    const size = (v) => (v < 0n ? -v : v);
    const top = size(above) * step, bottom = size(below);
    let whole = top / bottom;
    const twice = (top % bottom) * 2n;
    if (twice > bottom || (twice === bottom && whole % 2n === 1n)) whole += 1n;
    return (negative ? -whole : whole) * (UNIT / step);
  }

  const tables = (box) => every(document, "[data-sum-table]").filter((table) => table.contains(box) || (box.id && table.querySelector(`[data-sum-total="${CSS.escape(box.id)}"]`)));

  document.addEventListener("input", (event) => {
    tables(event.target).forEach(add);
    every(document, `[data-share-part="${CSS.escape(event.target.id)}"], [data-share-whole="${CSS.escape(event.target.id)}"]`).forEach(share);
  });

  // Said aloud when a value is left, not at every key.
  document.addEventListener("change", (event) => {
    for (const table of tables(event.target)) {
      const name = event.target.dataset.addend;
      const places = every(table, "[data-sum]").filter((place) => !name || place.dataset.sum === name);
      for (const place of places) document.dispatchEvent(new CustomEvent("portal:say", { detail: place.querySelector("[data-sum-said]").textContent }));
    }
  });

  // The server adds up what is stored: while something else of the table is being typed, that counts too.
  document.addEventListener("htmx:after:swap", () => setTimeout(() => {
    for (const table of every(document, "[data-sum-table]")) {
      if (every(table, "[data-addend]").some((input) => input.value !== input.defaultValue)) add(table);
    }
  }));

  // The browser may bring back what was typed before the page was left.
  window.addEventListener("pageshow", (event) => { if (event.persisted) every(document, "[data-sum-table]").forEach(add); });
})();
