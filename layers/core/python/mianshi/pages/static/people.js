"use strict";
const data = JSON.parse(document.getElementById("page-data").textContent);
const byId = (id) => document.getElementById(id);

// The list: choose all, and what changes while somebody looks.
const all = byId("choose-all");
if (all) {
  const boxes = [...document.querySelectorAll('input[name="c"]')];
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const chosen = boxes.filter((other) => other.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    });
  }
}

const show = (element, words, mark) => {
  if (!element || (element.textContent === words && !element.hidden === Boolean(words))) return;
  element.textContent = words;
  element.className = `mark ${mark}`;
  element.hidden = !words;
};

const until = (element, iso) => {
  if (!element) return;
  element.hidden = !iso;
  const time = element.querySelector("time");
  if (!iso || time.dateTime === iso) return;
  time.dateTime = iso;
  time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
};

let trouble = 0;
const look = async () => {
  if (document.hidden) {
    document.addEventListener("visibilitychange", look, { once: true });
    return;
  }
  let again = 30;
  try {
    const query = new URLSearchParams(location.search);
    query.set("lang", document.documentElement.lang === "en" ? "en" : "zh");
    const answer = await fetch(`${data.live}?${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const found = await answer.json();
    trouble = 0;
    again = found.again_s;
    for (const row of found.rows) {
      const line = byId(row.id);
      show(line?.querySelector('[data-live="standing"]'), row.standing, row.mark);
      show(line?.querySelector('[data-live="band"]'), row.band, row.band_mark);
      until(line?.querySelector('[data-live="until"]'), row.until);
    }
  } catch {
    trouble += 1;
    if (trouble > 10) return;
  }
  if (again) setTimeout(look, again * 1000);
};
if (data.live && data.again) setTimeout(look, data.again * 1000);

// Copying a link or a message.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = byId(button.dataset.copy);
    let told = data.copied;
    try {
      await navigator.clipboard.writeText(source.value);
      const words = button.textContent;
      button.textContent = told;
      setTimeout(() => { button.textContent = words; }, 2000);
    } catch {
      source.select();
      told = data.copy_failed;
    }
    const status = byId("copied");
    if (status) status.textContent = told;
  });
}

// A spreadsheet travels inside the form, so that checking it is an ordinary page.
const form = byId("sheet-form");
if (form) {
  const file = byId("file");
  const wrong = byId("file-wrong");
  byId("file-field").hidden = false;
  const encoded = (buffer) => {
    let text = "";
    const bytes = new Uint8Array(buffer);
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  form.addEventListener("submit", async (event) => {
    const chosen = file.files[0];
    if (!chosen || form.elements.sheet.value) return;
    event.preventDefault();
    if (chosen.size > 2_000_000) {
      wrong.textContent = data.file_large;
      file.focus();
      return;
    }
    wrong.textContent = data.file_reading;
    form.elements.sheet.value = encoded(await chosen.arrayBuffer());
    form.submit();
  });
  file.addEventListener("change", () => { wrong.textContent = ""; form.elements.sheet.value = ""; });
  addEventListener("pageshow", () => { form.elements.sheet.value = ""; });
}
