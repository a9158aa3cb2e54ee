// @ts-check
// A residual block of one number: what leaves it, and by which way how much of the slope comes back.
import { hint, presets, slider, toggle } from "./lib/controls.js";
import { el, signed, svg } from "./lib/dom.js";
import { flow } from "./lib/flow.js";
import { BEND, residual } from "./lib/residual.js";
import { short } from "./lib/scale.js";
import { widget } from "./lib/widget.js";
import "./residual-block.css";

const STATE = ["x", "strength", "skip"];
const BLOCKS = 27;
const TALL = 174;
const NOTE =
  "Move the branch's strength: 0 is a copy. Move x below 1 and the branch's ReLU shuts. Then take the skip away. " +
  "Blue runs forwards, orange and dashed backwards; an arrow that carries more is thicker.";

/** A large or a small number in a few characters. */
const brief = (v) => (v === 0 || (v >= 0.01 && v < 1e4) ? signed(v) : short(v));
const width = (v) => (v ? 1.5 + 2.5 * Math.min(2, Math.abs(v)) : 0);

function setup(ui) {
  const { controls, stage, get, trait, say } = ui;
  const words = (x, y, text = "", anchor = "middle", kind = "") =>
    svg("text", { x, y, text, "text-anchor": anchor, class: kind });
  const box = (x, y, w, h) => svg("rect", { class: "rb-box", x, y, width: w, height: h, rx: 8 });
  // forwards: along the branch above, along the skip in the middle; backwards a little below each
  const ways = {
    branch: svg("path", { class: "rb-forth", d: "M78 118V52H112M262 52H286V101" }),
    skip: svg("path", { class: "rb-forth", d: "M66 118H272" }),
    out: svg("path", { class: "rb-forth", d: "M300 118H316" }),
    backBranch: svg("path", { class: "rb-back", d: "M296 100V76H92V104" }),
    backSkip: svg("path", { class: "rb-back", d: "M270 136H78" }),
  };
  const heads = {
    backBranch: svg("path", { class: "rb-head", d: "M86 98H98L92 110Z" }),
    backSkip: svg("path", { class: "rb-head", d: "M78 130V142L66 136Z" }),
  };
  const told = {
    x: words(38, 124, "", "middle", "rb-value"),
    branch: words(187, 52, "", "middle", "rb-calc"),
    y: words(334, 124, "", "middle", "rb-value"),
    backBranch: words(187, 94, "", "middle", "rb-slope"),
    backSkip: words(187, 154, "", "middle", "rb-slope"),
    skip: words(187, 112),
  };
  const shut = svg("path", { class: "rb-shut", d: "M112 30L262 64M262 30L112 64" });
  const picture = svg(
    "svg",
    { class: "rb-lines", viewBox: `0 0 360 ${TALL}`, role: "img" },
    ...["branch", "skip", "out", "backBranch", "backSkip"].map((key) => ways[key]),
    ...Object.values(heads),
    box(10, 98, 56, 40),
    box(112, 30, 150, 34),
    shut,
    svg("circle", { class: "rb-box", cx: 286, cy: 118, r: 14 }),
    words(286, 124, "+", "middle", "rb-value"),
    box(314, 98, 40, 40),
    words(38, 92, "x"),
    words(334, 92, "y"),
    words(187, 18, "branch", "middle", "rb-name"),
    ...Object.values(told),
  );
  const sum = flow("the slope on its way back");
  const chain = flow("many such blocks");
  stage.append(
    picture,
    el("p", { class: "ck-note", text: "A slope of 1 comes back to y. At the input meet:" }),
    sum.node,
    chain.node,
  );

  function draw() {
    const [x, strength, skip] = STATE.map(get);
    const s = residual(x, strength, skip, BLOCKS);
    const total = s.back.skip + s.back.branch;
    told.x.textContent = signed(x);
    told.y.textContent = signed(s.y);
    told.branch.textContent = `${signed(strength)} · relu(${signed(x)} − ${BEND}) = ${signed(s.branch)}`;
    told.backBranch.textContent = `slope ${signed(s.back.branch)}`;
    told.skip.textContent = skip ? `skip: ${signed(x)}` : "no skip";
    told.backSkip.textContent = skip ? "slope 1" : "slope 0";
    shut.style.display = x > BEND ? "none" : "";
    ways.skip.classList.toggle("rb-gone", !skip);
    for (const [key, value] of [
      ["backBranch", s.back.branch],
      ["backSkip", s.back.skip],
    ]) {
      ways[key].style.strokeWidth = `${width(value)}px`;
      heads[key].style.display = value ? "" : "none";
    }
    picture.setAttribute("aria-label", `x ${signed(x)}, branch ${signed(s.branch)}, y ${signed(s.y)}`);
    sum.draw([
      { name: "through the skip", value: signed(s.back.skip), kind: "b", off: !skip },
      { name: "through the branch", op: "+", value: signed(s.back.branch), kind: "b", off: !s.back.branch },
      { name: "reaches x", op: "=", value: signed(total), kind: "c" },
    ]);
    chain.draw([{ name: `${BLOCKS} such blocks: ${signed(total)} to the power of ${BLOCKS}`, value: brief(s.chain) }]);
    say(sentence(x, strength, skip, s, total));
  }

  controls.append(
    slider(trait("strength"), "strength of the branch", { min: 0, max: 2, step: 0.1, show: (v) => signed(v) }),
    slider(trait("x"), "x", { min: -2, max: 4, step: 0.5, show: (v) => signed(v) }),
    toggle(trait("skip"), "skip"),
    presets(ui),
    hint(NOTE),
  );
  return draw;
}

function sentence(x, strength, skip, s, total) {
  const dead = !s.back.branch;
  const why = !strength ? "its strength is 0" : "its ReLU is shut";
  if (skip && dead)
    return `The branch is dead (${why}): the block copies ${signed(x)}, and the whole slope of 1 still arrives, through the skip.`;
  if (dead) return `The branch is dead (${why}) and there is no skip: ${signed(s.y)} leaves, and no slope arrives.`;
  if (!skip) return `Without the skip, what the branch lets through is all that arrives: ${signed(total)}.`;
  return `${signed(x)} + ${signed(s.branch)} = ${signed(s.y)} leaves; the slopes add up too: 1 + ${signed(s.back.branch)} = ${signed(total)} arrives.`;
}

export default widget("residual-block", { state: STATE, setup });
