// @ts-check
// A picture is changed by ε along the sign of the loss's gradient, and by ε by coin; what does the network say? Of four
// photographs the answers are stored; the network in the page attacks these, the reader's own, and digits.
import { softmax } from "./engine/losses.js";
import { coins, enlarged, moved, projected, unpackSigns } from "./lib/attack.js";
import { choice, hint, presets, slider } from "./lib/controls.js";
import { enlarge } from "./lib/digits.js";
import { el, fails } from "./lib/dom.js";
import { loadNetwork, newestOnly, numbers } from "./lib/engine.js";
import { likeliest } from "./lib/likeliest.js";
import { ranked } from "./lib/list.js";
import { captioned, photoPanel } from "./lib/maps.js";
import { unpack } from "./lib/net.js";
import { photographs } from "./lib/photographs.js";
import { openRealNetwork, SIDE } from "./lib/real-network.js";
import { widget } from "./lib/widget.js";
import "./adversarial-slider.css";

const SEED = 0; // of the coins
const DIGITS = [..."0123456789"];
const DIGIT_SIDE = 32;
const DIGIT_START = 7; // place of the radius at which a digit is first shown: there the 3 has become another
const ENLARGED = { photo: 100, digit: 2 };
const HELP =
  "Drag ε, or use the arrow keys on it. Choose where the change should lead, and what is changed. Left the change follows " +
  "the gradient, right a coin decides for each number: both are equally large.";
const shown = (name) => name.replace("consomme", "consommé");

