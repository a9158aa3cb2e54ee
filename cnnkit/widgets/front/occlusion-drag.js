// @ts-check
// Drag a cover over a photograph: what the real network says with and without it, and where it fell most.
import { button, choice, hint, presets } from "./lib/controls.js";
import { blurred, covered } from "./lib/covers.js";
import { clamp, el, signed, svg } from "./lib/dom.js";
import { newestOnly } from "./lib/engine.js";
import { handle } from "./lib/handle.js";
import { jsonIn } from "./lib/json.js";
import { captioned, inColour, mapPanel, photoPanel } from "./lib/maps.js";
import { photographs } from "./lib/photographs.js";
import { openRealNetwork, SIDE } from "./lib/real-network.js";
import { widget } from "./lib/widget.js";
import "./occlusion-drag.css";

const STATE = ["picture", "live", "x", "y", "fill"];
const WINDOW = 56;
const HALF = WINDOW / 2;
const STEP = { stored: 28, live: 7 };
const ACROSS = (SIDE - WINDOW) / STEP.stored + 1;
const CAM = 13;
const MAPS = "head.relu_conv10";
/** @type {[string, string][]} */
const FILLS = [
  ["black", "black"],
  ["grey", "grey"],
  ["blur", "blur"],
  ["surroundings", "surroundings"],
];
const NOTE =
  "Drag the cover, or go to it with Tab and move it with the arrow keys (Shift goes farther). Choose what it is made of. " +
  "Below lies the map of all places, stored for every 28th pixel, and the class map that the score is the mean of.";

