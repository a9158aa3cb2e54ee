// @ts-check
// A window of weights steps over an image: what it reads, multiplies and adds, and what it never reads.
import { conv2d, flipped, partialSums, patch, starts, unread } from "./lib/arithmetic.js";
import { button, counter, hint, player, presets, toggle } from "./lib/controls.js";
import { clamp, el, guarded, signed, values, within } from "./lib/dom.js";
import { grid, listed, products, slidingFrame, steps, wires } from "./lib/grid.js";
import { widget } from "./lib/widget.js";
import "./conv-stepper.css";

const STATE = ["image", "kernel", "bias", "stride", "padding", "dilation", "row", "col", "relu", "flip"];
const COUNTERS = {
  stride: { min: 1, max: 5, rule: "it counts the cells that the window moves" },
  padding: { min: 0, max: 3, rule: "it counts the zeros on each side" },
  dilation: { min: 1, max: 3, rule: "1 means neighbouring cells" },
  bias: { min: -9, max: 9, rule: "one number is added at every place" },
};
const SWITCHES = { relu: "ReLU", flip: "flip the kernel" };
const NOTE = "Drag the window, or use the arrow keys on the output; Space steps on. Press a weight to change it.";
const volume = (nested) => (Array.isArray(nested[0][0]) ? nested : [nested]);

/** Everything the picture shows, from the traits alone. */
function read(get) {
  /** @type {{ image: any[], kernel: any[], bias: number, stride: number, padding: number, dilation: number, row: number, col: number, relu: boolean, flip: boolean }} */
  const s = values(get, STATE);
  const image = volume(s.image);
  const kernel = volume(s.kernel);
  const [h, w, kh, kw] = [image[0].length, image[0][0].length, kernel[0].length, kernel[0][0].length];
  const axis = (n, k) => [n, k, s.stride, s.padding, s.dilation];
  const output = conv2d(image, kernel, s);
  const row = within(s.row, output.length);
  const col = within(s.col, output[0]?.length ?? 0);
  const parts = output.length ? partialSums(image, kernel, row, col, s) : [];
  const turned = s.flip ? kernel.map(flipped) : kernel;
  return {
    ...s,
    image,
    kernel: turned,
    h,
    w,
    kh,
    kw,
    output,
    row,
    col,
    parts,
    z: parts.reduce((a, b) => a + b, s.bias),
    rows: starts(...axis(h, kh)),
    cols: starts(...axis(w, kw)),
    lostRows: unread(...axis(h, kh)),
    lostCols: unread(...axis(w, kw)),
  };
}

function imageCells(s, c) {
  const cells = [];
  for (let i = -s.padding; i < s.h + s.padding; i++) {
    cells.push([]);
    for (let j = -s.padding; j < s.w + s.padding; j++) {
      const real = s.image[c][i]?.[j] !== undefined;
      const text = signed(real ? s.image[c][i][j] : 0);
      const [dy, dx] = [i - s.rows[s.row], j - s.cols[s.col]].map((gap) => gap / s.dilation);
      const weight = s.output.length ? s.kernel[c][dy]?.[dx] : undefined;
      const lost = s.lostRows.includes(i) || s.lostCols.includes(j);
      const kind = [
        real ? "" : "pad",
        weight === undefined ? "" : "patch",
        lost && s.output.length ? "unread" : "",
      ].join(" ");
      const sub = weight === undefined ? "" : `×${signed(weight)}`;
      const note = weight !== undefined ? `${text}, in the window` : lost ? `${text}, never read` : text;
      cells.at(-1).push({ text, kind, sub, label: real ? note : `padding ${note}` });
    }
  }
  return cells;
}

/** What is skipped, in one sentence. */
function readingSentence(s) {
  const same = s.h === s.w && s.kh === s.kw;
  const list = (from) => from.join(", ").replaceAll("-", "−");
  const where = same
    ? `Windows start at ${list(s.rows)}`
    : `Windows start at ${listed("row", s.rows)} and ${listed("column", s.cols)}`;
  const inside = (lost, n) => lost.filter((i) => i >= 0 && i < n);
  const [rows, cols] = [inside(s.lostRows, s.h), inside(s.lostCols, s.w)];
  const lost = [listed("row", rows), listed("column", cols)].filter(Boolean).join(" and ");
  const many = rows.length + cols.length > 1;
  if (lost) return `${where}; ${lost} ${many ? "are" : "is"} never read.`;
  return s.lostRows.length + s.lostCols.length
    ? `${where}; only padding zeros are never read.`
    : `${where}; every cell is read.`;
}

