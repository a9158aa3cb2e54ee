// @ts-check
// Pictures with what a real detector said of them and with their true boxes, to be chosen from.
import { choice } from "./controls.js";
import { el } from "./dom.js";
import { jsonIn } from "./json.js";
import { webpFile } from "./webp.js";
import "./boxed-photographs.css";

/**
 * A picture: `raw` rows are x0, y0, x1, y1, class, score; `true` rows x0, y0, x1, y1, class; pixels of the picture.
 * @typedef {{ name: string, shows: string, width: number, height: number, url: string, raw: number[][], true: number[][] }} Boxed
 */
/**
 * For a widget of a class `BoxedPhotographs`: `node` chooses, `now()` is the picture shown, `all` are all of them.
 * @param {import("./widget.js").Ui} ui
 * @param {{ label?: string, go?: (name: string) => void }} how `go` in place of setting the trait `picture`
 */
export async function boxedPhotographs(ui, { label = "Picture", go } = {}) {
  const { get, signal, trait } = ui;
  const data = await get("photograph_data");
  const rows = await jsonIn(get("boxes_json"));
  let at = 0;
  /** @type {Boxed[]} */
  const all = get("photographs").map((one) => {
    const url = URL.createObjectURL(webpFile(data, at, one.bytes));
    at += one.bytes;
    return { ...one, url, ...rows[one.name] };
  });
  signal.addEventListener("abort", () => all.forEach(({ url }) => URL.revokeObjectURL(url)));
  const source = go ? { ...trait("picture"), set: go } : trait("picture");
  const buttons = all.map(({ name, shows, url }) => [name, shows, el("img", { src: url, alt: "" })]);
  return {
    all,
    node: el("div", { class: "ckbp ck-on-screen" }, choice(source, label, /** @type {any} */ (buttons))),
    /** @returns {Boxed} */
    now: () => all.find(({ name }) => name === get("picture")) ?? all[0],
  };
}
