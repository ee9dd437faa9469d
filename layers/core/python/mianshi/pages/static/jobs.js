(() => {
  "use strict";
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

  // A form is sent once; a page that comes back from the history can send again.
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
  });

  const sum = document.querySelector("[data-sum]");
  if (sum) {
    const weights = [...document.querySelectorAll("[data-weight]")];
    const add = () => {
      const total = weights.reduce((so_far, input) => {
        const gone = input.closest("tr").querySelector("[data-remove]");
        return gone && gone.checked ? so_far : so_far + (Number.parseInt(input.value, 10) || 0);
      }, 0);
      sum.textContent = (total === 100 ? sum.dataset.right : sum.dataset.wrong).replace("{n}", total);
      sum.classList.toggle("off", total !== 100);
      sum.classList.toggle("right", total === 100);
    };
    document.addEventListener("input", add);
    document.addEventListener("change", add);
    add();
  }

  // Times are typed in the browser's zone, whose distance from UTC depends on the day.
  for (const offset of document.querySelectorAll("[data-offset-of]")) {
    const start = offset.form.elements[offset.dataset.offsetOf];
    const note = () => {
      const when = new Date(start.value);
      offset.value = Number.isNaN(when.getTime()) ? "0" : String(when.getTimezoneOffset());
    };
    start.addEventListener("input", note);
    start.addEventListener("change", note);
    note();
    const hint = document.getElementById(`${start.id}-hint`);
    if (hint) hint.textContent = hint.textContent.replace("UTC", Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  }

  for (const input of document.querySelectorAll("input[type=file][data-into]")) {
    const { form } = input;
    const wrong = form.querySelector("[data-file-wrong]");
    input.addEventListener("change", () => {
      const [file] = input.files;
      form.elements[input.dataset.into].value = "";
      form.elements.file_name.value = "";
      wrong.hidden = true;
      if (!file) return;
      if (file.size > Number(input.dataset.most)) {
        wrong.textContent = input.dataset.tooLarge;
        wrong.hidden = false;
        input.value = "";
        return;
      }
      const tick = input.dataset.tick && document.getElementById(input.dataset.tick);
      if (tick) tick.checked = true;
      const reader = new FileReader();
      reader.addEventListener("load", () => {
        form.elements[input.dataset.into].value = String(reader.result).replace(/^[^,]*,/, "");
        form.elements.file_name.value = file.name;
        input.dataset.read = "yes";
      });
      reader.readAsDataURL(file);
    });
  }

  const confirm = document.getElementById("confirm") || document.querySelector("[aria-invalid]");
  if (confirm) {
    const field = confirm.querySelector ? confirm.querySelector("textarea") || confirm : confirm;
    confirm.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
})();
