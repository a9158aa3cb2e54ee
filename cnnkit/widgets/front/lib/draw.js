// @ts-check
// A drawing pad for mouse, pen, finger and keyboard. It is an SVG, so that the ink follows the page's colours.
import "./draw.css";
import { arrow, clamp, el, on, svg } from "./dom.js";

const STEP = 1 / 32;

/**
 * A square of side 1. `onstart()` comes before the first mark of a stroke and may call `set([])`, `onchange(strokes)`
 * after every mark, `onend(strokes)` when the pen is lifted; `strokes` are lists of [x, y]. With the keyboard: arrows
 * move the pen, Space puts it down and lifts it.
 * @param {{ label: string, radius: number, onstart?: () => void, onchange: (strokes: number[][][]) => void,
 *   onend?: (strokes: number[][][]) => void }} how
 */
export function pad({ label, radius, onstart = () => {}, onchange, onend = () => {} }) {
  let strokes = [],
    pen = [0.5, 0.5],
    down = false,
    current = null;
  const under = svg("g"),
    lines = svg("g", { class: "ckd-ink", "stroke-width": 2 * radius });
  const cursor = svg("circle", { class: "ckd-pen", r: radius, cx: 0.5, cy: 0.5 });
  const sheet = svg(
    "svg",
    {
      class: "ckd-pad",
      viewBox: "0 0 1 1",
      role: "application",
      tabindex: 0,
      "aria-label": label,
      "aria-roledescription": "drawing pad",
      "data-lm-suppress-shortcuts": "true",
    },
    under,
    lines,
    cursor,
  );

  const path = (stroke) => `M${stroke.map(([x, y]) => `${x} ${y}`).join("L")}${stroke.length === 1 ? "h0" : ""}`;
  function draw() {
    while (lines.childNodes.length > strokes.length) lines.lastChild.remove();
    strokes.forEach((stroke, i) => {
      if (!lines.childNodes[i]) lines.append(svg("path"));
      const d = path(stroke);
      if (lines.childNodes[i].getAttribute("d") !== d) lines.childNodes[i].setAttribute("d", d);
    });
  }
  const start = (point) => {
    onstart();
    current = [point];
    strokes = [...strokes, current];
    mark();
  };
  const lift = () => {
    sheet.classList.remove("ckd-down");
    down = false;
    if (!current) return;
    current = null;
    onend(strokes.map((stroke) => [...stroke]));
  };
  const mark = () => {
    draw();
    onchange(strokes);
  };
  const extend = (points) => {
    current.push(...points);
    mark();
  };
  const place = (event) => {
    const box = sheet.getBoundingClientRect(),
      part = (v, from, size) => Math.round(1000 * clamp((v - from) / size, 0, 1)) / 1000;
    return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
  };

  on(sheet, "pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault(); // or the drag would select the page's text
    sheet.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    lift();
    sheet.classList.remove("ckd-keys");
    start(place(event));
  });
  on(sheet, "pointermove", (event) => {
    if (!current || !sheet.hasPointerCapture(event.pointerId)) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    extend((moves.length ? moves : [event]).map(place));
  });
  for (const name of ["pointerup", "pointercancel"])
    on(sheet, name, () => {
      if (!down) lift();
    });

  on(sheet, "keydown", (event) => {
    const step = arrow(event);
    if (!step && event.key !== " ") return;
    event.preventDefault();
    sheet.classList.add("ckd-keys");
    if (step) {
      pen = pen.map((v, i) => clamp(v + step[i] * STEP, 0, 1));
      cursor.setAttribute("cx", pen[0]);
      cursor.setAttribute("cy", pen[1]);
      if (down) extend([[...pen]]);
    } else if (down) lift();
    else {
      down = true;
      sheet.classList.add("ckd-down");
      start([...pen]);
    }
  });
  on(sheet, "blur", lift);

  return {
    node: sheet,
    under,
    get strokes() {
      return strokes;
    },
    /** Shows other strokes, unless one is being drawn. */
    set(next) {
      if (current) return;
      strokes = next.map((stroke) => [...stroke]);
      draw();
    },
  };
}

/** `count` pictures of 8×8 out of bytes from 0 to 16: numbers from 0 to 1. */
export const pictures = (view, count) =>
  Array.from({ length: count }, (_, k) =>
    Float32Array.from(new Uint8Array(view.buffer, view.byteOffset + 64 * k, 64), (v) => v / 16),
  );

/** An 8×8 picture of numbers from 0 to 1 as squares of ink, `side` wide, its corner at (x, y). */
export function squares(x8, { x = 0, y = 0, side = 1 } = {}) {
  const s = side / 8;
  return Array.from(
    x8,
    (v, i) =>
      v > 0.001 &&
      svg("rect", {
        x: x + (i % 8) * s,
        y: y + Math.floor(i / 8) * s,
        width: s * 1.01,
        height: s * 1.01,
        fill: "var(--_ink)",
        "fill-opacity": Math.min(1, v).toFixed(3),
      }),
  ).filter(Boolean);
}

/** A button with a small 8×8 picture on it. */
export const pictureButton = (x8, label, attrs = {}) =>
  el(
    "button",
    { type: "button", class: "ckd-picture", "aria-label": label, ...attrs },
    svg("svg", { viewBox: "0 0 1 1", "aria-hidden": "true" }, ...squares(x8)),
  );
