// @ts-check
// An Inception module on the bench: how wide each branch and each squeeze is, what that costs, and a count gone wrong.
import { partsBar } from "./lib/areas.js";
import { choice, hint, presets } from "./lib/controls.js";
import { count, svg } from "./lib/dom.js";
import { sized } from "./lib/drag.js";
import { handle } from "./lib/handle.js";
import { BRANCHES, inception } from "./lib/inception.js";
import { widget } from "./lib/widget.js";
import "./inception-bench.css";

const WIDTHS = ["c", "h", "conv1", "squeeze3", "conv3", "squeeze5", "conv5", "project"];
const STATE = [...WIDTHS, "twice"];
const [MOST, STEP] = [384, 8];
const NAMES = { one: "1×1", three: "3×3", five: "5×5", pool: "pool" };
const KINDS = { one: "d", three: "a", five: "b", pool: "c" };
/** What can be made wider or narrower, from top to bottom. @type {{ key: string, branch: string, least: number, label: string }[]} */
const LANES = [
  { key: "conv1", branch: "one", least: STEP, label: "filters of the 1×1" },
  { key: "squeeze3", branch: "three", least: 0, label: "squeeze before the 3×3" },
  { key: "conv3", branch: "three", least: STEP, label: "filters of the 3×3" },
  { key: "squeeze5", branch: "five", least: 0, label: "squeeze before the 5×5" },
  { key: "conv5", branch: "five", least: STEP, label: "filters of the 5×5" },
  { key: "project", branch: "pool", least: 0, label: "squeeze behind the pool" },
];
const [LEFT, LANE, BAR, GAP] = [14, 42, 24, 14];
const NOTE =
  "Drag a knob, or take it with Tab and move it with the arrow keys (8 maps a step, 32 with Shift); a squeeze of 0 is none. " +
  "The dashed frame is what the branch costs without its squeeze. No biases; the pool compares and multiplies nothing.";

/** 346816512 -> "346.8". */
const million = (n) =>
  n ? (n / 1e6).toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 }) : "0";
/** The next number that ends an axis well, so that a drag moves the bar and not the scale. */
function roof(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => n * power).find((n) => n >= most);
}

/** @param {import("./lib/widget.js").Ui} ui */
function setup(ui) {
  const { controls, stage, says, get, put, trait, say } = ui;
  /** @type {[string, string][]} */
  const mistakes = [["", "none"], ...BRANCHES.map((name) => /** @type {[string, string]} */ ([name, NAMES[name]]))];
  controls.append(presets(ui), choice(trait("twice"), "Count one twice", mistakes), hint(NOTE));
  stage.before(controls);
  stage.after(says);
  const lanes = LANES.map((lane) => knob(lane, { get, put }));
  const painted = svg("g");
  const picture = svg("svg", { role: "group" }, painted, ...lanes.flatMap(({ plane, grip }) => [plane, grip]));
  stage.append(picture);
  const box = sized(stage, ui.redraw, ui.signal);

  return () => {
    const widths = /** @type {any} */ (Object.fromEntries(WIDTHS.map((key) => [key, get(key)])));
    const twice = get("twice");
    const found = inception(widths, twice);
    const place = layout(box.width());
    painted.replaceChildren(
      ...lanes.flatMap((lane, i) => lane.paint(widths, place.lanes[i])),
      ...BRANCHES.flatMap((name) => branchBar(name, found, twice, place)),
      ...totals(found, twice, place),
    );
    picture.setAttribute("width", place.width);
    picture.setAttribute("height", place.height);
    const told = sentence(widths, found, twice);
    picture.setAttribute("aria-label", told);
    say(told);
  };
}

/** Where all stands: lanes beside the bars on a wide page, below them on a narrow one. */
function layout(width) {
  const narrow = width < 560;
  const room = narrow ? width - 2 * LEFT : (width - 3 * LEFT) * 0.46;
  const bar = narrow ? { x: LEFT, wide: width - 2 * LEFT } : { x: 2 * LEFT + room, wide: width - 3 * LEFT - room };
  const bars = {};
  const lanes = [];
  let y = 22;
  for (const name of BRANCHES) {
    const mine = LANES.filter(({ branch }) => branch === name).length;
    bars[name] = narrow ? y : y + (mine * LANE - BAR) / 2;
    let top = narrow ? y + BAR + 8 : y - 10;
    for (let i = 0; i < mine; i++, top += LANE) lanes.push({ x: LEFT, y: top, unit: room / MOST });
    y = top + GAP + (narrow ? 18 : 10);
  }
  return { width, lanes, bars, bar, total: y + 8, height: y + 8 + 2 * 62 };
}

