"""What is done before a version goes out: the wheel, the licences, two cold builds, plain Sphinx.

Each file is a command of its own, `python -m release.<file>`; CONTRIBUTING ("Release") has them in order.
"""
