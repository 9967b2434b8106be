// Progressive enhancement only: every page works without this file. Talks through data- attributes.
"use strict";

(() => {
  const RETRY_FIRST = 2000, RETRY_LAST = 30000;
  const AGAIN = new Set([408, 425, 500, 502, 503, 504]);
  const OWN_FIELDS = new Set(["csrf", "revision", "idempotency_key"]);
  const memory = new WeakMap();
  const text = (name) => document.body.getAttribute(`data-text-${name}`) || "";
  const one = (root, selector) => (root.matches?.(selector) ? root : root.querySelector(selector));
  const every = (root, selector) => [...(root.matches?.(selector) ? [root] : []), ...root.querySelectorAll(selector)];

  // ---- one polite region for the whole page -------------------------------------------------
  let announcement = 0, waiting = [];
  function announce(message, beside = false) {
    const region = document.getElementById("live");
    if (!region || !message) return;
    waiting = [...waiting.filter((one) => one.beside !== beside), { message, beside }];
    clearTimeout(announcement);
    announcement = setTimeout(() => {
      const said = waiting.map((one) => one.message).join(". ");
      waiting = [];
      region.textContent = "";
      setTimeout(() => { region.textContent = said; }, 50);
    }, 400);
  }
  // What another script has to say is said beside the state of saving, not instead of it.
  document.addEventListener("portal:say", (event) => announce(event.detail, true));

  // ---- fields that save themselves -----------------------------------------------------------
  // A unit is a form, or a row of a table that is sent by itself; its fields may carry a key: `revision:<key>`.
  const signature = (entries) => JSON.stringify([...entries].filter(([name]) => !OWN_FIELDS.has(name.split(":")[0])).map(([n, v]) => [n, String(v)]));
  const counts = (control) => !control.matches(":disabled") && (!/^(checkbox|radio)$/.test(control.type) || control.checked);
  const entries = (unit) => (unit instanceof HTMLFormElement ? [...new FormData(unit).entries()]
    : [...unit.querySelectorAll("[name]:not(button)")].filter(counts).map((control) => [control.name, control.value]));
  const present = (form) => signature(entries(form));

  function state(form) {
    if (!memory.has(form)) memory.set(form, { saved: present(form), key: "", keyFor: null, wait: RETRY_FIRST, timer: 0, broken: false });
    return memory.get(form);
  }

  function freshKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  function show(form, kind, message) {
    for (const slot of form.querySelectorAll("[data-status]")) {
      slot.setAttribute("data-js-state", kind);
      if (message) slot.textContent = message;
    }
    if (kind !== "saving") announce(message || one(form, "[data-status]")?.textContent);
  }

  const dirty = (form) => present(form) !== state(form).saved;
  const held = (form) => form.querySelector("[data-conflict]") !== null;
  const autosaving = (target) => target instanceof Element && target.hasAttribute("data-autosave");

  // From the first key on, "Saved 10:42" is not true any more; typed back to what was saved, it is again.
  function typed(unit) {
    const mine = state(unit), slot = one(unit, "[data-status]");
    if (!slot || mine.broken || held(unit)) return;
    if (dirty(unit)) {
      mine.told ??= [slot.getAttribute("data-js-state") || "saved", slot.textContent];
      show(unit, "saving", text("saving"));
    } else if (mine.told) {
      slot.setAttribute("data-js-state", mine.told[0]);
      slot.textContent = mine.told[1];
      mine.told = null;
    }
  }

  document.addEventListener("input", (event) => {
    const unit = event.target.closest?.("[data-autosave]");
    if (unit && memory.has(unit)) typed(unit);
  });

  function retryLater(form) {
    const mine = state(form);
    mine.broken = true;
    show(form, "unsaved", text("retry"));
    clearTimeout(mine.timer);
    mine.timer = setTimeout(() => retryNow(form), mine.wait);
    mine.wait = Math.min(mine.wait * 2, RETRY_LAST);
  }

  function retryNow(form) {
    clearTimeout(state(form).timer);
    if (form.isConnected && state(form).broken) form.dispatchEvent(new CustomEvent("retry"));
  }

  // The value decides the key: the same value tried again carries the same key.
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail, form = ctx.sourceElement;
    if (!autosaving(form)) return;
    const mine = state(form), chosen = ctx.request.submitter?.name;
    const value = signature(ctx.request.body.entries());
    const byHand = ctx.sourceEvent?.type === "submit";
    if (!byHand && (held(form) || (value === mine.saved && !mine.broken))) { event.preventDefault(); return; }
    if (mine.keyFor !== value || chosen) { mine.keyFor = value; mine.key = freshKey(); }
    ctx.request.body.set("idempotency_key", mine.key);
    ctx.portalValue = value;
  });

  // A queued save was prepared before its predecessor came back: give it the revision of now.
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail, form = ctx.sourceElement;
    if (!autosaving(form)) return;
    const mine = state(form), byHand = ctx.sourceEvent?.type === "submit";
    if (!byHand && (held(form) || (ctx.portalValue === mine.saved && !mine.broken))) { event.preventDefault(); return; }
    for (const box of form.querySelectorAll('input[name="revision"], input[name^="revision:"]')) ctx.request.body.set(box.name, box.value);
    show(form, "saving", text("saving"));
  });

  // Typing that happened after the save left must survive the answer; a general error page never lands in a field.
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx, tasks } = event.detail, form = ctx.sourceElement;
    const saving = autosaving(form) && ctx.portalValue !== undefined;
    if (ctx.response?.status >= 400 && tasks.some((task) => task.fragment.querySelector?.("[data-problem]"))) {
      event.preventDefault();
      if (saving) refused(form, ctx);
      else showProblem(ctx);
      return;
    }
    if (saving && !ctx.request.submitter?.name && present(form) !== sentValue(ctx)) {
      for (const control of form.querySelectorAll("input:not([type=hidden]), textarea, select")) control.setAttribute("data-keep", "");
    }
  });

  function sentValue(ctx) {
    const button = ctx.request.submitter?.name;
    return signature([...ctx.request.body.entries()].filter(([name]) => name !== button));
  }

  document.addEventListener("htmx:after:swap", (event) => {
    const { ctx } = event.detail, form = ctx.sourceElement, status = ctx.response?.status;
    if (autosaving(form) && ctx.portalValue !== undefined) {
      for (const control of form.querySelectorAll("[data-keep]")) control.removeAttribute("data-keep");
      if (status < 300) stored(form, ctx);
      else if (status === 409) show(form, "unsaved", text("conflict"));
      else if (status === 422) show(form, "refused", text("refused"));
      else refused(form, ctx);
    } else if (status >= 400 && status !== 409 && status !== 422) {
      showProblem(ctx);
    }
  });

  function stored(form, ctx) {
    const mine = state(form), slot = one(form, "[data-status]");
    Object.assign(mine, { saved: ctx.request.submitter?.name ? present(form) : sentValue(ctx), broken: false, wait: RETRY_FIRST, told: null });
    clearTimeout(mine.timer);
    const said = slot && slot.textContent.trim() && slot.textContent !== text("saving");
    show(form, dirty(form) ? "saving" : "saved", said ? "" : text("saved"));
  }

  // Not stored and not a matter of the field: tried again if that can help, else the server's words are shown.
  function refused(form, ctx) {
    if (AGAIN.has(ctx.response.status)) { retryLater(form); return; }
    show(form, "unsaved", text("unsaved"));
    showProblem(ctx);
    if (![401, 403].includes(ctx.response.status)) return;
    state(form).shutOut = true;
    comeBack(); // the session may only have been renewed in another window
  }

  document.addEventListener("htmx:error", (event) => {
    const ctx = event.detail.ctx;
    if (!ctx) return;
    if (autosaving(ctx.sourceElement)) retryLater(ctx.sourceElement);
    else problemText(text("failed"));
  });

  function problemText(message) {
    const slot = document.querySelector("[data-problem-slot]");
    if (!slot) return;
    const line = document.createElement("p");
    line.textContent = message;
    slot.replaceChildren(line);
    slot.scrollIntoView({ block: "nearest" });
  }

  // The server's own words about a refusal, taken from the error page or its fragment.
  function showProblem(ctx) {
    const slot = document.querySelector("[data-problem-slot]");
    const answer = new DOMParser().parseFromString(ctx.text || "", "text/html").querySelector("[data-problem]");
    if (!slot || !answer) { problemText(text("failed")); return; }
    const heading = answer.querySelector("h1");
    if (heading) {
      const lower = document.createElement("h2");
      lower.textContent = heading.textContent;
      heading.replaceWith(lower);
    }
    slot.replaceChildren(document.importNode(answer, true));
    for (const link of slot.querySelectorAll('a[href^="/sign-in"]')) {
      link.target = "_blank"; // what is typed here stays
      link.append(` ${text("new-window")}`);
    }
    slot.scrollIntoView({ block: "nearest" });
  }

  // Signed in again in another window: take the token of the new session and save what is waiting here.
  async function comeBack() {
    const waiting = [...document.querySelectorAll("[data-autosave]")].filter((unit) => memory.get(unit)?.shutOut);
    if (!waiting.length) return;
    const answer = await fetch("/session", { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (!answer?.ok) return;
    const session = await answer.json();
    if (session.account !== document.body.dataset.account) { problemText(text("other-account")); return; }
    const tokens = [...document.querySelectorAll("[name=csrf]")];
    if (tokens.every((input) => input.value === session.csrf)) return; // it was refused for another reason
    tokens.forEach((input) => { input.value = session.csrf; });
    document.querySelector("[data-problem-slot]")?.replaceChildren();
    for (const unit of waiting) {
      Object.assign(state(unit), { shutOut: false, broken: true });
      retryNow(unit);
    }
  }

  window.addEventListener("focus", comeBack);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) comeBack(); });
  document.addEventListener("portal:session", comeBack);

  // A table sent whole takes its rows along: leaving the page for that loses nothing.
  let sent = null;
  // Forms that are sent by hand: what was written in them is not saved until then.
  const written = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.method === "post" && !event.target.closest("[data-autosave]") && form.querySelector("textarea")) written.add(form);
  });
  document.addEventListener("submit", (event) => written.delete(event.target));
  const leaving = (unit) => sent !== null && unit.querySelector(`[form="${CSS.escape(sent)}"]`) !== null;
  document.addEventListener("submit", (event) => { sent = event.target.hasAttribute("data-table-form") ? event.target.id : null; });
  document.addEventListener("keydown", (event) => {
    const unit = event.target.closest?.("[data-autosave]:not(form)");
    if (event.key !== "Enter" || !unit || event.target.tagName !== "INPUT" || !window.htmx) return;
    event.preventDefault(); // saves the row where it would send the whole table
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });
  window.addEventListener("online", () => document.querySelectorAll("[data-autosave]").forEach((form) => memory.has(form) && retryNow(form)));
  window.addEventListener("beforeunload", (event) => {
    const unsaved = [...document.querySelectorAll("[data-autosave]")].some((form) => memory.has(form) && dirty(form) && !leaving(form));
    if (unsaved || [...written].some((form) => form.isConnected)) event.preventDefault();
  });

  // ---- characters left -----------------------------------------------------------------------
  function count(box) {
    const line = document.querySelector(`[data-count-for="${CSS.escape(box.id)}"]`);
    if (!line) return;
    const left = Number(box.dataset.count) - [...box.value.replace(/\r\n/g, "\n")].length;
    const words = text(left < 0 ? "over" : "left");
    line.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang || "en"));
    line.classList.toggle("is-over", left < 0);
  }

  document.addEventListener("input", (event) => {
    if (event.target.dataset?.count) count(event.target);
  });

  // ---- what new content needs ----------------------------------------------------------------
  function prepare(root) {
    for (const form of every(root, "[data-autosave]")) {
      if (!window.htmx) continue;
      state(form);
      form.setAttribute("data-js-ready", "");
    }
    every(root, "[data-count]").forEach(count);
    every(root, "[data-print], [data-script-only]").forEach((button) => { button.hidden = false; });
    const wide = window.matchMedia("(min-width: 52.01rem)").matches;
    every(root, "details[data-open-wide]").forEach((fold) => { if (wide) fold.open = true; });
    const summary = one(root, "[data-error-summary]");
    if (summary) summary.focus();
  }

  document.addEventListener("htmx:after:process", (event) => { if (event.target !== document.body && event.target.querySelectorAll) prepare(event.target); });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
    for (const menu of document.querySelectorAll(".frame-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(".frame-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("[data-open-wide]") && !event.target.open && window.matchMedia("(min-width: 52.01rem)").matches) event.target.open = true;
  }, true);
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.fold:not([open])").forEach((fold) => { fold.open = true; fold.setAttribute("data-js-printed", ""); }));
  window.addEventListener("afterprint", () => document.querySelectorAll("details[data-js-printed]").forEach((fold) => { fold.open = false; fold.removeAttribute("data-js-printed"); }));

  // ---- a link that leads to a field: open what hides it, and put the cursor there ---------------
  function arrive() {
    if (!/^#(answer|observation|explanation|breakdown)-/.test(location.hash)) return;
    const target = document.getElementById(location.hash.slice(1));
    if (!target || document.querySelector("[data-error-summary]")) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const control = "input:not([type=hidden]), textarea, select";
    const found = one(target, "input:checked") || one(target, control);
    if (!found) target.tabIndex = -1;
    (found || target).focus();
    target.scrollIntoView({ block: "center" });
  }
  window.addEventListener("hashchange", arrive);

  document.documentElement.classList.remove("no-js");
  prepare(document.body);
  arrive();
})();
