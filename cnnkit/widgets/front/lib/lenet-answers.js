// @ts-check
// What LeNet-5's layers answer to a digit, live or as Python saved it, and the road of the picture that it gets, drawn.
import { softmax } from "../engine/losses.js";
import { el, svg } from "./dom.js";
import { squares } from "./draw.js";
import { byLayer } from "./lenet.js";
import { captioned, mapPanel } from "./maps.js";

/** What each of LAYERS is called in the network. */
const ANSWERS = ["stem.1", "stem.2", "body.1", "body.2", "head.2", "head.4", "head.5"];

/** @typedef {{ maps: Float32Array[], prob: Float32Array | number[] }} Answers of each layer, and the probability of each class */

/** @param {import("../engine/net.js").Net} net @returns {Answers} */
export function answersOf(net, x) {
  net.forward(x);
  const maps = ANSWERS.map((name) => net.read(name));
  return { maps, prob: softmax(maps.at(-1)) };
}

/** The first frame as Python saved it: whole numbers from −127 to 127, one layer after the other. @returns {Answers} */
export function firstAnswers(view, prob) {
  const bytes = new Int8Array(view.buffer, view.byteOffset, view.byteLength);
  const maps = byLayer(Float32Array.from(bytes, (v) => v / 127));
  return { maps, prob };
}

/** The two likeliest classes in a sentence. @param {Float32Array | number[]} prob */
export function reading(prob) {
  const order = Array.from(prob, (_, k) => k).sort((a, b) => prob[b] - prob[a]),
    show = (k) => `${k} (${prob[k].toFixed(2)})`;
  return `The network reads ${show(order[0])}; next comes ${show(order[1])}.`;
}

/** Three pictures on the data set's road: the frame (of what was drawn), its ink counted, and the `input` of the network. */
export function road() {
  const square = (label, words) => captioned(mapPanel({ label, count: 1, h: 32, w: 32, columns: 1 }), words);
  const framed = square("Frame: the drawing as 32×32 black or white pixels", "framed");
  const input = square("Input: the 32×32 picture that the network gets", "32×32 input");
  const named = { role: "img", "aria-label": "Its ink counted in 8×8 blocks" };
  const blocks = svg("svg", { viewBox: "0 0 1 1", class: "ckn-counted", ...named });
  const counted = captioned({ node: blocks }, "8×8 counts");
  return {
    node: el("div", { class: "ckn-chain" }, framed.figure, counted.figure, input.figure),
    input,
    paint({ frame, x8, x }, colours) {
      framed.figure.hidden = !frame;
      if (frame) framed.paint(frame.ink, colours, { plain: true });
      blocks.replaceChildren(...squares(x8));
      input.paint(x, colours, { plain: true });
    },
  };
}

/** A bitmap's ink in the middle of a pad of `side` such pixels, each row's runs as one path. */
export function written({ ink, h, w }, side) {
  const runs = [];
  for (let row = 0; row < h; row++)
    for (let at = 0; at < w; at++) {
      const from = at;
      while (at < w && ink[row * w + at]) at++;
      if (at > from) runs.push(`M${from} ${row}h${at - from}v1h${from - at}z`);
    }
  const place = `translate(${(side - w) / 2 / side} ${(side - h) / 2 / side}) scale(${1 / side})`;
  return svg("path", { d: runs.join(""), transform: place, fill: "var(--_ink)" });
}

/** The colours of all maps, in words. */
export const scaleOfColours = () =>
  el(
    "p",
    { class: "ck-note ckn-scale" },
    el("span", { text: "−1" }),
    el("i"),
    el("span", { text: "+1" }),
    el("span", { text: "grey is zero everywhere" }),
  );
