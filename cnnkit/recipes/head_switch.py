"""Three small networks that differ in their head alone, for the widget `head-switch`.

In training every object lies left of the middle. Then it is moved to the right, where none ever was: which
head minds? The weights go to models/weights/head_switch.safetensors (float16, keys `flatten.conv1.weight` and
so on), objects to drag and the measured accuracies to widgets/data/head_switch.json.
"""

import base64
from collections import OrderedDict

import torch
from torch import Tensor, nn

from cnnkit.data.shapes import SHAPES, TEST_SEEDS, draw_layers, draw_shapes, standardize
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json, save_weights
from cnnkit.training.loop import evaluate, fit

SEED, CLASSES, EPOCHS, PICTURES = 0, 5, 28, 3000
SIZE = 48
# Where the middles of objects lie, x0, y0, x1, y1: in training, and in the test of what was never trained.
# Objects are small and stay clear of the frame, so that units of the last layer lie on all sides of each:
# only the place differs. (At the frame a global head suffers too: it never saw their other side.)
TRAINED, NEVER = (0.29, 0.29, 0.46, 0.71), (0.54, 0.29, 0.71, 0.71)
RADIUS = (0.11, 0.16)
HALF = 10  # half the side of an object's own picture
HEADS = ("flatten", "global max", "global average")
CHANNELS = (12, 24, 24)


def small_net(head: str) -> nn.Sequential:
    """`(n, 3, 48, 48) -> (n, 5)`: three 3×3 convolutions, two pools, then the head.

    No padding: a row of zeros along the frame would tell every head, global ones too, where the border is.
    """
    c1, c2, c3 = CHANNELS
    joins = {
        "flatten": (nn.Flatten(), c3 * 8 * 8),
        "global max": (nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), c3),
        "global average": (nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), c3),
    }
    if head not in joins:
        raise ValueError(f"head={head!r}: there are {', '.join(joins)}")
    join, features = joins[head]
    net = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(3, c1, 3), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
            conv2=nn.Conv2d(c1, c2, 3), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
            conv3=nn.Conv2d(c2, c3, 3), relu3=nn.ReLU(),
            join=join, linear=nn.Linear(features, CLASSES),
        )
    )  # fmt: skip
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            # He et al. 2015; with torch's own start the first epochs go by without learning
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return net


def pictures(n: int, seed: int, region: tuple[float, float, float, float]) -> tuple[Tensor, Tensor]:
    x, y = draw_shapes(n, size=SIZE, seed=seed, num_classes=CLASSES, region=region, radius=RADIUS)
    return standardize(x), y


def main() -> None:
    inside, outside = (pictures(1000, TEST_SEEDS + i, region) for i, region in enumerate((TRAINED, NEVER)))
    tensors, measured, models = {}, {}, {}
    for head in HEADS:
        torch.manual_seed(SEED)
        model = small_net(head)
        history = fit(
            model, lambda epoch: pictures(PICTURES, epoch, TRAINED), epochs=EPOCHS, lr=4e-3, batch_size=25,
            cosine=True, seed=SEED,
        )  # fmt: skip
        model.half().float()  # measured as it is stored
        measured[head] = {
            "trained_places": round(evaluate(model, *inside).accuracy, 3),
            "places_never_trained": round(evaluate(model, *outside).accuracy, 3),
            "params": sum(p.numel() for p in model.parameters()),
        }
        print(head, measured[head], f"{history.seconds:.0f} s", flush=True)
        tensors |= {f"{head.replace(' ', '_')}.{key}": v.half() for key, v in model.state_dict().items()}
        models[head] = model.eval()
    facts = provenance("head_switch", SEED)
    path = save_weights("head_switch", tensors, facts | {"accuracy": measured})
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    path = save_json(
        WIDGET_DATA / "head_switch.json",
        {
            "provenance": facts,
            "about": "scenes: background 3*48*48, sprite 4*20*20 (red, green, blue, alpha), base64 of uint8; "
            "the sprite's middle is the object's; x = (picture / 255 - 0.5) / 0.25 goes into the network",
            "classes": list(SHAPES[:CLASSES]),
            "trained_region": TRAINED,
            "accuracy": measured,
            "scenes": [_scene(label, models) for label in range(CLASSES)],
        },
    )
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def _scene(label: int, models: dict[str, nn.Module]) -> dict[str, object]:
    """The first held-out object of the class that all heads know in the middle of the trained part."""
    place = (0.34, 0.5)
    layers = draw_layers(
        300, size=SIZE, seed=TEST_SEEDS + 2, num_classes=CLASSES, region=(*place, *place), radius=RADIUS
    )
    x = torch.lerp(layers.background, layers.surface, layers.alpha)
    with torch.no_grad():
        right = torch.stack([model(standardize(x)).argmax(1) == layers.y for model in models.values()]).all(0)
    chosen = int(((layers.y == label) & right).nonzero()[0])
    left, top = (round(float(c) * SIZE) - HALF for c in layers.centre[chosen])
    sprite = torch.cat([layers.surface[chosen], layers.alpha[chosen]])
    # the object lies clear of the frame, so its own picture does too
    cut = sprite[:, top : top + 2 * HALF, left : left + 2 * HALF]
    return {
        "label": label,
        "background": _bytes(layers.background[chosen]),
        "sprite": _bytes(cut),
        "centre": [round(float(c) * SIZE) for c in layers.centre[chosen]],
    }


def _bytes(x: Tensor) -> str:
    return base64.b64encode((x * 255).round().to(torch.uint8).numpy().tobytes()).decode("ascii")
