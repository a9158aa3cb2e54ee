// @ts-check
// A real detector's boxes before suppression: who stays, who drops whom, step by step, and which true object is lost.
import { boxedPhotographs } from "./lib/boxed-photographs.js";
import { button, hint, presets, slider, toggle } from "./lib/controls.js";
import { clamp, el, svg } from "./lib/dom.js";
import { met, ranked, stays, suppressed } from "./lib/suppression.js";
import { widget } from "./lib/widget.js";
import "./nms-stepper.css";

const STATE = ["picture", "threshold", "least", "step", "blind", "truth"];
const END = -1;
const WIDE = 360; // px of the view box
const NOTE =
  "Choose a picture, move the threshold, then walk with Start and Next box. Of the boxes left the best is kept, and " +
  "its rivals go: those of its class that overlap it more than the threshold allows.";
const some = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
const hundredths = (v) => Math.round(v * 100) / 100;

async function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  const classes = get("classes");
  const pictures = await boxedPhotographs(ui, { go: (picture) => put({ picture, step: END }) });
  const share = (key) => ({ ...trait(key), set: (v) => put({ [key]: hundredths(v), step: END }) });
  const two = (v) => v.toFixed(2);
  const blind = { ...trait("blind"), set: (v) => put({ blind: v, step: END }) };
  const [first, next, end] = [
    button("Start", () => put({ step: 0 })),
    button("Next box", () => put({ step: Math.min(now().at + 1, now().kept.length) })),
    button("End", () => put({ step: END })),
  ];
  controls.append(
    pictures.node,
    slider(share("threshold"), "IoU threshold", { min: 0.05, max: 1, step: 0.05, show: two }),
    slider(share("least"), "least score", { min: 0.15, max: 0.9, step: 0.05, show: two }),
    el("span", { class: "ck-field" }, first, next, end),
    el("span", { class: "ck-field" }, toggle(blind, "class-blind"), toggle(trait("truth"), "true boxes")),
    presets(ui),
    hint(NOTE),
  );
  const image = svg("image", { width: WIDE });
  const boxes = svg("g");
  const plane = svg("svg", { class: "nm-plane", role: "img" }, image, boxes);
  const lines = el("tbody");
  const heads = ["", "class", "score", "fate"].map((text) => el("th", { scope: "col", text }));
  const table = el("table", {}, el("thead", {}, el("tr", {}, ...heads)), lines);
  const region = { role: "region", tabindex: 0, "aria-label": "All boxes, best first" };
  stage.append(el("div", { class: "nm-two" }, plane, el("div", { class: "nm-list", ...region }, table)));

  /** What the state comes to: boxes best first, their fate, and how far the walk has come. */
  function now() {
    const picture = pictures.now();
    const rows = ranked(picture.raw, get("least"));
    const fate = suppressed(rows, get("threshold"), get("blind"));
    const kept = stays(fate);
    const at = get("step") === END ? kept.length : clamp(get("step"), 0, kept.length);
    const done = new Set(kept.slice(0, at));
    const current = get("step") === END ? -1 : (kept[at - 1] ?? -1);
    const state = rows.map((_, i) => {
      if (done.has(i)) return i === current ? "best" : "kept";
      if (done.has(fate[i].by)) return fate[i].by === current ? "falls" : "gone";
      return "waits";
    });
    return { picture, rows, fate, kept, at, current, state, name: (i) => `${classes[rows[i][4]]} ${two(rows[i][5])}` };
  }

  return function draw() {
    const all = now();
    const { picture, rows, kept, at, state } = all;
    const scale = WIDE / picture.width;
    plane.setAttribute("viewBox", `0 0 ${WIDE} ${picture.height * scale}`);
    plane.setAttribute("aria-label", `${picture.shows}, with ${some(kept.length, "box", "boxes")} that stay`);
    image.setAttribute("height", `${picture.height * scale}`);
    if (image.getAttribute("href") !== picture.url) image.setAttribute("href", picture.url);
    const order = ["gone", "waits", "falls", "kept", "best"];
    const drawn = rows.map((row, i) => ({ row, i, kind: state[i] })).reverse();
    drawn.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
    const truth = get("truth") ? picture.true : [];
    boxes.replaceChildren(
      ...drawn.map(({ row, kind }) => rect(row, kind, scale)),
      ...truth.map((row) => rect(row, "true", scale)),
      ...labels(all, scale, picture.height * scale),
    );
    lines.replaceChildren(...rows.map((_, i) => line(all, i)));
    next.disabled = at >= kept.length;
    first.disabled = get("step") === 0;
    end.disabled = get("step") === END;
    say(get("step") === END ? summary(all, get) : told(all, get));
  };
}

