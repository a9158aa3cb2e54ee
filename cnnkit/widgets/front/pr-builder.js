// @ts-check
// A ranked list of finds, who of them is a hit, precision and recall, and three averages of them side by side.
import { boxedPhotographs } from "./lib/boxed-photographs.js";
import { choice, hint, presets, slider } from "./lib/controls.js";
import { el } from "./lib/dom.js";
import { plot } from "./lib/plot.js";
import { averages, cells } from "./lib/pr-parts.js";
import { METHODS, averagePrecision, curve, levels } from "./lib/precision.js";
import { finds } from "./lib/pr-scene.js";
import { classChoice } from "./lib/pr-classes.js";
import { pictureSide, tableSide } from "./lib/pr-sides.js";
import { sentence } from "./lib/pr-words.js";
import { widget } from "./lib/widget.js";
import "./pr-builder.css";

const STATE = ["source", "picture", "finds", "objects", "limit", "threshold", "truth", "own", "counted", "chosen"];
const NOTE =
  "In the list press a find to relabel it: a hit becomes a false alarm, a false alarm finds an object that nobody has. On " +
  "photographs a press shows the find; choose your own boxes as the truth and draw them: drag over the photograph, or press " +
  "“Add a box” and move its corners with the arrow keys.";
/** @type {[string, string][]} */
const SOURCES = [
  ["list", "a list"],
  ["photographs", "a real detector"],
];
/** @type {[string, string][]} */
const TRUTHS = [
  ["shipped", "ours"],
  ["own", "mine"],
];

async function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const pictures = await boxedPhotographs(ui, { go: (picture) => put({ picture, own: [], counted: -1, chosen: 0 }) });
  const source = { ...trait("source"), set: (v) => put({ source: v, chosen: 0, threshold: 0 }) };
  const truth = choice(trait("truth"), "True boxes", TRUTHS);
  const tries = presets(ui);
  const counted = classChoice(ui, pictures.now);
  controls.append(
    choice(source, "Finds of", SOURCES),
    slider(trait("limit"), "IoU at least", { min: 0.3, max: 0.95, step: 0.05, show: (v) => v.toFixed(2) }),
    slider(trait("threshold"), "score at least", { min: 0, max: 1, step: 0.05, show: (v) => v.toFixed(2) }),
    truth,
    counted.node,
    tries,
    hint(NOTE),
  );
  const scene = () => finds(get, pictures.now());
  const strip = cells({ press: (i) => (get("source") === "list" ? relabel(i) : put({ chosen: i })) });
  const chart = plot({
    label: "Precision over recall",
    x: { from: 0, to: 1, name: "recall" },
    y: { from: 0, to: 1.02, ticks: [0, 0.5, 1], name: "precision", grid: true },
    width: 340,
    height: 200,
    left: 30,
  });
  const three = averages();
  const table = tableSide();
  const photo = pictureSide(ui, { classes: get("classes"), now: pictures.now });
  const pooled = el("p", { class: "ck-note" });
  const right = el("div", { class: "pb-right" }, chart.node, three.node, pooled);
  stage.append(pictures.node, strip.node, el("div", { class: "pb-two" }, table.node, photo.node, right));

  /** A hit becomes a false alarm; a false alarm finds an object on which nobody lies. */
  function relabel(i) {
    const rows = get("finds");
    if (!rows[i]) return; // a find of the photograph that was left in this very frame
    const hit = scene().kinds[i] === "hit";
    const busy = new Set(rows.filter((_, k) => k !== i).map(([, its]) => its));
    const free = Array.from({ length: get("objects") }, (_, j) => j).find((j) => !busy.has(j));
    if (!hit && free === undefined) return say(`All ${get("objects")} objects have a find: there is none left to hit.`);
    const made = hit ? [rows[i][0], -1, 0] : [rows[i][0], free, 0.95];
    put({ finds: rows.map((row, k) => (k === i ? made : row)), chosen: i });
  }

  // what the averages were when this list or this picture came up
  let before = { key: "", values: [NaN, NaN, NaN] };
  return () => {
    const now = scene();
    const kept = now.finds.filter(({ score }) => score >= get("threshold"));
    const kinds = now.kinds.slice(0, kept.length);
    const hits = kinds.map((kind) => kind === "hit");
    const values = METHODS.map((method) => averagePrecision(hits, now.objects, method));
    const key = [get("source"), get("source") === "list" ? "" : get("picture"), get("truth"), get("counted")].join();
    if (before.key !== key) before = { key, values };
    const chosen = Math.min(get("chosen"), now.finds.length - 1);
    const points = curve(hits, now.objects);
    const list = get("source") === "list";
    pictures.node.hidden = list;
    truth.hidden = list;
    counted.node.hidden = list;
    if (!list) pooled.textContent = counted.draw();
    [...tries.children]
      .slice(0, -1)
      .forEach((one) => /** @type {HTMLElement} */ (one).toggleAttribute("hidden", !list));
    table.node.hidden = !list;
    photo.node.hidden = list;
    pooled.hidden = list;
    strip.draw({ ...now, kept: kept.length, chosen, list });
    if (list) table.draw({ ...now, ...points, kinds, hits, chosen });
    else photo.draw({ ...now, kinds, chosen });
    chart.draw(drawn(points, now.objects, kept.length ? Math.min(chosen, kept.length - 1) : -1, hits));
    three.draw(values, before.values);
    say(
      sentence({
        ...now,
        kept: kept.length,
        hits,
        values,
        before: before.values,
        own: get("truth") === "own" && !list,
        name: list || get("counted") < 0 ? "" : get("classes")[get("counted")],
      }),
    );
  };
}

/** The raw curve, the envelope as a staircase, the eleven places at which VOC 2007 reads it. */
function drawn({ precision, recall, envelope }, objects, chosen, hits) {
  if (!objects || !precision.length) return { lines: [], dots: [], cursor: null };
  const stairs = recall.flatMap((r, i) => [
    [i ? recall[i - 1] : 0, envelope[i]],
    [r, envelope[i]],
  ]);
  const end = recall[recall.length - 1];
  const height = (r) => envelope[recall.findIndex((one) => one >= r - 1e-12)] ?? 0;
  return {
    lines: [
      { name: "as it comes", points: recall.map((r, i) => [r, precision[i]]), dash: 1 },
      {
        name: "envelope",
        kind: "chosen",
        points: [...stairs, [end, 0], [1, 0]],
      },
    ],
    dots: levels("voc07").map((r) => ({ x: r, y: height(r), kind: "b", r: 3.5 })),
    cursor: {
      x: recall[chosen],
      y: precision[chosen],
      value: `${chosen + 1}${hits[chosen] ? " ✓" : " ✗"}`,
    },
  };
}

export default widget("pr-builder", { state: STATE, setup });
