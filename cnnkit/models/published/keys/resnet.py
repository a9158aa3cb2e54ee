"""torchvision's residual networks: there norms stand beside the convolutions, here each behind its own."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

RULES: tuple[Rule, ...] = (
    (r"conv1", "stem.conv.conv"),
    (r"bn1", "stem.conv.norm"),
    (r"layer(\d)\.(\d+)\.conv(\d)", r"body.stage\1.\2.branch.conv\3.conv"),
    (r"layer(\d)\.(\d+)\.bn(\d)", r"body.stage\1.\2.branch.conv\3.norm"),
    (r"layer(\d)\.0\.downsample\.0", r"body.stage\1.0.shortcut.conv"),
    (r"layer(\d)\.0\.downsample\.1", r"body.stage\1.0.shortcut.norm"),
    (r"fc", "head.2"),
)


def rules(name: str) -> tuple[Rule, ...]:
    return RULES
