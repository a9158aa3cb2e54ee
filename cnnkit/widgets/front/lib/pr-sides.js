// @ts-check
// Beside pr-builder's curve: the list as a table of fractions, or the photograph with its boxes.
import { boxes } from "./boxes.js";
import { button } from "./controls.js";
import { clamp, el, newId, on, svg } from "./dom.js";
import { dragging } from "./drag.js";
import { area } from "./overlap.js";
import { WORDS, letter } from "./pr-words.js";

const MOST_OWN = 12;
const LEAST = 6; // px of a drawn box

/** A row for each find: what it lies on, the verdict, precision and recall as fractions. */
export function tableSide() {
  const body = el("tbody");
  const heads = ["", "on", "IoU", "", "precision", "recall"].map((text) => el("th", { scope: "col", text }));
  const node = el("table", { class: "pb-table" }, el("thead", {}, el("tr", {}, ...heads)), body);
  return {
    node,
    /** @param {any} state */
    draw({ finds, of, kinds, hits, objects, chosen }) {
      let found = 0;
      const rows = finds.map((_, i) => {
        const cut = i >= kinds.length;
        found += Number(hits[i] ?? 0);
        const lies = of[i].object < 0 ? ["–", "–"] : [letter(of[i].object), of[i].iou.toFixed(2)];
        const words = cut
          ? ["cut off", "", ""]
          : [WORDS[kinds[i]], `${found}/${i + 1} = ${(found / (i + 1)).toFixed(2)}`, `${found}/${objects}`];
        const cells = [...lies, ...words].map((text) => el("td", { text }));
        const state = `${cut ? "pb-cut" : `pb-${kinds[i]}`} ${i === chosen ? "pb-chosen" : ""}`;
        return el("tr", { class: state }, el("th", { scope: "row", text: `${i + 1}` }), ...cells);
      });
      body.replaceChildren(...rows);
    },
  };
}

/**
 * The photograph: true boxes dashed, the reader's own to be drawn and moved, finds as thin lines, the chosen one thick.
 * @param {import("./widget.js").Ui} ui
 * @param {{ classes: string[], now: () => import("./boxed-photographs.js").Boxed }} how
 */
