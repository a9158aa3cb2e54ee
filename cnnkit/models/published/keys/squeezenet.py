"""torchvision numbers the layers of its body; here they have the paper's names."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

# Places of fire2 to fire9 among torchvision's layers; conv1, its ReLU and the pools take the others.
FIRES = (3, 4, 5, 7, 8, 9, 10, 12)


def rules(name: str) -> tuple[Rule, ...]:
    body: list[Rule] = [(r"features\.0", "body.conv1"), (r"classifier\.1", "head.conv10")]
    for i, place in enumerate(FIRES, start=2):
        body.append((rf"features\.{place}\.squeeze", f"body.fire{i}.squeeze1x1"))
        body.append((rf"features\.{place}\.(expand1x1|expand3x3)", rf"body.fire{i}.\1"))
    return tuple(body)
