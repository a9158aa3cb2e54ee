// @ts-check
// What live-detector found, drawn over its scene: boxes, and names that do not lie on one another.
import { labelPlaces } from "./detected.js";
import { svg } from "./dom.js";

/**
 * Nodes for a plane `wide` pixels wide. Boxes are shares of its side; `verdicts` says of each kept one what it is.
 * @param {{ kept: any[], dropped: any[], verdicts: any[] }} what @param {string[]} classes @param {number} wide
 */
export function foundMarks({ kept, dropped, verdicts }, classes, wide) {
  const px = (box) => box.map((v) => v * wide);
  const words = kept.map((each) => `${classes[each.label]} ${each.score.toFixed(2)}`);
  const labels = words.map((text, i) => ({ box: px(kept[i].box), width: 7.4 * text.length + 8 }));
  const places = labelPlaces(labels, wide, 18);
  return [
    ...dropped.map((each) => rect(px(each.box), "ld-dropped")),
    ...verdicts.flatMap(({ one, kind }) => [
      rect(px(one.box), "ld-halo"),
      rect(px(one.box), kind === "hit" ? "ld-hit" : "ld-false"),
    ]),
    ...words.map((text, i) => {
      const { x, y } = places[i];
      const kind = verdicts[i].kind === "hit" ? "ld-hit" : "ld-false";
      return svg(
        "g",
        { class: `ld-name ${kind}`, transform: `translate(${x} ${y})` },
        svg("rect", { width: labels[i].width, height: 18, rx: 3 }),
        svg("text", { x: 4, y: 14, text }),
      );
    }),
  ];
}

const rect = ([x0, y0, x1, y1], kind) =>
  svg("rect", { class: kind, x: x0, y: y0, width: x1 - x0, height: y1 - y0, rx: 2 });
