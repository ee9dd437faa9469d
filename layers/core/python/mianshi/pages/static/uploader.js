"use strict";
// What was recorded waits in this browser until the server says that it is stored: through reloads, lost networks and
// crashes. One tab at a time uploads; the others watch.
window.mianshiUpload = (() => {
  const STORES = { uploads: "id", takes: "id", pieces: ["take", "n"] };
  const SMALL = 8 * 1024 * 1024;
  const AT_ONCE = 3;
  const LONGEST_PAUSE = 60_000;
  const STALLED = 60_000;
  const PATIENCE = 8;
  const KEPT_DAYS = 30;

  // ---- the vault: IndexedDB, or memory where the browser keeps nothing
  const memory = Object.fromEntries(Object.keys(STORES).map((name) => [name, new Map()]));
  let database;

  function opened() {
    database ??= new Promise((resolve) => {
      try {
        const wish = indexedDB.open("mianshi", 1);
        wish.onupgradeneeded = () => {
          for (const [name, keyPath] of Object.entries(STORES)) wish.result.createObjectStore(name, { keyPath });
        };
        wish.onsuccess = () => resolve(wish.result);
        wish.onerror = () => resolve(null);
        wish.onblocked = () => resolve(null);
      } catch {
        resolve(null);
      }
    });
    return database;
  }

  async function within(store, mode, work) {
    const open = await opened();
    if (!open) throw new Error("nothing is kept");
    return new Promise((resolve, reject) => {
      const transaction = open.transaction(store, mode);
      const wish = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(wish.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const keyOf = (store, record) => JSON.stringify([STORES[store]].flat().map((part) => record[part]));

  const vault = {
    durable: true,
    async put(store, record) {
      try {
        await within(store, "readwrite", (kept) => kept.put(record));
        memory[store].delete(keyOf(store, record));
      } catch {
        vault.durable = false;
        memory[store].set(keyOf(store, record), record);
      }
    },
    async all(store) {
      const kept = await within(store, "readonly", (held) => held.getAll()).catch(() => []);
      const loose = [...memory[store].values()];
      const known = new Set(loose.map((record) => keyOf(store, record)));
      return [...kept.filter((record) => !known.has(keyOf(store, record))), ...loose];
    },
    async remove(store, record) {
      memory[store].delete(keyOf(store, record));
      const key = [STORES[store]].flat().map((part) => record[part]);
      await within(store, "readwrite", (kept) => kept.delete(key.length === 1 ? key[0] : key)).catch(() => null);
    },
    async piecesOf(take) {
      const all = await within("pieces", "readonly", (kept) => kept.getAll(IDBKeyRange.bound([take], [take, []]))).catch(() => []);
      const loose = [...memory.pieces.values()].filter((piece) => piece.take === take);
      return [...all, ...loose].sort((a, b) => a.n - b.n);
    },
    async forgetTake(take) {
      for (const piece of await vault.piecesOf(take)) await vault.remove("pieces", piece);
      await vault.remove("takes", { id: take });
    },
  };

  // ---- how a failure is taken
  class Refused extends Error {
    constructor(sentence, code) {
      super(code);
      this.sentence = sentence;
      this.code = code;
    }
  }
  class Passing extends Error {}

  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const csrf = () => (document.querySelector("meta[name=csrf]") || {}).content || "";

  async function call(address, body) {
    let answer;
    try {
      answer = await fetch(address, {
        method: body === undefined ? "GET" : "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF": csrf() },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout ? AbortSignal.timeout(30_000) : undefined,
      });
    } catch {
      throw new Passing("network");
    }
    const found = await answer.json().catch(() => null);
    if (answer.ok && found) return found;
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408 || !found) throw new Passing(String(answer.status));
    throw new Refused((found.sentence || {})[lang] || "", found.code);
  }

  function send(method, url, body, moved) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let watch;
      const alive = () => {
        clearTimeout(watch);
        watch = setTimeout(() => request.abort(), STALLED);
      };
      const end = (done) => { clearTimeout(watch); done(); };
      request.open(method, url);
      request.upload.addEventListener("progress", (event) => { alive(); moved(event.loaded); });
      request.addEventListener("load", () => end(() => {
        if (request.status >= 200 && request.status < 300) resolve();
        else reject(Object.assign(new Passing(String(request.status)), { storage: request.status >= 400 && request.status < 500 }));
      }));
      for (const name of ["error", "abort"]) request.addEventListener(name, () => end(() => reject(new Passing("network"))));
      alive();
      request.send(body);
    });
  }

  // ---- one queue for one interview
  function queue({ base, query = "" }) {
    const scope = `${base}${query}`;
    const items = new Map();
    const watchers = new Set();
    const channel = window.BroadcastChannel ? new BroadcastChannel(`mianshi-upload:${scope}`) : null;
    let wake = () => {};
    let holding = false;

    const summary = () => [...items.values()]
      .map(({ id, answer, name, size, state, share, sentence }) => ({ id, answer, name, size, state, share, sentence }))
      .sort((a, b) => a.answer - b.answer);

    function changed() {
      const told = summary();
      for (const watcher of watchers) watcher(told);
      if (channel && holding) channel.postMessage({ told });
    }

    function note(item, state, more = {}) {
      Object.assign(item, { state }, more);
      changed();
    }

    async function refresh() {
      for (const kept of await vault.all("uploads")) {
        if (kept.scope !== scope) continue;
        if (Date.now() - kept.since > KEPT_DAYS * 86_400_000) await vault.remove("uploads", kept);
        else if (!items.has(kept.id) || !items.get(kept.id).blob || items.get(kept.id).since !== kept.since) {
          items.set(kept.id, { ...kept, size: kept.blob.size, state: "waiting", share: 0 });
        }
      }
      changed();
    }

    const at = (item, action) => `${base}/answers/${item.answer}/${action}${query}`;

    async function post(item, ticket) {
      const form = new FormData();
      for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
      form.append("file", item.blob);
      await send("POST", ticket.url, form, (loaded) => note(item, "sending", { share: Math.min(1, loaded / item.size) }));
    }

    async function put(item, ticket) {
      const moving = new Map();
      const before = ticket.parts_done.reduce((sum, n) => sum + Math.min(ticket.part_bytes, item.size - (n - 1) * ticket.part_bytes), 0);
      const show = () => {
        const now = [...moving.values()].reduce((sum, bytes) => sum + bytes, before);
        note(item, "sending", { share: Math.min(1, now / item.size) });
      };
      const left = [...ticket.parts];
      const worker = async () => {
        for (let part = left.shift(); part; part = left.shift()) {
          const from = (part.number - 1) * ticket.part_bytes;
          const { number, size, url } = part;
          await send("PUT", url, item.blob.slice(from, from + size), (loaded) => { moving.set(number, Math.min(loaded, size)); show(); });
          moving.set(number, size);
          show();
        }
      };
      show();
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    }

    async function once(item) {
      note(item, "sending");
      for (;;) {
        const ticket = await call(at(item, "ticket"), { size: item.size, name: item.name, upload_id: item.uploadId || null });
        if (ticket.stored) return null;
        if (!ticket.upload_id) {
          await post(item, ticket);
          break;
        }
        if (item.uploadId !== ticket.upload_id) {
          item.uploadId = ticket.upload_id;
          await keep(item);
        }
        if (ticket.parts.length === 0) break;
        await put(item, ticket);
      }
      return call(at(item, "complete"), { size: item.size, upload_id: item.uploadId || null, ...item.facts });
    }

    const keep = ({ id, scope: of, answer, name, blob, facts, since, uploadId }) => vault.put("uploads", { id, scope: of, answer, name, blob, facts, since, uploadId });

    async function deliver(item) {
      let refusals = 0;
      for (let attempt = 0; ; attempt += 1) {
        try {
          const answered = await once(item);
          await vault.remove("uploads", item);
          item.blob = null;
          note(item, "stored", { share: 1, answered });
          return;
        } catch (error) {
          if (error instanceof Refused && error.code === "upload_incomplete") {
            item.uploadId = null;
            await keep(item);
            refusals += 1;
          } else if (error instanceof Refused) {
            note(item, "refused", { sentence: error.sentence });
            return;
          } else if (!(error instanceof Passing)) {
            console.warn("upload", error);
          } else if (error.storage) {
            refusals += 1;
          }
          if (refusals >= PATIENCE) {
            note(item, "refused", { sentence: "" });
            return;
          }
          note(item, navigator.onLine ? "waiting" : "offline");
          await pause(Math.min(LONGEST_PAUSE, 1000 * 2 ** attempt) * (0.75 + Math.random() / 2));
        }
      }
    }

    function pause(milliseconds) {
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          window.removeEventListener("online", done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        window.addEventListener("online", done);
      });
    }

    async function work() {
      holding = true;
      for (;;) {
        await refresh();
        const due = [...items.values()].filter((item) => item.blob && item.state !== "refused");
        if (due.length === 0) {
          await new Promise((resolve) => { wake = resolve; });
          continue;
        }
        const small = due.filter((item) => item.size <= SMALL).slice(0, AT_ONCE);
        await Promise.all((small.length ? small : due.slice(0, 1)).map(deliver));
      }
    }

    if (channel) {
      channel.addEventListener("message", ({ data }) => {
        if (data.added && holding) wake();
        if (data.told && !holding) {
          for (const told of data.told) items.set(told.id, { ...items.get(told.id), ...told });
          changed();
        }
      });
    }
    const ready = refresh();
    ready.then(() => (navigator.locks ? navigator.locks.request(`mianshi-upload:${scope}`, work) : work()));
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);

    return {
      ready,
      items: summary,
      pending: () => summary().some((item) => item.state !== "stored"),
      watch(watcher) {
        watchers.add(watcher);
        watcher(summary());
      },
      async add({ answer, blob, name = "", facts = {} }) {
        const item = { id: `${scope}#${answer}`, scope, answer, name, blob, facts, since: Date.now(), uploadId: null };
        await keep(item);
        items.set(item.id, { ...item, size: blob.size, state: "waiting", share: 0 });
        changed();
        if (holding) wake();
        else if (!vault.durable) deliver(items.get(item.id)); // no other tab could read it
        else if (channel) channel.postMessage({ added: true });
      },
      async drop(answer) {
        const item = items.get(`${scope}#${answer}`);
        if (!item) return;
        items.delete(item.id);
        await vault.remove("uploads", item);
        changed();
      },
      retry() {
        for (const item of items.values()) if (item.state === "refused") item.state = "waiting";
        changed();
        wake();
      },
    };
  }

  return { queue, vault, call, Refused };
})();
