// @ts-check
// Two parts vote for two wholes: drag the votes for the face, and see whom the parts listen to after each step.
import { route } from "./lib/capsule.js";
import { choice, hint, presets } from "./lib/controls.js";
import { el, signed, svg } from "./lib/dom.js";
import { handle } from "./lib/handle.js";
import { widget } from "./lib/widget.js";
import "./capsule-routing.css";

const STATE = ["face", "house", "step"];
const PARTS = ["dots", "bar"];
const WHOLES = ["face", "house"];
const STEPS = 3;
const LIT = 0.5; // a whole of this length or more counts as found
const MOST = 20; // tenths that a vote reaches along each axis
const HALF = 24; // of the board's side, in tenths

/** A vote [x, y], y upwards, as a place on the board, and back. */
const placed = ([x, y]) => [HALF + 10 * x, HALF - 10 * y];
const vote = (x, y) => [(x - HALF) / 10, (HALF - y) / 10];
const length = (v) => Math.hypot(...v);
const lit = (v) => Number(length(v).toFixed(2)) >= LIT;

function setup(ui) {
  const { controls, stage, get, put, trait, say } = ui;
  /** @type {[number, string][]} */
  const steps = Array.from({ length: STEPS }, (_, i) => [i + 1, `${i + 1}`]);
  controls.append(
    presets(ui),
    choice(trait("step"), "Step", steps),
    hint("Drag the round ends of the votes for the face, or use the arrow keys on them (Shift for larger steps)."),
  );
  const boards = WHOLES.map((name) => board(name));
  const movers = PARTS.map((part, i) =>
    handle(boards[0].knobs[i], {
      label: `Vote of the ${part} for the face`,
      plane: boards[0].plane,
      size: 2 * HALF,
      kind: "movable vote",
      where: () => placed(get("face")[i]),
      within: () => ({ low: [HALF - MOST, HALF - MOST], high: [HALF + MOST, HALF + MOST] }),
      says: (x, y) => {
        const [right, up] = vote(x, y);
        return `${signed(right)} to the right, ${signed(up)} up`;
      },
      go: (x, y) => put({ face: get("face").map((old, k) => (k === i ? vote(x, y) : old)) }),
    }),
  );
  const shares = table();
  const key = el(
    "p",
    { class: "ck-note ckc-key" },
    el("span", { class: "ckc-dots", text: "— vote of the dots" }),
    el("span", { class: "ckc-bar", text: "- - vote of the bar" }),
    el("span", { text: "▬ the whole that they make" }),
  );
  stage.append(el("div", { class: "ckc-boards" }, ...boards.map(({ node }) => node)), key, shares.node);

  return () => {
    const step = get("step");
    const votes = PARTS.map((_, i) => [get("face")[i], get("house")[i]]);
    const all = route(votes, STEPS);
    const now = all[step - 1];
    boards.forEach((one, j) =>
      one.draw(
        votes.map((row) => row[j]),
        now.wholes[j],
      ),
    );
    movers.forEach((mover) => mover.speak());
    shares.draw(all, step);
    const sent = PARTS.map((part, i) => `the ${part} ${Math.round(100 * now.couplings[i][0])} %`).join(" and ");
    const found = WHOLES.filter((_, j) => lit(now.wholes[j]));
    const verdict = found.length
      ? `The ${found.join(" and the ")} light${found.length === 1 ? "s" : ""} up`
      : "Nothing lights up";
    const [face, house] = now.wholes.map((v) => length(v).toFixed(2));
    say(
      `Step ${step}: the face is ${face} long, the house ${house}. To the face go ${sent} of what they have. ${verdict}.`,
    );
  };
}

/** The votes for one whole, and the whole. */
function board(name) {
  const arrows = PARTS.map((part) => svg("path", { class: `ckc-vote ckc-${part}` }));
  const whole = svg("path", { class: "ckc-whole" });
  const movable = name === "face";
  const knobs = PARTS.map((part, i) =>
    movable
      ? svg(
          "g",
          { class: `ckc-knob ckc-${part}` },
          svg("circle", { r: 6.2, class: "ck-target" }),
          svg("circle", { r: 1.7 }),
          svg("text", { y: i ? 5 : -2.6, "text-anchor": "middle", text: part }),
        )
      : svg(
          "g",
          { class: `ckc-end ckc-${part}` },
          svg("circle", { r: 0.9 }),
          svg("text", { y: i ? 5 : -2, "text-anchor": "middle", text: part }),
        ),
  );
  const side = 2 * HALF;
  const plane = svg(
    "svg",
    { class: "ckc-plane", viewBox: `0 0 ${side} ${side}` },
    svg("path", { class: "ckc-axes", d: `M0 ${HALF}H${side}M${HALF} 0V${side}` }),
    svg("circle", { class: "ckc-full", cx: HALF, cy: HALF, r: 10 }),
    ...arrows,
    whole,
    ...knobs,
  );
  const title = el("p", { class: "ckc-title" });
  const node = el("div", { class: "ckc-board" }, title, plane);
  const from = `M${HALF} ${HALF}L`;
  return {
    node,
    plane,
    knobs,
    draw(votes, made) {
      votes.forEach((v, i) => {
        const [x, y] = placed(v);
        arrows[i].setAttribute("d", `${from}${x} ${y}`);
        knobs[i].setAttribute("transform", `translate(${x} ${y})`);
      });
      whole.setAttribute("d", `${from}${placed(made).join(" ")}`);
      const found = lit(made);
      node.classList.toggle("ckc-lit", found);
      title.textContent = `${name}: ${length(made).toFixed(2)}${found ? ", found" : ""}`;
    },
  };
}

/** What each part sends to the face, step by step; the rest goes to the house. */
function table() {
  const heads = ["step", ...PARTS.map((part) => `${part} → face`), ...WHOLES.map((name) => `${name}, length`)];
  const rows = Array.from({ length: STEPS }, (_, k) => {
    const cells = heads.slice(1).map(() => el("td"));
    return { cells, node: el("tr", {}, el("th", { scope: "row", text: `${k + 1}` }), ...cells) };
  });
  const node = el(
    "table",
    { class: "ckc-table" },
    el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col", text })))),
    el("tbody", {}, ...rows.map((row) => row.node)),
  );
  return {
    node,
    draw(all, step) {
      all.forEach(({ couplings, wholes }, k) => {
        const texts = [
          ...couplings.map(([toFace]) => `${Math.round(100 * toFace)} %`),
          ...wholes.map((v) => length(v).toFixed(2)),
        ];
        texts.forEach((text, c) => (rows[k].cells[c].textContent = text));
        rows[k].node.classList.toggle("ckc-now", k === step - 1);
      });
    },
  };
}

export default widget("capsule-routing", { state: STATE, setup });
