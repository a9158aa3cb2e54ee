// @ts-check
// Filters slide over a sentence, along the words only: every step reads all channels of two or three words.
import { conv1d } from "./lib/arithmetic.js";
import { button, choice, hint, player, presets } from "./lib/controls.js";
import { el, newId, on, signed, within } from "./lib/dom.js";
import { grid, products, slidingFrame, steps, wires } from "./lib/grid.js";
import { widget } from "./lib/widget.js";
import "./conv1d-stepper.css";

const STATE = ["sentence", "filter", "position"];
const MOST = 9;
const NOTE =
  "Press a number in a map, drag the window, or use the arrow keys in a map; Space steps on. " +
  "● marks where a filter fires: its sum is above 0. Type another sentence; a word without an entry is all zeros.";
const split = (text) => text.toLowerCase().match(/\p{L}+(?:['’-]\p{L}+)*/gu) ?? [];

function read(get) {
  const filters = get("filters");
  const channels = get("channels");
  const vocabulary = new Map(Object.entries(get("vocabulary"))); // a reader may type "constructor"
  const all = split(get("sentence"));
  const words = all.slice(0, MOST);
  const vectors = words.map((word) => vocabulary.get(word) ?? channels.map(() => 0));
  const sequence = channels.map((_, c) => vectors.map((vector) => vector[c]));
  const maps = filters.map(({ weight, bias }) => (words.length ? conv1d(sequence, weight, bias) : []));
  const filter = within(get("filter"), filters.length);
  const width = filters[filter].weight[0].length;
  return {
    filters,
    channels,
    words,
    vectors,
    sequence,
    maps,
    filter,
    width,
    cut: all.length - words.length,
    unknown: words.filter((word) => !vocabulary.has(word)),
    position: within(get("position"), maps[filter].length),
    fits: maps[filter].length > 0,
  };
}

function sentenceOf(s) {
  const extra = [
    s.unknown.length ? `Not in the vocabulary, so all zeros: ${[...new Set(s.unknown)].join(", ")}.` : "",
    s.cut ? `Only the first ${MOST} words are read.` : "",
  ]
    .filter(Boolean)
    .join(" ");
  if (!s.fits) {
    return (
      `A filter of width ${s.width} does not fit on ${s.words.length} word${s.words.length === 1 ? "" : "s"}: there is no output. ` +
      `Write at least ${s.width} words, or pad the sentence. ${extra}`.trim()
    );
  }
  const z = s.maps[s.filter][s.position];
  const phrase = s.words.slice(s.position, s.position + s.width).join(" ");
  const hits = s.maps[s.filter].flatMap((v, i) => (v > 0 ? [`“${s.words.slice(i, i + s.width).join(" ")}”`] : []));
  return (
    `Filter ${s.filter} reads “${phrase}”: ${s.width} words × ${s.channels.length} channels = ${s.width * s.channels.length} numbers; ` +
    `the sum is ${signed(z)}, so ${z > 0 ? "it fires" : "ReLU makes it 0"}. ` +
    `In this sentence it fires ${hits.length ? `on ${hits.join(", ")}` : "nowhere"}. ${extra}`.trim()
  );
}

function sumNodes(s) {
  if (!s.fits) return [];
  const { weight, bias } = s.filters[s.filter];
  const bracket = (v) => (v < 0 ? `(${signed(v)})` : signed(v));
  const lines = weight[0].map((_, i) => {
    const cells = s.vectors[s.position + i];
    const weights = weight.map((line) => line[i]);
    const part = cells.reduce((sum, v, c) => sum + v * weights[c], 0);
    return {
      part,
      node: el(
        "li",
        {},
        el("span", { class: "c1-name", text: s.words[s.position + i] }),
        " ",
        ...products(cells, weights, signed),
        ` = ${signed(part)}`,
      ),
    };
  });
  const z = s.maps[s.filter][s.position];
  return [
    ...lines.map(({ node }) => node),
    el(
      "li",
      {},
      `${lines.map(({ part }, i) => (i ? bracket(part) : signed(part))).join(" + ")} + ${bracket(bias)} `,
      el("span", { class: "ck-note", text: "bias" }),
      " = ",
      el("b", { class: "z", text: signed(z) }),
      " → ReLU → ",
      el("b", { class: "z", text: signed(Math.max(0, z)) }),
    ),
  ];
}

function setup(ui) {
  const { controls, stage, signal, get, put, trait, say, watch } = ui;
  const join = wires(stage, signal);
  const go = (position, filter = read(get).filter) => put({ position, filter });
  const step = steps(
    () => {
      const s = read(get);
      return { row: 0, col: s.position, rows: 1, cols: s.maps[s.filter].length };
    },
    (_, position) => go(position),
  );

  const names = grid("channels");
  names.node.classList.add("c1-names");
  const words = grid("the sentence: a column of numbers for each word", {
    onpick(_, x) {
      const s = read(get);
      if (s.fits) go(within(Math.round(x - s.width / 2), s.maps[s.filter].length));
    },
  });
  const slide = slidingFrame(words);
  const maps = get("filters").map(({ name }, f) =>
    grid(`map of filter ${f}, ${name}`, {
      help: "Arrow keys move the window, Space steps on.",
      onmove: (_, col) => go(col, f),
      onkey: (event) => event.key === " " && (step(), true),
    }),
  );
  const kernel = grid("weights of the filter: a column for each word it reads");
  kernel.node.classList.add("c1-kernel");
  const lines = el("ul", { class: "ckg-sum c1-lines" });
  const flow = el(
    "div",
    { class: "c1-flow" },
    names.node,
    words.node,
    el("div", {}),
    el("div", { class: "c1-maps" }, ...maps.map((map) => map.node)),
  );
  stage.append(flow, el("div", { class: "c1-side" }, kernel.node, lines));

  function draw() {
    const s = read(get);
    const inside = (t) => s.fits && t >= s.position && t < s.position + s.width;
    flow.style.setProperty("--words", Math.max(3, s.words.length));
    names.draw([[{ text: "" }], ...s.channels.map((name) => [{ text: name }])]);
    words.draw([
      s.words.map((word) => ({ text: word, kind: `word ${s.unknown.includes(word) ? "unknown" : ""}` })),
      ...s.sequence.map((line, c) =>
        line.map((v, t) => ({
          text: signed(v),
          kind: inside(t) ? "patch" : "",
          label: `${s.channels[c]} of ${s.words[t]}: ${signed(v)}`,
          sub: inside(t) ? `×${signed(s.filters[s.filter].weight[c][t - s.position])}` : "",
        })),
      ),
    ]);
    slide.move(s.fits ? { row: 0, col: s.position, height: s.channels.length + 1, width: s.width } : null);
    maps.forEach((map, f) => {
      const { name, weight } = s.filters[f];
      const reach = weight[0].length;
      map.node.style.setProperty("--reach", reach);
      map.caption.textContent = `filter ${f}: ${name}, width ${reach}${s.maps[f].length ? "" : ": does not fit"}`;
      map.draw(
        s.maps[f].length
          ? [
              s.maps[f].map((z, t) => ({
                text: signed(Math.max(0, z)),
                kind: `${z > 0 ? "fires" : ""} ${f === s.filter && t === s.position ? "result" : ""}`,
                label: `${s.words.slice(t, t + reach).join(" ")}: ${z > 0 ? `fires with ${signed(z)}` : "0"}`,
              })),
            ]
          : [],
      );
      map.place(0, f === s.filter ? s.position : within(map.at[1], s.maps[f].length));
    });
    const { weight } = s.filters[s.filter];
    kernel.caption.textContent = `filter ${s.filter}: ${s.channels.length}×${s.width}`;
    kernel.draw(weight.map((line) => line.map((v) => ({ text: signed(v), kind: "weight" }))));
    lines.replaceChildren(...sumNodes(s));
    say(sentenceOf(s));
    join(() => (s.fits ? [[slide.node, maps[s.filter].cell(0, s.position), "to-result"]] : []));
  }

  const id = newId("sentence");
  const input = el("input", { type: "text", id, maxlength: 80, "data-lm-suppress-shortcuts": "true" });
  on(input, "input", () => put({ sentence: input.value }));
  watch(["sentence"], () => {
    if (input.value !== get("sentence")) input.value = get("sentence");
  });
  controls.append(
    player(step, signal),
    button("Step", step),
    choice(
      trait("filter"),
      "filter",
      get("filters").map((_, f) => [f, `${f}`]),
    ),
    el("div", { class: "ck-field" }, el("label", { for: id, text: "sentence" }), input),
    presets(
      ui,
      get("presets").map((preset) => ({ position: 0, ...preset })),
    ),
    hint(NOTE),
  );
  watch(["vocabulary", "channels"], ui.redraw);
  return draw;
}

export default widget("conv1d-stepper", { state: STATE, setup });