/** Why there is no output, with the numbers put in and what would be legal. */
function misfitSentence(s) {
  const [n, k, name] = s.rows.length ? [s.w, s.kw, "wide"] : [s.h, s.kh, "high"];
  const reach = s.dilation * (k - 1) + 1;
  const spread =
    s.dilation > 1
      ? ` with dilation ${s.dilation} spans ${s.dilation}·(${k} − 1) + 1 = ${reach} cells`
      : ` spans ${reach} cells`;
  const fits = Math.floor((n + 2 * s.padding - 1) / Math.max(1, k - 1));
  const choices = [
    fits >= 1 && s.dilation > 1 ? `dilation ${fits} or less` : "",
    `padding ${Math.ceil((reach - n) / 2)} or more`,
  ];
  return (
    `The window does not fit: a kernel ${k} ${name}${spread}, and image plus padding has ${n} + 2·${s.padding} = ${n + 2 * s.padding}. ` +
    `There is no output. It would fit with ${choices.filter(Boolean).join(", or with ")}.`
  );
}

function resultSentence(s) {
  if (!s.output.length) return misfitSentence(s);
  const relu = s.relu ? (s.z < 0 ? `; ReLU cuts it to 0` : `; ReLU leaves it`) : "";
  return `Output row ${s.row}, column ${s.col}: ${signed(s.z)}${relu}. ${readingSentence(s)}`;
}

function sumNodes(s) {
  if (!s.output.length) return [];
  const show = (v) => signed(v);
  const bracket = (v) => (v < 0 ? `(${show(v)})` : show(v));
  const terms = s.image.map((map, c) =>
    products(patch(map, s.kh, s.kw, s.row, s.col, s).flat(), s.kernel[c].flat(), show),
  );
  const result = [
    " = ",
    el("b", { class: "z", text: show(s.z) }),
    ...(s.relu ? [" → ReLU → ", el("b", { class: "z", text: show(Math.max(0, s.z)) })] : []),
  ];
  const bias =
    s.bias || s.image.length > 1 ? [` + ${bracket(s.bias)} `, el("span", { class: "ck-note", text: "bias" })] : [];
  if (s.image.length === 1) return [el("p", { class: "ckg-sum" }, ...terms[0], ...bias, ...result)];
  const line = (name, ...nodes) => el("li", {}, el("span", { class: "cs-name", text: name }), ...nodes);
  return [
    el(
      "ul",
      { class: "ckg-sum cs-lines" },
      ...terms.map((nodes, c) => line(`channel ${c}`, ...nodes, ` = ${show(s.parts[c])}`)),
      line("together", s.parts.map((v, c) => (c ? bracket(v) : show(v))).join(" + "), ...bias, ...result),
    ),
  ];
}

