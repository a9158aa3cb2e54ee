# Each target sets up what it needs in .venv; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help book serve paper lab grade exercises test test-times test-all test-gpu bench bench-peers pins pins-check \
  sphinx wheel wheel-check pictures
# another index to look for torch in: on Linux, PyTorch's own for a CPU build of 0.2 GB in place of several GB:
# make book TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# nbgrader calls alembic, and Jupyter its kernels, by name
export PATH := $(CURDIR)/.venv/bin:$(PATH)

help:           ## this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*##/ \t/'

book: .venv/.for-book           ## execute the pages and build the site in _build/html
	@$(BIN)/python -m cnnkit.publish.build

serve: .venv/.for-book          ## serve the built site on this machine
	@$(BIN)/python -m cnnkit.publish.serve

paper: .venv/.for-test book     ## a PDF of each chapter in _build/paper (needs Chromium)
	@$(BIN)/python -m cnnkit.publish.paper

lab: .venv/.for-lab             ## JupyterLab on the exercises
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) exercises

grade: .venv/.for-grade         ## grade what was handed in: make grade SET=basics
	@$(BIN)/cnnkit grade $(SET)

exercises: .venv/.for-grade     ## make solutions/ and the student release from tasks/
	@$(BIN)/python -m cnnkit.handin.sets
	@$(BIN)/python -m cnnkit.grading.release

test: .venv/.for-test node_modules/.stamp book   ## every check, long sweeps on a sample
	@$(BIN)/pytest -rs -n 2 --dist loadfile --junitxml=_build/tests.xml

test-times: test                ## the same, and write where its time goes into CONTRIBUTING.md
	@$(BIN)/python -m tests.times

test-all: .venv/.for-test node_modules/.stamp book   ## every check in full
	@$(BIN)/pytest -rs -n 2 --dist loadfile --full

test-gpu: .venv/.for-test       ## cnnkit.visualize and cnnkit.detection on CUDA, in bfloat16 and channels_last; skipped without a GPU
	@$(BIN)/pytest -rs tests/gpu

bench: .venv/.for-test book bench-peers   ## the benchmarks, and a draft of the page that shows all of them
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done
	@$(BIN)/python -m cnnkit.publish.build --only appendix/benchmarks

# what the benchmarks compare with; without their dependencies, which would bring another torch
bench-peers: .venv/.for-test
	@$(PIP) -e '.[bench]'
	@test -d _build/peers || $(PIP) --no-deps --target _build/peers torchvision==0.29.2 timm==1.0.31 \
	  captum==0.9.0 tqdm matplotlib contourpy cycler fonttools kiwisolver pyparsing

pictures: .venv/.for-test       ## the README's pictures and its counts
	@$(BIN)/python -m cnnkit.recipes readme_picture
	@$(BIN)/python -m cnnkit.recipes readme_counts

sphinx: .venv/.for-test book    ## the same site by plain Sphinx in _build/sphinx/html, compared with the first
	@$(BIN)/python -m release.sphinx_way

wheel: .venv/.for-test          ## the wheel in dist/, compared with the tree
	@$(BIN)/python -m release.wheel

wheel-check: .venv/.for-test    ## the wheel in an empty environment, and compiled by newer Pythons (needs the network)
	@$(BIN)/python -m release.wheel_check

# constraints.txt pins every package for each of these Pythons: the oldest is that of Debian 12
PROMISED := 3.11.2 3.12 3.13 3.14
UV := .venv/uv/bin/uv --quiet pip compile --all-extras pyproject.toml --custom-compile-command 'make pins'

pins: .venv/uv                  ## resolve constraints.txt anew, keeping what still fits (needs the network)
	@$(UV) --universal --no-annotate --python-version $(firstword $(PROMISED)) -o constraints.txt

pins-check: .venv/uv            ## resolve the pins for each promised Python, installing nothing (needs the network)
	@for python in $(PROMISED); do echo "The pins on Python $$python ..."; \
	  $(UV) -c constraints.txt --python-version $$python -o .venv/uv/pins.txt || exit 1; done

.venv/uv: | .venv/bin/python
	@$(PIP) --target $@ uv

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 ..." >&2; exit 1; }
	@test -w . || { echo "The folder $(CURDIR) cannot be written to: copy it to a place of yours" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) makes no virtual environments: on Debian or Ubuntu, apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# a stamp for each set of extras; a larger set stands for the smaller ones too
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
.venv/.for-lab: extras := lab
.venv/.for-book: extras := book
.venv/.for-grade: extras := book,grade
.venv/.for-test: extras := book,grade,cluster,dev
.venv/.for-book .venv/.for-grade .venv/.for-test: also := .venv/.for-lab
.venv/.for-grade .venv/.for-test: also += .venv/.for-book
.venv/.for-test: also += .venv/.for-grade
.venv/.for-%: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Setting up .venv with cnnkit[$(extras)] ..."
	@$(PIP) $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -e '.[$(extras)]'
	@touch $@ $(also)

# without Node the tests of the front end are skipped (and fail in CI)
node_modules/.stamp: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent && touch $@; else echo "npm is not here: no front-end tools"; fi
