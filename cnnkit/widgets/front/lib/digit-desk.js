// @ts-check
// A digit for a LeNet in the page: drawn by hand, one that it was not trained on, or the reader's own picture; the road
// of each to the 32×32 numbers that the network reads; and the network, fetched when it is first needed.
import { button } from "./controls.js";
import { countBlocks, enlarge, normalizeBitmap, rasterize } from "./digits.js";
import { el } from "./dom.js";
import { pad, pictureButton, pictures, squares } from "./draw.js";
import { engineParts, numbers } from "./engine.js";
import { inkOf } from "./ink.js";
import { answersOf, written } from "./lenet-answers.js";
import { unpack } from "./net.js";
import { ownPicture } from "./own-picture.js";
import "./digit-desk.css";

const PEN = 0.04;
const SIDE = 128;
const ROAD =
  "its box is cut out and stretched, its strokes are made as wide as the data’s, the ink is counted in 8×8 blocks, and those are enlarged";

/**
 * What is on the pad: `x` are the 32×32 numbers that the network reads, `x8` the counts behind them, `frame` the bitmap
 * that was counted (null for an example); `maps` what each of LAYERS answers, `prob` the probabilities; `whose` says in
 * words what it is ("" for an empty pad), `did` what was done to it.
 * @typedef {{ x: Float32Array, x8: Float32Array, frame: any, maps: Float32Array[], prob: Float32Array, whose: string,
 *   did: string }} Digit
 */

/**
 * For a widget of a class `LeNetDigits`. The nodes `pad`, `clear`, `examples` and `own` are for the page. At the start of
 * each frame `update()` takes up what the traits say: true where another digit is shown; then `now()` is that digit.
 * @param {import("./widget.js").Ui} ui
 * @param {{ first: { maps: Float32Array[], prob: ArrayLike<number> }, arrived?: (params: any) => void }} how `first`: the
 *   answers to the first digit, known before the network is here; `arrived` is called when it is, with its weights
 */
export async function digitDesk(ui, { first, arrived = () => {} }) {
  const { get, put, say, redraw } = ui;
  const start = get("first_example");
  const examples = pictures(await get("examples"), 10);

  let ready = null; // the network, once it is here; it answers within the frame
  let wanted = null;
  const load = () =>
    (wanted ??= Promise.all([get("weights"), engineParts()]).then(
      async ([view, { Net, simd }]) => {
        const params = unpack(view, get("manifest"));
        ready = new Net(get("network"), { module: await simd() }).load(numbers(params));
        answer();
        arrived(params);
        redraw();
      },
      (error) => say(`The network could not be fetched: ${error.message}`),
    ));

  let own = null; // the reader's picture as ink: it stays here and is no trait
  /** @type {any} */
  let state = { ...first, x8: examples[start], x: enlarge(examples[start]), frame: null, whose: "", did: "" };
  const empty = () => get("example") < 0 && !sheet.strokes.length && !own;
  const atStart = () => get("example") === start && !get("strokes").length;
  function about() {
    const example = get("example");
    if (example >= 0) {
      return { whose: `a held-out ${example}`, did: `A held-out ${example}: 8×8 counts of ink, enlarged.` };
    }
    if (own) {
      const split = `${own.dark ? "up to" : "above"} ${own.split} of 255`;
      return { whose: "your picture", did: `Your picture, made grey: what is ${split} is ink; ${ROAD}.` };
    }
    return empty()
      ? { whose: "", did: "Nothing is drawn yet." }
      : { whose: "your drawing", did: `Your drawing: ${ROAD}.` };
  }
  /** Through the data set's road and through the network. */
  function answer() {
    const example = get("example");
    const frame = example >= 0 ? null : normalizeBitmap(own ?? rasterize(sheet.strokes, SIDE, PEN));
    const x8 = example >= 0 ? examples[example] : countBlocks(frame);
    state = { ...state, frame, x8, x: enlarge(x8), ...about() };
    if (!ready && atStart()) state = { ...state, ...first };
    if (!ready) return;
    state = { ...state, ...answersOf(ready, state.x) };
    put({ probabilities: empty() ? [] : Array.from(state.prob) });
  }

  let moving = false; // something is being drawn
  const sheet = pad({
    label:
      "Drawing pad: draw a digit with the mouse, a finger or the keyboard (arrow keys move the pen, Space puts it down and lifts it)",
    radius: PEN,
    onstart() {
      if (get("example") >= 0 || own) {
        put({ example: -1 });
        sheet.set([]);
        sheet.under.replaceChildren();
        own = null;
      }
      load();
    },
    onchange() {
      moving = true;
      redraw();
    },
    onend: (strokes) => put({ strokes }),
  });
  const take = (example, picture = null) => {
    own = picture;
    put({ example, strokes: [] });
    redraw();
    load();
  };
  const buttons = examples.map((x8, k) => pictureButton(x8, `Example: a held-out ${k}`, { onclick: () => take(k) }));
  let seen = { example: start, strokes: null, own: null };
  /** Whether another digit is on the pad than when this was asked last. */
  function update() {
    const [example, strokes] = [get("example"), get("strokes")];
    const other = example !== seen.example || strokes !== seen.strokes || own !== seen.own;
    if (other) {
      if (example >= 0 || strokes.length) own = null; // a preset was pressed
      sheet.set(example >= 0 ? [] : strokes);
      const digit = () => squares(examples[example], { x: 0.1, y: 0.1, side: 0.8 });
      sheet.under.replaceChildren(...(own ? [written(own, SIDE)] : example >= 0 ? digit() : []));
      buttons.forEach((one, k) => one.setAttribute("aria-pressed", k === example));
      if (!atStart()) load();
      answer();
      seen = { example, strokes, own };
    } else if (moving) answer();
    moving = false;
    return other;
  }

  const named = {
    class: "ckdd-examples ck-on-screen",
    role: "group",
    "aria-label": "Held-out digits from other hands",
  };
  return {
    pad: sheet.node,
    clear: button("Clear", () => take(-1), { "aria-label": "Clear the pad" }),
    examples: el("div", named, ...buttons),
    own: ownPicture(ui, { side: SIDE, got: (picture) => take(-1, inkOf(picture)) }),
    load,
    update,
    empty,
    /** Whether what the layers say belongs to the digit that is shown. */
    known: () => Boolean(ready) || atStart(),
    /** @returns {Digit} */
    now: () => state,
    /** The network, null before it is here. */
    network: () => ready,
    reset() {
      own = null;
      ui.reset();
    },
  };
}
