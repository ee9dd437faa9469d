"use strict";
// What moves by itself is looked up again and put in place; the page is right without this.
(() => {
  const SLOWEST_S = 60;
  for (const note of document.querySelectorAll(".needs-script")) note.hidden = false;
  let wait = 0;

  function localised(root) {
    for (const element of root.querySelectorAll("time[datetime]")) {
      const when = new Date(element.dateTime);
      if (Number.isNaN(when.getTime())) continue;
      element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(when);
    }
  }

  async function look() {
    const here = document.getElementById("live");
    let next = wait;
    try {
      const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const there = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
      if (!there) return;
      localised(there);
      if (there.textContent !== here.textContent) {
        here.replaceChildren(...there.childNodes);
        next = Number(there.dataset.again || 0);
      } else if (document.hidden) {
        next = SLOWEST_S;
      }
      if (!there.dataset.again) return;
    } catch {
      next = Math.min(SLOWEST_S, wait * 2);
    }
    wait = next;
    setTimeout(look, wait * 1000);
  }

  const live = document.getElementById("live");
  if (live && live.dataset.again) {
    wait = Number(live.dataset.again);
    setTimeout(look, wait * 1000);
  }
  // A form that was sent is not sent again by a second tap; the server would answer the same.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
})();
