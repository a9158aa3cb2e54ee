// What test_widgets.py asks of the widgets of an open page: what they show, where, and what a move costs.
window.suite = (() => {
  const all = () => [...document.querySelectorAll(".ck-host > .ck")];
  const slug = (section) => section.className.match(/ck-[\w-]+$|ck-(?!asks)[\w-]+/)[0].slice(3);
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const seen = (el) => el.checkVisibility({ visibilityProperty: true });

  /** Words, numbers and settings: what the reader sees of a widget's state. */
  const shows = (section) => [
    section.querySelector(".ck-says")?.textContent,
    ...[...section.querySelectorAll("input:not([type=radio])")].map((el) => el.value),
    ...[...section.querySelectorAll("[aria-pressed], [aria-checked], [aria-valuenow], [aria-current]")].map((el) =>
      ["pressed", "checked", "valuenow", "current"].map((key) => el.getAttribute(`aria-${key}`)).join()),
  ].join("|");

  const geometry = (section) => {
    const from = section.getBoundingClientRect();
    return [...section.querySelectorAll("*")].filter((el) => el.getClientRects().length).map((el) => {
      const box = el.getBoundingClientRect();
      return [el.tagName, box.x - from.x, box.y - from.y, box.width, box.height].map((x) => (x.toFixed ? Math.round(x) : x));
    });
  };

  /** Texts that a box around them cuts off, or that stick out of the widget. */
  const clipped = (section) => {
    const cuts = (box) => box === section || box.tagName === "svg" || getComputedStyle(box).overflowX !== "visible";
    const found = [];
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const of = node.parentElement;
      if (!node.textContent.trim() || of.closest(".ck-hidden, textarea, title, option") || !seen(of)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const word of range.getClientRects()) for (let box = of; box && word.width; box = box === section ? null : box.parentElement) {
        if (!cuts(box)) continue;
        const room = box.getBoundingClientRect();
        if (word.left < room.left - 1.5 || word.right > room.right + 1.5) found.push(`${slug(section)}: ${node.textContent.trim().slice(0, 40)}`);
      }
    }
    return found;
  };

  const small = (section) => [...section.querySelectorAll("button, select, summary, input:not([type=radio]), label.ck-option")]
    .filter(seen).filter((el) => el.getBoundingClientRect().height < 43.5).map((el) => `${slug(section)}: ${el.outerHTML.slice(0, 90)}`);

  /** `move(i)` for everything in a widget that arrow keys or a slider move. */
  function movers(section) {
    const keyed = "[role=grid] [tabindex='0'], [role=slider], [role=spinbutton], [role=application], [role=radio][tabindex='0'], .ck-layer[tabindex='0']";
    const press = (el) => (i) => {
      const here = el.isConnected && el.tabIndex >= 0 ? el : section.querySelector(keyed) ?? el;
      here.focus({ preventScroll: true });
      const key = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][i % 4];
      (document.activeElement ?? here).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    };
    const slide = (el) => (i) => {
      el.value = Number(el.min) + (i % 2 ? 0.25 : 0.75) * (Number(el.max) - Number(el.min));
      el.dispatchEvent(new Event("input", { bubbles: true }));
    };
    return [
      ...[...section.querySelectorAll(keyed)].filter(seen).map((el) => ({ name: `${slug(section)} ${el.outerHTML.slice(0, 80)}`, move: press(el), mode: el.role === "radio" })),
      ...[...section.querySelectorAll("input[type=range]")].filter(seen).map((el) => ({ name: `${slug(section)} slider`, move: slide(el) })),
    ];
  }

  /** Arrow keys and sliders that change nothing, whichever way they go. */
  async function deaf() {
    const found = [];
    for (const section of all()) for (const { name, move } of movers(section)) {
      const before = [shows(section), document.activeElement];
      let heard = false;
      for (let i = 0; i < 4 && !heard; i++) {
        move(i);
        const focus = document.activeElement; // before any await: only what this press moved
        await frame();
        heard = shows(section) !== before[0] || (i > 0 && focus !== before[1]) || section.querySelector("canvas") !== null;
        before[1] = focus;
      }
      if (!heard) found.push(name);
    }
    return found;
  }

  /** How often a widget is drawn, and how many nodes change, for `times` moves within one frame. */
  async function cost(move, section, times) {
    const nodes = new Set();
    let early = 0;
    const note = (records) => records.forEach(({ target, addedNodes, removedNodes }) => [target, ...addedNodes, ...removedNodes].forEach((n) => nodes.add(n)));
    const watcher = new MutationObserver(note);
    await frame();
    watcher.observe(section, { subtree: true, childList: true, attributes: true, characterData: true });
    for (let i = 0; i < times; i++) move(2 * i);
    await Promise.resolve();
    note(watcher.takeRecords());
    early = nodes.size;
    await frame();
    note(watcher.takeRecords());
    watcher.disconnect();
    return { early, changed: nodes.size };
  }
  async function costs() {
    const found = [];
    for (const section of all()) for (const { name, move, mode } of movers(section)) {
      if (!mode) found.push({ name, one: await cost(move, section, 1), burst: await cost(move, section, 8) });
    }
    return found;
  }

  /** Everything that can be moved, there and back, `number` times; one thing of each widget in the same frames. */
  async function rounds(number) {
    const waiting = all().map((section) => movers(section).filter(({ mode }) => !mode));
    while (waiting.some((list) => list.length)) {
      const moving = waiting.flatMap((list) => list.splice(0, 1));
      for (let i = 0; i < 4 * number; i++) {
        for (const { move } of moving) move(i);
        if (i % 2 === 0) await frame();
      }
    }
    await frame();
  }

  /** What a finger drags or scrolls past: the first large surface of a widget. */
  const surfaces = (section) => [...section.querySelectorAll("*")].filter((el) =>
    seen(el) && getComputedStyle(el).touchAction.includes("pan-y") && el.clientHeight > 60).slice(0, 1);

  function dice(seed) { // mulberry32
    return () => {
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
  }
  const TYPED = ["", "2.5", "1e9", "abc", "constructor", "-3", "0", "7", "4,0", "0x4", "__proto__ 3"];
  const KEYS = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", " ", "Enter", "Escape", "+", "-", "5", "Home", "End", "Tab"];
  /** Seeded clicks, keys, drags and typed texts on one widget. */
  async function monkey(section, number, seed) {
    // an event that no hand made has no pointer to capture
    Element.prototype.setPointerCapture = () => {};
    const random = dice(seed);
    const one = (list) => list[Math.floor(random() * list.length)];
    const pick = (css) => one([...section.querySelectorAll(css)].filter(seen));
    const point = (el, type) => {
      const box = el.getBoundingClientRect();
      const at = { clientX: box.x + random() * box.width, clientY: box.y + random() * box.height };
      el.dispatchEvent(new PointerEvent(type, { ...at, bubbles: true, cancelable: true, isPrimary: true, buttons: 1, pointerId: 1 }));
    };
    for (let i = 0; i < number; i++) {
      const kind = Math.floor(random() * 4);
      if (kind === 0) pick("button, summary, label, [role=gridcell]")?.click();
      if (kind === 1) {
        const field = pick("input:not([type=radio]), textarea");
        if (field) {
          field.value = one(TYPED);
          for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
        }
      }
      if (kind === 2) pick("[tabindex], button, input")?.dispatchEvent(new KeyboardEvent("keydown", { key: one(KEYS), bubbles: true, cancelable: true }));
      if (kind === 3) {
        const part = pick("[data-drag], svg, canvas, [role=gridcell], .ck-photo");
        if (part) for (const type of ["pointerdown", "pointermove", "pointermove", "pointerup"]) point(part, type);
      }
      if (i % 4 === 3) await frame();
    }
    await frame();
  }
  /** Everything that can be pressed or pulled, in any order, `rounds` times over within one task: no frame is waited for. */
  function haste(section, rounds, seed) {
    const random = dice(seed);
    const able = (el) => el.isConnected && seen(el) && !el.closest("[inert]") && !el.disabled;
    const pull = (el) => {
      if (el.type === "range") el.value = Number(el.min) + random() * (Number(el.max) - Number(el.min));
      else el.selectedIndex = Math.floor(random() * el.options.length);
      for (const type of ["input", "change"]) el.dispatchEvent(new Event(type, { bubbles: true }));
    };
    let acts = 0;
    for (let round = 0; round < rounds; round++) {
      const list = [...section.querySelectorAll("button, summary, select, input:is([type=range], [type=checkbox], [type=radio])")];
      for (const el of list.map((el) => [random(), el]).sort(([a], [b]) => a - b).map(([, el]) => el).filter(able)) {
        if (!able(el)) continue; // the press before took it away
        el.matches("select, [type=range]") ? pull(el) : el.click();
        acts++;
      }
    }
    return acts;
  }
  return { all, slug, haste, shows, geometry, clipped, small, deaf, costs, rounds, surfaces, monkey, frame };
})();
