"""`cnnkit demo`: every widget in a browser with this Python process behind it, for a lecture.

`server.py` listens on 127.0.0.1 and lets in who knows the address (`gate.py`); `answers.py` is what may
be read; `shelf.py` makes widgets when they are asked for; `bridge.py` carries changes of traits both ways;
`pages.py` writes the list and a page for each demo. `live/` has demos that are computed in Python, on a
network and pictures of one's own. Only the standard library serves.
"""
