"use strict";
(() => {
  const { texts, home, query, modes, mode: chosen, practice } = JSON.parse(document.getElementById("page-data").textContent);
  const camera = window.mianshiCamera;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  let stream = null;
  let listening = null;
  let looking = null;
  let mode = chosen;

  function stop() {
    if (listening) listening.stop();
    if (looking) looking.stop();
    camera.close(stream);
    stream = listening = looking = null;
  }

  // Words change only when they have held for a moment, so that a screen reader is not flooded.
  function steadily(element, table) {
    let last = "";
    let since = 0;
    return (state) => {
      if (state !== last) { last = state; since = Date.now(); return; }
      if (Date.now() - since < 900 || element.dataset.state === state) return;
      element.dataset.state = state;
      element.textContent = table[state];
    };
  }

  function link(target) {
    const separator = query ? "&" : "?";
    return `${home}${target}${query}${separator}way=${mode}`;
  }

  function show(state) {
    byId("off").hidden = state !== "off";
    byId("on").hidden = state !== "on";
    byId("go").hidden = state !== "on";
    byId("typed").hidden = state !== "typed";
    if (state !== "trouble") byId("trouble").hidden = true;
    byId("viewer").hidden = byId("light").hidden = byId("camera-field").hidden = mode !== "video";
    byId("next").href = link(practice ? "practice" : "record");
    if (byId("straight")) byId("straight").href = link("record");
  }

  function trouble(problem) {
    stop();
    show("trouble");
    byId("trouble-what").textContent = texts[`rec_problem_${problem}`];
    byId("trouble-help").textContent = ["denied", "unable"].includes(problem) ? texts[`rec_help_${camera.app()}`] : "";
    byId("retry").hidden = problem === "unable";
    byId("trouble").hidden = false;
  }

  function list(select, devices, current) {
    select.replaceChildren(...devices.map((device, n) => new Option(device.label || fill(texts.rec_device_n, { n: n + 1 }), device.deviceId)));
    if (current) select.value = current;
  }

  async function start() {
    stop();
    if (mode === "text") { show("typed"); return; }
    if (!camera.able(mode)) { trouble("unable"); return; }
    try {
      stream = await camera.open(mode);
    } catch (error) {
      trouble(camera.problemOf(error));
      return;
    }
    show("on");
    byId("preview").srcObject = mode === "video" ? stream : null;
    const heard = steadily(byId("heard"), { none: texts.rec_level_none, quiet: texts.rec_level_quiet, good: texts.rec_level_good });
    let loudest = -100;
    let ticks = 0;
    listening = camera.listen(stream, (db, share) => {
      byId("level").value = share;
      loudest = Math.max(db, loudest - 1.5); // a pause between words is not silence
      ticks += 1;
      if (ticks > 5) heard(camera.levelOf(loudest));
    });
    if (mode === "video") {
      const seen = steadily(byId("light"), { none: texts.rec_light_none, dark: texts.rec_light_dark, bright: texts.rec_light_bright, good: texts.rec_light_good });
      looking = camera.look(byId("preview"), (brightness) => seen(camera.lightOf(brightness)));
    }
    const { cameras, microphones } = await camera.devices();
    const using = (track) => (track ? track.getSettings().deviceId : "");
    list(byId("camera"), cameras, using(stream.getVideoTracks()[0]));
    list(byId("microphone"), microphones, using(stream.getAudioTracks()[0]));
  }

  for (const name of ["camera", "microphone"]) {
    byId(name).addEventListener("change", () => { camera.remember({ [name]: byId(name).value }); start(); });
  }
  for (const radio of document.querySelectorAll("[name=way]")) {
    radio.addEventListener("change", () => {
      const on = stream !== null;
      mode = radio.value;
      if (on || mode === "text") start();
      else show("off");
    });
    if (radio.checked) mode = radio.value;
  }
  byId("check").addEventListener("submit", (event) => event.preventDefault());
  byId("turn-on").addEventListener("click", start);
  byId("retry").addEventListener("click", start);
  window.addEventListener("pagehide", stop);

  for (const id of ["by-text", "to-write"]) if (byId(id)) byId(id).href = `${home}write${query}`;
  if (byId("by-file")) byId("by-file").href = `${home}record${query}${query ? "&" : "?"}way=file`;
  if (!modes.includes(mode)) [mode] = modes;
  if (mode === "text") show("typed");
  else if (!camera.able(mode)) trouble("unable");
  else show("off");
})();
