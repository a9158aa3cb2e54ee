// A digit of 8×8 pixels against ten whole-image templates: move it by a pixel and another class wins.
import { choice, el, frame, put, signed, svg, watch } from "./lib/dom.js";
import { countBlocks, rasterize, shift } from "./lib/digits.js";
import { pad, pictureButton, squares } from "./lib/draw.js";
import { inColour, layout, outline, paintMaps } from "./lib/maps.js";
import { linear, tensor, unpack } from "./lib/net.js";
import "./template-match.css";

const PEN = 0.065, MOST = 4, AT = layout({ count: 1, h: 8, w: 8, columns: 1 });
const MOVES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

async function render({ model, el: root }) {
  const { section, controls, stage, says } = frame(root, model, "template-match");
  const { weight, bias } = unpack(await model.get("weights"), model.get("manifest"));
  const bytes = await model.get("examples"), examples = Array.from({ length: 10 }, (_, k) =>
    Float32Array.from(new Uint8Array(bytes.buffer, bytes.byteOffset + 64 * k, 64), (v) => v / 16));
  const scoresOf = (x) => linear(tensor(x, [64]), weight, bias).data;
  // one scale for the bars and one for the templates: what moves is the digit
  const most = Math.max(...examples.flatMap((x) => Array.from(scoresOf(x), Math.abs)));
  const top = 0.7 * Math.max(...weight.data.map(Math.abs)); // full colour a little earlier: most weights are small
  let colours = null;

  // the picture: dragged as a whole, or drawn on
  const sheet = pad({
    label: "Drawing pad of 8 by 8 pixels: draw a digit (arrow keys move the pen, Space puts it down and lifts it)",
    radius: PEN,
    onchange: (strokes) => show(strokes),
    onend: (strokes) => put(model, { strokes }),
  });
  const ink = svg("g"), still = svg("svg", { class: "ckd-pad ckt-drag", viewBox: "0 0 1 1", role: "application", tabindex: 0,
    "aria-roledescription": "movable picture", "aria-label": "The digit: drag it or press the arrow keys to move it by a pixel", "data-lm-suppress-shortcuts": "true" }, gridLines(), ink);
  const moveBy = (dx, dy) => move(model.get("dx") + dx, model.get("dy") + dy);
  const move = (dx, dy) => put(model, { dx: clamp(dx), dy: clamp(dy) });
  still.addEventListener("keydown", (event) => {
    if (!MOVES[event.key]) return;
    event.preventDefault();
    moveBy(...MOVES[event.key]);
  });
  let held = null;
  still.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    still.focus({ preventScroll: true });
    still.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY, dx: model.get("dx"), dy: model.get("dy") };
  });
  still.addEventListener("pointermove", (event) => {
    if (!held) return;
    const cell = still.getBoundingClientRect().width / 8;
    move(held.dx + Math.round((event.clientX - held.x) / cell), held.dy + Math.round((event.clientY - held.y) / cell));
  });
  for (const name of ["pointerup", "pointercancel"]) still.addEventListener(name, () => { held = null; });

  const paper = el("div", { class: "ckt-paper" }, still, sheet.node);
  const buttons = examples.map((x8, k) => pictureButton(x8, `A held-out ${k}`, { onclick: () => put(model, { digit: k, dx: 0, dy: 0, mode: "drag", strokes: [] }) }));
  controls.append(choice(model, "mode", "Your finger", [["drag", "drags the digit"], ["draw", "draws a new one"]]),
    el("button", { type: "button", text: "Back to the middle", onclick: () => put(model, { dx: 0, dy: 0 }) }));

  // the classes: template, bar, score
  const rows = Array.from({ length: 10 }, (_, k) => {
    const canvas = el("canvas"), bar = el("i"), score = el("span", { class: "ckt-score" });
    const node = el("button", { type: "button", class: "ckt-class", onclick: () => put(model, { chosen: k }) }, el("b", { text: k }), canvas, el("span", { class: "ckt-track" }, bar), score);
    return { node, canvas, bar, score };
  });
  const panel = (caption) => {
    const canvas = el("canvas"), marks = svg("svg", { viewBox: "0 0 8 8", "aria-hidden": "true" }), words = el("figcaption", { text: caption });
    return { canvas, marks, words, node: el("figure", {}, el("div", { class: "ckm" }, canvas, marks), words) };
  };
  const template = panel(""), shown = panel("the digit"), votes = panel("");
  const sign = (text) => el("span", { class: "ckt-sign", text });
  stage.append(
    el("div", { class: "ckt-two" },
      el("div", { class: "ckt-left" }, paper, el("div", { class: "ckt-examples", role: "group", "aria-label": "Held-out digits from other hands" }, ...buttons)),
      el("div", { class: "ckt-classes", role: "group", "aria-label": "Ten classes: press one to see its votes" }, ...rows.map(({ node }) => node))),
    el("div", { class: "ckt-product" }, template.node, sign("×"), shown.node, sign("="), votes.node),
    el("p", { class: "ck-note ckt-key", text: "orange votes for the class, blue against it, grey stays silent" }));

  function picture(strokes = model.get("strokes")) {
    const digit = model.get("digit");
    const x = model.get("mode") === "drag" && digit >= 0 ? examples[digit] : countBlocks(rasterize(strokes, 32, PEN));
    return model.get("mode") === "drag" ? shift(x, model.get("dx"), model.get("dy")) : x;
  }
  function show(strokes) {
    if (!colours) return;
    const x = picture(strokes), scores = scoresOf(x), best = scores.indexOf(Math.max(...scores)), chosen = model.get("chosen");
    const part = weight.data.subarray(64 * chosen, 64 * chosen + 64), product = part.map((w, i) => w * x[i]);
    const scale = Math.max(most, ...scores.map(Math.abs));
    ink.replaceChildren(...squares(x));
    rows.forEach(({ node, canvas, bar, score }, k) => {
      paintMaps(canvas, AT, weight.data.subarray(64 * k, 64 * k + 64), colours, { top });
      const share = (50 * Math.abs(scores[k])) / scale;
      bar.style.cssText = `width:${share}%;left:${scores[k] < 0 ? 50 - share : 50}%`;
      bar.className = scores[k] < 0 ? "minus" : "plus";
      score.textContent = fixed(scores[k]);
      node.classList.toggle("ckt-best", k === best);
      node.setAttribute("aria-pressed", k === chosen);
      node.setAttribute("aria-label", `Class ${k}, score ${fixed(scores[k])}${k === best ? ", the highest" : ""}`);
    });
    paintMaps(template.canvas, AT, part, colours, { top });
    paintMaps(shown.canvas, AT, x, colours, { plain: true });
    paintMaps(votes.canvas, AT, product, colours, { top: Math.max(1e-9, ...product.map(Math.abs)) });
    template.words.textContent = `template of ${chosen}`;
    votes.words.textContent = `votes for ${chosen}`;
    const [pro, contra] = [Math.max(...product), Math.min(...product)].map((v) => product.indexOf(v));
    votes.marks.replaceChildren(...(product[pro] > 0 ? [outline(AT.box(0, [Math.floor(pro / 8), Math.floor(pro / 8)], [pro % 8, pro % 8]))] : []));
    says.textContent = sentence({ scores, best, chosen, product, pro, contra, bias: bias.data[chosen] });
  }
  function sentence({ scores, best, chosen, product, pro, contra, bias: b }) {
    const digit = model.get("digit"), [dx, dy] = [model.get("dx"), model.get("dy")], place = (i) => `row ${Math.floor(i / 8)}, column ${i % 8}`;
    const who = model.get("mode") === "draw" || digit < 0 ? "The drawing" : `The ${digit}`;
    const where = (dx || dy) && model.get("mode") === "drag" ? `, moved ${[dx && `${Math.abs(dx)} ${dx > 0 ? "right" : "left"}`, dy && `${Math.abs(dy)} ${dy > 0 ? "down" : "up"}`].filter(Boolean).join(" and ")},` : "";
    const read = who === "The drawing" || digit === best ? `${who}${where} is read as ${best}` : `${who}${where} loses: it is read as ${best}, ${fixed(scores[best])} against ${fixed(scores[digit])}`;
    const vote = product[pro] > 0 ? ` For ${chosen}, the strongest vote is ${signed(product[pro])} (${place(pro)}), the strongest against ${signed(product[contra])} (${place(contra)}); with the bias ${signed(b)} all 64 add up to ${fixed(scores[chosen])}.` : "";
    return `${read}.${vote}`;
  }

  watch(model, ["digit", "dx", "dy", "mode", "chosen", "strokes"], () => {
    const drag = model.get("mode") === "drag", digit = model.get("digit");
    if (!drag && digit >= 0) return put(model, { digit: -1, dx: 0, dy: 0 });
    still.style.display = drag ? "" : "none";
    sheet.node.style.display = drag ? "none" : "";
    sheet.set(model.get("strokes"));
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", k === digit));
    show();
  });
  inColour(section, (now) => { colours = now; show(); }, new AbortController().signal);
}
const fixed = (v) => v.toFixed(1).replace("-", "−");
const clamp = (v) => Math.max(-MOST, Math.min(MOST, v));
const gridLines = () => svg("path", { class: "ckt-lines", d: Array.from({ length: 7 }, (_, i) => `M${(i + 1) / 8} 0V1M0 ${(i + 1) / 8}H1`).join("") });
export default { render };
