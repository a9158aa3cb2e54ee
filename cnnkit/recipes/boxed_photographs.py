"""The ten pictures with a real detector's boxes and with true ones, for widgets.

`python -m cnnkit.recipes boxed_photographs` writes `cnnkit/widgets/data/boxed_photographs.json`: of each
picture a WebP file, the rows of `nanodet_boxes` and the true boxes, as `cnnkit.data.boxed_photos` gives them.
"""

import base64
from typing import Any

from cnnkit.data.boxed_photos import BOXED_PHOTOS, boxed_photo, raw_boxes, shows, true_boxes
from cnnkit.data.coco_names import COCO_NAMES
from cnnkit.recipes.store import WIDGET_DATA, save_json
from cnnkit.visualize.webp import in_bytes, webp

__all__ = ["content", "main"]

QUALITY = 55


def content() -> dict[str, Any]:
    stored: dict[str, Any] = {
        "command": "python -m cnnkit.recipes boxed_photographs",
        "quality": QUALITY,
        "rows": "raw: x0, y0, x1, y1, class, score; true: x0, y0, x1, y1, class; pixels of the picture",
        "classes": COCO_NAMES,
    }
    for name in BOXED_PHOTOS:
        x = boxed_photo(name)
        boxes, scores, labels = raw_boxes(name)
        true, kinds = true_boxes(name)
        stored[f"photograph {name}"] = {
            "shows": shows(name),
            "width": x.shape[2],
            "height": x.shape[1],
            "raw": [
                [*box, kind, score]
                for box, kind, score in zip(boxes.tolist(), labels.tolist(), scores.tolist(), strict=True)
            ],
            "true": [[*box, kind] for box, kind in zip(true.tolist(), kinds.tolist(), strict=True)],
            "webp": base64.b64encode(webp(in_bytes(x.numpy()), QUALITY)).decode("ascii"),
        }
    return stored


def main() -> None:
    path = save_json(WIDGET_DATA / "boxed_photographs.json", content())
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
