"""cnnkit: the code behind the course on convolutional networks.

Import what you need from its subpackages (`cnnkit.sizing`, `cnnkit.models`, …); importing `cnnkit`
itself loads nothing.
"""

__version__ = "0.1.0"
