// @ts-check
// A network as a row of volumes: the root of the side is the height, the log of the maps the thickness; below each its
// share of the weights and of the multiplications. One of them is chosen, by a press or by arrow keys.
import { arrow, clamp, on, svg } from "./dom.js";
import { crossed } from "./layer-sums.js";
import "./volumes.css";

const TALL = 104; // px of the largest side
const BAR = 34; // px of the largest share
const [TOP, LEFT] = [10, 4];
const TRACKS = [
  ["params", "weights"],
  ["macs", "multiplications"],
];

/**
 * `draw({ lines, input, totals, chosen, width, side })`: `totals` are all parameters and MACs, `side` the largest side
 * of all networks that are compared. `choose(i)` is called with the place of a line.
 * @param {(i: number) => void} choose
 * @param {{ bars?: boolean }} how `bars`: show the shares
 */
export function volumes(choose, { bars: withBars = true } = {}) {
  const node = svg("svg", { class: "ckv", role: "slider", tabindex: 0, "data-lm-suppress-shortcuts": "true" });
  const mark = svg("g", { class: "ckv-mark" });
  let [key, lines, chosen, pitch] = ["", [], 0, 10];
  const step = (by) => choose(clamp(chosen + by, 0, lines.length - 1));
  on(node, "click", (event) => {
    const box = node.getBoundingClientRect();
    const x = ((event.clientX - box.left) * Number(node.getAttribute("width"))) / box.width;
    choose(clamp(Math.floor((x - LEFT) / pitch) - 1, 0, lines.length - 1));
  });
  on(node, "keydown", (event) => {
    const by = arrow(event);
    const ends = new Map([
      ["Home", -lines.length],
      ["End", lines.length],
    ]);
    if (!by && !ends.has(event.key)) return;
    event.preventDefault();
    step(by ? by[0] + by[1] : ends.get(event.key));
  });

  function rebuild({ lines: all, input, totals, width, side }) {
    pitch = Math.max(1, (width - LEFT - 8) / (all.length + 1)); // a stage may be narrow for a moment, while it is laid out
    const middle = TOP + TALL / 2 + 4;
    const tracks = withBars ? TRACKS : [];
    const topOf = (track) => TOP + TALL + 34 + track * (BAR + 24);
    // the frame leaves the lines free on which the names of the bars stand
    const frames = [
      [1, TOP + TALL + (withBars ? 14 : 18)],
      ...tracks.map((_, i) => [topOf(i) - 1, topOf(i) + BAR + 2]),
    ];
    const frame = Math.max(pitch, 8);
    mark.replaceChildren(
      ...frames.map(([y, end]) => svg("rect", { x: -frame / 2, y, width: frame, height: end - y, rx: 4 })),
    );
    const bars = tracks.map(([part, name], track) => {
      const top = topOf(track);
      const share = (line) => (line.open ? 0 : line.numbers[part]); // what is open is shown by its parts
      const most = Math.max(1, ...all.map(share));
      return [
        svg("text", { class: "ckv-name", x: LEFT, y: top - 5, text: name }),
        svg("line", { class: "ckv-base", x1: LEFT, x2: width - 4, y1: top + BAR, y2: top + BAR }),
        ...all.map((line, i) => {
          const tall = (BAR * share(line)) / most;
          const wide = clamp(0.7 * pitch, 1.5, 22);
          const x = LEFT + (i + 1.5) * pitch - wide / 2;
          return svg("rect", { class: `ckv-${part}`, x, y: top + BAR - tall, width: wide, height: tall });
        }),
      ];
    });
    const shapes = [input, ...all.map((line) => line.numbers.out)];
    const groups = [false, ...all.map((line) => line.group)];
    node.replaceChildren(
      mark,
      ...shapes.map((shape, i) => volume(shape, LEFT + (i + 0.5) * pitch, middle, side, groups[i], !i)),
      ...bars.flat(),
    );
    node.setAttribute("width", `${width}`);
    node.setAttribute("height", `${TOP + TALL + 20 + tracks.length * (BAR + 24)}`);
    node.setAttribute("aria-label", `Layers of the network, ${totals}`);
  }

  function volume(shape, x, middle, side, group, first) {
    const flat = shape.length < 3;
    const tall = flat
      ? 10 + 3 * Math.log2(shape[0] + 1)
      : Math.max(4, TALL * Math.sqrt(Math.max(shape[1], shape[2]) / side));
    const room = 0.62 * pitch;
    const thick = flat ? Math.min(4, room) : clamp((room * Math.log2(shape[0] + 1)) / 11, 2, 30);
    const slant = flat ? 0 : Math.min(0.18 * tall, 0.3 * pitch, 9);
    const [l, r, t] = [x - thick / 2 - slant / 2, x + thick / 2 - slant / 2, middle - tall / 2];
    const kind = first ? "ckv-input" : flat ? "ckv-vector" : group ? "ckv-group" : "ckv-maps";
    return svg(
      "g",
      { class: kind },
      svg("rect", { x: l, y: t, width: thick, height: tall }),
      slant > 1 && svg("path", { d: `M${l} ${t}l${slant} ${-slant}h${thick}l${-slant} ${slant}z` }),
      slant > 1 && svg("path", { class: "ckv-far", d: `M${r} ${t}l${slant} ${-slant}v${tall}l${-slant} ${slant}z` }),
    );
  }

  function draw(state) {
    const now = [state.key, state.width, state.side, state.lines.map(({ name, open }) => name + open)].join("|");
    lines = state.lines;
    chosen = state.chosen;
    if (now !== key) rebuild(state);
    key = now;
    mark.setAttribute("transform", `translate(${LEFT + (chosen + 1.5) * pitch} 0)`);
    const line = lines[chosen];
    node.setAttribute("aria-valuemin", "1");
    node.setAttribute("aria-valuemax", `${lines.length}`);
    node.setAttribute("aria-valuenow", `${chosen + 1}`);
    node.setAttribute("aria-valuetext", `${line.label}, ${crossed(line.numbers.out)}`);
  }
  return { node, draw, step };
}
