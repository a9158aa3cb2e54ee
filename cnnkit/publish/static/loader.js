// Keeps widgets and plots alive on a page without a kernel: no require.js, no widget manager, no CDN.
// A widget is an anywidget module (`export default { initialize?, render }`) that sees the model of its saved
// state. A big Bytes trait is fetched when it is first read: write `await model.get("weights")`, which also
// holds in JupyterLab, where the value is there at once.
(() => {
  const here = /** @type {any} */ (document.currentScript)?.src.replace(/[^/]*$/, "") ?? "";

  // a build writes here the addresses of what is loaded later, with their digests
  const LATE = /* late files */ {};
  const url = (name) => here + (LATE[name] ?? name);

  const addScript = (src) =>
    new Promise((resolve, reject) => {
      const tag = Object.assign(document.createElement("script"), { src, onload: resolve });
      tag.onerror = () => reject(new Error(`${src} did not load`));
      document.head.append(tag);
    });

  // data/<name>.js is a script that calls cnnkitData: unlike fetch, that also works from file://
  const slots = new Map();
  const slot = (name) => {
    if (!slots.has(name)) slots.set(name, Promise.withResolvers?.() ?? withResolvers());
    return slots.get(name);
  };
  const withResolvers = () => {
    const it = {};
    it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
    return it;
  };
  const data = (name) => {
    const it = slot(name);
    if (!it.asked && !it.here)
      addScript(url(`data/${name}.js`)).catch((error) => {
        slots.delete(name); // who asks again tries again
        it.reject(error);
      });
    it.asked = true;
    return it.promise;
  };
  window.cnnkitData = (name, value) => {
    slot(name).here = true;
    slot(name).resolve(value);
  };

  const decode = (base64) => new DataView(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer);
  const same = (a, b) =>
    a === b || (a && b && typeof a === "object" && !("buffer" in a) && JSON.stringify(a) === JSON.stringify(b));

  class Model {
    #state;
    #calls = new Map();
    constructor(state, manager) {
      this.#state = state;
      this.widget_manager = manager;
    }
    get(key) {
      return this.#state[key];
    }
    set(key, value) {
      const patch = typeof key === "object" ? key : { [key]: value };
      const changed = Object.keys(patch).filter((k) => !same(this.#state[k], patch[k]));
      for (const k of changed) this.#state[k] = patch[k];
      for (const k of changed) this.#emit(`change:${k}`, this, patch[k]);
      if (changed.length) this.#emit("change", this);
    }
    save_changes() {}
    send() {}
    on(names, call) {
      for (const name of names.split(/\s+/)) this.#calls.set(name, [...(this.#calls.get(name) ?? []), call]);
    }
    off(names, call) {
      for (const name of names ? names.split(/\s+/) : [...this.#calls.keys()])
        this.#calls.set(name, call ? (this.#calls.get(name) ?? []).filter((c) => c !== call) : []);
    }
    #emit(name, ...args) {
      for (const call of this.#calls.get(name) ?? []) call(...args);
    }
  }

  const saved = {},
    text = {},
    models = new Map(),
    styles = new Map(),
    modules = new Map(),
    started = new Map();
  const manager = { get_model: async (id) => model(id) };
  const experimental = {
    invoke: async () => {
      throw new Error("there is no kernel on a static page");
    },
  };

  function model(id) {
    if (models.has(id)) return models.get(id);
    const { state, buffers = [] } =
      saved[id] ??
      (() => {
        throw new Error(`the page holds no state of widget ${id}`);
      })();
    for (const { path, data: inline, file } of buffers) {
      const last = path.at(-1),
        owner = path.slice(0, -1).reduce((o, k) => o[k], state);
      if (inline !== undefined) owner[last] = decode(inline);
      else later(owner, last, file);
    }
    models.set(id, new Model(state, manager));
    return models.get(id);
  }
  // the first read starts the download and sees a promise; after that the value itself is there
  function later(owner, key, file) {
    const put = (value) =>
      Object.defineProperty(owner, key, { value, writable: true, enumerable: true, configurable: true });
    const get = () => {
      const coming = data(file).then((base64) => {
        const view = decode(base64);
        put(view);
        return view;
      });
      Object.defineProperty(coming, "buffer", {
        get() {
          throw new Error(`write: await model.get("${key}")`);
        },
      });
      put(coming);
      return coming;
    };
    Object.defineProperty(owner, key, { get, set: put, enumerable: true, configurable: true });
  }

  // a page with much code keeps it outside
  const source = (name) => text[name] ?? data(name);
  async function dressed(style) {
    const tag = Object.assign(document.createElement("style"), { textContent: await source(style) });
    tag.dataset.ck = style;
    document.head.append(tag);
  }
  async function made(script) {
    const code = URL.createObjectURL(new Blob([await source(script)], { type: "text/javascript" }));
    const { default: it } = await import(code);
    return typeof it === "function" ? it() : it;
  }
  async function load(of) {
    const style = of.get("_css"),
      script = of.get("_esm");
    if (style && !styles.has(style)) styles.set(style, dressed(style));
    if (!modules.has(script)) modules.set(script, made(script));
    await styles.get(style);
    return modules.get(script);
  }

  async function mount(el) {
    if (el.dataset.ckAsked) return;
    el.dataset.ckAsked = "1";
    const still = el.innerHTML,
      { signal } = new AbortController();
    try {
      const its = model(el.dataset.ckModel);
      if (its.get("still") === undefined) its.set("still", still);
      const widget = await load(its);
      if (!started.has(its)) started.set(its, widget.initialize?.({ model: its, signal, experimental }));
      await started.get(its);
      el.replaceChildren();
      await widget.render?.({ model: its, el, signal, experimental });
      el.dataset.ckReady = "1";
    } catch (error) {
      console.error("[cnnkit]", error);
      const words = document.createElement("p");
      words.className = "ck-error";
      words.textContent = `This figure could not start: ${error.message}`;
      el.innerHTML = still;
      el.prepend(words);
    }
  }

  const touched = new Promise((resolve) => {
    for (const name of ["pointerdown", "keydown", "wheel", "touchstart"])
      addEventListener(name, resolve, { once: true, passive: true });
  });

  function near(elements, margin, call) {
    const watcher = new IntersectionObserver(
      (seen) => {
        for (const { isIntersecting, target } of seen)
          if (isIntersecting) {
            watcher.unobserve(target);
            call(target);
          }
      },
      { rootMargin: `${margin}px` },
    );
    for (const el of elements) watcher.observe(el);
  }

  // a formula wider than the page scrolls sideways; then the keyboard must reach it
  const formulas = new ResizeObserver((seen) => {
    for (const { target } of seen) {
      const scroller = /** @type {HTMLElement} */ (target.querySelector("mjx-container") ?? target);
      if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
      else scroller.removeAttribute("tabindex");
    }
  });

  // the answer of a prediction is served open, for print and for want of JavaScript; here it waits for Compare or Show me
  /** @param {ParentNode} part @returns {any[]} the folds of answers in it */
  const answers = (part = document) => [...part.querySelectorAll("details.ck-answer")];
  function shut() {
    for (const fold of answers()) {
      fold.open = false;
      fold.dataset.ckFold = "1";
    }
  }
  addEventListener("ck-answered", (event) => {
    const target = /** @type {Element} */ (event.target);
    const after = (fold) => target.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING;
    const fold = answers(target.parentElement.closest("section") ?? document).find(after);
    if (fold) fold.open = true;
  });

  function start() {
    shut();
    for (const tag of document.querySelectorAll('script[type="application/vnd.jupyter.widget-state+json"]')) {
      const page = JSON.parse(tag.textContent);
      Object.assign(saved, page.state);
      Object.assign(text, page.text);
    }
    /** @type {NodeListOf<HTMLElement>} */
    const hosts = document.querySelectorAll(".ck-host");
    near(hosts, 600, mount);
    for (const el of document.querySelectorAll("div.math")) formulas.observe(el);
    // code that lies outside is a download: it waits for a reader who does something
    const prepare = async () => {
      if (!Object.keys(text).length) await touched;
      for (const el of hosts) load(model(el.dataset.ckModel)).catch(() => {}); // `mount` says what fails
    };
    // what paper must not miss: print.js asks for the code of each part beforehand and wakes all parts at once
    const parts = [{ wake: () => hosts.forEach(mount), prepare }];
    window.cnnkit = { url, addScript, data, near, parts, saved, model, load };
    if (document.querySelector(".ck-plot")) addScript(url("plots.js"));
  }
  if (document.readyState === "loading") document.addEventListener("readystatechange", start, { once: true });
  else start();
})();
