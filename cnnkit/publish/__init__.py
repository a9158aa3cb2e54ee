"""Widgets and plots alive on static pages: the Sphinx extension `cnnkit.publish.extension`, and its page loader."""
