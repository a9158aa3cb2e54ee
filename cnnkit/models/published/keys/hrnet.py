"""timm's HRNets: transitions are numbered by the stage before, and hold what each resolution goes through."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]


def rules(name: str) -> tuple[Rule, ...]:
    exchange = r"stage(\d)\.(\d)"
    ours = r"body.stage\1.\2"
    added: list[Rule] = []
    for i in (1, 2, 3):
        added += _pair(rf"transition{i}\.{i}\.0\.", ("0", "1"), f"body.transition{i + 1}.new")
    return (
        *_pair("", ("conv1", "bn1"), "stem.0"),
        *_pair("", ("conv2", "bn2"), "stem.1"),
        *_residual(r"layer1\.(\d)", r"stage1.\1"),
        *_pair(r"transition1\.0\.", ("0", "1"), "body.transition2.keep.0"),
        *added,
        *_residual(rf"{exchange}\.branches\.(\d)\.(\d)", rf"{ours}.branches.\3.\4"),
        *_pair(rf"{exchange}\.fuse_layers\.(\d)\.(\d)\.", ("0", "1"), rf"{ours}.fusion.paths.\3.\4"),
        *_pair(rf"{exchange}\.fuse_layers\.(\d)\.(\d)\.(\d)\.", ("0", "1"), rf"{ours}.fusion.paths.\3.\4.\5"),
        *_residual(r"incre_modules\.(\d)\.0", r"head.widen.\1"),
        *_pair(r"downsamp_modules\.(\d)\.", ("0", "1"), r"head.down.\1"),
        *_pair(r"final_layer\.", ("0", "1"), "head.last"),
        (r"classifier", "head.classify.2"),
    )


def _pair(prefix: str, theirs: tuple[str, str], ours: str) -> list[Rule]:
    """A convolution and its normalization."""
    conv, norm = theirs
    return [(rf"{prefix}{conv}", f"{ours}.conv"), (rf"{prefix}{norm}", f"{ours}.norm")]


def _residual(theirs: str, ours: str) -> list[Rule]:
    found: list[Rule] = []
    for i in (1, 2, 3):
        found += _pair(rf"{theirs}\.", (f"conv{i}", f"bn{i}"), f"{ours}.branch.conv{i}")
    return found + _pair(rf"{theirs}\.downsample\.", ("0", "1"), f"{ours}.shortcut")
