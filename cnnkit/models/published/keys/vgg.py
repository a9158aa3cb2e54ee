"""torchvision numbers all layers, ReLUs, pools and dropouts too; here they have the paper's names."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

# Convolutions between one pool and the next.
GROUPS = {
    "vgg11": (1, 1, 2, 2, 2),
    "vgg13": (2, 2, 2, 2, 2),
    "vgg16": (2, 2, 3, 3, 3),
    "vgg19": (2, 2, 4, 4, 4),
}


def rules(name: str) -> tuple[Rule, ...]:
    column, _, norm = name.partition("_")
    body: list[Rule] = []
    index = 0
    for i, convolutions in enumerate(GROUPS[column], start=1):
        for j in range(1, convolutions + 1):
            body.append((rf"features\.{index}", f"body.conv{i}_{j}"))
            if norm:
                body.append((rf"features\.{index + 1}", f"body.norm{i}_{j}"))
            index += 3 if norm else 2  # its ReLU too
        index += 1  # the pool
    head: list[Rule] = [(rf"classifier\.{index}", f"head.fc{i}") for i, index in ((6, 0), (7, 3), (8, 6))]
    return *body, *head
