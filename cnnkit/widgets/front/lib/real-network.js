// @ts-check
// SqueezeNet 1.1 with its ImageNet weights, alive in the page: fetched at a click that names its size, once for all
// widgets of a page. In a notebook the kernel sends it at that click.
import { button } from "./controls.js";
import { el, fails } from "./dom.js";
import { loadNetwork } from "./engine.js";
import { likeliest } from "./likeliest.js";
import { fromBytes, readSafetensors } from "./safetensors.js";
import "./real-network.css";

/** px a side that it was trained to read; smaller pictures cost less and are read worse. */
export const SIDE = 224;
/** What its answer is called among the layers: a logit for each of the thousand classes. */
export const LOGITS = "head.flatten";
/** A layer as pages write it: conv1 of "body.relu_conv1". @param {string} layer */
export const shortName = (layer) => layer.split(".")[1].replace("relu_", "");
const NAME = "real-network";
const PATIENCE = 60_000; // ms for a kernel that is busy

/** @typedef {{ description: import("../engine/description.js").Description, weights: Record<string, Float32Array>, classes: string[] }} Real */

/** What all widgets of a page share: the network on its way or here. */
const here = /** @type {any} */ (globalThis);

/** The network: its layers, its weights, the names of its classes. @returns {Promise<Real>} */
function fetchReal(model) {
  const coming = (here.cnnkit ? fromPage() : fromKernel(model)).then(({ description, file }) => {
    const { tensors, texts } = readSafetensors(file);
    return { description, weights: fromBytes(tensors), classes: JSON.parse(texts.classes) };
  });
  coming.catch(() => (here.cnnkitReal = null)); // who asks again tries again
  return coming;
}
async function fromPage() {
  const { description, file } = await here.cnnkit.data(NAME);
  const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
  return { description, file: new DataView(bytes.buffer) };
}
function fromKernel(model) {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(late);
      model.off("msg:custom", got);
    };
    const got = (content, buffers) => {
      if (content?.answer !== NAME) return;
      end();
      const { buffer, byteOffset, byteLength } = buffers[0];
      // a copy of its own, so that it starts at 0
      resolve({
        description: content.description,
        file: new DataView(buffer.slice(byteOffset, byteOffset + byteLength)),
      });
    };
    const late = setTimeout(() => {
      end();
      reject(new Error("no kernel answered; run the cell again"));
    }, PATIENCE);
    model.on("msg:custom", got);
    model.send({ ask: NAME });
  });
}

const WHY = "What you see is stored: PyTorch’s answers. The network itself can run in this page.";

/** "1.3 MB" */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * The real network for a widget of a class `RealNetwork`: `node` is the button with the sentence below it. Once `live`
 * is true, ask it; before, show what is stored. `changed()` is called when it has come.
 *
 * @param {import("./widget.js").Ui} ui
 * @param {{ side?: number, gradients?: "none" | "input", keep?: string[], stored?: string, changed?: () => void }} how
 *   `side`: px of the pictures that `run` takes; `gradients`: "input" if `backward` will be called; `keep`: layers whose
 *   output before the activation must stay readable; `stored`: the sentence below the button, which says that
 *   what is seen is stored
 */
