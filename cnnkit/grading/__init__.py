"""Release and grading of the problem sets; nothing here imports torch."""
