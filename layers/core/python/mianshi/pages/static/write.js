"use strict";
(() => {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const { texts, home, query, longest } = data;
  const { fill, put, placeOf, row, atTheEnd, ended } = window.mianshiAsked(data);
  const { call, Refused } = window.mianshiUpload;
  const base = `${home}api`;
  const byId = (id) => document.getElementById(id);
  const say = (words) => { byId("live").textContent = words; };
  let interview = null;
  let current = null;
  let shownAt = 0;
  let typedAt = 0;
  let saving = null;
  const skipped = new Set(); // numbers of the follow-up questions that are left out

  const draftOf = (answer) => `mianshi_draft:${base}${query}#${answer.answer}`;
  const draft = {
    read(answer) { try { return localStorage.getItem(draftOf(answer)) || ""; } catch { return ""; } },
    write(answer, text) { try { localStorage.setItem(draftOf(answer), text); return true; } catch { return false; } },
    forget(answer) { try { localStorage.removeItem(draftOf(answer)); } catch { /* nothing was kept */ } },
  };

  function draw() {
    byId("uploads").hidden = false;
    byId("list").replaceChildren(...interview.answers.map((answer) => {
      const state = answer.stored ? "stored" : answer === current ? "now" : "open";
      const words = { stored: texts.rec_up_stored, now: texts.rec_up_now, open: texts.rec_up_open }[state];
      return row(interview, answer, { state, words, seen: state !== "open" });
    }));
    const done = interview.answers.filter((answer) => answer.stored).length;
    byId("count").textContent = fill(texts.rec_count, { done, of: interview.answers.length });
  }

  function count() {
    const left = longest - [...byId("text").value].length;
    byId("left").textContent = fill(texts.rec_write_left, { n: left });
    byId("text").setAttribute("aria-invalid", String(left < 0));
    return left;
  }

  // Nothing is taken any more. Of the interview itself the progress page says why.
  function over() {
    if (query) done();
    else location.assign(`${home}status`);
  }

  function done() {
    if (interview) ended(interview);
    byId("ready").hidden = byId("asking").hidden = byId("uploads").hidden = true;
    byId("done").hidden = false;
    byId("done-h").focus();
    say(texts.rec_say_all);
  }

  function next() {
    if (!interview.open) { over(); return; }
    current = interview.answers.find((answer) => !answer.stored && !skipped.has(answer.answer)) || null;
    if (!current && skipped.size) { leftOut(); return; }
    if (!current) { done(); return; }
    byId("ready").hidden = true;
    byId("asking").hidden = false;
    const said = put(interview, current);
    byId("skip").hidden = !current.follow_up;
    byId("text").value = draft.read(current);
    byId("saved").textContent = "";
    shownAt = performance.now();
    typedAt = 0;
    count();
    draw();
    byId("question").focus();
    say(said);
  }

  // Another tab was quicker: what it handed in stands, and what was written here is shown, so that it is not lost.
  function elsewhere(sent, text) {
    byId("elsewhere-what").textContent = fill(texts.rec_write_elsewhere, { place: placeOf(interview, sent) });
    byId("elsewhere-text").textContent = text;
    byId("elsewhere").hidden = false;
  }

  const sentence = (error) => (error instanceof Refused ? error.sentence : texts.rec_trouble_network);

  byId("begin").addEventListener("click", async () => {
    byId("begin").disabled = true;
    try {
      interview = query ? await call(`${base}/answers${query}`) : await call(`${base}/begin`, { mode: "text" });
      next();
    } catch (error) {
      if (error instanceof Refused && error.code === "already_done") over();
      else if (error instanceof Refused && error.code === "no_consent") location.assign(home);
      else byId("trouble").textContent = sentence(error);
      byId("trouble").hidden = !byId("trouble").textContent;
    } finally {
      byId("begin").disabled = false;
    }
  });

  byId("skip").addEventListener("click", () => {
    keepDraft();
    skipped.add(current.answer);
    next();
  });

  function goBack() {
    skipped.clear();
    next();
  }

  const leftOut = atTheEnd(async () => {
    try {
      await call(`${base}/finish${query}`, { early: true });
      done();
    } catch (error) {
      if (error instanceof Refused && error.code === "already_done") { over(); return; }
      goBack();
      byId("wrong").textContent = sentence(error);
    }
  }, goBack);

  // What was refused may be wanted no more: the time may be over, or another tab handed it in or said that that is all.
  async function refused(sent, text) {
    const now = await call(`${base}/answers${query}`).catch(() => null);
    const there = now && now.answers.find((one) => one.answer === sent.answer);
    if (!now || (now.open && there && !there.stored)) return;
    interview = now;
    byId("wrong").textContent = "";
    if (there && there.stored) elsewhere(there, text);
    next();
  }

  function keepDraft() {
    clearTimeout(saving);
    if (current && draft.write(current, byId("text").value)) byId("saved").textContent = texts.rec_write_saved;
  }

  byId("text").addEventListener("input", () => {
    typedAt ||= performance.now();
    byId("saved").textContent = "";
    byId("wrong").textContent = "";
    count();
    clearTimeout(saving);
    saving = setTimeout(keepDraft, 500);
  });
  window.addEventListener("pagehide", () => { if (current) keepDraft(); });

  byId("asking").addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = byId("text").value.trim();
    if (!text || count() < 0) {
      byId("wrong").textContent = text ? byId("left").textContent : texts.rec_write_empty;
      byId("text").focus();
      return;
    }
    byId("send").disabled = true;
    byId("send").textContent = texts.rec_write_sending;
    const now = performance.now();
    const sent = current;
    const times = { thinking_ms: Math.round((typedAt || now) - shownAt), answering_ms: Math.round(now - (typedAt || now)) };
    try {
      interview = await call(`${base}/answers/${sent.answer}/text${query}`, { text, ...times });
      current = null;
      draft.forget(sent);
      byId("elsewhere").hidden = true;
      say(texts.rec_say_handed);
      next();
    } catch (error) {
      keepDraft();
      byId("wrong").textContent = sentence(error);
      if (error instanceof Refused && ["already_done", "not_found"].includes(error.code)) await refused(sent, text);
    } finally {
      byId("send").disabled = false;
      byId("send").textContent = byId("send").dataset.words;
    }
  });
  byId("send").dataset.words = byId("send").textContent;
})();
