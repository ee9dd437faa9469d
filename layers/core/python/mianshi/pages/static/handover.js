"use strict";
(() => {
  const { texts, lang, begin, questions, given, maxBytes, maxFiles, answers } = JSON.parse(document.getElementById("page-data").textContent);
  const { queue: queueOf, call, Refused } = window.mianshiUpload;
  const MEDIA_NAME = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|3gp|ts|mpe?g|m4a|mp3|wav|ogg|opus|aac|amr|flac|wma)$/i;
  const byId = (id) => document.getElementById(id);
  const form = byId("upload");
  const list = byId("list");
  if (!list) return;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  const say = (key, values = {}) => { byId("say").textContent = key ? fill(texts[key], values) : ""; };
  let files = []; // { file, question }
  let interview = answers;
  let queue = null;
  let leaving = false;

  function size(bytes) {
    for (const [unit, factor] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
      if (bytes >= factor) return `${(bytes / factor).toFixed(1).replace(/\.0$/, "")} ${unit}`;
    }
    return `${bytes} B`;
  }

  function make(tag, className, text) {
    const element = Object.assign(document.createElement(tag), { className });
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function complain(sentences) {
    byId("problems").replaceChildren(...sentences.map((sentence) => make("li", "", sentence)));
  }

  function act(symbol, key, name, action) {
    const button = make("button", "", symbol);
    button.type = "button";
    button.setAttribute("aria-label", fill(texts[key], { name }));
    button.addEventListener("click", action);
    return button;
  }

  // ---- before: files are chosen and put in order
  function drawChosen() {
    list.hidden = files.length === 0;
    list.replaceChildren(...files.map((entry, index) => {
      const item = make("li", "");
      const acts = make("span", "acts");
      const { name } = entry.file;
      if (index > 0) acts.append(act("↑", "hand_up", name, () => { files.splice(index - 1, 0, ...files.splice(index, 1)); assign(); drawChosen(); }));
      acts.append(act("×", "hand_remove", name, () => { files.splice(index, 1); assign(); drawChosen(); }));
      const choice = make("select", "asked");
      choice.setAttribute("aria-label", fill(texts.hand_question, { name }));
      choice.append(new Option(texts.hand_no_question, ""), ...questions.map((words, n) => new Option(`${n + 1}. ${words}`, String(n))));
      choice.value = entry.question;
      choice.addEventListener("change", () => { entry.question = choice.value; entry.byHand = true; });
      item.append(make("span", "order", String(index + 1)), make("span", "name", name), make("span", "fact", size(entry.file.size)), acts, choice);
      return item;
    }));
  }

  // The nth file answers the nth question until somebody says otherwise.
  function assign() {
    files.forEach((entry, index) => { if (!entry.byHand) entry.question = index < questions.length ? String(index) : ""; });
  }

  function problemOf(file) {
    const values = { name: file.name, size: size(maxBytes) };
    if (file.size === 0) return fill(texts.hand_say_empty, values);
    if (file.size > maxBytes) return fill(texts.hand_say_too_large, values);
    if (!/^(video|audio)\//.test(file.type) && !MEDIA_NAME.test(file.name)) return fill(texts.hand_say_not_media, values);
    return null;
  }

  function add(chosen) {
    if (interview) return;
    const problems = [];
    for (const file of chosen) {
      const problem = problemOf(file);
      if (problem) problems.push(problem);
      else if (files.length >= maxFiles) { problems.push(fill(texts.hand_say_too_many, { files: maxFiles })); break; }
      else files.push({ file });
    }
    assign();
    complain(problems);
    drawChosen();
  }

  const ticked = (name) => Boolean(form.elements[name] && form.elements[name].checked);

  async function start() {
    const gaps = [];
    if (files.length === 0) gaps.push(texts.hand_say_no_files);
    if (!given && !(ticked("recording") && ticked("analysis") && ticked("confirmed"))) gaps.push(texts.hand_say_no_consent);
    complain(gaps);
    if (gaps.length) return;
    byId("start").disabled = true;
    say("hand_say_creating");
    const told = files.map(({ file, question }) => ({
      name: file.name, size: file.size, type: file.type, question: question === "" ? null : questions[Number(question)].slice(0, 1000),
    }));
    const consent = { recording: ticked("recording"), analysis: ticked("analysis"), observations: ticked("observations") };
    try {
      interview = await call(begin, { consent, confirmed: ticked("confirmed"), language: form.elements.language.value, files: told });
    } catch (error) {
      say(null);
      complain([error instanceof Refused ? error.sentence : texts.hand_say_network]);
      byId("start").disabled = false;
      return;
    }
    for (const control of form.querySelectorAll("select, input")) control.disabled = true;
    byId("drop").hidden = byId("start").hidden = true;
    follow();
    for (const [n, { file }] of files.entries()) await queue.add({ answer: n, blob: file, name: file.name });
  }

  // ---- after: they go up
  function drawGoing(items) {
    list.hidden = false;
    list.replaceChildren(...interview.answers.map((answer, index) => {
      const item = items.find((one) => one.answer === answer.answer);
      const state = answer.stored ? "stored" : item ? item.state : "missing";
      const row = make("li", { stored: "sent", refused: "bad", missing: "bad" }[state] || "");
      const words = (item && item.state === "refused" && item.sentence) || fill(texts[`hand_is_${state}`], { percent: item ? Math.floor(item.share * 100) : 0 });
      row.append(make("span", "order", String(index + 1)), make("span", "name", answer.file_name), make("span", "fact", words), make("span", "acts"));
      if (state === "missing") {
        const again = Object.assign(document.createElement("input"), { type: "file", className: "again", accept: "video/*,audio/*" });
        again.setAttribute("aria-label", fill(texts.hand_choose_missing, { name: answer.file_name }));
        again.addEventListener("change", () => {
          const [file] = again.files;
          const problem = file && problemOf(file);
          complain(problem ? [problem] : []);
          if (file && !problem) queue.add({ answer: answer.answer, blob: file, name: file.name });
        });
        row.append(again);
      } else {
        const bar = Object.assign(document.createElement("progress"), { max: 1, value: state === "stored" ? 1 : item.share });
        bar.setAttribute("aria-label", answer.file_name);
        row.append(bar);
      }
      return row;
    }));
    byId("again").hidden = !items.some((item) => item.state === "refused");
    const done = interview.answers.filter((answer) => answer.stored).length;
    byId("early").hidden = done === 0 || done === interview.answers.length || queue.pending();
    say("hand_say_sending", { done, of: interview.answers.length });
  }

  async function leave() {
    if (leaving) return;
    leaving = true;
    say("hand_say_all");
    location.assign(`/interviews/${encodeURIComponent(interview.interview_id)}?lang=${lang}`);
  }

  function follow() {
    const base = `/api/uploads/${interview.interview_id}`;
    queue = queueOf({ base });
    byId("again").addEventListener("click", () => queue.retry());
    byId("early").addEventListener("click", async () => {
      try {
        await call(`${base}/finish`, { early: true });
        await leave();
      } catch (error) {
        complain([error instanceof Refused ? error.sentence : texts.hand_say_network]);
      }
    });
    let drawn = "";
    const update = (items) => {
      for (const item of items) if (item.state === "stored") interview.answers.find((answer) => answer.answer === item.answer).stored = true;
      const now = JSON.stringify([items, interview.answers]); // a file chooser that is open must not be drawn anew
      if (now !== drawn) drawGoing(items);
      drawn = now;
      if (interview.answers.every((answer) => answer.stored)) leave();
    };
    queue.ready.then(() => queue.watch(update));
    window.addEventListener("beforeunload", (event) => { if (!leaving && queue.pending()) event.preventDefault(); });
  }

  if (interview) { follow(); return; }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!byId("start").disabled) start();
  });
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
})();
