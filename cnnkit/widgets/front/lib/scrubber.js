// @ts-check
// What every replay has: a control for each axis of its recording, and curves along one of them.
import { choice, player, slider } from "./controls.js";
import { plot } from "./plot.js";

/**
 * Controls for axes; a trait of the axis's name holds the place. An axis with `play` gets a slider and that button, one
 * without a row of buttons. `show(value, place)` writes what stands at a place.
 * @param {import("./widget.js").Ui} ui
 * @param {any} recorded
 * @param {Record<string, { label: string, play?: string, show?: (value: any, place: number) => string }>} axes
 */
export function axisControls(ui, recorded, axes) {
  return Object.entries(axes).flatMap(([axis, { label, play, show = (value) => `${value}` }]) => {
    const along = recorded.axes[axis];
    const last = along.length - 1;
    if (!play)
      return [
        choice(
          ui.trait(axis),
          label,
          along.map((value, i) => [i, show(value, i)]),
        ),
      ];
    const step = () => {
      const next = ui.get(axis) === last ? 0 : ui.get(axis) + 1;
      ui.put({ [axis]: next });
      return next < last;
    };
    const written = (i) => (last && axes[axis].show ? show(along[i], i) : `${i} of ${last}`);
    return [
      slider(ui.trait(axis), label, { min: 0, max: last, show: written }),
      player(step, ui.signal, { label: play }),
    ];
  });
}

/**
 * A plot of a series along one axis, a line for each place of the axis `by` (a dash of its own, none without `by`); a
 * press or drag sets the place. `draw(place)` shows where it is, `value` writes the number there.
 * @param {import("./widget.js").Ui} ui
 * @param {any} recorded
 * @param {{ series: string, along: string, by?: string, label: string, top?: number, log?: boolean,
 *   show?: (v: number) => string, name?: string }} what
 */
export function curves(ui, recorded, { series, along, by, label, top, log = false, show = String, name = along }) {
  const values = (by ? recorded.axes[by] : [null]).map((_, i) => recorded.along(series, along, by ? { [by]: i } : {}));
  const finite = values.flat().filter(Number.isFinite);
  const high = top ?? Math.max(...finite);
  const low = log ? Math.min(...finite.filter((v) => v > 0)) : 0;
  const stops = recorded.axes[along].map((_, i) => i);
  const last = stops.at(-1);
  const lines = values.map((line, i) => ({
    name: by ? `${recorded.axes[by][i]}` : series,
    points: line.map((v, at) => [at, v]),
    dash: i,
  }));
  const chart = plot({
    label,
    x: { from: 0, to: last, ticks: [0, last], show: (v) => (v ? `${name} ${v}` : "0"), name, quiet: true },
    y: { from: low, to: high, log, ...(log ? {} : { ticks: [0, high], show: (v) => (v ? v.toFixed(1) : "0") }) },
    scrub: { stops, go: (place) => ui.put({ [along]: place }) },
  });
  return {
    ...chart,
    lines,
    draw(place) {
      const chosen = by ? place[by] : 0;
      const y = values[chosen][place[along]];
      chart.draw({
        lines: lines.map((line, i) => ({ ...line, kind: i === chosen ? "chosen" : "" })),
        cursor: { x: place[along], y, value: show(y) },
      });
    },
  };
}
