// The page of progress: what memory.js kept of each page, as tables; saved to a file, read from one, or forgotten.
(() => {
  const host = document.getElementById("ck-progress");
  const known = JSON.parse(document.getElementById("ck-progress-pages")?.textContent ?? "[]");
  const MOST_FILE = 4_000_000;
  const el = (tag, attrs = {}, ...children) => {
    const node = Object.assign(document.createElement(tag), attrs);
    node.append(...children);
    return node;
  };
  const isPlain = (x) => typeof x === "object" && x !== null && !Array.isArray(x);

  /** What a kept entry says of a page: answers given, and widgets that were moved. */
  function counted(entry) {
    const all = isPlain(entry.widgets) ? Object.entries(entry.widgets) : [];
    const given = (kind) => {
      const lists = all.filter(([name]) => name.startsWith(`${kind}-`)).map(([, it]) => it?.state?.given);
      return lists
        .filter(Array.isArray)
        .flat()
        .filter((one) => Array.isArray(one) && one.length).length;
    };
    const moved = all.filter(
      ([name, it]) => !/^(predict|quiz)-/.test(name) && isPlain(it?.state) && Object.keys(it.state).length,
    );
    return { predictions: given("predict"), quiz: given("quiz"), moved: moved.length };
  }
  const share = (done, of) => (of ? `${Math.min(done, of)} of ${of}` : "–");

  function draw() {
    const { pages, store, kept } = window.cnnkitMemory;
    const entries = pages();
    const of = (page) => (Object.hasOwn(entries, page.name) ? entries[page.name] : {});
    const read = known.filter((page) => of(page).end).length;
    const total = { predictions: 0, quiz: 0, ofPredictions: 0, ofQuiz: 0 };
    const parts = [...new Set(known.map((page) => page.part))].map((part) => {
      const rows = known
        .filter((page) => page.part === part)
        .map((page) => {
          const entry = of(page);
          const { predictions, quiz, moved } = counted(entry);
          total.predictions += Math.min(predictions, page.predictions);
          total.quiz += Math.min(quiz, page.quiz);
          total.ofPredictions += page.predictions;
          total.ofQuiz += page.quiz;
          const state = entry.end ? "to its end" : entry.seen ? "opened" : "not yet";
          return el(
            "tr",
            {},
            el("th", { scope: "row" }, el("a", { href: `${page.name}.html`, textContent: page.title })),
            ...[state, share(predictions, page.predictions), share(quiz, page.quiz), share(moved, page.widgets)].map(
              (text) => el("td", { textContent: text }),
            ),
          );
        });
      const heads = ["Page", "Read", "Predictions", "Quiz", "Widgets moved"].map((text) =>
        el("th", { scope: "col", textContent: text }),
      );
      const table = el(
        "table",
        { className: "ck-progress-table" },
        el("thead", {}, el("tr", {}, ...heads)),
        el("tbody", {}, ...rows),
      );
      const own = known.find((page) => page.part === part && page.tasks.length);
      return el("section", {}, el("h2", { textContent: part }), table, ...(own ? [tasks(own, of(own), store)] : []));
    });
    const words = `${read} of ${known.length} pages read to their end, ${total.predictions} of ${total.ofPredictions} predictions made, ${total.quiz} of ${total.ofQuiz} quiz questions answered.`;
    host.querySelector(".ck-progress-sum").textContent = kept
      ? words
      : "This browser lets the page store nothing, so nothing was kept. On file:// some browsers refuse; served by `make serve`, all keep it.";
    host.querySelector(".ck-progress-tables").replaceChildren(...parts);
  }

  /** The graded tasks of a set, to be ticked by hand or from the file of `cnnkit check --save`. */
  function tasks(page, entry, store) {
    const solved = new Set(Array.isArray(entry.tasks) ? entry.tasks : []);
    const boxes = page.tasks.map((name) => {
      const box = el("input", { type: "checkbox", checked: solved.has(name) });
      box.addEventListener("change", () => {
        if (box.checked) solved.add(name);
        else solved.delete(name);
        store(page.name, { ...(window.cnnkitMemory.pages()[page.name] ?? {}), tasks: [...solved] });
        count();
      });
      return el("label", {}, box, ` ${name}`);
    });
    const legend = el("legend");
    const count = () =>
      (legend.textContent = `Tasks solved: ${share(page.tasks.filter((name) => solved.has(name)).length, page.tasks.length)}`);
    count();
    return el("fieldset", {}, legend, ...boxes);
  }

  const say = (text) => (host.querySelector(".ck-progress-says").textContent = text);

  function save() {
    const { pages } = window.cnnkitMemory;
    const text = JSON.stringify({ cnnkit: 1, pages: pages() }, null, 1);
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    el("a", { href, download: "cnn-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
    say("Saved as cnn-progress.json, in the folder of your downloads.");
  }

  /** An entry with nothing in it but what memory.js writes; values are judged by their page, when it opens. */
  function clean(entry) {
    const made = {};
    if (/^\d{4}-\d\d-\d\d$/.test(entry.seen)) made.seen = entry.seen;
    if (entry.end) made.end = 1;
    if (Array.isArray(entry.tasks)) made.tasks = entry.tasks.filter((name) => /^\w{1,60}$/.test(name)).slice(0, 99);
    const widgets = isPlain(entry.widgets) ? Object.entries(entry.widgets).slice(0, 99) : [];
    const good = widgets.filter(
      ([name, it]) =>
        /^[a-z0-9-]{1,60}$/.test(name) &&
        isPlain(it) &&
        /^[0-9a-f]{16}$/.test(it.of) &&
        isPlain(it.state) &&
        JSON.stringify(it.state).length <= 20_000,
    );
    if (good.length) made.widgets = Object.fromEntries(good.map(([name, { of, state }]) => [name, { of, state }]));
    return made;
  }

  async function open(file) {
    if (!file) return;
    if (file.size > MOST_FILE)
      return say(`${file.name} has ${Math.round(file.size / 1e6)} MB; a file of progress has at most 4.`);
    let content;
    try {
      content = JSON.parse(await file.text());
    } catch {
      content = null;
    }
    if (content?.cnnkit !== 1 || !isPlain(content.pages))
      return say(`${file.name} is no file that this page saved: it begins with {"cnnkit": 1, "pages": …}.`);
    const { store, pages, kept } = window.cnnkitMemory;
    if (!kept) return say("This browser lets the page store nothing.");
    const before = pages();
    const names = known
      .map((page) => page.name)
      .filter((name) => Object.hasOwn(content.pages, name) && isPlain(content.pages[name]));
    for (const name of names) {
      const { tasks: more = [], ...its } = clean(content.pages[name]);
      const own = before[name] ?? {};
      const solved = [...new Set([...(own.tasks ?? []), ...more])];
      store(name, {
        ...own,
        ...its,
        widgets: { ...own.widgets, ...its.widgets },
        ...(solved.length ? { tasks: solved } : {}),
      });
    }
    draw();
    const left = Object.keys(content.pages).length - names.length;
    say(`Taken over: ${names.length} pages.${left ? ` ${left} that this book does not have were left out.` : ""}`);
  }

  let asked = false;
  function clear(event) {
    if (!asked) {
      asked = true;
      event.target.textContent = "Really forget all?";
      return;
    }
    window.cnnkitMemory.forget();
    asked = false;
    event.target.textContent = "Forget all";
    draw();
    say("All is forgotten.");
  }

  function start() {
    host.querySelector(".ck-progress-save").addEventListener("click", save);
    host.querySelector(".ck-progress-clear").addEventListener("click", clear);
    const field = /** @type {HTMLInputElement} */ (host.querySelector("input[type=file]"));
    field.addEventListener("change", () => open(field.files[0]).then(() => (field.value = "")));
    draw();
    addEventListener("pageshow", (event) => event.persisted && draw());
  }
  const begin = () => (window.cnnkitMemory ? start() : setTimeout(begin, 50));
  if (host) begin();
})();
