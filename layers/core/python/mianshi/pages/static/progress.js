(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const { texts, lang } = data;
  const FIRST_MS = 1200;
  const HIDDEN_MS = 15000;
  const SLOWEST_MS = 30000;
  const ASKING_MS = 20000;
  const byId = (id) => document.getElementById(id);
  let failures = 0;
  let timer = 0;
  let asking = false;
  let finished = data.progress.status === "closed" || data.progress.stopped;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));

  const inLanguage = (address) => `${address}${address.includes("?") ? "&" : "?"}lang=${lang}`;

  function cell(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  }

  function step(state) {
    const item = document.createElement("li");
    item.className = state.status;
    if (state.status === "running") item.setAttribute("aria-current", "step");
    item.append(
      cell("step-name", state.label[lang]),
      cell("step-count", state.of > 1 ? `${state.done}/${state.of}` : ""),
      cell("step-state", texts[`step_${state.status}`]),
    );
    return item;
  }

  function set(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function until(iso) {
    const time = byId("asking-until");
    byId("asking").hidden = !iso;
    if (!iso || (time.dateTime === iso && time.textContent)) return;
    time.dateTime = iso;
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
  }

  function draw(view) {
    const running = !view.stopped && view.progress.find((state) => state.status === "running");
    const closed = view.status === "closed";
    const title = view.stopped ? texts.status_stopped : view.outcome ? texts[`outcome_${view.outcome}`] : texts[view.asking_until ? "status_asking" : `status_${view.status}`];
    byId("state").dataset.outcome = view.outcome || "";
    asking = Boolean(view.asking_until);
    until(view.asking_until);
    set(byId("state-name"), running && !closed && !asking ? fill(texts.now, { state: running.label[lang] }) : title);
    set(byId("sentence"), view.sentence[lang]);
    byId("advice").hidden = !view.outcome;
    set(byId("advice"), view.outcome ? texts[`next_${view.outcome}`] : "");
    byId("steps").replaceChildren(...view.progress.map(step));
    byId("leave").hidden = closed || view.stopped;
    if (byId("restart")) byId("restart").hidden = !(view.stopped || view.outcome === "failed" || view.reason === "rater_unavailable");
    byId("open").hidden = !(closed && view.links.report);
    if (view.links.report) byId("open-report").href = inLanguage(view.links.report);
    byId("downloads").hidden = !(closed && Object.keys(view.links).length > 0);
    byId("links").replaceChildren(...Object.entries(view.links).map(([name, address]) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = name.endsWith("report") ? inLanguage(address) : address;
      link.textContent = texts[`link_${name}`] || name;
      item.append(link);
      return item;
    }));
  }

  function close() {
    finished = true;
    const dirty = document.querySelector("form[data-dirty=yes]");
    const mark = `shown ${data.progress.id}`;
    let before = null;
    try {
      before = sessionStorage.getItem(mark);
      sessionStorage.setItem(mark, "yes");
    } catch { before = "unknown"; }
    // Once, and never over what somebody is writing.
    set(byId("trouble"), dirty || before ? texts.rv_reload : texts.rv_reloading);
    if (!dirty && !before) setTimeout(() => location.reload(), 900);
  }

  async function poll() {
    let answer;
    try {
      answer = await fetch(`/api/interviews/${encodeURIComponent(data.progress.id)}`, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) {
        set(byId("trouble"), texts.signed_out);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const view = await answer.json();
      failures = 0;
      set(byId("trouble"), "");
      draw(view);
      if (view.status === "closed") close();
      if (view.stopped) finished = true;
    } catch {
      failures += 1;
      set(byId("trouble"), navigator.onLine ? texts.poll_trouble : texts.offline);
    }
    later();
  }

  function later(ms) {
    clearTimeout(timer);
    if (finished) return;
    const slower = Math.min(SLOWEST_MS, Math.max(asking ? ASKING_MS : 0, FIRST_MS * 2 ** failures));
    timer = setTimeout(poll, ms ?? (document.hidden ? Math.max(HIDDEN_MS, slower) : slower));
  }

  const soon = () => { if (!finished) later(0); };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) soon(); });
  window.addEventListener("online", soon);
  window.addEventListener("offline", () => set(byId("trouble"), finished ? "" : texts.offline));

  draw(data.progress);
  later(0);
})();
