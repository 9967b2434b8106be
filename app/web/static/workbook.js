// Ticks of many changes at once, and a word while a workbook is read or saved. The page works without it.
"use strict";

(() => {
  const every = (root, selector) => [...root.querySelectorAll(selector)];
  const say = (words) => document.dispatchEvent(new CustomEvent("portal:say", { detail: words }));

  // ---- all, all of a point, one by one ----------------------------------------------------------
  const boxes = (root) => every(root, 'input[name="take"]');
  const scope = (form, chooser) => (chooser.dataset.choose === "all" ? form : chooser.closest("[data-choice-group]"));

  function count(form) {
    for (const chooser of every(form, "[data-choose]")) {
      const found = boxes(scope(form, chooser)), ticked = found.filter((box) => box.checked).length;
      chooser.checked = ticked > 0 && ticked === found.length;
      chooser.indeterminate = ticked > 0 && ticked < found.length;
    }
    const all = boxes(form), ticked = all.filter((box) => box.checked).length;
    const words = form.dataset.textCount.replace("{n}", ticked).replace("{total}", all.length);
    for (const place of every(form, "[data-choice-count]")) place.textContent = words;
    return words;
  }

  // ---- what the checks would find, for what is chosen now --------------------------------------------
  const PAUSE = 900;
  let waiting;
  function checkSoon(form) {
    const button = form.querySelector("[data-choice-check]");
    clearTimeout(waiting);
    if (button && window.htmx) waiting = setTimeout(() => button.click(), PAUSE);
  }

  for (const form of every(document, "[data-choices]")) {
    for (const place of every(form, "[data-choice-all]")) place.hidden = false;
    form.addEventListener("change", (event) => {
      const chooser = event.target.closest("[data-choose]");
      if (chooser) for (const box of boxes(scope(form, chooser))) box.checked = chooser.checked;
      if (chooser || event.target.name === "take") say(count(form));
      checkSoon(form);
      // Whoever edits the text put together means to take it.
      if (event.target.name?.startsWith("merged:")) {
        const tick = event.target.name.slice("merged:".length);
        for (const radio of every(form, 'input[type="radio"]')) if (radio.name === `decide:${tick}` && radio.value === "merged") radio.checked = true;
      }
    });
    count(form);
  }

  // ---- long work: said once, sent once ------------------------------------------------------------
  for (const form of every(document, "form[data-busy]")) {
    form.addEventListener("submit", (event) => {
      if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
      form.setAttribute("aria-busy", "true");
      const note = form.querySelector("[data-busy-note]");
      if (note) { note.hidden = false; say(note.textContent); }
    });
  }
  // A page that comes back from the history of the browser is not busy any more.
  window.addEventListener("pageshow", () => {
    for (const form of every(document, "form[data-busy]")) {
      form.removeAttribute("aria-busy");
      for (const note of every(form, "[data-busy-note]")) note.hidden = true;
    }
    for (const form of every(document, "[data-choices]")) count(form);
  });
})();