async function setup(ui) {
  const { section, controls, stage, says, signal, get, put, say, trait } = ui;
  const kept = get("kept");
  const names = Object.keys(kept);
  const pictures = await photographs(ui, { names });
  const real = openRealNetwork(ui, { gradients: "input" });
  const newest = newestOnly(signal);
  const thrown = { photo: coins(3 * SIDE * SIDE, SEED), digit: coins(DIGIT_SIDE * DIGIT_SIDE, SEED) };

  // what is stored of the gradients: their signs
  const packed = await get("signs");
  const each = packed.byteLength / names.length;
  const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength);
  const signsOf = new Map();
  const storedSigns = (name) => {
    if (!signsOf.has(name)) {
      const at = each * kept[name].place;
      signsOf.set(name, unpackSigns(bytes.subarray(at, at + each), 3 * SIDE * SIDE));
    }
    return signsOf.get(name);
  };

  // the digit's network comes when a digit is asked for
  let coming = null;
  let lenet = null;
  const wantLenet = () =>
    (coming ??= Promise.all([get("weights"), get("examples")]).then(
      async ([weights, examples]) => {
        const net = await loadNetwork(get("network"), numbers(unpack(weights, get("manifest"))), {
          gradients: "input",
          signal,
        });
        const counts = new Uint8Array(examples.buffer, examples.byteOffset, examples.byteLength);
        const drawn = DIGITS.map((_, k) =>
          enlarge(Float32Array.from(counts.subarray(64 * k, 64 * k + 64), (v) => v / 16)),
        );
        lenet = { net, drawn };
        ui.redraw();
      },
      (error) => fails(section, error),
    ));

  /** The network asked now: its logits of a picture, and the gradient at the pixels that a seed at the logits sends back. */
  function agent() {
    if (get("kind") === "photo")
      return {
        classes: real.classes,
        logits: (x, until) => real.run(x, { signal: until }).then((got) => got && got.logits),
        back: (seed, until) => real.backward({ logits: seed }, { signal: until }).then((got) => got && got.input),
      };
    const last = get("network").layers.at(-1).name;
    return {
      classes: DIGITS,
      logits: (x, until) => lenet.net.forward(x, { signal: until }).then((got) => got && got[last]),
      back: (seed, until) =>
        lenet.net.backward({ [last]: seed }, { read: ["input"], signal: until }).then((got) => got && got.input),
    };
  }
  const eps = () => (get("kind") === "photo" ? get("levels")[get("level")] / 255 : get("digit_levels")[get("level")]);
  /** What is attacked, and how: where one of these changes, the answer is another. */
  function asked() {
    const photo = get("kind") === "photo";
    const picture = photo ? pictures.now() : null;
    const x = photo ? picture.pixels : (lenet?.drawn[get("digit")] ?? null);
    return { photo, picture, x, radius: eps(), target: get("target"), key: [get("level"), get("target")].join() };
  }
  let slope = { of: null, first: 0, grad: null }; // of the loss of the first answer, at the picture itself
  let answer = { of: null, key: "", changed: null, along: null, noise: null, clean: null };
  let asking = { of: null, key: "" };
  let progress = "";

  /** The gradient of the loss of class `label` at `x`; without one that of the likeliest, `first`. */
  async function lossSlope(to, x, label, until) {
    const logits = await to.logits(x, until);
    if (!logits) return null;
    const first = label ?? logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
    const seed = softmax(logits);
    seed[first] -= 1;
    const grad = await to.back(seed, until);
    return grad && { first, grad: Float32Array.from(grad) };
  }
  async function changedBy({ x, radius, target, photo }, to, until) {
    if (!radius) return x;
    if (target === "away") return moved(x, slope.grad, radius);
    const label = photo ? get("targets")[target] : Number(target);
    let now = x;
    for (let step = 1; step <= get("steps"); step++) {
      progress = `towards ${target}, step ${step} of ${get("steps")} …`;
      draw();
      const found = await lossSlope(to, now, label, until);
      if (!found) return null;
      now = projected(moved(now, found.grad, -radius / 4), x, radius);
    }
    return now;
  }
  async function attack(now) {
    asking = { of: now.x, key: now.key };
    await newest(async (until) => {
      const to = agent();
      if (slope.of !== now.x) {
        const found = await lossSlope(to, now.x, null, until);
        if (!found) return null;
        slope = { of: now.x, ...found };
      }
      const changed = await changedBy(now, to, until);
      const along = changed && (await to.logits(changed, until));
      const best = (logits) => likeliest(logits, 5, to.classes).map(({ name, probability }) => [name, probability]);
      const first = along && best(along);
      const noise = along && (await to.logits(moved(now.x, thrown[now.photo ? "photo" : "digit"], now.radius), until));
      if (!noise || signal.aborted) return null;
      const clean = to.classes[slope.first];
      answer = { of: now.x, key: now.key, changed, along: first, noise: best(noise), clean };
      progress = "";
      ui.redraw();
      return null;
    }).catch((error) => fails(section, error));
  }
  /** What is known: an answer of the network here, a stored one, or none. */
  function known(now) {
    const here = now.photo ? real.live : Boolean(lenet);
    if (here) {
      if (answer.of === now.x && answer.key === now.key) return { ...answer, live: true };
      if (asking.of !== now.x || asking.key !== now.key) attack(now);
      return null;
    }
    if (!now.photo) return void wantLenet();
    if (now.picture.own) return null;
    const { first, arms } = kept[now.picture.name];
    const [along, noise] = [arms[now.target]?.[get("level")], arms.noise[get("level")]];
    const signs = now.target === "away" ? storedSigns(now.picture.name) : null;
    const changed = signs ? moved(now.x, signs, now.radius) : null;
    return { changed, along, noise, clean: first, live: false };
  }

  /** The last place of the radius at which a photograph keeps its first answer. */
  function belowTheFlip() {
    const { first, arms } = kept[get("picture")] ?? kept[names[0]];
    const flip = arms.away.findIndex(([[name]]) => name !== first);
    return (flip < 0 ? arms.away.length : flip) - 1;
  }
  // controls: of each pair one is shown
  const kinds = {
    ...trait("kind"),
    set: (kind) => put({ kind, target: "away", level: kind === "photo" ? belowTheFlip() : DIGIT_START }),
  };
  const radius = {
    photo: slider(trait("level"), "ε", {
      min: 0,
      max: get("levels").length - 1,
      show: (i) => `${get("levels")[i] ?? ""} of 255`,
    }),
    digit: slider(trait("level"), "ε", {
      min: 0,
      max: get("digit_levels").length - 1,
      show: (i) => `${get("digit_levels")[i] ?? ""}`,
    }),
  };
  const aim = {
    photo: choice(trait("target"), "Change it", [
      ["away", "away from its class"],
      ...Object.keys(get("targets")).map((name) => /** @type {[string, string]} */ ([name, `into a ${name}`])),
    ]),
    digit: choice(trait("target"), "Change it", [
      ["away", "away from its class"],
      ...DIGITS.map((name) => /** @type {[string, string]} */ ([name, `into ${name}`])),
    ]),
  };
  const which = choice(
    trait("digit"),
    "Digit",
    DIGITS.map((name, k) => /** @type {[number, string]} */ ([k, name])),
  );
  controls.append(
    choice(kinds, "Attack", [
      ["photo", "a photograph, SqueezeNet"],
      ["digit", "a digit, LeNet"],
    ]),
    ...Object.values(radius),
    ...Object.values(aim),
    which,
    presets(ui, undefined, { reset: pictures.reset }),
    hint(HELP),
  );

  const panels = Object.fromEntries(
    Object.entries({ photo: SIDE, digit: DIGIT_SIDE }).map(([kind, side]) => [
      kind,
      [
        captioned(photoPanel({ label: "The changed picture", h: side, w: side }), "the changed picture"),
        captioned(
          photoPanel({ label: "The change, enlarged", h: side, w: side }),
          `the change, ${ENLARGED[kind]} times`,
        ),
      ],
    ]),
  );
  const rows = {
    along: ranked({ label: "Likeliest classes after the change along the gradient" }),
    noise: ranked({ label: "Likeliest classes after noise of equal size" }),
  };
  const titles = { along: el("h4", { text: "along the gradient" }), noise: el("h4", { text: "noise of equal size" }) };
  // on a wide page what is chosen stands beside the pictures, on a narrow one below the answer
  stage.append(
    el("div", { class: "ckas-pictures" }, ...Object.values(panels).flatMap((two) => two.map(({ figure }) => figure))),
    el("div", { class: "ckas-arms" }, ...["along", "noise"].map((arm) => el("div", {}, titles[arm], rows[arm].node))),
    says,
    el("div", { class: "ckas-chosen" }, pictures.node, real.node),
  );

  const wide = (x) => {
    if (x.length !== DIGIT_SIDE * DIGIT_SIDE) return x;
    const out = new Float32Array(3 * x.length);
    for (let c = 0; c < 3; c++) out.set(x, c * x.length);
    return out;
  };
  function draw() {
    const now = asked();
    const kind = get("kind");
    for (const part of ["photo", "digit"]) {
      radius[part].hidden = aim[part].hidden = part !== kind;
      for (const { figure } of panels[part]) figure.hidden = part !== kind;
    }
    which.hidden = now.photo;
    pictures.node.hidden = real.node.hidden = !now.photo;
    const found = known(now);
    const [picture, change] = panels[kind];
    if (!now.x) return say("LeNet is on its way …");
    picture.paint(wide(found?.changed ?? now.x));
    change.figure.hidden = !found?.changed;
    if (found?.changed) change.paint(wide(enlarged(found.changed, now.x, ENLARGED[kind])));
    picture.words.textContent = found?.changed ? "the changed picture" : "the picture before the change";
    const mine = now.photo && now.picture.own && !real.live;
    if (!found) {
      return say(
        mine ? "Your picture is here: load the real network to attack it." : `The network is asked … ${progress}`,
      );
    }
    for (const arm of ["along", "noise"]) {
      rows[arm].draw(
        found[arm].map(([name, value]) => ({ name: shown(name), value, kind: name === found.clean ? "right" : "" })),
      );
    }
    const size = now.photo ? `${get("levels")[get("level")]} of 255` : `ε ${get("digit_levels")[get("level")]}`;
    const [[a, p], [b, q]] = [found.along[0], found.noise[0]];
    const words =
      `${size}: along the gradient ${shown(a)}, ${p.toFixed(2)}; noise of equal size ${shown(b)}, ${q.toFixed(2)}. ` +
      `Without a change: ${shown(found.clean)}.`;
    say(found.live && now.photo ? `${words} Computed here.` : words);
  }
  return draw;
}

export default widget("adversarial-slider", {
  state: ["picture", "live", "kind", "level", "target", "digit"],
  setup,
});
