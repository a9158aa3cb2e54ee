"""The stored scene of label-painter is drawn again, and the shipped network asked again."""

from cnnkit.data.scene_sets import pixel_scenes
from cnnkit.recipes.label_painter import NAMES, SEED, maps
from cnnkit.widgets.weights import stored


def test_the_stored_maps_are_the_scenes_and_the_networks():
    scene, kept = pixel_scenes(1, SEED), stored("label_painter.json")
    present, truth, said = maps(scene.images, scene.semantic)
    assert kept["classes"] == [NAMES[label] for label in present]
    assert kept["truth"] == truth
    cells = [pair for lines in zip(kept["network"], said, strict=True) for pair in zip(*lines, strict=True)]
    assert sum(a != b for a, b in cells) <= 3  # other machines round otherwise where two classes are equal
