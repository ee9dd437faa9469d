"use strict";
// Times are written in UTC so that a page without scripts is right; a reader's own time zone is easier to read.
for (const element of document.querySelectorAll("time[datetime]")) {
  const when = new Date(element.dateTime);
  if (Number.isNaN(when.getTime())) continue;
  element.title = element.textContent;
  element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(when);
}
