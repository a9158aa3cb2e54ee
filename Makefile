# Each target sets up what it needs in .venv; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help book serve lab grade exercises test test-all bench bench-peers
SHELL := /bin/bash
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

lab: .venv/.for-grade           ## JupyterLab on the exercises
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) exercises

grade: .venv/.for-grade         ## grade what was handed in: make grade SET=basics
	@$(BIN)/cnnkit grade $(SET)

exercises: .venv/.for-grade     ## make the student release from solutions/
	@$(BIN)/python -m cnnkit.grading.release

test: .venv/.for-test node_modules/.stamp book   ## every check, long sweeps on a sample
	@$(BIN)/pytest -rs -n 2 --dist loadgroup

test-all: .venv/.for-test node_modules/.stamp book   ## every check in full
	@$(BIN)/pytest -rs -n 2 --dist loadgroup --full

bench: .venv/.for-test book bench-peers   ## the benchmarks; each writes to benchmarks/results
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

# what the benchmarks compare with; without their dependencies, which would bring another torch
bench-peers: .venv/.for-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@test -d _build/peers || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps --target _build/peers torchvision timm

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3 ..."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "No virtual environment: on Debian or Ubuntu, apt install python3-venv"; exit 1; }

# a stamp for each set of extras; a larger set stands for the smaller ones too
.venv/.for-book: extras := book
.venv/.for-grade: extras := book,grade
.venv/.for-test: extras := book,grade,cluster,dev
.venv/.for-grade .venv/.for-test: also := .venv/.for-book
.venv/.for-test: also += .venv/.for-grade
.venv/.for-%: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Setting up .venv with cnnkit[$(extras)] ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(extras)]'
	@touch $@ $(also)

# without Node the tests of the front end are skipped (and fail in CI)
node_modules/.stamp: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent && touch $@; else echo "npm is not here: no front-end tools"; fi
