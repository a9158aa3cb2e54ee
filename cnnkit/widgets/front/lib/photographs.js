// @ts-check
// The bundled photographs and the reader's own picture, to be chosen from; and pictures as a network reads them.
import { choice } from "./controls.js";
import { el } from "./dom.js";
import { ownPicture } from "./own-picture.js";
import { SIDE } from "./real-network.js";
import { bitmapOf, pixelsOf, webpFile } from "./webp.js";
import "./photographs.css";

/** The numbers that a network reads: 3·h·w in [0, 1], all of red first. @param {ImageData} image */
export function planes({ data, width, height }) {
  const size = width * height;
  const out = new Float32Array(3 * size);
  for (let i = 0; i < size; i++) for (let c = 0; c < 3; c++) out[c * size + i] = data[4 * i + c] / 255;
  return out;
}

/**
 * What is to be looked at.
 * @typedef {{ name: string, shows: string, top: [string, number][], own: boolean, image: ImageData, pixels: Float32Array }} Picture
 *   `name` is "" for the reader's own, `top` the stored answer (empty for it), `pixels` what the network reads
 */
/**
 * For a widget of a class `RealNetwork`: `node` shows the photographs and takes the reader's own picture; the trait
 * `picture` says which is chosen. `now()` is that picture. `reset()`, or `forget()` at a Reset of one's own: the reader's goes.
 * @param {import("./widget.js").Ui} ui
 * @param {{ side?: number, own?: boolean, label?: string, names?: string[] }} how `side` as the network's; `names`: which of
 *   the photographs
 */
export async function photographs(ui, { side = SIDE, own = true, label = "Photograph", names = null } = {}) {
  const { signal, get, put, trait, redraw } = ui;
  const data = await get("photograph_data");
  let at = 0;
  const all = [];
  for (const one of get("photographs")) {
    const file = webpFile(data, at, one.bytes);
    at += one.bytes;
    if (!names || names.includes(one.name)) all.push({ ...one, file, url: URL.createObjectURL(file) });
  }
  signal.addEventListener("abort", () => all.forEach(({ url }) => URL.revokeObjectURL(url)));

  /** @type {Map<string, Picture>} */
  const known = new Map();
  const keep = (name, about, image) => known.set(name, { name, ...about, image, pixels: planes(image) });
  await Promise.all(
    all.map(async ({ name, shows, top, file }) => {
      keep(name, { shows, top, own: false }, pixelsOf(await bitmapOf(file), side, side));
    }),
  );
  const buttons = all.map(({ name, shows, url }) => [name, shows, el("img", { src: url, alt: "" })]);
  const chooser = choice(trait("picture"), label, /** @type {any} */ (buttons));
  const take = (image) => {
    keep("", { shows: "your picture", top: [], own: true }, image);
    put({ picture: "" });
    redraw();
  };
  const start = get("picture");
  return {
    node: el(
      "div",
      { class: "ckph ck-on-screen" },
      chooser,
      own ? ownPicture(ui, { side, cover: true, got: take }) : null,
    ),
    /** @returns {Picture} */
    now: () => known.get(get("picture")) ?? known.get(start) ?? known.values().next().value,
    forget: () => known.delete(""),
    /** What *Reset* does in a widget that keeps nothing more. */
    reset() {
      known.delete("");
      ui.reset();
    },
    /** Each photograph's picture, by name. */
    of: (name) => known.get(name),
  };
}
