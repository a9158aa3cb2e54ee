"""Looking into networks: one method a file, and the house style of the figures.

The methods are reached from here by name (`from cnnkit.visualize import saliency`); each file is imported
when its method is first asked for, since drawings are made without torch.
"""

from importlib import import_module
from typing import Any

_HOMES: dict[str, str] = {
    # inside: what layers say, and to what
    "activations": "inside.activations",
    "distances": "inside.neighbours",
    "field_of": "inside.patches",
    "field_on_picture": "inside.patches",
    "filter_grid": "inside.filters",
    "linear_probe": "inside.probe",
    "nearest_neighbors": "inside.neighbours",
    "silent_channels": "inside.activations",
    "sparsity": "inside.activations",
    "to_display": "inside.filters",
    "top_patches": "inside.patches",
    # backwards and attribution: which pixels it was
    "cam": "attribution.cam",
    "deconvnet": "attribution.deconvnet",
    "grad_cam": "attribution.grad_cam",
    "guided_backprop": "attribution.guided_backprop",
    "integrated_gradients": "attribution.integrated_gradients",
    "occlusion": "attribution.occlusion",
    "saliency": "attribution.saliency",
    "smoothgrad": "attribution.smoothgrad",
    # synthesis: pictures that a unit, a class or a code asks for
    "deep_dream": "synthesis.dream",
    "maximize_activation": "synthesis.ascent",
    "total_variation": "synthesis.variation",
    "invert_features": "synthesis.invert",
    "psnr": "synthesis.invert",
    # attacks
    "Rounded": "attacks.rounded",
    "equal_noise": "attacks.equal_noise",
    "fgsm": "attacks.gradient_sign",
    "pgd": "attacks.gradient_sign",
    "robustness_curve": "attacks.robustness",
    "share_right": "attacks.robustness",
    # landscape: losses, lesions, paths
    "common_range": "landscape.surface",
    "filter_normalized_direction": "landscape.directions",
    "gradient_by_path_length": "landscape.paths",
    "lesion": "landscape.lesions",
    "loss_surface": "landscape.surface",
    "path_lengths": "landscape.paths",
    "residual_blocks": "landscape.lesions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
