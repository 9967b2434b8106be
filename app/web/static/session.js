// Says some minutes before the session ends that it will, and lets the reader stay; talks to other windows of the portal.
"use strict";

(() => {
  const AHEAD = 300, TOUCHED_EVERY = 60;
  const body = document.body, dialog = document.querySelector("[data-session]");
  if (!dialog || !dialog.showModal) return;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("portal-session") : null;
  const seconds = () => Date.now() / 1000;
  let idle = Number(body.dataset.sessionIdle), idleEnd = 0, wholeEnd = 0, closedFor = "", ended = false;

  // The server notes use once a minute, so the last minute is not counted on.
  function used(left) {
    idleEnd = seconds() + Math.max(idle - TOUCHED_EVERY, idle / 2);
    if (left !== undefined) wholeEnd = seconds() + left;
    closedFor = "";
    ended = false;
    if (dialog.open) dialog.close();
  }

  function part() {
    const left = Math.min(idleEnd, wholeEnd) - seconds();
    if (ended || left <= 0) return "ended";
    if (left > Math.min(AHEAD, idle / 2)) return "";
    return wholeEnd < idleEnd ? "whole" : "idle";
  }

  function tell(name) {
    for (const element of dialog.querySelectorAll("[data-session-part]")) element.hidden = !element.dataset.sessionPart.split(" ").includes(name);
    const clock = dialog.querySelector("[data-session-clock]");
    const minutes = Math.floor((Math.min(idleEnd, wholeEnd) - seconds()) / 60);
    const words = minutes < 1 ? dialog.dataset.textSeconds : dialog.dataset.textMinutes.replace("{n}", minutes);
    if (name !== "ended" && clock.textContent !== words) clock.textContent = words;
  }

  function look() {
    const name = part();
    if (!name) return;
    tell(name);
    if (closedFor === name || dialog.open) return;
    dialog.showModal();
  }

  async function stay() {
    const answer = await fetch("/session", { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (!answer) return; // no network: the notice stays
    if (!answer.ok) { ended = true; tell("ended"); return; }
    const session = await answer.json();
    idle = session.idle;
    used(session.left);
    channel?.postMessage({ left: session.left });
  }

  dialog.addEventListener("close", () => { closedFor = part(); });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-session-stay]")) stay();
    else if (event.target.closest("[data-session-close]")) dialog.close();
  });
  document.addEventListener("htmx:after:request", (event) => {
    const status = event.detail.ctx?.response?.status;
    if (status === 401) { ended = true; look(); }
    else if (status) { used(); channel?.postMessage({}); }
  });
  if (channel) {
    channel.onmessage = (event) => {
      used(event.data.left);
      document.dispatchEvent(new CustomEvent("portal:session"));
    };
  }
  document.addEventListener("visibilitychange", look);
  setInterval(look, 5000);

  const first = Number(body.dataset.sessionEnds) - seconds();
  used(first);
  channel?.postMessage({ left: first });
  look();
})();
