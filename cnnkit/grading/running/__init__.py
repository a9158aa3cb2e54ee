"""One submission: judged, graded, here or on another machine."""