export function openRealNetwork(
  ui,
  { side = SIDE, gradients = "none", keep = [], stored = WHY, changed = ui.redraw } = {},
) {
  const { model, signal, section, get, put, watch } = ui;
  const size = megabytes(get("real_bytes"));
  /** @type {Real | null} */
  let real = null;
  /** @type {Awaited<ReturnType<typeof loadNetwork>> | null} */
  let net = null;
  let coming = null;

  const bar = el("progress", { class: "ckr-bar", "aria-label": "Loading the network" });
  const words = el("p", { class: "ck-note", role: "status" });
  const ask = button("", () => load().then((ok) => ok && !signal.aborted && put({ live: true })));
  const node = el("div", { class: "ckr ck-on-screen" }, el("div", { class: "ck-controls" }, ask, bar), words);

  let state = "away";
  /** @param {"away" | "coming" | "failed"} now */
  function show(now = "away", why = "") {
    state = now;
    const live = get("live") && net;
    ask.hidden = Boolean(live) || state === "coming";
    bar.hidden = state !== "coming";
    ask.textContent = real || here.cnnkitRealHere ? "Use the real network" : `Load the real network, ${size}`;
    words.textContent = live
      ? `SqueezeNet 1.1 runs in this page, on ${side}×${side} pixels; nothing leaves it.`
      : {
          away: stored,
          coming: here.cnnkitRealHere ? "Making the network …" : `Loading ${size} …`,
          failed: `The network could not be loaded: ${why}. Try again.`,
        }[state];
  }
  /** Fetches and makes it, once; says what goes wrong. @returns {Promise<boolean>} whether it is here */
  function load() {
    return (coming ??= make().then(
      () => {
        show();
        return true;
      },
      (error) => {
        coming = null;
        put({ live: false });
        show("failed", error.message);
        return false;
      },
    ));
  }
  async function make() {
    show("coming");
    real = await (here.cnnkitReal ??= fetchReal(model));
    here.cnnkitRealHere = true;
    document.dispatchEvent(new CustomEvent("ck-real"));
    if (signal.aborted) return;
    const description = /** @type {any} */ ({ ...real.description, input: [3, side, side] });
    net = await loadNetwork(description, real.weights, { gradients, keep, signal });
  }
  // another widget of the page has it
  document.addEventListener("ck-real", () => state === "away" && show(), { signal });
  watch(["live"], () => {
    if (get("live") && !net)
      load().then((ok) => ok && changed()); // another view of this widget asked
    else {
      if (state !== "coming") show();
      changed();
    }
  });

  const failed = (error) => {
    fails(section, error);
    return null;
  };
  return {
    node,
    /** Whether it is here and asked for. */
    get live() {
      return Boolean(get("live") && net);
    },
    load,
    /** The names of the thousand classes; empty before it has come. */
    get classes() {
      return real?.classes ?? [];
    },
    /** The likeliest classes: [{ index, name, probability, logit }]. */
    top: (logits, count = 5) => likeliest(logits, count, real.classes),
    /** Layers and weights, for networks made of them; null before it has come. */
    get parts() {
      return real;
    },
    /**
     * What it says to a picture of 3·side·side numbers in [0, 1], all of red first: `{ logits, …maps }` with the maps of
     * the layers in `read`; null where `until` ended first.
     * @param {Float32Array} picture
     * @param {{ read?: string[], signal?: AbortSignal }} asking
     * @returns {Promise<Record<string, Float32Array> | null>}
     */
    async run(picture, { read = [], signal: until } = {}) {
      if (!net) throw new Error("run: the network is not here yet; wait for `live`");
      const answer = await net.forward(picture, { read: [...read, LOGITS], signal: until }).catch(failed);
      return answer && { ...answer, logits: answer[LOGITS] };
    },
    /**
     * After a `run`: gradients at `input` or at the layers in `read`. `seeds` are the gradients that come in, by layer,
     * `logits` among them (`oneOf(index)` for one class).
     * @param {Record<string, Float32Array>} seeds
     * @param {{ rule?: "plain" | "deconvnet" | "guided", read?: string[], signal?: AbortSignal }} asking
     * @returns {Promise<Record<string, Float32Array> | null>}
     */
    backward({ logits, ...seeds }, { read = ["input"], ...asking } = {}) {
      if (!net) throw new Error("backward: the network is not here yet; wait for `live`");
      const all = logits ? { ...seeds, [LOGITS]: logits } : seeds;
      return net.backward(all, { read, ...asking }).catch(failed);
    },
    /** The gradient of one class's logit at the logits: 1 there, 0 elsewhere. @param {number} index */
    oneOf(index) {
      const seed = new Float32Array(real.classes.length);
      seed[index] = 1;
      return seed;
    },
  };
}
