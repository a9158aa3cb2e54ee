"""torchvision's Inception-v3, ported from a TensorFlow file: each convolution has its own name there."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

# Their convolution, to ours; `N` stands for a number that is the same on both sides.
STEM = {"1a_3x3": "conv1", "2a_3x3": "conv2", "2b_3x3": "conv3", "3b_1x1": "conv4", "4a_3x3": "conv5"}
MODULE_35 = {
    "branch1x1": "branch1.conv1",
    "branch5x5_N": "branch2.convN",
    "branch3x3dbl_N": "branch3.convN",
    "branch_pool": "branch4.conv1",
}
REDUCE_TO_17 = {"branch3x3": "branch1.conv1", "branch3x3dbl_N": "branch2.convN"}
MODULE_17 = {
    "branch1x1": "branch1.conv1",
    "branch7x7_N": "branch2.convN",
    "branch7x7dbl_N": "branch3.convN",
    "branch_pool": "branch4.conv1",
}
REDUCE_TO_8 = {"branch3x3_N": "branch1.convN", "branch7x7x3_N": "branch2.convN"}
MODULE_8 = {
    "branch1x1": "branch1.conv1",
    "branch3x3_1": "branch2.conv1",
    "branch3x3_2a": "branch2.fork1.branch1.conv1",
    "branch3x3_2b": "branch2.fork1.branch2.conv1",
    "branch3x3dbl_N": "branch3.convN",
    "branch3x3dbl_3a": "branch3.fork1.branch1.conv1",
    "branch3x3dbl_3b": "branch3.fork1.branch2.conv1",
    "branch_pool": "branch4.conv1",
}
MODULES = {
    "5b": ("body_17.module35_1", MODULE_35),
    "5c": ("body_17.module35_2", MODULE_35),
    "5d": ("body_17.module35_3", MODULE_35),
    "6a": ("body_17.reduce_to_17", REDUCE_TO_17),
    "6b": ("body_17.module17_1", MODULE_17),
    "6c": ("body_17.module17_2", MODULE_17),
    "6d": ("body_17.module17_3", MODULE_17),
    "6e": ("body_17.module17_4", MODULE_17),
    "7a": ("body_8.reduce_to_8", REDUCE_TO_8),
    "7b": ("body_8.module8_1", MODULE_8),
    "7c": ("body_8.module8_2", MODULE_8),
}


def rules(name: str) -> tuple[Rule, ...]:
    found: list[Rule] = [(r"AuxLogits\.fc", "head_17.dense"), (r"fc", "head.3")]
    for theirs, ours in STEM.items():
        found += _unit(f"Conv2d_{theirs}", f"stem.{ours}")
    for theirs, (ours, convolutions) in MODULES.items():
        for conv, place in convolutions.items():
            found += _unit(rf"Mixed_{theirs}\.{conv}", f"{ours}.{place}")
    for index in (0, 1):
        found += _unit(rf"AuxLogits\.conv{index}", f"head_17.conv{index + 1}")
    return tuple(found)


def _unit(theirs: str, ours: str) -> list[Rule]:
    theirs, ours = theirs.replace("N", r"(\d)"), ours.replace("N", r"\1")
    return [(rf"{theirs}\.conv", f"{ours}.conv"), (rf"{theirs}\.bn", f"{ours}.norm")]
