"use strict";
(() => {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const { texts, home, query, modes, mode: chosen, think, limit } = data;
  const { fill, time, put, row, atTheEnd, ended } = window.mianshiAsked(data);
  const camera = window.mianshiCamera;
  const { queue: queueOf, vault, call, Refused } = window.mianshiUpload;
  const base = `${home}api`;
  const queue = queueOf({ base, query });
  const SHORTEST_MS = 3_300; // Ingest refuses what is shorter than three seconds; containers round
  const byId = (id) => document.getElementById(id);
  const say = (words) => { byId("live").textContent = words; };
  const asked = new URLSearchParams(location.search).get("way");
  const way = ["video", "audio", "file"].includes(asked) ? asked : chosen === "audio" ? "audio" : "video";
  const spoken = modes.find((mode) => mode !== "text") || modes[0];

  let interview = null; // AnswersView of the server
  let current = null; // the AnswerState that is being answered
  let phase = "ready";
  let stream = null;
  let running = null; // of camera.record
  let listening = null;
  let looking = null;
  let ticking = null;
  let take = null; // what is reviewed: { id, blob, thinking, milliseconds }
  let shownAt = 0;
  let early = false;
  const skipped = new Set(); // numbers of the follow-up questions that are left out

  const takeId = (answer) => `${base}${query}#${answer.answer}`;
  const queued = (answer) => queue.items().find((item) => item.answer === answer.answer);
  const given = (answer) => answer.stored || Boolean(queued(answer));

  // ---- what is seen
  function show(next) {
    phase = next;
    const asking = ["think", "record", "review", "pick"].includes(next);
    byId("ready").hidden = next !== "ready";
    byId("asking").hidden = !asking;
    byId("sending").hidden = next !== "sending";
    byId("done").hidden = next !== "done";
    byId("uploads").hidden = !interview || next === "done";
    byId("viewer").hidden = way !== "video" || !["think", "record"].includes(next);
    byId("level").hidden = way === "file" || !["think", "record"].includes(next);
    byId("on-air").hidden = next !== "record";
    byId("start").hidden = next !== "think";
    byId("stop").hidden = next !== "record";
    byId("playback").hidden = byId("keep").hidden = next !== "review";
    byId("skip").hidden = !["think", "pick"].includes(next) || !current.follow_up;
    byId("again").hidden = next !== "review" || current.retakes_left === 0;
    byId("file-way").hidden = next !== "pick";
    byId("tips").hidden = next !== "review" || byId("tip-list").children.length === 0;
    byId("restored").hidden = next !== "review" || !take || !take.restored;
    byId("wrong").textContent = "";
    if (next !== "record" && next !== "think") byId("clock").textContent = "";
    draw();
  }

  function stateOf(answer) {
    const item = queued(answer);
    if (answer.stored || (item && item.state === "stored")) return ["stored", texts.rec_up_stored];
    if (item) {
      const words = { waiting: texts.rec_up_waiting, sending: texts.rec_up_sending, offline: texts.rec_up_offline, refused: texts.rec_up_refused }[item.state];
      return [item.state, item.sentence || fill(words, { percent: Math.floor(item.share * 100) }), item.share];
    }
    return current && answer.answer === current.answer && phase !== "sending" ? ["now", texts.rec_up_now] : ["open", texts.rec_up_open];
  }

  function draw() {
    if (!interview) return;
    byId("list").replaceChildren(...interview.answers.map((answer) => {
      const [state, words, share] = stateOf(answer);
      return row(interview, answer, { state, words, share, seen: !current || given(answer) || answer.answer <= current.answer });
    }));
    const done = interview.answers.filter((answer) => stateOf(answer)[0] === "stored").length;
    byId("count").textContent = fill(texts.rec_count, { done, of: interview.answers.length });
    byId("fragile").hidden = vault.durable || !queue.pending();
    byId("resend").hidden = !queue.items().some((item) => item.state === "refused");
    const more = interview.answers.some((answer) => answer.follow_up);
    byId("early").hidden = more || !["think", "review", "pick"].includes(phase) || !interview.answers.some(given);
  }

  function trouble(words, help = "", ways = false) {
    byId("trouble-what").textContent = words;
    byId("trouble-help").textContent = help;
    byId("trouble").hidden = false;
    byId("other-ways").hidden = !ways;
  }

  function noDevice(problem) {
    trouble(texts[`rec_problem_${problem}`], ["denied", "unable"].includes(problem) ? texts[`rec_help_${camera.app()}`] : "", true);
  }

  // ---- devices
  async function openDevices() {
    if (way === "file") return true;
    if (stream && stream.getTracks().every((track) => track.readyState === "live")) return true;
    closeDevices();
    if (!camera.able(way)) { noDevice("unable"); return false; }
    try {
      stream = await camera.open(way);
    } catch (error) {
      noDevice(camera.problemOf(error));
      return false;
    }
    byId("preview").srcObject = way === "video" ? stream : null;
    return true;
  }

  function measure() {
    unmeasure();
    listening = camera.listen(stream, (db, share) => { byId("level").value = share; });
    looking = way === "video" ? camera.look(byId("preview")) : { values: [], stop() {} };
  }

  function unmeasure() {
    if (listening) listening.stop();
    if (looking) looking.stop();
  }

  function closeDevices() {
    unmeasure();
    camera.close(stream);
    stream = null;
  }

  // ---- one question after another
  async function begin() {
    byId("trouble").hidden = byId("other-ways").hidden = true;
    byId("begin").disabled = true;
    try {
      await queue.ready;
      interview = query
        ? await call(`${base}/answers${query}`)
        : await call(`${base}/begin`, { mode: way === "file" ? spoken : way });
      await next();
    } catch (error) {
      if (error instanceof Refused && error.code === "already_done") over();
      else if (error instanceof Refused && error.code === "no_consent") location.assign(home);
      else trouble(error instanceof Refused ? error.sentence : texts.rec_trouble_network);
    } finally {
      byId("begin").disabled = false;
    }
  }

  // Nothing is taken any more. Of the interview itself the progress page says why.
  function over() {
    closeDevices();
    if (!query) { location.assign(`${home}status`); return; }
    byId("done-h").textContent = texts.rec_say_all;
    show("done");
    byId("done-h").focus();
  }

  async function next() {
    take = null;
    if (!interview.open) { over(); return; }
    for (const answer of interview.answers.filter(given)) await vault.forgetTake(takeId(answer));
    current = interview.answers.find((answer) => !given(answer) && !skipped.has(answer.answer)) || null;
    if (!current && skipped.size) { leftOut(); return; }
    if (!current) { await wrapUp(); return; }
    if (!(await openDevices())) return;
    const said = put(interview, current);
    const kept = await restored();
    if (kept) { review(kept); return; }
    ask();
    byId("question").focus();
    say(said);
  }

  async function restored() {
    const id = takeId(current);
    const known = (await vault.all("takes")).find((one) => one.id === id);
    const pieces = known ? await vault.piecesOf(id) : [];
    if (pieces.length === 0) return null;
    const blob = new Blob(pieces.map((piece) => piece.blob), { type: known.kind.split(";")[0] });
    return { id, blob, thinking: known.thinking, milliseconds: known.milliseconds || null, restored: true };
  }

  function ask() {
    shownAt = performance.now();
    if (way === "file") {
      byId("file").value = "";
      byId("file").accept = spoken === "audio" ? "audio/*" : "video/*";
      show("pick");
      return;
    }
    measure();
    show("think");
    clearInterval(ticking);
    byId("clock").textContent = "";
    if (!think) return;
    const told = new Set();
    ticking = setInterval(() => {
      const left = think * 1000 - (performance.now() - shownAt);
      byId("clock").textContent = fill(texts.rec_time_think, { time: time(left) });
      countDown(left, told, think);
      if (left <= 0) record();
    }, 250);
  }

  function countDown(left, told, whole) {
    for (const [seconds, words] of [[30, texts.rec_say_thirty], [10, texts.rec_say_ten]]) {
      if (whole > seconds && left <= seconds * 1000 && !told.has(seconds)) { told.add(seconds); say(words); }
    }
  }

  async function record() {
    if (phase !== "think") return;
    clearInterval(ticking);
    phase = "starting";
    const thinking = Math.round(performance.now() - shownAt);
    if (!(await openDevices())) { phase = "think"; return; }
    measure();
    const id = takeId(current);
    await vault.forgetTake(id);
    running = camera.record(stream, way, (blob, n) => vault.put("pieces", { take: id, n, blob }));
    const about = { id, kind: running.kind, thinking };
    await vault.put("takes", about);
    running.ended.then(() => end(about));
    show("record");
    byId("stop").onclick = () => { if (byId("stop").getAttribute("aria-disabled") === "false") end(about); };
    byId("stop").setAttribute("aria-disabled", "true");
    byId("stop").focus();
    say(texts.rec_say_on);
    const told = new Set();
    ticking = setInterval(() => {
      const spent = running ? running.elapsed() : 0;
      const left = limit * 1000 - spent;
      byId("stop").setAttribute("aria-disabled", String(spent < SHORTEST_MS));
      byId("clock").textContent = fill(limit ? texts.rec_time_record : texts.rec_time_free, { time: time(spent), left: time(left) });
      if (!limit) return;
      countDown(left, told, limit);
      if (left <= 0) end(about);
    }, 250);
  }

  async function end(about) {
    if (!running) return;
    const taking = running;
    running = null;
    clearInterval(ticking);
    unmeasure();
    const { blob, milliseconds } = await taking.stop();
    await vault.put("takes", { ...about, milliseconds });
    if (phase !== "record") return;
    const tips = camera.tips({ milliseconds, loudness: listening.values, brightness: looking.values, mode: way });
    review({ ...about, blob, milliseconds }, tips);
  }

  function review(taken, tips = []) {
    take = taken;
    clearInterval(ticking);
    const words = tips.map((name) => texts[`rec_tip_${name}`]);
    byId("tip-list").replaceChildren(...words.map((textContent) => Object.assign(document.createElement("li"), { textContent })));
    byId("again").textContent = fill(texts.rec_left, { n: current.retakes_left });
    camera.show(byId("playback"), take.blob);
    show("review");
    byId("keep").focus();
    say([take.restored ? texts.rec_take_restored : texts.rec_say_off, ...words].join(" "));
  }

  async function keep() {
    if (phase !== "review") return;
    phase = "keeping";
    const { id, blob, thinking, milliseconds } = take;
    const facts = { thinking_ms: thinking, ...(milliseconds ? { answering_ms: milliseconds } : {}) };
    camera.show(byId("playback"), null);
    await queue.add({ answer: current.answer, blob, name: `answer-${current.answer + 1}`, facts });
    await vault.forgetTake(id);
    say(texts.rec_say_kept);
    await next();
  }

  async function again() {
    if (phase !== "review") return;
    byId("again").disabled = true;
    try {
      interview = await call(`${base}/answers/${current.answer}/retake${query}`, {});
      current = interview.answers.find((answer) => answer.answer === current.answer);
    } catch (error) {
      byId("wrong").textContent = error instanceof Refused ? error.sentence : texts.rec_trouble_network;
      return;
    } finally {
      byId("again").disabled = false;
    }
    await vault.forgetTake(take.id);
    camera.show(byId("playback"), null);
    take = null;
    if (await openDevices()) ask();
  }

  async function skip() {
    if (!["think", "pick"].includes(phase)) return;
    clearInterval(ticking);
    unmeasure();
    skipped.add(current.answer);
    await next();
  }

  const leftOut = atTheEnd(() => { early = true; wrapUp(); }, () => { skipped.clear(); next(); });

  // ---- the end
  async function wrapUp() {
    closeDevices();
    if (queue.pending()) {
      show("sending");
      byId("sending-h").focus();
      settle(queue.items());
      return;
    }
    await finish();
  }

  function settle(items) {
    if (phase !== "sending") return;
    if (!items.some((item) => item.state !== "stored")) finish();
    else if (!items.some((item) => !["stored", "refused"].includes(item.state))) recheck();
  }

  // What is refused may be wanted no more: the time is over, or another tab said that there is no more to say.
  let rechecked = "";
  async function recheck() {
    const refused = queue.items().filter((item) => item.state === "refused").map((item) => item.answer);
    if (rechecked === refused.join()) return;
    rechecked = refused.join();
    const now = await call(`${base}/answers${query}`).catch(() => null);
    if (!now) { rechecked = ""; return; }
    interview = now;
    for (const number of refused) if (!now.open || !now.answers.some((one) => one.answer === number)) await queue.drop(number);
    if (!interview.open) over();
  }

  let finishing = false;
  async function finish() {
    if (finishing) return;
    finishing = true;
    try {
      for (let pause = 1000; ; pause = Math.min(30_000, pause * 2)) {
        try {
          interview = await call(`${base}/finish${query}`, { early });
          break;
        } catch (error) {
          if (error instanceof Refused && error.code === "upload_incomplete") {
            interview = await call(`${base}/answers${query}`);
            await next();
            return;
          }
          if (error instanceof Refused && error.code !== "already_done") { trouble(error.sentence); return; }
          if (error instanceof Refused) break;
          await new Promise((resolve) => { setTimeout(resolve, pause); });
        }
      }
      closeDevices();
      ended(interview);
      show("done");
      byId("done-h").focus();
      say(texts.rec_say_all);
    } finally {
      finishing = false;
    }
  }

  byId("begin").addEventListener("click", begin);
  byId("retry").addEventListener("click", async () => {
    byId("trouble").hidden = byId("other-ways").hidden = true;
    if (!interview) await begin();
    else await next();
  });
  byId("start").addEventListener("click", record);
  byId("keep").addEventListener("click", keep);
  byId("again").addEventListener("click", again);
  byId("skip").addEventListener("click", skip);
  byId("resend").addEventListener("click", () => queue.retry());
  byId("file").addEventListener("change", () => {
    const [blob] = byId("file").files;
    if (phase === "pick" && blob && blob.size) review({ id: takeId(current), blob, thinking: null, milliseconds: null });
  });
  byId("early").addEventListener("click", () => byId("sure").showModal());
  byId("sure").addEventListener("close", async () => {
    if (byId("sure").returnValue !== "yes") return;
    early = true;
    clearInterval(ticking);
    current = null;
    await wrapUp();
  });
  for (const [id, target] of [["by-file", `record${query}${query ? "&" : "?"}way=file`], ["by-text", `write${query}`]]) {
    if (byId(id)) byId(id).href = `${home}${target}`;
  }
  window.addEventListener("beforeunload", (event) => {
    if (running || (take && phase === "review") || queue.pending()) event.preventDefault();
  });
  window.addEventListener("pagehide", closeDevices);

  queue.watch((items) => {
    draw();
    if (items.length) byId("begin").textContent = texts.rec_say_resume;
    settle(items);
  });
})();
