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
