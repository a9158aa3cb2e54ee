"""timm's `legacy_seres…` networks, which keep the names of the first published files."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

RULES: tuple[Rule, ...] = (
    (r"layer0\.conv1", "stem.conv.conv"),
    (r"layer0\.bn1", "stem.conv.norm"),
    (r"layer(\d)\.(\d+)\.conv(\d)", r"body.stage\1.\2.branch.conv\3.conv"),
    (r"layer(\d)\.(\d+)\.bn(\d)", r"body.stage\1.\2.branch.conv\3.norm"),
    (r"layer(\d)\.(\d+)\.se_module\.fc1", r"body.stage\1.\2.branch.gate.reduce"),
    (r"layer(\d)\.(\d+)\.se_module\.fc2", r"body.stage\1.\2.branch.gate.expand"),
    (r"layer(\d)\.0\.downsample\.0", r"body.stage\1.0.shortcut.conv"),
    (r"layer(\d)\.0\.downsample\.1", r"body.stage\1.0.shortcut.norm"),
    (r"last_linear", "head.2"),
)


def rules(name: str) -> tuple[Rule, ...]:
    return RULES