export function pictureSide({ get, put, say }, { classes, now }) {
  const host = el("div", { class: "pb-plane" });
  const id = newId("kind");
  const kind = /** @type {HTMLSelectElement} */ (el("select", { id }));
  const add = button("Add a box", () => {
    const { width, height } = now();
    const [x, y] = [Math.round(width / 4), Math.round(height / 4)];
    take([x, y, x * 3, y * 3]);
  });
  const remove = button("Remove the last", () => put({ own: get("own").slice(0, -1) }));
  const tools = el(
    "div",
    { class: "ck-controls" },
    el("div", { class: "ck-field" }, el("label", { for: id, text: "New box is a" }), kind),
    add,
    remove,
  );
  const told = el("p", { class: "ck-note" });
  const node = el("div", { class: "pb-photo" }, host, told, tools);
  let built = { key: "", board: null, rects: [], options: "" };

  function take(box) {
    if (get("own").length >= MOST_OWN)
      return say(`More than ${MOST_OWN} boxes cannot be drawn here: remove one first.`);
    put({ own: [...get("own"), [...box, Number(kind.value)]] });
  }
  /** The plane of this picture with so many true boxes. */
  function build(key, truth, finds) {
    const { url, width, height } = now();
    const own = get("truth") === "own";
    const scale = 360 / width;
    const rects = finds.map(({ box: [x0, y0, x1, y1] }) => {
      const sides = { x: x0 * scale, y: y0 * scale, width: (x1 - x0) * scale, height: (y1 - y0) * scale };
      return svg("rect", { class: "pb-find", ...sides });
    });
    const ground = svg("rect", { class: "pb-area", width: 360, height: height * scale });
    const sketch = svg("rect", { class: "pb-sketch" });
    if (own) drawing(ground, sketch, { width, height, take });
    const image = svg("image", { href: url, width: 360, height: height * scale, preserveAspectRatio: "none" });
    const board = boxes({
      label: "The photograph with its true boxes",
      ...{ width, height, least: LEAST, leap: 8 },
      boxes: truth.map((one, i) => ({
        name: own ? classes[one[4]] : "",
        kind: "c",
        get: () => (own ? get("own") : now().true)[i].slice(0, 4),
        ...(own ? { set: (box) => put({ own: get("own").map((old, k) => (k === i ? [...box, old[4]] : old)) }) } : {}),
      })),
      under: [image, ...rects, ground, sketch],
    });
    host.replaceChildren(board.node);
    return { key, board, rects };
  }
  return {
    node,
    /** @param {any} state */
    draw({ finds, kinds, of, chosen, truth }) {
      const picture = now();
      const own = get("truth") === "own";
      const key = [picture.name, own, ...truth.map((one) => one[4])].join();
      if (built.key !== key) built = { ...built, ...build(key, truth, finds) };
      built.board.draw({ captions: own ? [] : apart(truth, (k) => classes[k], 360 / picture.width) });
      built.rects.forEach((rect, i) => {
        const cut = i >= kinds.length;
        rect.setAttribute("class", `pb-find ${cut ? "pb-cut" : `pb-${kinds[i]}`} ${i === chosen ? "pb-chosen" : ""}`);
      });
      const names = [...new Set([...picture.true.map((one) => one[4]), ...finds.map(({ label }) => label)])];
      if (built.options !== names.join()) {
        built.options = names.join();
        kind.replaceChildren(...names.map((k) => el("option", { value: k, text: classes[k] })));
      }
      tools.hidden = !own;
      remove.disabled = !truth.length;
      const one = finds[chosen];
      if (!one) return void (told.textContent = "");
      const at = of[chosen].object < 0 ? "" : `, IoU ${of[chosen].iou.toFixed(2)} with a true ${classes[one.label]}`;
      const verdict = chosen < kinds.length ? WORDS[kinds[chosen]] : "cut off";
      told.textContent = `Find ${chosen + 1}: ${classes[one.label]}, ${one.score.toFixed(2)}: ${verdict}${at}.`;
    },
  };
}

/**
 * The name of each box, "" where it would lie on one that stands already; large boxes come first.
 * @param {number[][]} truth @param {(kind: number) => string} name @param {number} scale
 */
function apart(truth, name, scale) {
  const placed = [];
  const names = truth.map(() => "");
  for (const i of truth.map((_, k) => k).sort((a, b) => area(truth[b]) - area(truth[a]))) {
    const words = name(truth[i][4]);
    const [x, y] = [truth[i][0] * scale + 5, truth[i][1] * scale];
    const box = [x, (y < 20 ? y + 18 : y - 6) - 14, x + 9 * words.length, (y < 20 ? y + 18 : y - 6) + 4];
    const meets = (other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3];
    if (box[2] > 360 || placed.some(meets)) continue;
    placed.push(box);
    names[i] = words;
  }
  return names;
}

/** A drag over `ground` becomes a box. */
function drawing(ground, sketch, { width, height, take }) {
  let box = null;
  const start = (event) => {
    const plane = ground.getBoundingClientRect();
    const unit = plane.width / width;
    const from = [(event.clientX - plane.left) / unit, (event.clientY - plane.top) / unit];
    return (at) => {
      const to = [(at.clientX - plane.left) / unit, (at.clientY - plane.top) / unit];
      const side = (i, end) =>
        [Math.min(from[i], to[i]), Math.max(from[i], to[i])].map((v) => Math.round(clamp(v, 0, end)));
      const [[x0, x1], [y0, y1]] = [side(0, width), side(1, height)];
      box = [x0, y0, x1, y1];
      const scale = 360 / width;
      const sides = { x: x0 * scale, y: y0 * scale, width: (x1 - x0) * scale, height: (y1 - y0) * scale };
      for (const [key, v] of Object.entries(sides)) sketch.setAttribute(key, `${v}`);
    };
  };
  const end = () => {
    if (box && box[2] - box[0] >= LEAST && box[3] - box[1] >= LEAST) take(box);
    box = null;
    for (const key of ["width", "height"]) sketch.setAttribute(key, "0");
  };
  dragging(ground, start, { end });
  on(ground, "lostpointercapture", end);
}
