// @ts-check
// Paint a label map over a scene: pixel accuracy, IoU of each class and the table they are read off follow the brush.
import { choice, hint, presets, toggle } from "./lib/controls.js";
import { arrow, clamp, el, newId, on, svg } from "./lib/dom.js";
import { along, area, border, counted, hundredths, stamped, tenths, told } from "./lib/label-map.js";
import { widget } from "./lib/widget.js";
import "./label-painter.css";

const STATE = ["painted", "brush", "side", "outlined"];
const NOTE =
  "Choose a class and paint with the mouse or a finger; background rubs out. With the keyboard: go to the scene with " +
  "Tab, move with the arrow keys (Shift goes four cells), and put the brush down or lift it with Space.";

function setup(ui) {
  const { controls, stage, get, put, trait, say, redraw, signal } = ui;
  const [names, truth, address] = ["classes", "truth", "picture"].map(get);
  const [height, width] = [truth.length, truth[0].length];
  const classes = names.map((_, k) => k);

  // the scene, what is painted over it, true outlines, and the keyboard's brush
  const id = newId("hatch");
  const areas = classes.slice(1).map((k) => svg("path", { class: `lp-area lp-${k}` }));
  const marks = classes.slice(1).map((k) => svg("path", { fill: `url(#${id}-${k})` }));
  const outline = (kind) =>
    classes.slice(1).map((k) => svg("path", { class: `lp-border ${kind}`, d: border(truth, k) }));
  const truths = svg("g", {}, ...outline("lp-halo"), ...outline(""));
  const cursor = svg("rect", { class: "lp-cursor" });
  const sheet = svg(
    "svg",
    {
      class: "lp-sheet",
      viewBox: `0 0 ${width} ${height}`,
      role: "application",
      tabindex: 0,
      "aria-label": "The scene: paint a class over it",
      "aria-roledescription": "drawing pad",
      "data-lm-suppress-shortcuts": "true",
    },
    svg("defs", {}, ...classes.slice(1).map((k) => hatch(`${id}-${k}`, k))),
    svg("image", { href: address, width, height, preserveAspectRatio: "none", class: "lp-picture" }),
    ...areas,
    ...marks,
    truths,
    cursor,
  );

  let at = [Math.floor(height / 2), Math.floor(width / 2)];
  let keys = false;
  let down = false; // the keyboard's brush
  let stroke = null; // the last cell of a pointer's stroke
  let work = null; // the map while a stroke is drawn: a trait that is set in each cell would be sent as often
  const now = () => work ?? get("painted");
  const lay = (cells) => {
    work = cells.reduce((rows, [y, x]) => stamped(rows, y, x, get("side"), get("brush")), now());
    redraw();
  };
  const lift = () => {
    stroke = null;
    down = false;
    if (work) put({ painted: work });
    work = null;
    redraw();
  };
  const place = (event) => {
    const box = sheet.getBoundingClientRect();
    const part = (v, from, size, count) => clamp(Math.floor(((v - from) / size) * count), 0, count - 1);
    return [part(event.clientY, box.top, box.height, height), part(event.clientX, box.left, box.width, width)];
  };
  on(sheet, "pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    event.preventDefault(); // or the drag would select the page's text
    sheet.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    lift();
    keys = false;
    at = stroke = place(event);
    lay([stroke]);
  });
  on(sheet, "pointermove", (event) => {
    if (!stroke || !sheet.hasPointerCapture(event.pointerId)) return;
    const to = place(event);
    const cells = along(stroke, to);
    if (!cells.length) return;
    at = stroke = to;
    lay(cells);
  });
  for (const name of ["pointerup", "pointercancel"]) on(sheet, name, () => stroke && lift());
  on(sheet, "keydown", (event) => {
    const step = arrow(event);
    if (!step && event.key !== " ") return;
    event.preventDefault();
    keys = true;
    if (step) {
      const far = event.shiftKey ? 4 : 1;
      const to = [clamp(at[0] + far * step[1], 0, height - 1), clamp(at[1] + far * step[0], 0, width - 1)];
      if (down) lay(along(at, to));
      at = to;
    } else if (down) return lift();
    else {
      down = true;
      lay([at]);
    }
    redraw();
  });
  on(sheet, "blur", () => {
    keys = false;
    lift();
  });
  signal.addEventListener("abort", () => (work = null));

  const meters = [meter("pixel accuracy"), meter("mean IoU")];
  const board = countTable(names);
  const kinds = choice(
    trait("brush"),
    "Paint",
    names.map((name, k) => [k, name]),
  );
  kinds.querySelectorAll("button").forEach((one, k) => one.prepend(swatch(k)));
  controls.append(
    kinds,
    choice(trait("side"), "Brush", [
      [1, "1 cell"],
      [3, "3×3"],
      [5, "5×5"],
    ]),
    presets(ui),
    toggle(trait("outlined"), "True outlines"),
    hint(NOTE),
  );
  stage.append(
    el("div", { class: "lp-two" }, sheet, el("div", { class: "lp-right" }, ...meters.map((m) => m.node), board.node)),
  );

  return () => {
    const rows = now();
    areas.forEach((path, i) => path.setAttribute("d", area(rows, i + 1)));
    marks.forEach((path, i) => path.setAttribute("d", area(rows, i + 1)));
    truths.toggleAttribute("hidden", !get("outlined"));
    const side = get("side");
    for (const [key, value] of Object.entries({
      x: at[1] - (side - 1) / 2,
      y: at[0] - (side - 1) / 2,
      width: side,
      height: side,
    }))
      cursor.setAttribute(key, `${value}`);
    sheet.classList.toggle("lp-keys", keys);
    sheet.classList.toggle("lp-down", down);
    const found = counted(truth, rows, names.length);
    meters[0].set(found.accuracy, `${tenths(100 * found.accuracy)} %`);
    meters[1].set(found.mean, hundredths(found.mean));
    board.set(found);
    const where = keys
      ? `Row ${at[0] + 1}, column ${at[1] + 1}: painted ${names[rows[at[0]][at[1]]]}` +
        `${get("outlined") ? `, in truth ${names[truth[at[0]][at[1]]]}` : ""}. `
      : "";
    say(where + told(truth, rows, names));
  };
}