function setup(ui) {
  const { section, controls, stage, says, signal, get, put, trait, say } = ui;
  const sum = el("div", {});
  says.before(sum);
  const join = wires(stage, signal);
  const channels = el("div", { class: "cs-channels" });
  const flow = el("div", { class: "cs-flow" }, channels);
  stage.append(flow);

  const go = (row, col) => put({ row, col });
  const step = steps(() => {
    const s = read(get);
    return { row: s.row, col: s.col, rows: s.output.length, cols: s.output[0]?.length ?? 0 };
  }, go);
  const output = grid("output map", {
    help: "Arrow keys move the window, Space steps on.",
    onmove: go,
    onkey: (event) => event.key === " " && (step(), true),
  });
  flow.append(output.node);
  const pick = (y, x) => {
    const s = read(get);
    const near = (at, n, k) => within(Math.round((at - (s.dilation * (k - 1) + 1) / 2) / s.stride), n);
    const [row, col] = [near(y, s.rows.length, s.kh), near(x, s.cols.length, s.kw)];
    if (row !== s.row || col !== s.col) go(row, col);
  };
  const bump = (c, by) => (row, col) => {
    const s = read(get);
    const at = s.flip ? [s.kh - 1 - row, s.kw - 1 - col] : [row, col];
    const next = volume(get("kernel")).map((map) => map.map((line) => [...line]));
    next[c][at[0]][at[1]] = clamp(by(next[c][at[0]][at[1]]), -99, 99);
    put({ kernel: Array.isArray(get("kernel")[0][0]) ? next : next[0] });
  };
  const up = (v) => (v >= 3 ? -3 : v + 1);
  let lanes = [];
  function lane(c) {
    const image = grid(`input channel ${c}`, { onpick: pick });
    const keys = new Map([
      ["+", (v) => v + 1],
      ["=", (v) => v + 1],
      ["-", (v) => v - 1],
      [" ", up],
      ["Enter", up],
    ]);
    const edit = (event, row, col) => {
      const by = keys.get(event.key) ?? (/^\d$/.test(event.key) ? () => Number(event.key) : null);
      if (by) bump(c, by)(row, col);
      return Boolean(by);
    };
    const help = "Plus, minus and digits change a weight.";
    const kernel = grid(`kernel ${c}`, { help, onmove: () => {}, onkey: edit });
    kernel.table.addEventListener(
      "click",
      guarded(section, () => bump(c, up)(...kernel.at)),
    );
    const part = grid(`sum of channel ${c}`);
    const node = el("div", { class: "cs-channel" }, image.node, kernel.node, part.node);
    return { image, kernel, part, node, window: slidingFrame(image) };
  }

  function draw() {
    const s = read(get);
    const many = s.image.length > 1;
    if (lanes.length !== s.image.length) {
      lanes = s.image.map((_, c) => lane(c));
      channels.replaceChildren(...lanes.map((one) => one.node));
      channels.classList.toggle("one", !many);
    }
    const [wide, kernels] = [s.w + 2 * s.padding, s.kw];
    const outs = s.cols.length || 2;
    flow.style.setProperty("--wide", wide + kernels + (many ? 1 : 0) + outs);
    flow.style.setProperty("--narrow", many ? wide + kernels + 1 : Math.max(wide, kernels + outs));
    flow.classList.toggle("many", many);
    flow.style.setProperty("--gaps", many || wide < kernels + outs + 1 ? "4.4rem" : "1rem");
    lanes.forEach((one, c) => {
      const name = many ? `channel ${c}` : `image ${s.h}×${s.w}${s.padding ? `, padding ${s.padding}` : ""}`;
      one.image.caption.textContent = name;
      one.image.draw(imageCells(s, c));
      one.kernel.caption.textContent = many ? "kernel" : `kernel ${s.kh}×${s.kw}${s.flip ? ", flipped" : ""}`;
      one.kernel.draw(
        s.kernel[c].map((line, i) =>
          line.map((v, j) => ({
            text: signed(v),
            kind: "weight",
            label: `weight at row ${i}, column ${j}: ${signed(v)}`,
          })),
        ),
      );
      one.part.node.hidden = !many;
      one.part.caption.textContent = "sum";
      one.part.draw([[{ text: s.output.length ? signed(s.parts[c]) : "–", kind: "part" }]]);
      one.window.move(
        s.output.length
          ? {
              row: s.rows[s.row] + s.padding,
              col: s.cols[s.col] + s.padding,
              height: s.dilation * (s.kh - 1) + 1,
              width: s.dilation * (s.kw - 1) + 1,
            }
          : null,
      );
    });
    output.caption.textContent = s.output.length
      ? `output ${s.output.length}×${s.output[0].length}${s.relu ? ", after ReLU" : ""}`
      : "no output";
    output.draw(
      s.output.map((line, i) =>
        line.map((v, j) => ({
          text: signed(v),
          kind: i === s.row && j === s.col ? "result" : "",
          label: `output row ${i}, column ${j}: ${signed(v)}`,
        })),
      ),
    );
    output.place(s.row, s.col);
    sum.replaceChildren(...sumNodes(s));
    say(resultSentence(s));
    join((narrow) => (s.output.length ? cones(narrow, output.cell(s.row, s.col)) : []));
  }
  // Three sums meet in one cell; where the grids are stacked they are added up on the way down.
  const cones = (narrow, target) =>
    lanes.flatMap(({ window: hole, kernel, part }, c) => {
      const [from, next] =
        lanes.length > 1 ? [part.box, narrow ? (lanes[c + 1]?.part.box ?? target) : target] : [kernel.box, target];
      return [
        [hole.node, kernel.box],
        ...(lanes.length > 1 ? [[kernel.box, part.box]] : []),
        [from, next, "to-result"],
      ];
    });
  const asked = (names) => get("controls").filter((key) => Object.hasOwn(names, key));
  controls.append(
    player(step, signal),
    button("Step", step),
    ...asked(COUNTERS).map((key) => counter(trait(key), key, COUNTERS[key])),
    ...asked(SWITCHES).map((key) => toggle(trait(key), SWITCHES[key])),
    presets(ui),
    hint(NOTE),
  );
  return draw;
}

export default widget("conv-stepper", { state: STATE, setup });
