(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const texts = JSON.parse(document.getElementById("page-data").textContent).texts;
  const player = document.getElementById("player");
  const media = new Map(all("[data-media]").map((element) => [element.dataset.media, element]));
  const lines = new Map();
  for (const line of all(".line")) {
    const list = lines.get(line.dataset.answer) || [];
    list.push({ element: line, start: Number(line.dataset.start), end: Number(line.dataset.end) });
    lines.set(line.dataset.answer, list);
  }

  function lineAt(answer, ms) {
    return (lines.get(answer) || []).find((line) => line.start <= ms && ms < line.end);
  }

  function show(answer) {
    for (const [number, element] of media) {
      const chosen = number === answer;
      element.hidden = !chosen;
      if (!chosen) element.pause();
    }
    for (const tab of all(".tab")) tab.setAttribute("aria-pressed", String(tab.dataset.tab === answer));
    complain(media.get(answer));
  }

  function complain(element) {
    const note = document.getElementById("media-error");
    note.textContent = texts.media_error;
    note.hidden = !(element && element.error);
  }

  function seek(element, ms) {
    const go = () => { element.currentTime = ms / 1000; };
    if (element.readyState >= 1) go();
    else {
      element.addEventListener("loadedmetadata", go, { once: true });
      element.preload = "auto";
      element.load();
    }
  }

  function find(target) {
    for (const line of all(".line.found")) line.classList.remove("found");
    const line = target && document.getElementById(target);
    if (line) line.classList.add("found");
    return line;
  }

  function jump(answer, ms, target) {
    const hit = lineAt(answer, ms);
    const line = find(target || (hit && hit.element.id));
    const element = media.get(answer);
    if (element) {
      player.classList.add("open");
      show(answer);
      seek(element, ms);
      const started = element.play();
      if (started) started.catch(() => {});
    } else if (line) {
      line.scrollIntoView({ block: "center" });
      const button = line.querySelector("button");
      if (button) button.focus({ preventScroll: true });
    }
  }

  function follow(answer, element) {
    const ms = element.currentTime * 1000;
    const current = lineAt(answer, ms);
    for (const line of lines.get(answer) || []) line.element.classList.toggle("now", line === current);
    document.getElementById("caption").textContent = current ? current.element.querySelector(".words").textContent.trim() : "";
    for (const chart of all(`.timeline[data-answer="${answer}"]`)) {
      const at = `${Math.min(100, (100 * ms) / Number(chart.dataset.duration))}%`;
      for (const head of all(".playhead", chart)) { head.setAttribute("x1", at); head.setAttribute("x2", at); }
    }
  }

  for (const [answer, element] of media) {
    for (const name of ["timeupdate", "seeked"]) element.addEventListener(name, () => follow(answer, element));
    element.addEventListener("error", () => { if (!element.hidden) complain(element); });
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest(".tab");
    if (tab) return show(tab.dataset.tab);
    const button = event.target.closest("button[data-start]");
    if (button) {
      for (const quote of all(".quote.on")) quote.classList.remove("on");
      if (button.classList.contains("quote")) button.classList.add("on");
      return jump(button.dataset.answer, Number(button.dataset.start), button.dataset.target);
    }
    const line = event.target.closest(".line");
    if (line && String(getSelection()) === "") {
      if (media.has(line.dataset.answer)) jump(line.dataset.answer, Number(line.dataset.start), line.id);
      else find(line.id);
      return undefined;
    }
    const track = event.target.closest(".track");
    if (track) {
      const chart = track.closest(".timeline");
      const box = track.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
      const at = event.target.dataset.start || share * Number(chart.dataset.duration);
      tell(event.target);
      jump(chart.dataset.answer, Number(at));
    }
    return undefined;
  });

  function tell(block) {
    const chart = block.closest && block.closest(".timeline");
    if (!chart) return;
    const readout = chart.querySelector(".readout");
    const tip = block.dataset.tip;
    readout.textContent = tip || readout.dataset.help;
    readout.classList.toggle("live", Boolean(tip));
  }
  for (const track of all(".track")) track.addEventListener("pointerover", (event) => tell(event.target));

  const speed = document.getElementById("speed");
  const playing = () => {
    for (const [answer, element] of media) if (!element.hidden) return { answer, element };
    return undefined;
  };

  // Captions as a track of its own: the browser's button shows them in the picture, also when it fills the screen.
  for (const [answer, element] of media) {
    const track = element.addTextTrack("captions", texts.rv_captions, document.documentElement.lang);
    track.mode = "hidden";
    for (const line of lines.get(answer) || []) {
      if (line.end > line.start) track.addCue(new VTTCue(line.start / 1000, line.end / 1000, line.element.querySelector(".words").textContent.trim()));
    }
  }

  function setSpeed(rate) {
    speed.value = rate;
    for (const element of media.values()) { element.defaultPlaybackRate = Number(rate); element.playbackRate = Number(rate); }
  }

  function nextQuote(step) {
    const quotes = all(".quote");
    if (!quotes.length) return;
    const at = quotes.findIndex((quote) => quote.classList.contains("on"));
    const quote = quotes[at < 0 ? (step > 0 ? 0 : quotes.length - 1) : (at + step + quotes.length) % quotes.length];
    quote.scrollIntoView({ block: "center" });
    quote.focus({ preventScroll: true });
    quote.click();
  }

  const nudge = (seconds) => { const now = playing(); if (now) now.element.currentTime = Math.max(0, now.element.currentTime + seconds); };
  const faster = (step) => { speed.selectedIndex = Math.min(speed.length - 1, Math.max(0, speed.selectedIndex + step)); setSpeed(speed.value); };
  const toggle = () => {
    const now = playing();
    if (!now) return;
    if (now.element.paused) { const started = now.element.play(); if (started) started.catch(() => {}); } else now.element.pause();
  };
  const keys = {
    k: toggle, j: () => nudge(-5), l: () => nudge(5), "[": () => faster(-1), "]": () => faster(1),
    n: () => nextQuote(1), p: () => nextQuote(-1), r: () => openRemark(),
  };

  if (player) {
    const kept = document.getElementById("keys-on");
    try { kept.checked = localStorage.getItem("mianshi keys") !== "off"; } catch { /* a file may keep nothing */ }
    kept.addEventListener("change", () => {
      try { localStorage.setItem("mianshi keys", kept.checked ? "on" : "off"); } catch { /* as above */ }
    });
    speed.addEventListener("change", () => setSpeed(speed.value));
    document.addEventListener("keydown", (event) => {
      if (!kept.checked || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, [contenteditable]")) return;
      const act = keys[event.key.toLowerCase()];
      if (act) { event.preventDefault(); act(); }
    });
  }

  // Remarks on the moment that plays; the page has the form only on the portal.
  const remarkForm = document.getElementById("remark-form");
  let moment;

  function say(words) { document.getElementById("remark-said").textContent = words; }

  function openRemark() {
    const now = playing();
    if (!remarkForm || !now) return;
    now.element.pause();
    moment = { answer: Number(now.answer), at_ms: Math.floor(now.element.currentTime) * 1000, once: [...crypto.getRandomValues(new Uint8Array(12))].map((n) => (n % 36).toString(36)).join("") };
    const seconds = moment.at_ms / 1000;
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    document.getElementById("remark-moment").textContent = texts.rv_at_moment.replace("{n}", moment.answer + 1).replace("{time}", time);
    player.classList.add("open");
    remarkForm.hidden = false;
    document.getElementById("remark-open").setAttribute("aria-expanded", "true");
    document.getElementById("remark-text").focus();
    say("");
  }

  function closeRemark() {
    remarkForm.hidden = true;
    document.getElementById("remark-open").setAttribute("aria-expanded", "false");
    document.getElementById("remark-open").focus();
  }

  async function sendRemark(event) {
    event.preventDefault();
    const words = document.getElementById("remark-text");
    const { comments, csrf } = document.body.dataset;
    try {
      const answer = await fetch(comments, {
        method: "POST", headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF": csrf },
        body: JSON.stringify({ text: words.value, ...moment }),
      });
      const told = await answer.json();
      if (!answer.ok) { say(told.sentence ? told.sentence[document.documentElement.lang === "en" ? "en" : "zh"] : texts.rv_remark_failed); return; }
      words.value = "";
      closeRemark();
      say(texts.rv_remark_saved);
    } catch {
      say(navigator.onLine ? texts.rv_remark_failed : texts.rv_offline);
    }
  }

  if (remarkForm) {
    document.getElementById("remark-open").addEventListener("click", openRemark);
    document.getElementById("remark-cancel").addEventListener("click", closeRemark);
    remarkForm.addEventListener("submit", sendRemark);
  }

  // A remark elsewhere leads here: #t=<answer>,<milliseconds>.
  function fromAddress() {
    const wanted = /^#t=(\d+),(\d+)$/.exec(location.hash);
    if (wanted) jump(wanted[1], Number(wanted[2]));
  }
  addEventListener("hashchange", fromAddress);
  fromAddress();

  if (player) {
    document.getElementById("player-open").addEventListener("click", () => player.classList.add("open"));
    document.getElementById("player-close").addEventListener("click", () => {
      for (const element of media.values()) element.pause();
      player.classList.remove("open");
    });
  }

  document.getElementById("print").addEventListener("click", () => window.print());
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    for (const details of closed) details.open = true;
  });
  window.addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
})();
