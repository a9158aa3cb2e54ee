// @ts-check
// A digit of 8×8 pixels against ten whole-image templates: move it by a pixel and another class wins.
import { votes } from "./lib/bars.js";
import { button, choice, presets } from "./lib/controls.js";
import { countBlocks, normalizeBitmap, rasterize, shift } from "./lib/digits.js";
import { el, on, signed, svg } from "./lib/dom.js";
import { pad, pictureButton, pictures, squares } from "./lib/draw.js";
import { engineParts } from "./lib/engine.js";
import { handle } from "./lib/handle.js";
import { inkOf } from "./lib/ink.js";
import { captioned, inColour, layout, mapPanel, outline, paintMaps } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { ownPicture } from "./lib/own-picture.js";
import { widget } from "./lib/widget.js";
import "./template-match.css";

const STATE = ["digit", "strokes", "dx", "dy", "mode", "chosen"];
const PEN = 0.065;
const MOST = 4; // pixels that a digit can be moved
/** @type {import("./engine/description.js").Description} */
const NETWORK = { input: [64, 1, 1], layers: [{ name: "scores", kind: "linear", out: 10 }] };
const SHAPE = { count: 1, h: 8, w: 8, columns: 1 };
const AT = layout(SHAPE);

async function setup(ui) {
  const { section, controls, stage, signal, get, put, trait, say, redraw } = ui;
  const { weight, bias } = unpack(await get("weights"), get("manifest"));
  const examples = pictures(await get("examples"), 10);
  // the first frame shows the scores that Python computed; the engine is fetched when somebody comes near
  const state = () => JSON.stringify(STATE.map(get));
  const first = state();
  let net = null;
  let wanted = null;
  const load = () =>
    (wanted ??= engineParts().then(
      async ({ Net, simd }) => {
        const values = { "scores.weight": weight.data, "scores.bias": bias.data };
        net = new Net(NETWORK, { module: await simd() }).load(values);
        redraw();
      },
      (error) => say(`The engine could not be fetched: ${error.message}`),
    ));
  for (const name of ["pointerenter", "pointerdown", "focusin"]) on(section, name, load, { once: true });
  // one scale for the bars and one for the templates: what moves is the digit
  const most = get("most");
  const top = 0.7 * Math.max(...weight.data.map(Math.abs)); // full colour a little earlier: most weights are small

  // the picture: dragged as a whole, or drawn on
  let own = null; // the reader's picture as 64 counts: it stays here and is no trait
  const sheet = pad({
    label: "Drawing pad of 8 by 8 pixels: draw a digit (arrow keys move the pen, Space puts it down and lifts it)",
    radius: PEN,
    onstart: () => (own = null),
    onchange: redraw,
    onend: (strokes) => put({ strokes }),
  });
  const ink = svg("g");
  const still = svg("svg", { class: "ckd-pad ckt-drag", viewBox: "0 0 1 1" }, gridLines(), ink);
  const mover = handle(still, {
    label: "The digit: drag it or press the arrow keys to move it by a pixel",
    size: 8,
    where: () => [get("dx"), get("dy")],
    within: () => ({ low: [-MOST, -MOST], high: [MOST, MOST] }),
    leap: 2,
    says: (dx, dy) => (dx || dy ? `moved ${ways(dx, dy).join(" and ")}` : "in its place"),
    go: (dx, dy) => put({ dx, dy }),
  });

  const paper = el("div", { class: "ckt-paper" }, still, sheet.node);
  const buttons = examples.map((x8, k) =>
    pictureButton(x8, `A held-out ${k}`, {
      onclick: () => take(k),
    }),
  );
  const take = (digit, given = null) => {
    own = given;
    put({ digit, dx: 0, dy: 0, mode: "drag", strokes: [] });
    redraw();
  };
  const reset = () => {
    own = null;
    ui.reset();
  };
  controls.append(
    choice(trait("mode"), "Your finger", [
      ["drag", "drags the digit"],
      ["draw", "draws a new one"],
    ]),
    button("Back to the middle", () => put({ dx: 0, dy: 0 })),
    presets(ui, [], { reset }),
  );

  // the classes: template, bar, score
  const rows = Array.from({ length: 10 }, (_, k) => {
    const canvas = el("canvas"),
      bar = votes(),
      score = el("span", { class: "ckt-score" });
    const node = el(
      "button",
      { type: "button", class: "ckt-class", onclick: () => put({ chosen: k }) },
      el("b", { text: k }),
      canvas,
      bar.node,
      score,
    );
    return { node, canvas, bar, score };
  });
  const [template, shown, product] = ["", "the digit", ""].map((text) => captioned(mapPanel(SHAPE), text));
  const sign = (text) => el("span", { class: "ckt-sign", text });
  stage.append(
    el(
      "div",
      { class: "ckt-two" },
      el(
        "div",
        { class: "ckt-left" },
        paper,
        el(
          "div",
          { class: "ckt-examples ck-on-screen", role: "group", "aria-label": "Held-out digits from other hands" },
          ...buttons,
        ),
        ownPicture(ui, { side: 128, got: (given) => take(-1, countBlocks(normalizeBitmap(inkOf(given)))) }),
      ),
      el(
        "div",
        { class: "ckt-classes", role: "group", "aria-label": "Ten classes: press one to see its votes" },
        ...rows.map(({ node }) => node),
      ),
    ),
    el("div", { class: "ckt-product" }, template.figure, sign("×"), shown.figure, sign("="), product.figure),
    el("p", { class: "ck-note ckt-key", text: "orange votes for the class, blue against it, grey stays silent" }),
  );

  const colours = inColour(section, draw, signal);

  function picture() {
    const drag = get("mode") === "drag";
    const drawn = () => own ?? countBlocks(rasterize(sheet.strokes, 32, PEN));
    const x = drag && get("digit") >= 0 ? examples[get("digit")] : drawn();
    return drag ? shift(x, get("dx"), get("dy")) : x;
  }
  function draw() {
    const drag = get("mode") === "drag";
    if (!drag && get("digit") >= 0) put({ digit: -1, dx: 0, dy: 0 });
    still.style.display = drag ? "" : "none";
    sheet.node.style.display = drag ? "none" : "";
    sheet.set(get("strokes"));
    mover.speak();
    buttons.forEach((one, k) => one.setAttribute("aria-pressed", k === get("digit")));
    if (!net && (own || sheet.strokes.length || state() !== first)) return void load();
    const x = picture();
    const scores = net ? net.forward(x).read() : get("scores");
    const best = scores.indexOf(Math.max(...scores));
    const chosen = get("chosen");
    const part = weight.data.subarray(64 * chosen, 64 * chosen + 64);
    const terms = part.map((w, i) => w * x[i]);
    ink.replaceChildren(...squares(x));
    drawClasses(scores, best, chosen);
    template.paint(part, colours, { top });
    shown.paint(x, colours, { plain: true });
    product.paint(terms, colours, { top: Math.max(1e-9, ...terms.map(Math.abs)) });
    template.words.textContent = `template of ${chosen}`;
    product.words.textContent = `votes for ${chosen}`;
    const [pro, contra] = [Math.max(...terms), Math.min(...terms)].map((v) => terms.indexOf(v));
    const [row, column] = [Math.floor(pro / 8), pro % 8];
    product.mark();
    if (terms[pro] > 0) product.mark(outline(AT.box(0, [row, row], [column, column])));
    say(sentence({ scores, best, chosen, terms, pro, contra, bias: bias.data[chosen] }));
  }
  function drawClasses(scores, best, chosen) {
    const scale = Math.max(most, ...scores.map(Math.abs));
    rows.forEach(({ node, canvas, bar, score }, k) => {
      paintMaps(canvas, AT, weight.data.subarray(64 * k, 64 * k + 64), colours, { top });
      bar.draw(scores[k], scale);
      score.textContent = fixed(scores[k]);
      node.classList.toggle("ckt-best", k === best);
      node.setAttribute("aria-pressed", k === chosen);
      node.setAttribute("aria-label", `Class ${k}, score ${fixed(scores[k])}${k === best ? ", the highest" : ""}`);
    });
  }
  function sentence({ scores, best, chosen, terms, pro, contra, bias: b }) {
    const [digit, dx, dy] = [get("digit"), get("dx"), get("dy")];
    const drawn = get("mode") === "draw" || digit < 0;
    const moved = ways(dx, dy);
    const who = `${drawn ? (own ? "Your picture" : "The drawing") : `The ${digit}`}${moved.length && get("mode") === "drag" ? `, moved ${moved.join(" and ")},` : ""}`;
    const read =
      drawn || digit === best
        ? `${who} is read as ${best}`
        : `${who} loses: it is read as ${best}, ${fixed(scores[best])} against ${fixed(scores[digit])}`;
    if (terms[pro] <= 0) return `${read}.`;
    const place = (i) => `row ${Math.floor(i / 8)}, column ${i % 8}`;
    return (
      `${read}. For ${chosen}, the strongest vote is ${signed(terms[pro])} (${place(pro)}), the strongest against ` +
      `${signed(terms[contra])} (${place(contra)}); with the bias ${signed(b)} all 64 add up to ${fixed(scores[chosen])}.`
    );
  }
  return draw;
}
const fixed = (v) => v.toFixed(1).replace("-", "−");
const ways = (dx, dy) =>
  [dx && `${Math.abs(dx)} ${dx > 0 ? "right" : "left"}`, dy && `${Math.abs(dy)} ${dy > 0 ? "down" : "up"}`].filter(
    Boolean,
  );
const gridLines = () =>
  svg("path", {
    class: "ckt-lines",
    d: Array.from({ length: 7 }, (_, i) => `M${(i + 1) / 8} 0V1M0 ${(i + 1) / 8}H1`).join(""),
  });

export default widget("template-match", { state: STATE, setup });
