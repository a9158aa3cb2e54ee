"""How the papers train, by name: what `cnnkit train --recipe` offers."""

from cnnkit.training.settings import Settings

__all__ = ["PRESETS"]

PRESETS = {
    # Enough for a thousand small pictures: seconds on a CPU.
    "small": Settings(epochs=15, lr=2e-3, batch_size=32, weight_decay=0.05, cosine=True),
    # He et al. 2016, section 4.2: 64,000 steps of 128 images are 164 epochs of the 50,000 training images;
    # the step size falls at 32,000 and 48,000.
    "cifar": Settings(
        epochs=164, lr=0.1, batch_size=128, optimizer="sgd", weight_decay=1e-4, milestones=(0.5, 0.75)
    ),
    # He et al. 2016, section 3.4 (0.1 for 256 images, momentum 0.9, decay 1e-4, 90 epochs as in their
    # published code) with what later papers found to help: warm-up (Goyal et al. 2017), cosine, smoothing,
    # and no decay of norms and biases (He et al. 2019, "Bag of tricks", sections 3 and 5).
    "imagenet": Settings(
        epochs=90,
        lr=0.1,
        batch_size=256,
        optimizer="sgd",
        weight_decay=1e-4,
        decay_all=False,
        warmup_epochs=5,
        cosine=True,
        label_smoothing=0.1,
    ),
}
