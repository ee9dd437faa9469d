"use strict";
// Camera and microphone: opened, listened to, looked at, recorded. What is measured here helps the candidate and is
// never sent anywhere.
window.mianshiCamera = (() => {
  const KINDS = {
    video: ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4"],
    audio: ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"],
  };
  const PIECE_MS = 3000;
  const VIDEO_BITS = 1_200_000;
  const AUDIO_BITS = 64_000;
  const QUIET_DB = -45;
  const SILENT_DB = -65;
  const DARK = 40;
  const BRIGHT = 225;
  const CHOICE = "mianshi_devices";

  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(CHOICE)) || {}; } catch { return {}; }
  };
  function remember(choice) {
    try { localStorage.setItem(CHOICE, JSON.stringify({ ...remembered(), ...choice })); } catch { /* chosen anew next time */ }
  }

  const kindFor = (mode) => (window.MediaRecorder ? KINDS[mode].find((kind) => MediaRecorder.isTypeSupported(kind)) : undefined);
  const able = (mode) => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia && kindFor(mode));

  // Apps that open links in a browser of their own, by what they call themselves.
  function app() {
    const name = navigator.userAgent;
    for (const [id, sign] of [["wecom", /wxwork/i], ["wechat", /micromessenger/i], ["dingtalk", /dingtalk/i], ["feishu", /lark|feishu/i]]) {
      if (sign.test(name)) return id;
    }
    if (/iphone|ipad/i.test(name)) return "ios";
    return /android/i.test(name) ? "android" : "desktop";
  }

  const PROBLEMS = {
    NotAllowedError: "denied", SecurityError: "denied", PermissionDeniedError: "denied",
    NotFoundError: "missing", DevicesNotFoundError: "missing",
    NotReadableError: "busy", TrackStartError: "busy", AbortError: "busy",
  };
  const problemOf = (error) => PROBLEMS[error.name] || "other";

  async function open(mode, choice = remembered()) {
    const exact = (id) => (id ? { deviceId: { exact: id } } : {});
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 }, facingMode: "user" };
    const wish = (pick) => ({
      audio: { ...audio, ...exact(pick.microphone) },
      video: mode === "video" ? { ...video, ...exact(pick.camera) } : false,
    });
    try {
      return await navigator.mediaDevices.getUserMedia(wish(choice));
    } catch (error) {
      if (error.name !== "OverconstrainedError" && !(error.name === "NotFoundError" && (choice.camera || choice.microphone))) throw error;
      return navigator.mediaDevices.getUserMedia(wish({}));
    }
  }

  const close = (stream) => { if (stream) for (const track of stream.getTracks()) track.stop(); };

  async function devices() {
    const all = await navigator.mediaDevices.enumerateDevices();
    const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId);
    return { cameras: of("videoinput"), microphones: of("audioinput") };
  }

  // Loudness ten times a second, in dB below full scale; `heard` gets each value and a share of 0 to 1 for a meter.
  function listen(stream, heard) {
    const Context = window.AudioContext || window.webkitAudioContext;
    if (!Context || stream.getAudioTracks().length === 0) return { values: [], stop() {} };
    const context = new Context();
    const analyser = context.createAnalyser();
    analyser.fftSize = 2048;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const values = [];
    const timer = setInterval(() => {
      if (context.state === "suspended") { context.resume(); return; }
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, value) => sum + value * value, 0) / samples.length;
      const db = 10 * Math.log10(power + 1e-10);
      values.push(db);
      if (heard) heard(db, Math.max(0, Math.min(1, (db + 70) / 60)));
    }, 100);
    return { values, stop() { clearInterval(timer); if (context.state !== "closed") context.close(); } };
  }

  // Mean brightness of the picture, 0 to 255, once a second; null while there is none.
  function look(video, seen) {
    const canvas = document.createElement("canvas");
    canvas.width = 32;
    canvas.height = 24;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const values = [];
    const timer = setInterval(() => {
      let value = null;
      const track = video.srcObject && video.srcObject.getVideoTracks()[0];
      if (video.videoWidth && track && track.readyState === "live" && !track.muted) {
        context.drawImage(video, 0, 0, 32, 24);
        const { data } = context.getImageData(0, 0, 32, 24);
        let sum = 0;
        for (let i = 0; i < data.length; i += 4) sum += 0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2];
        value = sum / (data.length / 4);
      }
      values.push(value);
      if (seen) seen(value);
    }, 1000);
    return { values, stop() { clearInterval(timer); } };
  }

  const lightOf = (brightness) => (brightness === null ? "none" : brightness < DARK ? "dark" : brightness > BRIGHT ? "bright" : "good");
  const levelOf = (db) => (db < SILENT_DB ? "none" : db < QUIET_DB ? "quiet" : "good");

  // What a person can do better about the recording itself. About what was said, nothing.
  function tips({ milliseconds, loudness, brightness, mode }) {
    const found = [];
    const loud = [...loudness].sort((a, b) => b - a)[Math.floor(loudness.length / 10)];
    if (loud !== undefined && loud < SILENT_DB) found.push("silent");
    else if (loud !== undefined && loud < QUIET_DB) found.push("quiet");
    if (milliseconds < 10_000) found.push("short");
    if (mode === "video" && brightness.length > 1) {
      const seen = brightness.filter((value) => value !== null);
      if (seen.length < brightness.length / 2) found.push("no_picture");
      else if (seen.reduce((sum, value) => sum + value, 0) / seen.length < DARK) found.push("dark");
    }
    return found;
  }

  // A running recording. `piece` gets every few seconds of it as they come; `stop` resolves with the whole.
  function record(stream, mode, piece = () => {}) {
    const kind = kindFor(mode);
    const options = { mimeType: kind, audioBitsPerSecond: AUDIO_BITS };
    const recorder = new MediaRecorder(stream, mode === "video" ? { ...options, videoBitsPerSecond: VIDEO_BITS } : options);
    const pieces = [];
    const begun = performance.now();
    let waiting = Promise.resolve();
    recorder.addEventListener("dataavailable", ({ data }) => {
      if (data.size === 0) return;
      pieces.push(data);
      waiting = Promise.all([waiting, piece(data, pieces.length)]);
    });
    recorder.start(PIECE_MS);
    const ended = new Promise((resolve) => { recorder.addEventListener("stop", resolve, { once: true }); });
    return {
      kind,
      elapsed: () => performance.now() - begun,
      ended,
      async stop() {
        const milliseconds = Math.round(performance.now() - begun);
        if (recorder.state !== "inactive") recorder.stop();
        await ended;
        await waiting;
        return { blob: new Blob(pieces, { type: kind.split(";")[0] }), milliseconds };
      },
    };
  }

  // Recordings of a browser do not say how long they are until somebody has looked at their end.
  function show(video, blob) {
    if (video.dataset.url) URL.revokeObjectURL(video.dataset.url);
    if (!blob) {
      delete video.dataset.url;
      video.removeAttribute("src");
      video.load();
      return;
    }
    const url = URL.createObjectURL(blob);
    video.dataset.url = url;
    video.src = url;
    video.addEventListener("loadedmetadata", () => {
      if (video.duration !== Infinity) return;
      video.addEventListener("timeupdate", () => { video.currentTime = 0; }, { once: true });
      video.currentTime = 1e101;
    }, { once: true });
  }

  return { able, app, problemOf, open, close, devices, listen, look, lightOf, levelOf, tips, record, show, remember, remembered };
})();
