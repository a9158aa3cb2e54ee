"""Feedback and marks, as people and learning systems take them back."""