async function setup(ui) {
  const { section, controls, stage, signal, get, put, trait, say, redraw } = ui;
  const covers = await jsonIn(get("covers_json"));
  const pictures = await photographs(ui);
  const real = openRealNetwork(ui, { gradients: "none" });
  const newest = newestOnly(signal);

  // what is known of the picture shown: from the page's stored answers, or from the network
  let whole = { of: null, live: false };
  let under = { of: null, key: "" };
  let map = { of: null, fill: "", values: [] };
  let soft = { of: null, pixels: null };
  let busy = false;

  const name = (index) => (real.live ? real.classes[index] : get("names")[index]);
  const key = () => ["x", "y", "fill"].map(get).join();
  const cover = (picture, x, y, fill) => {
    if (fill === "blur" && soft.of !== picture)
      soft = { of: picture, pixels: blurred(picture.pixels, SIDE, WINDOW / 2) };
    return covered(picture.pixels, SIDE, [y, y + WINDOW, x, x + WINDOW], fill, soft.pixels);
  };
  const five = (logits) => real.top(logits, 5).map(({ index, probability }) => [index, probability]);

  /** What is stored of this picture, if it is one of the photographs. */
  function fromStore(picture) {
    const row = picture.own ? null : covers[picture.name];
    return row && { of: picture, live: false, target: row.target, logit: row.logit, top: row.whole, cam: row.cam, row };
  }
  async function askWhole(picture) {
    const got = await real.run(picture.pixels, { read: [MAPS] });
    if (!got) return;
    const [best] = real.top(got.logits, 1);
    const size = CAM * CAM;
    const cam = Array.from(got[MAPS].subarray(best.index * size, (best.index + 1) * size));
    whole = { of: picture, live: true, target: best.index, logit: best.logit, top: five(got.logits), cam };
    redraw();
  }
  async function askUnder(picture) {
    const asked = key();
    const pixels = cover(picture, get("x"), get("y"), get("fill"));
    const got = await newest((until) => real.run(pixels, { signal: until }));
    if (!got) return;
    under = { of: picture, key: asked, logit: got.logits[whole.target], top: five(got.logits) };
    redraw();
  }
  /** The cover at every place: 49 answers of the network. */
  async function scan(picture) {
    const fill = get("fill");
    busy = true;
    map = { of: picture, fill, values: [] };
    for (let i = 0; i < ACROSS * ACROSS && !signal.aborted && real.live; i++) {
      const [x, y] = [(i % ACROSS) * STEP.stored, Math.floor(i / ACROSS) * STEP.stored];
      const got = await real.run(cover(picture, x, y, fill));
      if (!got || pictures.now() !== picture || get("fill") !== fill) break;
      map.values.push(whole.logit - got.logits[whole.target]);
      redraw();
    }
    busy = false;
    redraw();
  }

  // the photograph with its cover
  const photo = photoPanel({ label: "The photograph with its cover", h: SIDE, w: SIDE });
  const frame = svg("rect", { class: "od-frame", width: WINDOW, height: WINDOW });
  const plane = svg("svg", { class: "od-plane", viewBox: `0 0 ${SIDE} ${SIDE}` }, frame);
  const mover = handle(plane, {
    label: "The cover: drag it or press the arrow keys",
    size: SIDE,
    step: STEP.live,
    leap: 4,
    reach: 40,
    where: () => [get("x") + HALF, get("y") + HALF],
    within: () => ({ low: [HALF, HALF], high: [SIDE - HALF, SIDE - HALF] }),
    says: (x, y) => `its middle ${x} pixels from the left, ${y} from the top`,
    go(x, y) {
      const step = real.live ? STEP.live : STEP.stored;
      const [from, to] = [
        [get("x"), get("y")],
        [x - HALF, y - HALF],
      ];
      // a key moves by 7: without the network to the next place that is stored
      const at = to.map((v, i) => {
        const moved = v - from[i];
        const wanted = Math.abs(moved) === STEP.live && !real.live ? from[i] + Math.sign(moved) * step : v;
        return clamp(Math.round(wanted / step) * step, 0, SIDE - WINDOW);
      });
      put({ x: at[0], y: at[1] });
    },
  });
  const board = el("div", { class: "od-board" }, photo.node, plane);

  // the five classes, without and with the cover
  const rows = Array.from({ length: 6 }, () => {
    const [label, before, after] = ["od-name", "od-bar", "od-bar od-after"].map((kind) => el("span", { class: kind }));
    const value = el("span", { class: "od-value" });
    return {
      node: el("li", { class: "od-row" }, label, el("span", { class: "od-bars" }, before, after), value),
      label,
      before,
      after,
      value,
    };
  });
  const list = el("ol", { class: "od-list" }, ...rows.map(({ node }) => node));
  const drops = captioned(
    mapPanel({
      label: "How far the score falls at each place",
      count: 1,
      h: ACROSS,
      w: ACROSS,
      columns: 1,
      unit: 8,
      gap: 0,
    }),
  );
  const cam = captioned(mapPanel({ label: "The class map", count: 1, h: CAM, w: CAM, columns: 1, unit: 4, gap: 0 }));
  const scanning = button("Cover every place: 49 answers", () => !busy && whole.live && scan(pictures.now()));
  controls.append(
    choice(trait("fill"), "The cover is", FILLS),
    presets(ui, get("presets"), { reset: pictures.reset }),
    hint(NOTE),
  );
  const keyLine = el("p", { class: "ck-note", text: "Upper bar: the whole picture; lower bar: covered." });
  stage.append(
    el(
      "div",
      { class: "od-two" },
      board,
      el("div", { class: "od-right" }, list, keyLine, el("div", { class: "od-maps" }, drops.figure, cam.figure)),
    ),
    pictures.node,
    real.node,
    scanning,
  );
  const colours = inColour(section, draw, signal);

  function state(picture) {
    if (real.live) {
      if (whole.of !== picture || !whole.live) {
        if (!busy) askWhole(picture);
        return null;
      }
      if (under.of !== picture || under.key !== key()) {
        if (!busy) askUnder(picture);
        return under.of === picture ? under : null;
      }
      return under;
    }
    const kept = fromStore(picture);
    if (!kept) return null;
    whole = kept;
    const place = Math.round(get("y") / STEP.stored) * ACROSS + Math.round(get("x") / STEP.stored);
    return kept.row[get("fill")][place];
  }
  function draw() {
    const picture = pictures.now();
    const [x, y, fill] = ["x", "y", "fill"].map(get);
    const now = state(picture);
    photo.paint(cover(picture, x, y, fill));
    frame.setAttribute("x", `${x}`);
    frame.setAttribute("y", `${y}`);
    mover.speak();
    scanning.hidden = !real.live;
    scanning.disabled = busy;
    const known = whole.of === picture ? whole : null;
    drawRows(known, now);
    drawMaps(picture, known, fill);
    say(sentence(picture, known, now, fill));
  }
  function drawRows(known, now) {
    const before = new Map(known?.top ?? []);
    const after = new Map(now?.top ?? []);
    const shown = [...new Set([...after.keys(), ...(known ? [known.target] : [])])].slice(0, rows.length);
    rows.forEach((row, i) => {
      const kind = shown[i];
      row.node.hidden = kind === undefined;
      if (kind === undefined) return;
      const [a, b] = [before.get(kind) ?? 0, after.get(kind) ?? 0];
      row.label.textContent = name(kind) ?? "";
      row.before.style.width = `${100 * a}%`;
      row.after.style.width = `${100 * b}%`;
      row.value.textContent = percent(b);
      row.node.classList.toggle("od-target", kind === known?.target);
    });
  }
  function drawMaps(picture, known, fill) {
    const stored = fromStore(picture);
    const kept = stored ? stored.row[fill].map(({ logit }) => stored.logit - logit) : [];
    const shown = map.of === picture && map.fill === fill ? map.values : kept;
    const all = Float32Array.from({ length: ACROSS * ACROSS }, (_, i) => shown[i] ?? 0);
    drops.paint(all, colours, { top: all.reduce((most, v) => Math.max(most, Math.abs(v)), 1) });
    drops.words.textContent = shown.length ? `fall of the score, ${fill} cover` : "not yet known for this picture";
    const from = known?.cam ?? [];
    const where = Float32Array.from({ length: CAM * CAM }, (_, i) => from[i] ?? 0);
    cam.paint(where, colours, { top: where.reduce((most, v) => Math.max(most, v), 1) });
    cam.words.textContent = known ? `class map of ${name(known.target)}` : "";
  }
  function sentence(picture, known, now, fill) {
    if (!known || !now)
      return real.live ? "The network is asked …" : "Of your picture nothing is stored: load the network.";
    const fell = known.logit - now.logit;
    const [best, probability] = now.top[0];
    const target = name(known.target);
    const way =
      Math.abs(fell) < 0.05
        ? "stays"
        : fell > 0
          ? `falls by ${signed(Math.round(10 * fell) / 10)}`
          : `rises by ${signed(Math.round(-10 * fell) / 10)}`;
    const answer =
      best === known.target
        ? `it still says ${target}, ${percent(probability)}`
        : `it now says ${name(best)}, ${percent(probability)}`;
    return `With this ${fill === "surroundings" ? "cover in the colour of its surroundings" : fill === "blur" ? "blur" : `${fill} cover`} the score of ${target} ${way}; ${answer}.`;
  }
  return draw;
}
const percent = (p) => (p > 0 && p < 0.005 ? "<1 %" : `${Math.round(100 * p)} %`);

export default widget("occlusion-drag", { state: STATE, setup });
