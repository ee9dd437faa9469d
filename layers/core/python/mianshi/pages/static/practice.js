"use strict";
(() => {
  const { texts, home, query, mode: chosen } = JSON.parse(document.getElementById("page-data").textContent);
  const camera = window.mianshiCamera;
  const LIMIT_MS = 60_000;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  const time = (milliseconds) => {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const asked = new URLSearchParams(location.search).get("way");
  const mode = ["video", "audio"].includes(asked) ? asked : chosen === "audio" ? "audio" : "video";
  const say = (words) => { byId("live").textContent = words; };
  let stream = null;
  let running = null;
  let listening = null;
  let looking = null;
  let ticking = null;

  function show(state) {
    byId("viewer").hidden = mode !== "video" || state === "review";
    byId("level").hidden = state !== "record";
    byId("on-air").hidden = state !== "record";
    byId("start").hidden = state !== "off";
    byId("stop").hidden = state !== "record";
    byId("playback").hidden = state !== "review";
    byId("again").hidden = byId("next").hidden = state !== "review";
    byId("straight").hidden = state === "review";
    byId("tips").hidden = state !== "review" || byId("tip-list").children.length === 0;
  }

  function trouble(problem) {
    show("off");
    byId("viewer").hidden = true;
    byId("start").hidden = true;
    byId("trouble-what").textContent = texts[`rec_problem_${problem}`];
    byId("trouble-help").textContent = ["denied", "unable"].includes(problem) ? texts[`rec_help_${camera.app()}`] : "";
    byId("trouble").hidden = false;
  }

  async function start() {
    byId("trouble").hidden = true;
    camera.show(byId("playback"), null);
    if (!camera.able(mode)) { trouble("unable"); return; }
    try {
      stream = await camera.open(mode);
    } catch (error) {
      trouble(camera.problemOf(error));
      return;
    }
    byId("preview").srcObject = mode === "video" ? stream : null;
    listening = camera.listen(stream, (db, share) => { byId("level").value = share; });
    looking = mode === "video" ? camera.look(byId("preview")) : { values: [], stop() {} };
    running = camera.record(stream, mode);
    running.ended.then(end);
    show("record");
    byId("stop").focus();
    say(texts.rec_say_on);
    ticking = setInterval(() => {
      const spent = running.elapsed();
      byId("clock").textContent = fill(texts.rec_time_record, { time: time(spent), left: time(LIMIT_MS - spent) });
      if (spent >= LIMIT_MS) end();
    }, 250);
  }

  async function end() {
    if (!running) return;
    const taking = running;
    running = null;
    clearInterval(ticking);
    listening.stop();
    looking.stop();
    const { blob, milliseconds } = await taking.stop();
    camera.close(stream);
    camera.show(byId("playback"), blob);
    byId("clock").textContent = "";
    const found = camera.tips({ milliseconds, loudness: listening.values, brightness: looking.values, mode });
    byId("tip-list").replaceChildren(...found.map((name) => Object.assign(document.createElement("li"), { textContent: texts[`rec_tip_${name}`] })));
    show("review");
    byId("playback").focus();
    say([texts.rec_say_off, ...found.map((name) => texts[`rec_tip_${name}`])].join(" "));
  }

  byId("start").addEventListener("click", start);
  byId("again").addEventListener("click", start);
  byId("retry").addEventListener("click", start);
  byId("stop").addEventListener("click", end);
  window.addEventListener("pagehide", () => camera.close(stream));
  for (const id of ["next", "straight"]) byId(id).href = `${home}record${query}${query ? "&" : "?"}way=${mode}`;
  show("off");
  byId("viewer").hidden = true;
})();
