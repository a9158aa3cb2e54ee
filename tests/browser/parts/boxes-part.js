// @ts-check
// Two boxes that a reader moves and one that stands still, for the common suite.
import { presets } from "../../../cnnkit/widgets/front/lib/controls.js";
import { boxes } from "../../../cnnkit/widgets/front/lib/boxes.js";
import { iou } from "../../../cnnkit/widgets/front/lib/overlap.js";
import { widget } from "../../../cnnkit/widgets/front/lib/widget.js";

function setup(ui) {
  const { controls, stage, get, put, say } = ui;
  const one = (key, name, kind) => ({ name, kind, get: () => get(key), set: (box) => put({ [key]: box }) });
  const view = boxes({
    label: "Two boxes on a plane of 24 by 16",
    ...{ width: 24, height: 16, cells: 4, least: 2 },
    boxes: [
      one("truth", "truth", "a"),
      one("guess", "guess", "b"),
      { name: "other", kind: "c", get: () => [17, 1, 22, 5] },
    ],
  });
  controls.append(presets(ui, []));
  stage.append(view.node);
  return () => {
    view.draw({ overlap: [0, 1], captions: ["", "0.87"] });
    say(
      `Truth ${get("truth").join(", ")}; guess ${get("guess").join(", ")}: IoU ${iou(get("truth"), get("guess")).toFixed(3)}.`,
    );
  };
}
export default widget("boxes-part", { state: ["truth", "guess"], setup });
