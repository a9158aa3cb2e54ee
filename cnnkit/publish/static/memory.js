// What a reader did on the course's pages, kept in this browser and nowhere else: pages read, answers, widgets as they were
// left. And links that carry a widget's state. Storage may be refused (private windows, some browsers on file://): then
// nothing is kept and everything else works.
// What comes out of a link, a file or the storage is taken only within the limits that the page holds for each trait
// (cnnkit/publish/limits.py); if the widget cannot draw it all the same, the widget goes back to how it was.
(() => {
  const MOST = 20_000; // characters of a widget's state
  const MOST_LINK = 8_000;
  const REFUSED = new Set(Object.getOwnPropertyNames(Object.prototype));
  const isWithin = (x, [low, high]) => x >= low && x <= high;
  const isNumber = (x) => typeof x === "number" && Number.isFinite(x);
  const isPlain = (x) => typeof x === "object" && x !== null && !Array.isArray(x);
  const isText = (x, most) => typeof x === "string" && x.length <= most && !REFUSED.has(x);

  const CHECKS = {
    bool: (x) => typeof x === "boolean",
    int: (x, rule) => Number.isInteger(x) && isWithin(x, rule.int),
    float: (x, rule) => isNumber(x) && isWithin(x, rule.float),
    one: (x, rule) => rule.one.includes(x),
    text: (x, rule) => isText(x, rule.text),
    signs: (x, rule) =>
      isText(x, MOST) && isWithin(x.length, rule.len) && [...x].every((sign) => rule.signs.includes(sign)),
    list: (x, rule) => Array.isArray(x) && isWithin(x.length, rule.len) && x.every((one) => isLegal(rule.list, one)),
    each: (x, rule) =>
      Array.isArray(x) &&
      (x.length ? x.length === rule.each.length : Boolean(rule.none)) &&
      x.every((one, i) => isLegal(rule.each[i], one)),
    dict: (x, rule) => {
      const keys = isPlain(x) ? Object.keys(x) : [];
      return (
        keys.length === Object.keys(rule.dict).length &&
        keys.every((key) => Object.hasOwn(rule.dict, key) && isLegal(rule.dict[key], x[key]))
      );
    },
    free: (x) => isFree(x, 4),
  };
  /** Whether a rule takes a value. @param {any} rule @param {any} value @returns {boolean} */
  function isLegal(rule, value) {
    const kind = rule && Object.keys(CHECKS).find((key) => Object.hasOwn(rule, key));
    return Boolean(kind) && CHECKS[kind](value, rule);
  }
  /** What a list or dictionary that was empty at first may hold: plain values, not many, not deep. */
  function isFree(value, depth) {
    if (value === null || typeof value === "boolean") return true;
    if (typeof value === "number") return isNumber(value) && Math.abs(value) <= 9999;
    if (typeof value === "string") return isText(value, 60);
    const inner = Array.isArray(value) ? value : Object.values(value);
    const named = Array.isArray(value) || Object.keys(value).every((key) => isText(key, 60));
    return depth > 0 && named && inner.length <= 2000 && inner.every((one) => isFree(one, depth - 1));
  }
  /** Those entries of `patch` that a widget may be given: traits that it keeps, with legal values. */
  function legalPart(patch, keeps, limits) {
    if (!isPlain(patch) || JSON.stringify(patch).length > MOST) return {};
    const good = keeps.filter(
      (key) => Object.hasOwn(patch, key) && Object.hasOwn(limits, key) && isLegal(limits[key], patch[key]),
    );
    return Object.fromEntries(good.map((key) => [key, patch[key]]));
  }

  const FEW = 12;
  /** What a rule takes, as half a sentence; "" where it is not said in a few words. */
  const RULES = {
    bool: () => "on or off",
    int: ({ int }) => `a whole number from ${int[0]} to ${int[1]}`,
    float: ({ float }) => `a number from ${float[0]} to ${float[1]}`,
    one: ({ one }) => (one.length <= FEW ? `one of ${one.map((it) => (it === "" ? "nothing" : it)).join(", ")}` : ""),
    text: ({ text }) => `text of at most ${text} letters`,
  };
  /** Why a widget was not given these traits: "stride is a whole number from 1 to 5 here; none is called strde". */
  function refusals(patch, keeps, limits) {
    if (!isPlain(patch)) return "it holds nothing that can be shown";
    const bad = Object.keys(patch).filter(
      (key) => !Object.hasOwn(legalPart({ [key]: patch[key] }, keeps, limits), key),
    );
    const why = (key) => {
      if (!keeps.includes(key) || !Object.hasOwn(limits, key)) return `nothing here is called ${key.slice(0, 30)}`;
      const kind = Object.keys(RULES).find((one) => Object.hasOwn(limits[key], one));
      const words = kind ? RULES[kind](limits[key]) : "";
      return words ? `${key} is ${words} here` : `this value of ${key} is not legal here`;
    };
    return bad.slice(0, 3).map(why).join("; ");
  }

  // #ck:conv-stepper-0:{"stride":2}
  const toLink = (name, patch) => `#ck:${name}:${encodeURIComponent(JSON.stringify(patch))}`;
  function fromLink(hash) {
    const [, name, text] = /^#ck:([a-z0-9-]{1,60}):(.*)$/.exec(hash.slice(0, MOST_LINK + 1)) ?? [];
    if (!name || hash.length > MOST_LINK) return null;
    try {
      return { name, patch: JSON.parse(decodeURIComponent(text)) };
    } catch {
      return null;
    }
  }

  const root = new URL(document.documentElement.dataset.content_root ?? "./", location.href).pathname;
  const here = location.pathname
    .slice(root.length)
    .replace(/(^|\/)$/, "$1index")
    .replace(/\.html$/, "");
  const PREFIX = `cnnkit ${root} `;
  const storage = (() => {
    try {
      localStorage.setItem(`${PREFIX}?`, "");
      localStorage.removeItem(`${PREFIX}?`);
      return localStorage;
    } catch {
      return null;
    }
  })();
  function load(page) {
    try {
      const entry = JSON.parse(storage?.getItem(PREFIX + page) ?? "{}");
      return isPlain(entry) ? entry : {};
    } catch {
      return {};
    }
  }
  function store(page, entry) {
    try {
      storage?.setItem(PREFIX + page, JSON.stringify(entry));
    } catch {
      // full: what was kept before stays
    }
  }
  function pages() {
    const keys = storage ? Object.keys(storage).filter((key) => key.startsWith(PREFIX)) : [];
    return Object.fromEntries(keys.map((key) => [key.slice(PREFIX.length), load(key.slice(PREFIX.length))]));
  }
  const forget = () => {
    for (const page of Object.keys(pages())) storage?.removeItem(PREFIX + page);
  };

  // this page: another tab may have written since, so what is new is laid over what is there
  let fresh = {};
  let due = 0;
  function write() {
    clearTimeout(due);
    due = 0;
    const before = load(here);
    if (Object.keys(fresh).length)
      store(here, { ...before, ...fresh, widgets: { ...before.widgets, ...fresh.widgets } });
    fresh = {};
  }
  function note(patch) {
    fresh = { ...fresh, ...patch, widgets: { ...fresh.widgets, ...patch.widgets } };
    due ||= setTimeout(write, 300);
  }
  addEventListener("pagehide", write);

  const linked = fromLink(location.hash);
  addEventListener("hashchange", () => fromLink(location.hash) && location.reload());
  async function remember(host) {
    const { model, saved, load: code } = window.cnnkit;
    const { kind, limits, of } = saved[host.dataset.ckModel];
    const its = model(host.dataset.ckModel);
    const { keeps } = kind ? await code(its) : {};
    if (!keeps) return;
    const now = () => Object.fromEntries(keeps.map((key) => [key, its.get(key)]));
    const begun = structuredClone(now());
    const changed = () =>
      Object.fromEntries(
        Object.entries(now()).filter(([key, it]) => JSON.stringify(it) !== JSON.stringify(begun[key])),
      );
    const name = nameOf(host, kind);
    const kept = load(here).widgets?.[name];
    const bar = linkBar(
      host,
      () => toLink(name, changed()),
      () => legalPart(changed(), keeps, limits),
    );
    const isAsked = "given" in begun;

    const keep = () => {
      const patch = changed();
      if (JSON.stringify(patch).length <= MOST) note({ widgets: { [name]: { of, state: patch } } });
      if (!isAsked) bar.show(Object.keys(patch).length > 0);
    };
    const isLinked = linked?.name === name;
    const patch = legalPart(isLinked ? linked.patch : kept?.of === of ? kept.state : {}, keeps, limits);
    if (Object.keys(patch).length) {
      undoIfItFails(host, name, isLinked);
      its.set(patch);
      if (!isAsked) bar.show(true);
    }
    for (const key of keeps) its.on(`change:${key}`, keep);
    if (!isLinked) return;
    host.scrollIntoView({ block: "center" });
    const why = refusals(linked.patch, keeps, limits);
    const whole = Object.keys(patch).length ? "As the link set it. Reset goes back." : "The link sets nothing here.";
    bar.say(why ? `Left out of the link: ${why}.` : whole);
  }

  /** What lies within the limits and cannot be drawn is dropped, and the page opened once more without it. */
  function undoIfItFails(host, name, isLinked) {
    const used = new AbortController(); // by the reader: from then on a failure has other causes
    for (const type of ["pointerdown", "keydown"])
      host.addEventListener(type, () => used.abort(), { once: true, capture: true });
    const undo = () => {
      const { [name]: dropped, ...widgets } = load(here).widgets ?? {};
      if (dropped) store(here, { ...load(here), widgets });
      fresh = {};
      if (isLinked) history.replaceState(null, "", toLink(name, null));
      if (isLinked || dropped) location.reload();
    };
    host.addEventListener("ck-fails", undo, { capture: true, once: true, signal: used.signal });
  }

  /** "conv-stepper-0": the kind of a widget, and which of its kind on the page. */
  function nameOf(host, kind) {
    const ids = [...document.querySelectorAll(".ck-host")].map(
      (one) => /** @type {HTMLElement} */ (one).dataset.ckModel,
    );
    const alike = [...new Set(ids)].filter((id) => window.cnnkit.saved[id]?.kind === kind);
    return `${kind}-${alike.indexOf(host.dataset.ckModel)}`;
  }

  /** Below a widget that is no longer as it was: a button that gives its state as a link. */
  function linkBar(host, link, legal) {
    const bar = Object.assign(document.createElement("p"), { className: "ck-kept", hidden: true });
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      textContent: "Link to this state",
    });
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    bar.append(button, " ", said);
    host.after(bar);
    const say = (text) => {
      bar.hidden = false;
      said.textContent = text;
    };
    button.addEventListener("click", async () => {
      const hash = link();
      if (hash.length > MOST_LINK || hash !== toLink(fromLink(hash)?.name, legal()))
        return say("This state is too large for a link.");
      history.replaceState(null, "", hash);
      say("The address of this page now holds it.");
      await navigator.clipboard?.writeText(location.href).then(
        () => say("Copied; the address of this page holds it too."),
        () => {},
      );
    });
    return { say, show: (on) => ((bar.hidden = !on), on || (said.textContent = "")) };
  }

  function start() {
    const ready = (host) => remember(host).catch((error) => console.error("[cnnkit]", error));
    const watcher = new MutationObserver((seen) => seen.forEach(({ target }) => ready(target)));
    for (const host of document.querySelectorAll(".ck-host")) {
      if (/** @type {HTMLElement} */ (host).dataset.ckReady) ready(host);
      else watcher.observe(host, { attributeFilter: ["data-ck-ready"] });
    }
    if (linked) wake(linked.name);
    note({ seen: new Date().toISOString().slice(0, 10) });
    const end = document.querySelector(".prev-next-footer") ?? document.querySelector("footer");
    let moved = false;
    for (const type of ["scroll", "keydown", "pointerdown"])
      addEventListener(type, () => (moved = true), { once: true, passive: true });
    if (!end) return;
    new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && moved && note({ end: 1 })).observe(end);
  }
  /** A linked widget that is far down mounts once it is scrolled to. */
  function wake(name) {
    for (const host of document.querySelectorAll(".ck-host")) {
      const { kind } = window.cnnkit.saved[/** @type {HTMLElement} */ (host).dataset.ckModel] ?? {};
      if (kind && nameOf(host, kind) === name) host.scrollIntoView({ block: "center" });
    }
  }

  window.cnnkitMemory = {
    isLegal,
    legalPart,
    refusals,
    fromLink,
    toLink,
    pages,
    store,
    forget,
    kept: Boolean(storage),
    root,
  };
  // the loader leaves `cnnkit` once the page is parsed; both scripts are async
  const begin = () => (window.cnnkit?.saved ? start() : setTimeout(begin, 50));
  if (document.querySelector(".bd-article, .bd-content, .ck-host, #ck-progress")) begin();
  else document.addEventListener("DOMContentLoaded", begin, { once: true });
})();
