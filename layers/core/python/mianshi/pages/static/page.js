"use strict";
// What was just done is said once: the address forgets it, so that a page loaded again does not say it again.
const address = new URL(location.href);
for (const name of ["done", "saved", "told", "asked", "applied"]) address.searchParams.delete(name);
if (address.href !== location.href) history.replaceState(history.state, "", address);

// Times are written in UTC so that a page without scripts is right; a reader's own time zone is easier to read.
for (const element of document.querySelectorAll("time[datetime]")) {
  const when = new Date(element.dateTime);
  if (Number.isNaN(when.getTime())) continue;
  element.title = element.textContent;
  element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(when);
}
