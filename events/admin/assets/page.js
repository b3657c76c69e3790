// The live parts of the page; everything else works without this script. Data
// becomes text, never markup.
"use strict";
(() => {
  const view = document.body.dataset.view;
  const status = document.getElementById("status");
  const showStatus = (text) => { if (status.textContent !== text) status.textContent = text; };

  // Keys: "/" moves to the search, Escape leaves it, "p" pauses the live view.
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

  if (view === "live") followStream(); else refreshView();

  // Reports whether the fields of a form differ from the address: the reader has
  // typed before this script ran, or the browser has restored the page.
  function differsFromAddress(form) {
    const params = new URL(location.href).searchParams;
    return [...new FormData(form)].some(([name, value]) => (params.get(name) ?? "") !== value) || [...form.elements].some((e) => e.type === "checkbox" && !e.checked && params.get(e.name));
  }

  // Loads every view but the live one again and again, and takes over what has
  // changed.
  function refreshView() {
    let wanted = location.search; // the query that the reader has typed; the address changes once its answer is shown
    let turn = 0; // counts requests: an answer is dropped if a newer request has been sent
    let wait = 2000; // milliseconds until the next refresh

    // Refreshes and searches both ask for the wanted query, so the answer that
    // comes last is always the one to what the reader has typed.
    async function load() {
      const mine = ++turn;
      const query = wanted;
      const isLatest = () => mine === turn && query === wanted;
      try {
        const url = new URL(location.href);
        url.search = query;
        const began = performance.now();
        const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        wait = Math.max(2000, 20 * (performance.now() - began));
        if (!isLatest()) return;
        if (location.search !== query) history.replaceState(null, "", url);
        keepFocusAndSelection(() => takeParts(page));
        showStatus("");
      } catch {
        if (isLatest()) showStatus("The server does not answer.");
      }
    }

    function takeParts(page) {
      for (const old of document.querySelectorAll("[data-part]")) {
        const now = page.querySelector("[data-part=" + old.dataset.part + "]");
        if (now) makeAlike(old, now);
      }
    }

    // Searches while the reader types.
    let timer;
    const searchAfter = (pause) => {
      const url = new URL(location.href);
      url.search = wanted;
      for (const [name, value] of new FormData(search.form)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
      url.searchParams.delete("page");
      wanted = url.search;
      clearTimeout(timer);
      timer = setTimeout(load, pause);
    };
    search?.addEventListener("input", () => searchAfter(120));
    search?.form.addEventListener("submit", (e) => { e.preventDefault(); searchAfter(0); });
    addEventListener("pageshow", () => { if (search && differsFromAddress(search.form)) searchAfter(0); });

    async function refresh() {
      if (!document.hidden) await load();
      setTimeout(refresh, wait);
    }
    setTimeout(refresh, wait);
  }

  // Changes the page and keeps the focus and the selected text, as far as they
  // still exist. A search box keeps its own selection.
  function keepFocusAndSelection(change) {
    const focus = document.activeElement;
    const chosen = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = chosen;
    const selected = !chosen.isCollapsed && !focus?.matches("input");
    change();
    if (focus?.isConnected && focus !== document.activeElement && focus !== document.body) focus.focus({ preventScroll: true });
    if (!selected || !anchorNode.isConnected || !focusNode.isConnected) return;
    if (chosen.anchorNode === anchorNode && chosen.anchorOffset === anchorOffset && chosen.focusNode === focusNode && chosen.focusOffset === focusOffset) return;
    const clamp = (node, offset) => Math.min(offset, node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length);
    chosen.setBaseAndExtent(anchorNode, clamp(anchorNode, anchorOffset), focusNode, clamp(focusNode, focusOffset));
  }

  // Makes an element equal to another one and keeps the nodes that are the same,
  // so that focus, selection and open details survive, and so that the browser
  // keeps the reader's place when something above it grows. Elements are
  // recognized by their id: everything that can be opened needs one. A node is
  // moved only if its order has changed, since a browser may lose the reader's
  // place in a node that is moved.
  function makeAlike(old, now) {
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
      if (same.nodeType === Node.ELEMENT_NODE) makeAlike(same, next);
      else if (same.data !== next.data) same.data = next.data;
    }
    drop(null);
  }

  // Adds the events of the stream to the live view.
  function followStream() {
    const body = document.getElementById("events");
    const table = document.querySelector("table.live");
    const log = table.parentElement;
    const pause = document.getElementById("pause");
    const form = document.querySelector("form.filters");
    const blank = document.getElementById("row").content.firstElementChild;
    const formats = JSON.parse(table.dataset.formats);
    const keep = Number(table.dataset.keep);
    let last = Number(table.dataset.last);
    let waiting = [], skipped = 0, source;

    function connect() {
      source?.close();
      const url = new URL("stream", new URL(form.getAttribute("action"), location.href));
      for (const [name, value] of new FormData(form)) if (value) url.searchParams.set(name, value);
      url.searchParams.set("since", last);
      source = new EventSource(url);
      source.onopen = () => showState();
      source.onerror = () => showStatus(source.readyState === EventSource.CLOSED ? "Not connected: reload the page." : "Connecting…");
      source.onmessage = (m) => {
        last = Number(m.lastEventId);
        waiting.push(JSON.parse(m.data));
        if (waiting.length > keep) waiting.splice(0, waiting.length - keep);
      };
      source.addEventListener("skipped", (m) => { skipped += JSON.parse(m.data).count; });
    }

    const paused = () => pause.getAttribute("aria-pressed") === "true";
    const showState = () => showStatus(paused() ? "Paused" : skipped ? "Live, " + skipped + " not shown: filter to see them" : "Live");

    // Adds new rows four times per second: more would be unreadable.
    setInterval(() => {
      if (paused() || !waiting.length || document.hidden) return;
      const rows = document.createDocumentFragment();
      for (const e of waiting.reverse()) rows.append(newRow(e));
      waiting = [];
      keepInSight(() => {
        body.prepend(rows);
        while (body.rows.length > keep && !(body.rows.length <= 2 * keep && isSelected(body.lastElementChild))) body.lastElementChild.remove();
      });
      showState();
    }, 250);

    // Changes the rows without moving those in sight, unless the reader is at the
    // top, where new rows appear.
    function keepInSight(change) {
      const seen = log.scrollTop > 0 && [...body.rows].find((r) => r.getBoundingClientRect().bottom > log.getBoundingClientRect().top + table.tHead.offsetHeight);
      const top = seen ? seen.getBoundingClientRect().top : 0;
      change();
      if (seen && seen.isConnected) log.scrollTop += seen.getBoundingClientRect().top - top;
    }

    function isSelected(row) {
      const chosen = getSelection();
      return !chosen.isCollapsed && chosen.containsNode(row, true);
    }

    pause.hidden = false;
    pause.addEventListener("click", () => {
      pause.setAttribute("aria-pressed", String(!paused()));
      pause.textContent = paused() ? "Resume" : "Pause";
      showState();
    });

    // A filter is an address: load that page, and continue the stream after it. An
    // answer is dropped if the filter has changed since.
    let timer, turn = 0;
    async function load() {
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
        if (mine === turn) showStatus("The server does not answer.");
      }
    }
    const filterAfter = (pause) => {
      turn++;
      clearTimeout(timer);
      timer = setTimeout(load, pause);
    };
    form.addEventListener("input", () => filterAfter(150));
    form.addEventListener("submit", (e) => { e.preventDefault(); filterAfter(0); });
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (e) => { if (differsFromAddress(form)) filterAfter(0); else if (e.persisted) connect(); });
    connect();

    function element(name, className, ...content) {
      const e = document.createElement(name);
      if (className) e.className = className;
      e.append(...content);
      return e;
    }

    // Fills a copy of the empty row of live.html.
    function newRow(e) {
      const tr = blank.cloneNode(true);
      const put = (field, ...content) => tr.querySelector("[data-field=" + field + "]").replaceChildren(...content);
      tr.className = "new" + (e.failures.length || e.error ? " failed" : "");
      tr.dataset.id = e.id;
      put("time", clock(e.time));
      put("event", e.name);
      put("source", owner(e.source));
      put("reached", e.late ? "later" : String(e.reached));
      put("duration", duration(e.duration_ns));
      put("details", ...details(e));
      return tr;
    }

    function details(e) {
      const all = e.failures.map((f) => element("div", "failure", shortName(f.listener) + " of " + owner(f.owner) + " (" + f.stage + "): " + f.error));
      if (e.error && !all.length) all.push(element("div", "failure", e.error));
      for (const v of e.payload) all.push(element("span", "value", v.name + " ", element("span", "quiet", v.text || v.type)), " ");
      return all;
    }

    function clock(time) {
      const [, seconds, fraction = ""] = /T(\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?/.exec(time);
      return seconds + "." + fraction.padEnd(3, "0");
    }

    // The formats are those of format.go.
    function shortName(name) { return new RegExp(formats.function).test(name) ? name.slice(name.lastIndexOf("/") + 1) : name; }

    function owner(name) { return name || formats.program; }

    function duration(ns) {
      const unit = formats.units.find((u) => ns >= u.size);
      return unit ? Number((ns / unit.size).toPrecision(3)) + " " + unit.name : "–";
    }
  }
})();
