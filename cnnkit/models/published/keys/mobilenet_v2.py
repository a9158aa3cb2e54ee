"""torchvision numbers the blocks through, and the layers in a block; the first block does not expand."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

# Blocks in each row of the paper's table 2.
ROWS = (1, 2, 3, 4, 3, 3, 1)


def rules(name: str) -> tuple[Rule, ...]:
    blocks = [f"body.block{i}_{j}" for i, count in enumerate(ROWS, start=1) for j in range(1, count + 1)]
    found: list[Rule] = []
    for index, block in enumerate(blocks, start=1):
        layers = ("depthwise",) if index == 1 else ("expand", "depthwise")
        for k, layer in enumerate(layers):
            found += _unit(rf"features\.{index}\.conv\.{k}", f"{block}.{layer}")
        last = len(layers)
        found.append((rf"features\.{index}\.conv\.{last}", f"{block}.project.conv"))
        found.append((rf"features\.{index}\.conv\.{last + 1}", f"{block}.project.norm"))
    return (
        *_unit(r"features\.0", "stem"),
        *found,
        *_unit(rf"features\.{len(blocks) + 1}", "body.last"),
        (r"classifier\.1", "head.3"),
    )


def _unit(theirs: str, ours: str) -> list[Rule]:
    return [(rf"{theirs}\.0", f"{ours}.conv"), (rf"{theirs}\.1", f"{ours}.norm")]
