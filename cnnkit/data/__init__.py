"""Pictures and labels.

Without a download: `cnnkit.data.digits`, `.drawn`, `.shapes`, `.scenes`, `.photos`, `.text`; `.stream` makes
generated ones endless. From files that a reader has or fetches: `.mnist`, `.cifar`, `.imagefolder`. Random
changes of a batch: `.augment`.
"""
