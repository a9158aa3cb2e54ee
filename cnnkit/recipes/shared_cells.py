"""Objects that no target of YOLO's grid can hold: with one place a cell, with finer cells, and with anchors.

No training: who shares a cell is a matter of boxes. Anchors come from other scenes than those counted; those
are the 500 on which `yolo_on_scenes` measures its network.
"""

from typing import Any

import torch
from torch import Tensor

from cnnkit.data.scene_sets import UNSEEN, crowded_scenes, detection_scenes
from cnnkit.detection import anchor_lost, anchor_shapes, yolo_lost
from cnnkit.detection.anchor_grid import shape_iou
from cnnkit.recipes.scene_results import RESULTS, rounded
from cnnkit.recipes.store import provenance, save_json

SIDE, SCENES = 112, 500
CELLS, ANCHORS, SEEDS = (7, 14), (1, 2, 3, 5, 9), (0, 1, 2)


def main() -> None:
    content: dict[str, Any] = {
        "what": f"{SCENES} unseen scenes a kind; shares of their objects",
        "side": SIDE,
    }
    for name, draw in (("usual", detection_scenes), ("crowded", crowded_scenes)):
        truth, train = boxes(draw, UNSEEN), boxes(draw, 0)
        total = sum(map(len, truth))
        by_anchors = []
        for k in ANCHORS:
            shapes = [anchor_shapes(torch.cat(train), k, seed=seed) for seed in SEEDS]
            sides = torch.cat(truth)[:, 2:] - torch.cat(truth)[:, :2]
            by_anchors.append(
                {
                    "anchors": k,
                    "lost": [sum(len(anchor_lost(b, 7, a)) for b in truth) / total for a in shapes],
                    "mean_iou": [float(shape_iou(sides, a).amax(1).mean()) for a in shapes],
                    "shapes": shapes[0].tolist(),
                }
            )
        content[name] = rounded(
            {
                "objects": total,
                "lost": {str(S): sum(len(yolo_lost(b, S)) for b in truth) / total for S in CELLS},
                "by_anchors": by_anchors,
            }
        )
    print(save_json(RESULTS / "shared_cells.json", provenance("shared_cells", list(SEEDS)) | content))


def boxes(draw: Any, first: int) -> list[Tensor]:
    """Of each scene the boxes `(k, 4)` in parts of the side."""
    return [b / SIDE for b, _ in draw(SCENES, first).truth()]


if __name__ == "__main__":
    main()
