(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const { texts } = data;
  const EVERY_MS = 10000;
  const address = `/api/interviews/${encodeURIComponent(data.progress.id)}/comments`;
  const csrf = document.querySelector('meta[name="csrf"]').content;
  const list = document.getElementById("remark-list");
  const form = document.getElementById("remark-form");
  const report = list.dataset.report;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));

  function clock(ms) {
    const seconds = Math.floor(ms / 1000);
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, "0")];
    return h ? `${h}:${String(m).padStart(2, "0")}:${s}` : `${m}:${s}`;
  }

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function moment(remark) {
    const line = element("p", "remark-at");
    const at = remark.at_ms === null ? fill(texts.answer_n, { n: remark.answer + 1 })
      : fill(texts.rv_at_moment, { n: remark.answer + 1, time: clock(remark.at_ms) });
    if (report && remark.at_ms !== null) {
      const link = element("a", "", at);
      link.href = `${report}#t=${remark.answer},${remark.at_ms}`;
      line.append(link);
    } else line.textContent = at;
    return line;
  }

  function item(remark) {
    const made = element("li");
    made.dataset.id = remark.id;
    const head = element("p", "remark-head");
    const name = element("b");
    name.append(element("bdi", "", remark.by));
    const time = element("time", "", new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(remark.at)));
    time.dateTime = remark.at;
    head.append(name, " ", time);
    made.append(head, ...(remark.answer === null ? [] : [moment(remark)]), element("p", "said", remark.text));
    return made;
  }

  function draw(found) {
    const there = new Set([...list.children].map((known) => known.dataset.id));
    // Only what is new is added: a list that is read aloud must not be read anew every ten seconds.
    for (const remark of found.remarks) if (!there.has(remark.id)) list.append(item(remark));
    document.getElementById("remarks-none").hidden = list.children.length > 0 || found.withheld > 0;
    const withheld = document.getElementById("withheld");
    withheld.hidden = !found.withheld;
    withheld.textContent = fill(texts.rv_withheld, { count: found.withheld });
  }

  async function poll() {
    if (!document.hidden) {
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
        if (answer.status === 401 || answer.status === 403) return;
        if (answer.ok) draw(await answer.json());
      } catch { /* the next try may find the network again */ }
    }
    setTimeout(poll, EVERY_MS);
  }

  const milliseconds = (written) => {
    const parts = written.replaceAll("：", ":").split(":").map(Number);
    return parts.length < 2 || parts.some((part) => !Number.isInteger(part)) ? null : parts.reduce((sum, part) => sum * 60 + part, 0) * 1000;
  };

  function wish() {
    const values = new FormData(form);
    const answer = values.get("answer");
    const typed = String(values.get("moment") || "").trim();
    const at = typed ? milliseconds(typed) : null;
    if (typed && at === null) return null;
    return { text: String(values.get("text")), answer: answer ? Number(answer) : null, at_ms: at, once: String(values.get("once")) };
  }

  const another = () => [...crypto.getRandomValues(new Uint8Array(12))].map((n) => (n % 36).toString(36)).join("");

  async function send(event) {
    const body = wish();
    if (!body) return;
    event.preventDefault();
    const say = document.getElementById("remark-wrong");
    const button = form.querySelector("button");
    button.disabled = true;
    say.textContent = "";
    try {
      const answer = await fetch(address, {
        method: "POST", headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF": csrf }, body: JSON.stringify(body),
      });
      const told = await answer.json();
      if (answer.ok) {
        draw(told);
        form.reset();
        form.elements.text.value = "";
        form.elements.once.value = another();
        form.dataset.dirty = "";
      } else say.textContent = told.sentence ? told.sentence[data.lang] : texts.rv_remark_failed;
    } catch {
      say.textContent = navigator.onLine ? texts.rv_remark_failed : texts.rv_offline;
    }
    button.disabled = false;
  }

  if (form) form.addEventListener("submit", send);

  const guarded = [...document.querySelectorAll("form[data-guard]")];
  for (const kept of guarded) {
    kept.addEventListener("input", () => { kept.dataset.dirty = "yes"; });
    kept.addEventListener("submit", () => { kept.dataset.dirty = ""; });
  }
  addEventListener("beforeunload", (event) => {
    if (guarded.some((kept) => kept.dataset.dirty)) event.preventDefault();
  });

  setTimeout(poll, EVERY_MS);
})();
