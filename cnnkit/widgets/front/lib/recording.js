// @ts-check
// Reads a recording (cnnkit/widgets/recording.py): numbers along axes at once, frames when they are first looked at.

/** Places along axes, by name; axes that a series does not have are passed over. @typedef {Record<string, number>} Place */

/**
 * `header` as Python packed it; `fetch()` gives the bytes of all frames, or a promise of them, and is asked at the first
 * look at a frame; `arrived()` is called when they are there, `failed(error)` if they never come.
 * @param {any} header
 * @param {{ fetch: () => any, arrived?: () => void, failed?: (error: Error) => void }} how
 */
export function recording(header, { fetch, arrived = () => {}, failed = () => {} }) {
  const { axes, facts, series, frames } = header;
  let bytes = null;
  let wanted = null;
  /** Asks for the bytes of the frames, once. */
  const load = () =>
    (wanted ??= Promise.resolve(fetch()).then((view) => {
      bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      arrived();
    }, failed));
  const find = (list, name) => {
    if (!Object.hasOwn(list, name))
      throw new Error(`${name} was not recorded; there is ${Object.keys(list).join(", ")}`);
    return list[name];
  };
  /** Which one it is, in the order of Python: the last axis runs first. @param {Place} place */
  const index = (names, place) => names.reduce((sum, axis) => sum * axes[axis].length + place[axis], 0);

  /** A series at a place: a number, or the numbers it has at each place; NaN where there was none. @param {Place} place */
  function at(name, place) {
    const { axes: names, shape, values } = find(series, name);
    const size = shape.slice(names.length).reduce((a, b) => a * b, 1);
    const from = size * index(names, place);
    const found = values.slice(from, from + size).map((v) => v ?? NaN);
    return shape.length === names.length ? found[0] : found;
  }
  /** A series along one of its axes, the others held. @param {Place} place */
  const along = (name, axis, place) => axes[axis].map((_, i) => at(name, { ...place, [axis]: i }));

  /** A frame of numbers, or null as long as the bytes are on their way. @param {Place} place */
  function frame(name, place) {
    const { axes: names, kind, shape, scales, start } = find(frames, name);
    if (kind !== "int8") throw new Error(`${name} is a sheet of pictures: show it`);
    if (!bytes) {
      load();
      return null;
    }
    const size = shape.reduce((a, b) => a * b, 1);
    const i = index(names, place);
    const whole = new Int8Array(bytes.buffer, bytes.byteOffset + start + i * size, size);
    return Float32Array.from(whole, (v) => scales[i] * v);
  }

  /** @type {Map<string, ImageBitmap>} */
  const sheets = new Map();
  /** Paints a frame that is a picture on `canvas`, in its own size; false as long as it is on its way. @param {Place} place */
  function show(canvas, name, place) {
    const { axes: names, shape, columns, start, length } = find(frames, name);
    const sheet = sheets.get(name);
    if (!sheet) {
      if (!bytes) load();
      else if (!sheets.has(name)) {
        sheets.set(name, null);
        createImageBitmap(new Blob([bytes.slice(start, start + length)])).then((made) => {
          sheets.set(name, made);
          arrived();
        }, failed);
      }
      return false;
    }
    const [h, w] = shape;
    const i = index(names, place);
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    canvas.getContext("2d").drawImage(sheet, (i % columns) * w, Math.floor(i / columns) * h, w, h, 0, 0, w, h);
    return true;
  }
  return { axes, facts, load, at, along, frame, show, has: (name) => name in series || name in frames };
}
