"""A deck of slides for each chapter, cut from the built pages: the same figures, widgets and formulas."""
