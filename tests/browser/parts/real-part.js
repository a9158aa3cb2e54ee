// @ts-check
// The real network: the five likeliest classes of a photograph, stored and then live, for the common suite.
import { presets } from "../../../cnnkit/widgets/front/lib/controls.js";
import { el } from "../../../cnnkit/widgets/front/lib/dom.js";
import { newestOnly } from "../../../cnnkit/widgets/front/lib/engine.js";
import { photographs } from "../../../cnnkit/widgets/front/lib/photographs.js";
import { openRealNetwork } from "../../../cnnkit/widgets/front/lib/real-network.js";
import { widget } from "../../../cnnkit/widgets/front/lib/widget.js";

async function setup(ui) {
  const { controls, stage, signal, say, redraw } = ui;
  const pictures = await photographs(ui);
  const newest = newestOnly(signal);
  let answer = { of: null, slope: 0, five: [] };
  const real = openRealNetwork(ui, { gradients: "input" });
  const list = el("ol", {});
  controls.append(presets(ui, [], { reset: () => (pictures.forget(), ui.reset()) }));
  stage.append(pictures.node, real.node, list);

  async function ask(picture) {
    const got = await newest((until) => real.run(picture.pixels, { signal: until }));
    if (!got || signal.aborted) return;
    const five = real.top(got.logits);
    const { input } = await real.backward({ logits: real.oneOf(five[0].index) });
    answer = { of: picture, five, slope: input.reduce((most, v) => Math.max(most, Math.abs(v)), 0) };
    redraw();
  }
  return () => {
    const picture = pictures.now();
    const live = real.live && answer.of === picture;
    if (real.live && !live) ask(picture);
    const five = live ? answer.five : picture.top.map(([name, probability]) => ({ name, probability }));
    list.replaceChildren(
      ...five.map(({ name, probability }) => el("li", { text: `${name} ${probability.toFixed(3)}` })),
    );
    const from = live ? `here, steepest pixel ${answer.slope.toPrecision(3)}` : "stored";
    say(five.length ? `${picture.shows}: ${five[0].name} (${from}).` : `${picture.shows}: load the network to ask it.`);
  };
}
export default widget("real-part", { state: ["picture", "live"], setup });
