"""Weights that others trained on ImageNet and published: where they are, and how they fit our networks."""

from cnnkit.models.published.files import PUBLISHED, Published

__all__ = ["PUBLISHED", "Published"]
