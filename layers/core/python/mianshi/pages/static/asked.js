"use strict";
// Which question is put: its place, what it goes on from, its row among the answers, and what is said at the end.
window.mianshiAsked = ({ texts, promised, hours, query }) => {
  const TURNS_WRITING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const byId = (id) => document.getElementById(id);
  const made = (name, properties) => Object.assign(document.createElement(name), properties);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  const time = (milliseconds) => {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  const alike = (interview, answer) => interview.answers.filter((one) => one.follow_up === answer.follow_up);

  function place(interview, answer) {
    const like = alike(interview, answer);
    return { n: like.indexOf(answer) + 1, of: like.length };
  }

  const placeOf = (interview, answer) =>
    fill(answer.follow_up ? texts.rec_more_place : texts.rec_place, place(interview, answer));

  function put(interview, answer) {
    const at = place(interview, answer);
    const words = placeOf(interview, answer);
    byId("place").textContent = words + (answer.scored ? "" : ` · ${texts.rec_own}`);
    byId("progress").max = at.of;
    byId("progress").value = at.n - 1;
    const of = interview.answers.find((one) => one.answer === answer.of);
    for (const id of ["asked-then", "said", "question"]) byId(id).lang = interview.language === "auto" ? "" : interview.language;
    byId("goes-on-from").hidden = !of && !answer.heard;
    byId("then").hidden = !of;
    byId("asked-then").textContent = of ? of.question : "";
    byId("heard-then").hidden = !answer.heard;
    byId("said-by").textContent = interview.answers[0].kind === "text" ? texts.rec_more_wrote : texts.rec_more_heard;
    byId("said").textContent = answer.heard.replace(TURNS_WRITING, "");
    byId("question").textContent = answer.question;
    return answer.follow_up ? words : fill(texts.rec_say_question, at);
  }

  function row(interview, answer, { state, words, seen, share }) {
    const label = answer.follow_up ? fill(texts.rec_more_row, place(interview, answer)) : "";
    const item = made("li", { className: `answer ${state}` });
    item.dataset.n = answer.answer + 1;
    item.append(
      made("span", { className: "of", textContent: [label, seen ? answer.question : ""].filter(Boolean).join(" · ") }),
      made("span", { className: "fact", textContent: words }),
    );
    if (state === "sending") item.append(made("progress", { max: 1, value: share, ariaLabel: words }));
    return item;
  }

  // Asks once whether what was skipped stays unanswered.
  function atTheEnd(handIn, goBack) {
    const dialog = byId("enough");
    dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? handIn() : goBack()));
    return () => {
      dialog.returnValue = "";
      dialog.showModal();
      dialog.querySelector('[value="no"]').focus(); // what is handed in by a stray Enter cannot be taken back
    };
  }

  function ended(interview) {
    const more = promised > 0 && !query && !interview.answers.some((answer) => answer.follow_up);
    byId("done-h").textContent = more ? texts.rec_done_promised_title : texts.rec_done_title;
    byId("done-lead").textContent = more ? fill(texts.rec_done_promised, { n: promised, hours }) : texts.rec_done_lead;
  }

  return { fill, time, put, placeOf, row, atTheEnd, ended };
};
