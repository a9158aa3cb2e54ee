"""torchvision numbers all layers, ReLUs, pools and dropouts too; here they have the paper's numbers."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]


def rules(name: str) -> tuple[Rule, ...]:
    body: list[Rule] = [
        (rf"features\.{index}", f"body.conv{i}") for i, index in enumerate((0, 3, 6, 8, 10), start=1)
    ]
    head: list[Rule] = [(rf"classifier\.{index}", f"head.fc{i}") for i, index in ((6, 1), (7, 4), (8, 6))]
    return *body, *head
