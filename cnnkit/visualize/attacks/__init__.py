"""Adversarial pictures: changes too small to see that change an answer, noise of equal size, defences."""