/** A lane: its words and its bar, painted anew, and the knob at its end, which stays. */
function knob({ key, branch, least, label }, { get, put }) {
  const plane = svg("rect", { class: "ck-target", height: 14 });
  const circle = svg("circle", { class: "ck-knob", r: 8 });
  const area = svg("rect", { class: "ck-target", width: 44, height: LANE });
  const grip = svg("g", { class: "ck-grip" }, area, circle);
  const most = () => (least ? MOST : get("c"));
  const { speak } = handle(grip, {
    ...{ label, plane, size: MOST, step: STEP, kind: "movable width", row: true },
    where: () => [get(key), 0],
    go: (maps) => put({ [key]: maps }),
    within: () => ({ low: [least, 0], high: [most(), 0] }),
    says: (maps) => words(key, { ...Object.fromEntries(WIDTHS.map((name) => [name, get(name)])), [key]: maps }),
  });
  /** @param {any} widths @param {{ x: number, y: number, unit: number }} at */
  function paint(widths, { x, y, unit }) {
    const end = x + unit * widths[key];
    const set = (node, attrs) => Object.entries(attrs).forEach(([name, v]) => node.setAttribute(name, v));
    set(plane, { x, y: y + 18, width: unit * MOST });
    set(circle, { cx: end, cy: y + 25 });
    set(area, { x: end - 22, y: y + 4 });
    speak();
    const kind = `cka-part cka-${KINDS[branch]}`;
    return [
      svg("line", { class: "cka-fine", x1: x, x2: x + unit * most(), y1: y + 25, y2: y + 25 }),
      svg("rect", { class: kind, x, y: y + 18, width: end - x, height: 14 }),
      svg("text", { class: "ib-words", x, y: y + 12, text: words(key, widths) }),
    ];
  }
  return { plane, grip, paint };
}

/** What a lane's layer does: "1×1 squeezes 256 maps to 64". */
function words(key, widths) {
  const { c } = widths;
  const n = widths[key];
  if (key === "conv1") return `1×1 reads ${c}, gives ${n}`;
  if (key === "project") return n ? `3×3 pool, then 1×1: ${c} to ${n}` : `3×3 pool keeps all ${c}`;
  const k = key.endsWith("3") ? "3×3" : "5×5";
  if (key.startsWith("squeeze")) return n ? `1×1 squeezes ${c} to ${n}` : `no squeeze before the ${k}`;
  return `${k} reads ${widths[`squeeze${k[0]}`] || c}, gives ${n}`;
}

function branchBar(name, { branches }, twice, { bar, bars }) {
  const { squeeze, kernel, plain } = branches[name];
  const most = roof(
    Math.max(
      ...BRANCHES.map((one) => costOf(branches[one], one === twice)),
      ...BRANCHES.map((one) => branches[one].plain),
    ),
  );
  const again = name === twice ? kernel : 0;
  const sign = name === "pool" ? "1×1" : NAMES[name];
  const kind = KINDS[name];
  const title = `${NAMES[name]} branch: ${million(squeeze + kernel + again)} million`;
  const parts = [
    { value: squeeze, sign: "1×1", words: `1×1: ${million(squeeze)}`, kind },
    { value: kernel, sign, words: `${sign}: ${million(kernel)}`, kind },
    { value: again, sign, words: `${sign} again`, kind: "again" },
  ].filter(({ value }) => value);
  const before = plain && plain !== squeeze + kernel + again ? plain : undefined;
  return partsBar({ x: (v) => bar.x + (bar.wide * v) / most, y: bars[name], tall: BAR, title, parts, before });
}

const costOf = ({ squeeze, kernel }, twice) => squeeze + kernel * (twice ? 2 : 1);

/** All branches in one bar, and in another one the maps that leave. */
function totals({ branches, plain, counted, maps }, twice, { width, total }) {
  const wide = width - 2 * LEFT;
  const on = (most) => (v) => LEFT + (wide * v) / most;
  const part = (name, value) => ({
    value,
    sign: NAMES[name],
    words: `${NAMES[name]}: ${million(value)}`,
    kind: KINDS[name],
  });
  const given = BRANCHES.map((name) => branches[name].maps);
  const costs = BRANCHES.map((name) => part(name, costOf(branches[name], false)));
  if (twice) costs.splice(BRANCHES.indexOf(twice) + 1, 0, { ...part(twice, branches[twice].kernel), kind: "again" });
  const told = `${twice ? "counted" : "together"}: ${count(counted)}${wide > 500 ? " multiplications" : ""}`;
  return [
    ...partsBar({
      x: on(roof(Math.max(plain, counted))),
      y: total + 14,
      tall: BAR,
      title: told,
      parts: costs.filter(({ value }) => value),
      before: plain === counted ? undefined : plain,
    }),
    ...partsBar({
      x: on(roof(maps)),
      y: total + 76,
      tall: BAR,
      title: `${maps} maps leave${wide > 500 ? `: ${given.join(" + ")}` : ""}`,
      parts: BRANCHES.map((name, i) => ({
        value: given[i],
        sign: `${given[i]}`,
        words: `${given[i]}`,
        kind: KINDS[name],
      })),
    }),
  ];
}

function sentence(widths, found, twice) {
  const { branches, macs, plain, counted, maps } = found;
  const [last, ...rest] = BRANCHES.map((name) => million(costOf(branches[name], false))).reverse();
  const squeezed = widths.squeeze3 || widths.squeeze5 || widths.project;
  const share = squeezed ? `, ${Math.round((100 * macs) / plain)} % of ${count(plain)} without squeezes` : "";
  const said = [
    `The branches cost ${rest.reverse().join(", ")} and ${last} million: ${count(macs)} multiplications${share}. ${maps} maps leave.`,
  ];
  for (const name of BRANCHES) {
    if (branches[name].squeeze && costOf(branches[name], false) > branches[name].plain)
      said.push(`The ${NAMES[name]} branch costs more than without its squeeze.`);
  }
  if (twice && counted === macs) said.push("The pool multiplies nothing, so to count it twice changes nothing.");
  else if (twice)
    said.push(`With the ${NAMES[twice]} counted twice: ${count(counted)}, which is ${count(counted - macs)} too many.`);
  return said.join(" ");
}

export default widget("inception-bench", { state: STATE, setup });
