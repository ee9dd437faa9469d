(() => {
  "use strict";
  const { texts, lang, maxBytes, maxFiles } = JSON.parse(document.getElementById("page-data").textContent);
  const ATTEMPTS = 3;
  const MEDIA_NAME = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|3gp|ts|mpe?g|m4a|mp3|wav|ogg|opus|aac|amr|flac|wma)$/i;
  const byId = (id) => document.getElementById(id);
  const form = byId("upload");
  const start = byId("start");
  const list = byId("list");
  let files = [];
  let created = null;
  let busy = false;

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  const say = (key, values = {}) => { byId("say").textContent = key ? fill(texts[key], values) : ""; };
  const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

  function size(bytes) {
    for (const [unit, factor] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
      if (bytes >= factor) return `${(bytes / factor).toFixed(1).replace(/\.0$/, "")} ${unit}`;
    }
    return `${bytes} B`;
  }

  function complain(sentences) {
    byId("problems").replaceChildren(...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }));
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function act(symbol, key, entry, action) {
    const button = make("button", "", symbol);
    button.type = "button";
    button.setAttribute("aria-label", fill(texts[key], { name: entry.file.name }));
    button.addEventListener("click", action);
    return button;
  }

  function draw() {
    list.hidden = files.length === 0;
    list.replaceChildren(...files.map((entry, index) => {
      const item = make("li", { sent: "sent", failed: "bad" }[entry.state] || "");
      const acts = make("span", "acts");
      if (!created && !busy) {
        if (index > 0) acts.append(act("↑", "move_up", entry, () => { files.splice(index - 1, 0, ...files.splice(index, 1)); draw(); }));
        acts.append(act("×", "remove_file", entry, () => { files.splice(index, 1); draw(); }));
      }
      entry.fact = make("span", "fact", entry.state ? texts[`file_${entry.state}`] : size(entry.file.size));
      item.append(make("span", "order", String(index + 1)), make("span", "name", entry.file.name), entry.fact, acts);
      if (busy || created) {
        entry.bar = document.createElement("progress");
        entry.bar.max = 1;
        entry.bar.value = entry.share || 0;
        entry.bar.setAttribute("aria-label", entry.file.name);
        item.append(entry.bar);
      }
      return item;
    }));
  }

  function problemsOf(file) {
    const values = { name: file.name, size: size(maxBytes) };
    if (file.size === 0) return fill(texts.up_empty, values);
    if (file.size > maxBytes) return fill(texts.up_too_large, values);
    if (!/^(video|audio)\//.test(file.type) && !MEDIA_NAME.test(file.name)) return fill(texts.up_not_media, values);
    return null;
  }

  function add(chosen) {
    if (busy || created) return;
    const problems = [];
    for (const file of chosen) {
      const problem = problemsOf(file);
      if (problem) problems.push(problem);
      else if (files.length >= maxFiles) { problems.push(fill(texts.up_too_many, { files: maxFiles })); break; }
      else files.push({ file });
    }
    complain(problems);
    draw();
  }

  function missing() {
    const problems = [];
    if (!form.elements.role.value) problems.push(texts.up_no_role);
    if (files.length === 0) problems.push(texts.up_no_files);
    if (!form.elements.recording.checked || !form.elements.analysis.checked) problems.push(texts.up_no_consent);
    return problems;
  }

  async function create() {
    const body = {
      role: form.elements.role.value,
      language: form.elements.language.value,
      policy: form.elements.policy.value,
      consent: {
        recording: form.elements.recording.checked,
        analysis: form.elements.analysis.checked,
        observations: form.elements.observations.checked,
      },
      files: files.map(({ file }) => ({ name: file.name, size: file.size, type: file.type })),
    };
    let answer;
    try {
      answer = await fetch("/api/interviews", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Error(texts.up_create_failed);
    }
    const found = await answer.json().catch(() => null);
    if (!answer.ok || !found) throw new Error((found && found.sentence && found.sentence[lang]) || texts.up_create_failed);
    return found;
  }

  function post(entry, ticket) {
    return new Promise((resolve) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(ticket.fields)) data.append(name, value);
      data.append("file", entry.file);
      const request = new XMLHttpRequest();
      request.open("POST", ticket.url);
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        entry.share = event.loaded / event.total;
        entry.bar.value = entry.share;
        entry.fact.textContent = `${Math.floor(entry.share * 100)}%`;
      });
      request.addEventListener("load", () => resolve(request.status));
      request.addEventListener("error", () => resolve(0));
      request.addEventListener("timeout", () => resolve(0));
      request.send(data);
    });
  }

  async function send(entry, ticket) {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const status = await post(entry, ticket);
      if (status >= 200 && status < 300) {
        entry.share = 1;
        entry.state = "sent";
        return null;
      }
      if (status >= 400 && status < 500) {
        entry.state = "failed";
        return "up_refused";
      }
      entry.share = 0;
      if (attempt < ATTEMPTS) {
        say("up_waiting_retry");
        await pause(500 * 3 ** (attempt - 1));
      }
    }
    entry.state = "failed";
    return "up_failed";
  }

  async function run() {
    if (!created) {
      say("up_creating");
      created = await create();
    }
    const problems = [];
    for (const [index, entry] of files.entries()) {
      if (entry.state === "sent") continue;
      entry.state = undefined;
      draw();
      say("up_sending", { n: index + 1, of: files.length });
      const failed = await send(entry, created.uploads[index]);
      if (failed) problems.push(fill(texts[failed], { name: entry.file.name }));
      draw();
    }
    return problems;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    const gaps = created ? [] : missing();
    complain(gaps);
    if (gaps.length > 0) return;
    busy = true;
    start.disabled = true;
    for (const control of form.querySelectorAll("select, input")) control.disabled = true;
    draw();
    let problems;
    try {
      problems = await run();
    } catch (error) {
      problems = [error.message];
    }
    if (problems.length === 0) {
      say("up_done");
      location.assign(`/interviews/${encodeURIComponent(created.interview_id)}?lang=${lang}`);
      return;
    }
    busy = false;
    start.disabled = false;
    start.textContent = texts.retry_upload;
    if (!created) {
      for (const control of form.querySelectorAll("select, input")) control.disabled = false;
      choosePolicy();
    }
    say(null);
    complain(problems);
    draw();
  });

  function choosePolicy() {
    const chosen = form.elements.policy.selectedOptions[0];
    if (!chosen) return;
    const observes = chosen.dataset.observations === "yes";
    byId("policy-note").textContent = chosen.dataset.explanation;
    byId("consent-observations").hidden = !observes;
    byId("observations-off").hidden = observes;
    form.elements.observations.disabled = !observes;
    if (!observes) form.elements.observations.checked = false;
  }
  form.elements.policy.addEventListener("change", choosePolicy);

  byId("files").addEventListener("change", (event) => {
    add([...event.target.files]);
    event.target.value = "";
  });
  const drop = byId("drop");
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]); });
  window.addEventListener("beforeunload", (event) => { if (busy && !files.every((entry) => entry.state === "sent")) event.preventDefault(); });

  choosePolicy();
  start.disabled = false;
})();
