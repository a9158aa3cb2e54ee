// @ts-check
// The reader's own pictures in classes: drawn, dropped, pasted or chosen; kept here and nowhere else, for they are no traits.
import { button, choice } from "./controls.js";
import { el } from "./dom.js";
import { pad } from "./draw.js";
import { ownPicture } from "./own-picture.js";
import "./own-classes.css";

const [PEN, THUMB, MOST] = [0.02, 56, 12];

/** @typedef {{ image: HTMLCanvasElement, place: number, picture: ImageData }} Kept */

/**
 * Boxes for `names` (the last is the test, which holds one picture) and ways to fill them; `goes` is the place where the
 * next picture goes. `changed()` is called when something came or went.
 * @param {import("./widget.js").Ui} ui
 * @param {{ names: string[], goes: import("./controls.js").Source, side: number, changed: () => void, beside?: Element[] }} how
 *   `beside`: what stands under the boxes
 */
export function ownClasses(ui, { names, goes, side, changed, beside = [] }) {
  const test = names.length - 1;
  /** @type {Kept[]} */
  let kept = [];
  const of = (place) => kept.filter((one) => one.place === place);

  /** @param {ImageData} picture */
  function add(picture, place = goes.get()) {
    if (place === test) kept = kept.filter((one) => one.place !== test);
    else if (of(place).length >= MOST)
      return ui.say(`${names[place]} holds ${MOST} pictures, and more are not shown here; press one to take it out.`);
    const image = /** @type {HTMLCanvasElement} */ (el("canvas", { width: THUMB, height: THUMB }));
    const whole = Object.assign(document.createElement("canvas"), { width: side, height: side });
    whole.getContext("2d").putImageData(picture, 0, 0);
    const g = image.getContext("2d");
    g.imageSmoothingQuality = "high";
    g.drawImage(whole, 0, 0, THUMB, THUMB);
    kept = [...kept, { image, place, picture }];
    show();
    changed();
  }
  /** @param {Kept} one */
  function remove(one) {
    kept = kept.filter((other) => other !== one);
    show();
    boxes[one.place].node.focus();
    changed();
  }

  const boxes = names.map((name) => {
    const row = el("div", { class: "ckoc-row" });
    const title = el("figcaption");
    return { row, title, name, node: el("figure", { class: "ckoc-box", tabindex: -1 }, title, row) };
  });
  function show() {
    boxes.forEach(({ row, title, name }, place) => {
      const mine = of(place);
      const many = place === test ? "" : `: ${mine.length}`;
      title.textContent = `${name}${many}`;
      row.replaceChildren(
        ...mine.map((one, i) => {
          const label = `Take picture ${i + 1} out of ${name}`;
          const press = button("", () => remove(one), { class: "ckoc-thumb", "aria-label": label, title: label });
          press.append(one.image);
          return press;
        }),
      );
    });
  }

  const sheet = pad({
    label: "Drawing pad: mouse, finger, or the arrow keys (Space puts the pen down and lifts it)",
    radius: PEN,
    onchange: () => {},
  });
  const addDrawing = button("Add drawing", () => {
    if (!sheet.strokes.length) return ui.say("The pad is empty: draw something first, or choose a picture.");
    add(drawn(sheet.strokes, side));
    sheet.set([]);
  });
  const clear = button("Clear", () => sheet.set([]), { "aria-label": "Clear the pad" });
  show();
  return {
    node: el(
      "div",
      { class: "ckoc" },
      choice(
        goes,
        "The next picture goes to",
        names.map((name, place) => [place, name]),
      ),
      el(
        "div",
        { class: "ckoc-two" },
        el("div", { class: "ckoc-pad" }, sheet.node, el("div", { class: "ck-controls" }, addDrawing, clear)),
        el(
          "div",
          { class: "ckoc-rest" },
          el("div", { class: "ckoc-boxes" }, ...boxes.map(({ node }) => node)),
          ...beside,
        ),
      ),
      ownPicture(ui, { side, cover: true, got: (picture) => add(picture) }),
    ),
    /** What there is, in the order in which it came. */
    all: () => kept,
    add,
    /** Strokes, lists of [x, y] from 0 to 1, in place of a picture. */
    addStrokes: (strokes, place) => add(drawn(strokes, side), place),
    forget() {
      kept = [];
      sheet.set([]);
      show();
    },
  };
}

/** Strokes as dark ink on white paper. @param {number[][][]} strokes */
function drawn(strokes, side) {
  const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const g = canvas.getContext("2d", { willReadFrequently: true });
  g.fillStyle = "#fff";
  g.fillRect(0, 0, side, side);
  Object.assign(g, { strokeStyle: "#111", lineWidth: 2 * PEN * side, lineCap: "round", lineJoin: "round" });
  for (const stroke of strokes) {
    g.beginPath();
    stroke.forEach(([x, y], i) => (i ? g.lineTo(x * side, y * side) : g.moveTo(x * side, y * side)));
    if (stroke.length === 1) g.lineTo(stroke[0][0] * side + 0.01, stroke[0][1] * side);
    g.stroke();
  }
  return g.getImageData(0, 0, side, side);
}
