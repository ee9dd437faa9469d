"use strict";
// Days that are still being added up: each load of the page adds up some more.
if (JSON.parse(document.getElementById("page-data").textContent).pending) setTimeout(() => location.reload(), 3000);
