"""timm's NASNet-A: a block of a cell is `comb_iter`, and the cells are numbered from 0."""

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

CELLS = {
    "cell_stem_0": "stem1",
    "cell_stem_1": "stem2",
    **{f"cell_{i}": f"normal{i + 1}" for i in range(18)},
    **{f"reduction_cell_{i}": f"reduction{i + 1}" for i in range(2)},
}
LAYERS = {
    "conv_1x1.conv": "squeeze.conv",
    "conv_1x1.bn": "squeeze.norm",
    "conv_prev_1x1.conv": "adjust.conv",
    "conv_prev_1x1.bn": "adjust.norm",
    # Where the previous input is twice the size.
    "path_1.conv": "adjust.even",
    "path_2.conv": "adjust.odd",
    "final_path_bn": "adjust.norm",
}
PARTS = {"depthwise_conv2d": "depthwise", "pointwise_conv2d": "pointwise"}


def rules(name: str) -> tuple[Rule, ...]:
    cell = f"({'|'.join(CELLS)})"
    layer = "|".join(LAYERS).replace(".", r"\.")
    block = r"comb_iter_(\d)_(left|right)"
    return (
        (r"conv0\.conv", "stem.0"),
        (r"conv0\.bn", "stem.1"),
        (rf"{cell}\.({layer})", lambda m: f"body.{CELLS[m[1]]}.{LAYERS[m[2]]}"),
        (
            rf"{cell}\.{block}\.separable_(\d)\.(\w+)",
            lambda m: f"body.{CELLS[m[1]]}.{m[3]}.{m[2]}.0.separable{m[4]}.{PARTS[m[5]]}",
        ),
        (
            rf"{cell}\.{block}\.bn_sep_(\d)",
            lambda m: f"body.{CELLS[m[1]]}.{m[3]}.{m[2]}.0.norm{m[4]}",
        ),
        (r"last_linear", "head.4"),
    )
