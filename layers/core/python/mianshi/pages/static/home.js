(() => {
  "use strict";
  const list = document.getElementById("live");
  if (!list) return;
  const none = document.getElementById("live-none");
  const said = document.getElementById("live-said");
  const BUSY_MS = 4000;
  const IDLE_MS = 30000;
  const SLOWEST_MS = 60000;
  let failures = 0;
  let timer = 0;
  let busy = list.dataset.busy === "yes";
  let known = "";

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const when = (iso) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

  function row(line) {
    const item = element("li");
    const link = element("a");
    link.href = line.href;
    const name = element("span", "row-name");
    name.append(element("bdi", "", line.name));
    const under = element("span", "muted small");
    const time = element("time", "", when(line.at));
    time.dateTime = line.at;
    under.append(element("bdi", "", line.title), element("span", "sep", "·"), time);
    link.append(name, element("span", `mark ${line.mark}`, line.state), under, element("span", "row-score", line.total === null ? "" : String(line.total)));
    item.append(link);
    return item;
  }

  function draw(view) {
    const now = JSON.stringify(view.lines);
    busy = view.busy;
    if (now === known) return;
    const focused = document.activeElement && list.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const before = known ? new Map(JSON.parse(known).map((line) => [line.href, line.state])) : null;
    list.replaceChildren(...view.lines.map(row));
    if (focused) [...list.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
    if (before) {
      said.textContent = view.lines.filter((line) => before.get(line.href) !== line.state).map((line) => `${line.name}: ${line.state}`).join("; ");
    }
    none.hidden = view.lines.length > 0;
    known = now;
  }

  async function poll() {
    try {
      const answer = await fetch(`/api/home?lang=${document.documentElement.lang.startsWith("zh") ? "zh" : "en"}`, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) return;
      if (!answer.ok) throw new Error(String(answer.status));
      draw(await answer.json());
      failures = 0;
    } catch {
      failures += 1;
    }
    later();
  }

  function later() {
    clearTimeout(timer);
    const pace = document.hidden || !busy ? IDLE_MS : BUSY_MS;
    timer = setTimeout(poll, Math.min(SLOWEST_MS, pace * 2 ** failures));
  }

  document.addEventListener("visibilitychange", () => { if (!document.hidden) { clearTimeout(timer); timer = setTimeout(poll, 0); } });
  later();
})();
