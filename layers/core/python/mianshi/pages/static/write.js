"use strict";
(() => {
  const { texts, home, query, longest } = JSON.parse(document.getElementById("page-data").textContent);
  const { call, Refused } = window.mianshiUpload;
  const base = `${home}api`;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  const say = (words) => { byId("live").textContent = words; };
  let interview = null;
  let current = null;
  let shownAt = 0;
  let typedAt = 0;
  let saving = null;

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
      const row = Object.assign(document.createElement("li"), { className: `answer ${state}` });
      const words = { stored: texts.rec_up_stored, now: texts.rec_up_now, open: texts.rec_up_open }[state];
      row.append(
        Object.assign(document.createElement("span"), { className: "of", textContent: state === "open" ? "" : answer.question }),
        Object.assign(document.createElement("span"), { className: "fact", textContent: words }),
      );
      return row;
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

  function done() {
    byId("ready").hidden = byId("asking").hidden = byId("uploads").hidden = true;
    byId("done").hidden = false;
    byId("done-h").focus();
    say(texts.rec_say_all);
  }

  function next() {
    current = interview.answers.find((answer) => !answer.stored) || null;
    if (!interview.open || !current) { done(); return; }
    const place = { n: interview.answers.indexOf(current) + 1, of: interview.answers.length };
    byId("ready").hidden = true;
    byId("asking").hidden = false;
    byId("place").textContent = fill(texts.rec_place, place);
    byId("progress").max = place.of;
    byId("progress").value = place.n - 1;
    byId("question").textContent = current.question;
    byId("text").value = draft.read(current);
    byId("saved").textContent = "";
    shownAt = performance.now();
    typedAt = 0;
    count();
    draw();
    byId("question").focus();
    say(fill(texts.rec_say_question, place));
  }

  const sentence = (error) => (error instanceof Refused ? error.sentence : texts.rec_trouble_network);

  byId("begin").addEventListener("click", async () => {
    byId("begin").disabled = true;
    try {
      interview = query ? await call(`${base}/answers${query}`) : await call(`${base}/begin`, { mode: "text" });
      next();
    } catch (error) {
      if (error instanceof Refused && error.code === "already_done") done();
      else byId("trouble").textContent = sentence(error);
      byId("trouble").hidden = !byId("trouble").textContent;
    } finally {
      byId("begin").disabled = false;
    }
  });

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
    const times = { thinking_ms: Math.round((typedAt || now) - shownAt), answering_ms: Math.round(now - (typedAt || now)) };
    try {
      const sent = current;
      interview = await call(`${base}/answers/${sent.answer}/text${query}`, { text, ...times });
      current = null;
      draft.forget(sent);
      say(texts.rec_say_handed);
      next();
    } catch (error) {
      keepDraft();
      byId("wrong").textContent = sentence(error);
    } finally {
      byId("send").disabled = false;
      byId("send").textContent = byId("send").dataset.words;
    }
  });
  byId("send").dataset.words = byId("send").textContent;
})();
