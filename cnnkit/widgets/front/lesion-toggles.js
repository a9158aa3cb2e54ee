// @ts-check
// Blocks of a residual network and of its plain twin switched off: what both still read, and which paths are left.
import { button, choice, hint, presets } from "./lib/controls.js";
import { count, el, newId, svg } from "./lib/dom.js";
import { pathLengths, pathsLeft, place } from "./lib/lesions.js";
import { ranked } from "./lib/list.js";
import { widget } from "./lib/widget.js";
import "./lesion-toggles.css";

const [BLOCKS, STAGE] = [9, 3];
const ARMS = ["residual", "plain"];
const ALL = pathLengths(BLOCKS);
const NOTE =
  "Each button takes a block out of both networks and puts it back. Where a block was, its input goes on as it is; in blocks 4 and 7, which halve the sides, " +
  "every second pixel of it and zeros for the new channels. Nothing is trained again. The seed chooses among three pairs of networks.";

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function setup(ui) {
  const { controls, stage, says, get, trait, say } = ui;
  const chain = svg("svg", { class: "lt-chain", viewBox: "0 0 360 146", "aria-hidden": "true" });
  const read = ranked({ label: "Held-out digits read right", show: percent });
  const paths = svg("svg", { class: "lt-paths", viewBox: "0 0 360 176", role: "img" });
  const blocks = switches(ui);
  stage.append(
    el("div", {}, chain, blocks, caption("Held-out digits read right"), read.node),
    el("div", {}, caption("Paths left in the residual network, by length"), paths),
  );
  stage.before(controls);
  stage.after(says);
  const seeds = [1, 2, 3].map((seed) => /** @type {[any, string]} */ ([seed, `${seed}`]));
  controls.append(choice(trait("seed"), "seed", seeds), presets(ui), hint(NOTE));
  return () => {
    const out = get("out");
    const share = (arm) => get("kept")[arm][get("seed") - 1][place(out)] / get("pictures");
    const left = pathsLeft(BLOCKS, out);
    drawChain(chain, out);
    read.draw(ARMS.map((arm) => ({ name: `${arm}-20`, value: share(arm), kind: arm })));
    drawPaths(paths, left);
    const sum = left.reduce((a, b) => a + b, 0);
    paths.setAttribute("aria-label", `Paths left by length 0 to 9: ${left.join(", ")}.`);
    say(
      `${words(out)} the residual network reads ${percent(share("residual"))} of ${get("pictures")} held-out digits and ` +
        `its plain twin ${percent(share("plain"))}. ${count(sum)} of ${count(2 ** BLOCKS)} paths are left in the residual ` +
        `one; the plain one has a single path${out.length ? ", and it was cut" : ""}.`,
    );
  };
}

const caption = (text) => el("p", { class: "lt-title", text });

function words(out) {
  if (!out.length) return "With all nine blocks";
  if (out.length === BLOCKS) return "Without any block";
  const last = out[out.length - 1];
  return out.length === 1 ? `Without block ${last}` : `Without blocks ${out.slice(0, -1).join(", ")} and ${last}`;
}

/** Nine switches in three groups; pressed is a block that is in. */
function switches({ get, put, watch }) {
  const all = Array.from({ length: BLOCKS }, (_, i) => {
    const block = i + 1;
    const flip = () => {
      const out = get("out");
      put({ out: out.includes(block) ? out.filter((b) => b !== block) : [...out, block].sort((a, b) => a - b) });
    };
    return button(`${block}`, flip, { "aria-label": `block ${block}` });
  });
  watch(["out"], () => all.forEach((one, i) => one.setAttribute("aria-pressed", `${!get("out").includes(i + 1)}`)));
  const groups = [0, 1, 2].map((s) => {
    const id = newId("stage");
    const name = el("span", { class: "ck-label", id, text: `stage ${s + 1}` });
    const some = all.slice(STAGE * s, STAGE * (s + 1));
    return el("div", { class: "lt-stage", role: "group", "aria-labelledby": id }, name, ...some);
  });
  return el("div", { class: "lt-switches" }, ...groups);
}

const [LEFT, PITCH, SIDE] = [58, 33, 24];

/** Both networks as chains: a block that is out is dashed and crossed by the line that goes on. */
function drawChain(picture, out) {
  const rows = ARMS.map((arm, row) => {
    const y = row ? 122 : 52;
    const x = (i) => LEFT + PITCH * i;
    const name = svg("text", { x: 0, y: y - 32, text: arm, class: "lt-name" });
    const line = svg("path", { class: "lt-line", d: `M${LEFT - 18} ${y}H${x(BLOCKS) + 2}` });
    const parts = Array.from({ length: BLOCKS }, (_, i) => {
      const gone = out.includes(i + 1);
      const arc = row
        ? null
        : svg("path", { class: "lt-skip", d: `M${x(i) - 5} ${y}V${y - 22}H${x(i) + SIDE + 4}V${y}` });
      const box = svg("rect", { x: x(i), y: y - SIDE / 2, width: SIDE, height: SIDE, rx: 4 });
      const text = svg("text", { x: x(i) + SIDE / 2, y: y + 5, "text-anchor": "middle", text: gone ? "" : `${i + 1}` });
      // the line of a residual network does not go through a box that is out, for the skip is what is left
      const wire = gone && !row ? svg("path", { class: "lt-cut", d: `M${x(i) - 2} ${y}h${SIDE + 4}` }) : null;
      return svg(
        "g",
        { class: gone ? "lt-out" : "lt-in" },
        wire,
        arc,
        box,
        gone && row ? svg("path", { class: "lt-line", d: `M${x(i)} ${y}h${SIDE}` }) : null,
        text,
      );
    });
    return svg("g", {}, name, line, ...parts.filter(Boolean));
  });
  picture.replaceChildren(...rows);
}

/** For each length an outline, all paths that there were, and in it those that are left. */
function drawPaths(picture, left) {
  const [base, tall, wide] = [132, 104, 26];
  const most = Math.max(...ALL);
  const bars = ALL.flatMap((all, k) => {
    const x = 14 + 34 * k;
    const bar = (much, kind) => {
      const height = (tall * much) / most;
      return svg("rect", { class: kind, x, y: base - height, width: wide, height });
    };
    const at = { x: x + wide / 2, "text-anchor": "middle" };
    return [
      bar(all, "lt-all"),
      bar(left[k], "lt-left"),
      svg("text", { ...at, y: base - (tall * all) / most - 6, text: `${left[k]}` }),
      svg("text", { ...at, y: base + 18, text: `${k}` }),
    ];
  });
  const name = svg("text", { x: 354, y: base + 38, "text-anchor": "end", text: "branches on the path" });
  picture.replaceChildren(svg("path", { class: "lt-line", d: `M8 ${base}H356` }), ...bars, name);
}

export default widget("lesion-toggles", { state: ["out", "seed"], setup });
