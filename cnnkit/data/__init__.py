"""Data that needs no download: `cnnkit.data.digits`, `.shapes`, `.photos`, `.text`, and `.augment`."""
