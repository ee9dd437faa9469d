// A bill travels inside the form, so that comparing it is an ordinary page and no copy of it is kept.
const form = document.getElementById("bill-form");
if (form) {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  const file = document.getElementById("bill");
  const wrong = document.getElementById("bill-wrong");
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
    if (chosen.size > data.most) {
      wrong.textContent = data.too_large;
      file.focus();
      return;
    }
    wrong.textContent = data.reading;
    const sheet = encoded(await chosen.arrayBuffer());
    if (!sheet) {
      wrong.textContent = data.empty;
      file.focus();
      return;
    }
    form.elements.sheet.value = sheet;
    form.requestSubmit(event.submitter);
    wrong.textContent = "";
  });
  const forget = () => { wrong.textContent = ""; form.elements.sheet.value = ""; };
  file.addEventListener("change", forget);
  addEventListener("pageshow", forget);
}