/** A box with a pale line under it, so that it shows on any picture. @param {number[]} row @param {string} kind */
function rect([x0, y0, x1, y1], kind, scale) {
  const at = { x: x0 * scale, y: y0 * scale, width: (x1 - x0) * scale, height: (y1 - y0) * scale };
  return svg("g", { class: `nm-${kind}` }, svg("rect", { class: "nm-under", ...at }), svg("rect", at));
}

/** Names at the kept boxes; where another name stands already, one goes below it. */
function labels({ rows, state, name }, scale, height) {
  const taken = [];
  const out = [];
  rows.forEach((row, i) => {
    if (!["kept", "best"].includes(state[i])) return;
    const text = name(i);
    const x = clamp(row[0] * scale + 4, 3, WIDE - 8 * text.length);
    let y = clamp(row[1] * scale + 16, 16, height - 6);
    while (taken.some(([a, b]) => Math.abs(b - y) < 16 && Math.abs(a - x) < 100)) y += 17;
    if (y > height - 4) return; // the list has it
    taken.push([x, y]);
    out.push(svg("text", { x, y, text }));
  });
  return out;
}

function line({ rows, fate, state, name }, i) {
  const [word, score] = [name(i).replace(/ [\d.]+$/, ""), rows[i][5].toFixed(2)];
  const by = `IoU ${fate[i].iou.toFixed(2)} with ${fate[i].by + 1}`;
  const says = { best: "stays", kept: "stays", falls: by, gone: by, waits: "waits" }[state[i]];
  const cells = [`${i + 1}`, word, score, says].map((text) => el("td", { text }));
  return el("tr", { class: `nm-row-${state[i]}` }, ...cells);
}

/** What one step has done. */
function told({ rows, fate, kept, at, current, state, name }, get) {
  const least = get("least").toFixed(2);
  if (!rows.length) return `No box has a score of ${least} or more.`;
  if (current < 0) return `${some(rows.length, "box", "boxes")}, best first; the best is ${name(0)}. None is kept yet.`;
  const fallen = rows.flatMap((_, i) => (fate[i].by === current ? [i] : []));
  const kind = get("blind") ? "of whatever class" : "of its class";
  const went = fallen.length
    ? `${some(fallen.length, "rival")} ${kind}, above ${get("threshold").toFixed(2)} in IoU, ${fallen.length === 1 ? "goes:" : "go, the best of them"} ${name(fallen[0])} (IoU ${fate[fallen[0]].iou.toFixed(2)}).`
    : `No rival ${kind} overlaps it by more than ${get("threshold").toFixed(2)}.`;
  const left = state.filter((one) => one === "waits").length;
  return `Box ${at} of ${kept.length}: ${name(current)} is the best of those left and stays. ${went} ${left ? `Waiting: ${left}.` : "None is left."}`;
}

/** What suppression has come to. */
function summary({ picture, rows, kept, name }, get) {
  if (!rows.length) return `No box has a score of ${get("least").toFixed(2)} or more.`;
  const { objects, before, after, doubles } = met(rows, kept, picture.true);
  const named = kept.slice(0, 4).map(name).join(", ");
  const stay = `${some(rows.length, "box", "boxes")}, of which ${kept.length} ${kept.length === 1 ? "stays" : "stay"}: ${named}${kept.length > 4 ? ", …" : "."} `;
  if (!objects) return `${stay}COCO has no name for what is here: every box is a false alarm.`;
  const lost = before - after;
  const truth = `Of ${some(objects, "true object")}, ${before} ${before === 1 ? "was" : "were"} met before and ${after} after`;
  const verdict = lost ? `: ${lost} killed` : "";
  return `${stay}${truth}${verdict}.${doubles ? ` ${some(doubles, "box is a double", "boxes are doubles")} of a better one.` : ""}`;
}

export default widget("nms-stepper", { state: STATE, setup });
