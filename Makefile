# `make demo` and `make test` need Python 3.11 or newer, git and make; each sets up .venv by itself.

PYTHON ?= python3
VENV ?= .venv
# PyTorch's CPU index, for Linux without a GPU: https://download.pytorch.org/whl/cpu
TORCH_INDEX_URL ?=
# The folder with the annotated texts and corpora, for train and evaluate.
DATA ?= data

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_TRAIN := $(VENV)/.installed-train
INSTALLED_AUDIT := $(VENV)/.installed-audit
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	$(if $(TORCH_INDEX_URL),--extra-index-url $(TORCH_INDEX_URL))

.DEFAULT_GOAL := help
.PHONY: help demo test check audit train evaluate

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

demo: $(INSTALLED) ## run the sample articles through broker and worker, print the coded events
	$(BIN)/dateline demo

test: check ## run the linters, the type checker and all tests
	$(BIN)/python -m pytest

check: $(INSTALLED) ## run the linters and the type checker alone, and the audit where it can run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if reason=$$($(BIN)/python scripts/reach_advisories.py); then $(MAKE) --no-print-directory audit; \
		else echo "audit of dependencies skipped: $$reason"; fi

audit: $(INSTALLED_AUDIT) ## look for known vulnerabilities in what is installed (needs a network)
	$(BIN)/python -m pip_audit --vulnerability-service osv --skip-editable --progress-spinner off

# With glibc's defaults half of the time goes into giving memory back and taking it again.
train: export MALLOC_MMAP_MAX_ = 0
train: export MALLOC_TRIM_THRESHOLD_ = 8000000000
train: $(INSTALLED_TRAIN) ## train teacher and network again from DATA (about three hours on two cores)
	$(BIN)/python scripts/train_teacher.py --data $(DATA) --work runs/teacher
	$(BIN)/python scripts/train.py --data $(DATA) --work runs/first --weights runs/first/dateline-small
	$(BIN)/python scripts/train.py --data $(DATA) --start runs/first/dateline-small --teacher runs/teacher \
		--epochs 4 --rate 1.5e-4

evaluate: $(INSTALLED) ## score the network on the development texts in DATA
	$(BIN)/python scripts/evaluate.py --data $(DATA)

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Dateline needs Python 3.11 or newer; '$(PYTHON)' is missing or older. Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "'$(PYTHON)' has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV): a few minutes the first time"
	$(PIP_INSTALL) --editable '.[test]'
	@touch $@

$(INSTALLED_AUDIT): $(INSTALLED)
	$(PIP_INSTALL) --editable '.[audit]'
	@touch $@

$(INSTALLED_TRAIN): $(INSTALLED)
	$(PIP_INSTALL) --editable '.[train]'
	@touch $@
