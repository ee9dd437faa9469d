(() => {
  "use strict";
  const fields = [...document.querySelectorAll("[data-minutes]")];
  if (!fields.length) return;
  const EVERY_MS = 5000;
  let seen = 0;
  let since = document.hidden ? 0 : performance.now();

  function visible() {
    return seen + (since ? performance.now() - since : 0);
  }

  // What a person typed, or emptied, is theirs: it is never written over.
  for (const field of fields) {
    if (field.value) field.dataset.own = "yes";
    field.addEventListener("input", () => { field.dataset.own = "yes"; });
  }

  function fill() {
    const minutes = Math.min(Number(fields[0].max), Math.max(1, Math.round(visible() / 60000)));
    for (const field of fields) if (!field.dataset.own && document.activeElement !== field) field.value = String(minutes);
  }

  document.addEventListener("visibilitychange", () => {
    seen = visible();
    since = document.hidden ? 0 : performance.now();
  });
  fill();
  setInterval(() => { if (!document.hidden) fill(); }, EVERY_MS);
})();
