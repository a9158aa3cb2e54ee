"""Widgets and plots alive on static pages: the Sphinx extension `cnnkit.publish`, and its page loader."""
