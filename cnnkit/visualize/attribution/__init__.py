"""Which pixels it was: slopes of a score, scores of covered pictures, maps of a class; one method a file."""
