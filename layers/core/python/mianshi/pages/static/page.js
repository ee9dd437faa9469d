"use strict";
// What was just done is said once: a page that is loaded again is asked for without it.
const [shown] = performance.getEntriesByType("navigation");
if (shown && shown.type === "reload") {
  const address = new URL(location.href);
  for (const name of ["done", "saved", "told", "asked", "applied"]) address.searchParams.delete(name);
  if (address.href !== location.href) location.replace(address);
}

// Times are written in UTC so that a page without scripts is right; a reader's own time zone is easier to read.
for (const element of document.querySelectorAll("time[datetime]")) {
  const when = new Date(element.dateTime);
  if (Number.isNaN(when.getTime())) continue;
  element.title = element.textContent;
  element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(when);
}