const swatch = (k) => el("span", { class: `lp-swatch lp-${k}`, "aria-hidden": "true" });

/** A pattern for each class, so that colour is never alone: strokes one way, the other way, dots. */
function hatch(id, k) {
  const lines = { 1: "M0 1L1 0", 2: "M0 0L1 1" }[k];
  const mark = lines
    ? svg("path", { d: lines, class: "lp-mark" })
    : svg("circle", { cx: 0.5, cy: 0.5, r: 0.18, class: "lp-dot" });
  return svg("pattern", { id, width: 1, height: 1, patternUnits: "userSpaceOnUse" }, mark);
}

/** A share as a bar with its number. */
function meter(name) {
  const bar = el("span", { class: "lp-bar" });
  const value = el("b", {});
  const node = el(
    "div",
    { class: "lp-meter" },
    el("span", { text: name }),
    el("span", { class: "lp-rail", "aria-hidden": "true" }, bar),
    value,
  );
  return {
    node,
    set(share, text) {
      bar.style.width = `${100 * share}%`;
      if (value.textContent !== text) value.textContent = text;
    },
  };
}

/** Cells of each true class by painted class, and the IoU of each. */
function countTable(names) {
  const head = names.map((name, k) =>
    el("th", { scope: "col", title: name }, swatch(k), el("span", { class: "ck-hidden", text: name })),
  );
  const lines = names.map((name, k) => {
    const cells = names.map((_, j) => el("td", { class: j === k ? "lp-right-one" : "" }));
    const share = el("td", { class: "lp-share" });
    return { cells, share, node: el("tr", {}, el("th", { scope: "row" }, swatch(k), name), ...cells, share) };
  });
  const node = el(
    "table",
    { class: "lp-table" },
    el("caption", { text: "rows: the true class; columns: the painted one" }),
    el("thead", {}, el("tr", {}, el("td"), ...head, el("th", { scope: "col", text: "IoU" }))),
    el("tbody", {}, ...lines.map((line) => line.node)),
  );
  const write = (cell, text) => {
    if (cell.textContent !== text) cell.textContent = text;
  };
  return {
    node,
    set({ table, iou }) {
      lines.forEach((line, k) => {
        line.cells.forEach((cell, j) => write(cell, `${table[k][j]}`));
        write(line.share, iou[k] === null ? "–" : hundredths(iou[k]));
      });
    },
  };
}

export default widget("label-painter", { state: STATE, setup });
