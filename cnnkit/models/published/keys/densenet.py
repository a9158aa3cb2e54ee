"""torchvision's DenseNets. The files are older than the code: `norm.1` where it says `norm1`."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

RULES: tuple[Rule, ...] = (
    (r"features\.conv0", "stem.conv.conv"),
    (r"features\.norm0", "stem.conv.norm"),
    (r"features\.denseblock(\d)\.denselayer(\d+)\.(norm|conv)\.?(\d)", r"body.block\1.layer\2.\3\4"),
    (r"features\.transition(\d)\.(norm|conv)", r"body.transition\1.\2"),
    (r"features\.norm5", "body.norm"),
    (r"classifier", "head.2"),
)


def rules(name: str) -> tuple[Rule, ...]:
    return RULES
