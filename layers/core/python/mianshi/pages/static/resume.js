"use strict";
// A résumé goes from the browser to the store by a signed address; then the page waits until it was read.
(() => {
  const byId = (id) => document.getElementById(id);
  const card = byId("resume");
  const box = byId("resume-upload");
  if (!card || !box) return;
  const words = JSON.parse(byId("resume-words").textContent);
  const lang = document.documentElement.lang === "en" ? "en" : "zh";
  const file = byId("resume-file");
  const send = byId("resume-send");
  const bar = byId("resume-progress");
  const say = (text, bad = false) => {
    byId("resume-say").textContent = text;
    byId("resume-say").classList.toggle("wrong", bad);
  };
  const MOST = 10 * 1024 * 1024;
  const TYPES = {
    pdf: "application/pdf",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    txt: "text/plain",
  };
  const ending = (name) => name.slice(name.lastIndexOf(".") + 1).toLowerCase();

  const problemOf = (chosen) => {
    if (!chosen) return words.choose;
    if (ending(chosen.name) === "doc") return words.old;
    if (!(ending(chosen.name) in TYPES)) return words.type;
    if (chosen.size === 0) return words.empty;
    return chosen.size > MOST ? words.large : "";
  };

  const ask = async (path, options = {}) => {
    const csrf = document.querySelector('meta[name="csrf"]').content;
    const answer = await fetch(path, { ...options, headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF": csrf } });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return told;
    throw Object.assign(new Error(String(answer.status)), { sentence: told.sentence ? told.sentence[lang] : "" });
  };

  const put = (ticket, body) => new Promise((done, failed) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    request.open("PUT", ticket.url);
    for (const [name, value] of Object.entries(ticket.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      const share = event.lengthComputable ? event.loaded / event.total : 0;
      bar.value = share;
      say(words.sending.replace("{percent}", Math.floor(share * 100)));
    });
    request.addEventListener("load", () => (request.status < 300 ? done() : failed(new Error(String(request.status)))));
    request.addEventListener("error", () => failed(new Error("network")));
    request.send(body);
  });

  const settled = () => {
    const here = new URL(location.href);
    here.hash = "resume";
    if (here.href === location.href) location.reload();
    else { history.replaceState(null, "", here.href); location.reload(); }
  };

  // Longer pauses the longer it takes: five minutes in all.
  const wait = async (turn = 0) => {
    if (turn > 40) { say(words.slow); return; }
    await new Promise((go) => { setTimeout(go, Math.min(1000 + turn * 400, 10000)); });
    try {
      const told = await ask(box.dataset.at);
      if (told.state === "read" || told.state === "refused") { settled(); return; }
    } catch { /* the next turn asks again */ }
    wait(turn + 1);
  };

  let busy = false;
  const upload = async () => {
    if (busy) return;
    const [chosen] = file.files;
    const problem = problemOf(chosen);
    if (problem) { say(problem, true); file.focus(); return; }
    busy = true;
    send.disabled = file.disabled = true;
    bar.hidden = false;
    try {
      const wish = { content_type: TYPES[ending(chosen.name)], size_bytes: chosen.size };
      await put(await ask(`${box.dataset.at}/ticket`, { method: "POST", body: JSON.stringify(wish) }), chosen);
      bar.hidden = true;
      say(words.reading);
      wait();
    } catch (error) {
      bar.hidden = true;
      say(error.sentence || words.failed, true);
      busy = send.disabled = file.disabled = false;
    }
  };

  if (send) {
    box.hidden = false;
    send.addEventListener("click", upload);
    file.addEventListener("change", () => say(file.files.length ? problemOf(file.files[0]) : "", true));
  }
  if (card.dataset.state === "reading") { if (send) say(words.reading); wait(); }
})();
