// The live parts of the page. All the rest works without. What comes from
// outside becomes text, never markup.
"use strict";
(() => {
  const view = document.body.dataset.view;
  const status = document.getElementById("status");
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };

  // Keys: "/" to the search, Escape out of it.
  const search = document.querySelector("[data-search]");
  addEventListener("keydown", (e) => {
    const typing = e.target.closest("input:not([type=checkbox]), textarea, select");
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === "/" && !typing && search) {
      e.preventDefault();
      search.focus();
      search.select();
    } else if (e.key === "p" && !typing) {
      document.getElementById("pause")?.click();
    } else if (e.key === "Escape" && typing) {
      e.target.blur();
    }
  });

  if (view === "live") live(); else quiet();

  // Whether the fields of a form say something else than the address, as after
  // typing before this script ran, or in a page that the browser brings back.
  function differs(form) {
    const params = new URL(location.href).searchParams;
    return [...new FormData(form)].some(([name, value]) => (params.get(name) ?? "") !== value) || [...form.elements].some((e) => e.type === "checkbox" && !e.checked && params.get(e.name));
  }

  // The other views ask for themselves again and take over what has changed.
  function quiet() {
    let wanted = location.search; // what the reader wants to see; the address follows when it is shown
    let turn = 0; // an answer that a newer question has overtaken is dropped
    let wait = 2000;

    // A refresh asks for what is wanted now, as a search does: whichever answer
    // comes last, it is about what the reader has typed.
    async function ask() {
      const mine = ++turn;
      const query = wanted;
      const latest = () => mine === turn && query === wanted;
      try {
        const url = new URL(location.href);
        url.search = query;
        const began = performance.now();
        const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        wait = Math.max(2000, 20 * (performance.now() - began));
        if (!latest()) return;
        if (location.search !== query) history.replaceState(null, "", url);
        keeping(() => take(page));
        say("");
      } catch {
        if (latest()) say("The page does not answer.");
      }
    }

    function take(page) {
      for (const old of document.querySelectorAll("[data-part]")) {
        const now = page.querySelector("[data-part=" + old.dataset.part + "]");
        if (now) morph(old, now);
      }
    }

    // Search while typing.
    let typing;
    const type = (pause) => {
      const url = new URL(location.href);
      url.search = wanted;
      for (const [name, value] of new FormData(search.form)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
      url.searchParams.delete("page");
      wanted = url.search;
      clearTimeout(typing);
      typing = setTimeout(ask, pause);
    };
    search?.addEventListener("input", () => type(120));
    search?.form.addEventListener("submit", (e) => { e.preventDefault(); type(0); });
    addEventListener("pageshow", () => { if (search && differs(search.form)) type(0); });

    async function again() {
      if (!document.hidden) await ask();
      setTimeout(again, wait);
    }
    setTimeout(again, wait);
  }

  // Changes the page and keeps where the reader is: the focus, and the text that
  // is selected, as far as it is there still. A search box keeps its own.
  function keeping(change) {
    const focus = document.activeElement;
    const chosen = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = chosen;
    const selected = !chosen.isCollapsed && !focus?.matches("input");
    change();
    if (focus?.isConnected && focus !== document.activeElement && focus !== document.body) focus.focus({ preventScroll: true });
    if (!selected || !anchorNode.isConnected || !focusNode.isConnected) return;
    if (chosen.anchorNode === anchorNode && chosen.anchorOffset === anchorOffset && chosen.focusNode === focusNode && chosen.focusOffset === focusOffset) return;
    const within = (node, offset) => Math.min(offset, node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length);
    chosen.setBaseAndExtent(anchorNode, within(anchorNode, anchorOffset), focusNode, within(focusNode, focusOffset));
  }

  // Makes an element look like another one and keeps what is the same: focus,
  // selection and open details stay, and what stands above the reader may grow
  // without moving what is read. Elements with an id are known by it, so what
  // can be opened has one. What stays is moved only if its order has changed:
  // a browser may forget where the reader is in what was moved.
  function morph(old, now) {
    if (old.isEqualNode(now)) return;
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const stays = new Set([...now.children].map((e) => e.id));
    for (const e of [...old.children]) if (e.id && !stays.has(e.id)) e.remove();
    const known = new Map([...old.children].filter((e) => e.id).map((e) => [e.id, e]));
    let at = old.firstChild;
    const drop = (until) => { while (at !== until) { const gone = at; at = at.nextSibling; gone.remove(); } };
    const nextKnown = () => { let e = at; while (e && !e.id) e = e.nextSibling; return e; };
    for (const next of now.childNodes) {
      const same = next.id ? known.get(next.id) : at && !at.id && at.nodeName === next.nodeName ? at : null;
      if (!same) {
        old.insertBefore(document.importNode(next, true), at);
        continue;
      }
      known.delete(next.id);
      if (same !== at && same === nextKnown()) drop(same);
      if (same === at) at = at.nextSibling; else if (old.moveBefore) old.moveBefore(same, at); else old.insertBefore(same, at);
      if (same.nodeType === Node.ELEMENT_NODE) morph(same, next);
      else if (same.data !== next.data) same.data = next.data;
    }
    drop(null);
  }

  // The live view reads the stream.
  function live() {
    const body = document.getElementById("events");
    const table = document.querySelector("table.live");
    const log = table.parentElement;
    const pause = document.getElementById("pause");
    const form = document.querySelector("form.filters");
    const keep = Number(table.dataset.keep);
    let last = Number(table.dataset.last);
    let waiting = [], skipped = 0, source;

    function connect() {
      source?.close();
      const url = new URL("stream", new URL(form.getAttribute("action"), location.href));
      for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
      url.searchParams.set("since", last);
      source = new EventSource(url);
      source.onopen = () => tell();
      source.onerror = () => say(source.readyState === EventSource.CLOSED ? "Not connected: reload the page." : "Connecting…");
      source.onmessage = (m) => {
        last = Number(m.lastEventId);
        waiting.push(JSON.parse(m.data));
        if (waiting.length > keep) waiting.splice(0, waiting.length - keep);
      };
      source.addEventListener("skipped", (m) => { skipped += JSON.parse(m.data).count; });
    }

    const paused = () => pause.getAttribute("aria-pressed") === "true";
    const tell = () => say(paused() ? "Paused" : skipped ? "Live, " + skipped + " not shown: filter to see them" : "Live");

    // Four times a second is as much as anybody reads.
    setInterval(() => {
      if (paused() || !waiting.length || document.hidden) return;
      const rows = document.createDocumentFragment();
      for (const e of waiting.reverse()) rows.append(row(e));
      waiting = [];
      staying(() => {
        body.prepend(rows);
        while (body.rows.length > keep && !(body.rows.length <= 2 * keep && selected(body.lastElementChild))) body.lastElementChild.remove();
      });
      tell();
    }, 250);

    // Changes the rows and leaves those in sight where they are, unless the
    // reader is at the top, where the new ones come.
    function staying(change) {
      const seen = log.scrollTop > 0 && [...body.rows].find((r) => r.getBoundingClientRect().bottom > log.getBoundingClientRect().top + table.tHead.offsetHeight);
      const top = seen ? seen.getBoundingClientRect().top : 0;
      change();
      if (seen && seen.isConnected) log.scrollTop += seen.getBoundingClientRect().top - top;
    }

    function selected(row) {
      const chosen = getSelection();
      return !chosen.isCollapsed && chosen.containsNode(row, true);
    }

    pause.hidden = false;
    pause.addEventListener("click", () => {
      pause.setAttribute("aria-pressed", String(!paused()));
      pause.textContent = paused() ? "Go on" : "Pause";
      tell();
    });

    // A filter is an address: ask for that page, and go on from there. An answer
    // that a newer filter has overtaken is dropped.
    let typing, turn = 0;
    async function ask() {
      const mine = ++turn;
      const url = new URL(form.getAttribute("action"), location.href);
      for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
      try {
        const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (mine !== turn) return;
        body.replaceChildren(...[...page.getElementById("events").children].map((n) => document.importNode(n, true)));
        last = Number(page.querySelector("table.live").dataset.last);
        history.replaceState(null, "", url);
        waiting = [];
        skipped = 0;
        connect();
      } catch {
        if (mine === turn) say("The page does not answer.");
      }
    }
    const filter = (pause) => {
      turn++;
      clearTimeout(typing);
      typing = setTimeout(ask, pause);
    };
    form.addEventListener("input", () => filter(150));
    form.addEventListener("submit", (e) => { e.preventDefault(); filter(0); });
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (e) => { if (differs(form)) filter(0); else if (e.persisted) connect(); });
    connect();

    function element(name, className, ...content) {
      const e = document.createElement(name);
      if (className) e.className = className;
      e.append(...content);
      return e;
    }

    function cell(label, className, ...content) {
      const td = element("td", className, ...content);
      td.dataset.label = label;
      return td;
    }

    function row(e) {
      const tr = element("tr", "new" + (e.failures.length || e.error ? " failed" : ""));
      tr.dataset.id = e.id;
      const what = e.failures.map((f) => element("div", "failure", short(f.listener) + " of " + owner(f.owner) + " (" + f.stage + "): " + f.error));
      if (e.error && !e.failures.length) what.push(element("div", "failure", e.error));
      for (const v of e.payload) what.push(element("span", "value", v.name + " ", element("span", "quiet", v.text || v.type)), " ");
      tr.append(
        cell("Time", "when", clock(e.time)),
        cell("Event", "", element("code", "", e.name)),
        cell("Source", "", owner(e.source)),
        cell("Reached", "num", e.late ? "later" : String(e.reached)),
        cell("Took", "num", took(e.duration_ns)),
        cell("What happened", "", ...what),
      );
      return tr;
    }

    function clock(time) {
      const [, seconds, fraction = ""] = /T(\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?/.exec(time);
      return seconds + "." + fraction.padEnd(3, "0");
    }

    function short(name) { return /^[\w.~/-]+\.[\w.()*[\]-]+$/.test(name) ? name.slice(name.lastIndexOf("/") + 1) : name; }

    function owner(name) { return name || "the program"; }

    function took(ns) {
      for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
        if (ns >= size) return Number((ns / size).toPrecision(3)) + " " + unit;
      }
      return ns > 0 ? ns + " ns" : "–";
    }
  }
})();
