"""Widgets and plots alive on static pages: the Sphinx extension `.extension`, and its page loader."""
