"""A network among its neighbours: the loss round its weights, and what it does without some of its blocks."""
