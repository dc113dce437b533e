# Everything a checkout needs. `make` lists the targets; each sets up first what it needs and does again only what has changed.
#
#   make test ARGS="-k seam"        further arguments for the command that a target runs
#   make test PYTHON=python3.12     the Python that .venv is made with (default: the first of CANDIDATES that is fit)

PYTHON ?=
ARGS ?=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)
UV_VERSION := 0.13.9

VENV := .venv
RUN := $(VENV)/bin/python -m
PIP_INSTALL := pip --disable-pip-version-check --no-input install --quiet --progress-bar off

# A virtualenv holds the path of its folder and of its Python: the names of the stamps do too, so one that was moved or copied is made anew.
PLACE := $(shell { pwd; echo '$(PYTHON)'; } | cksum | cut -d ' ' -f 1)
LOCKED := $(VENV)/.locked-$(PLACE)
READY := $(VENV)/.ready-$(PLACE)

# What a person has set for other Python projects must not stand in for a step that is missing here.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH MYPYPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help corpus test golden docs site check lint types fix check-install lock venv clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-15s %s\n' "$$name" "$$text"; done

corpus: $(READY)  ## Make the corpus of seeds and data/raw in data/clean
	@$(VENV)/bin/papersieve run seeds data/raw -o data/clean $(ARGS)

test: $(READY)  ## Run the tests
	@$(RUN) pytest $(ARGS)

golden: $(READY)  ## Write what the dumps of tests/dumps give now; review it with git diff
	@$(RUN) pytest -q tests/test_goldens.py --update-golden >/dev/null || git --no-pager diff --stat tests/dumps

docs: $(READY)  ## Make the pages of docs/ that are taken from the code anew; review them with git diff
	@$(RUN) docs.make
	@git --no-pager diff --stat docs

site: $(READY)  ## Build the pages of docs/ as a site in site/; a link that leads nowhere fails
	@$(VENV)/bin/zensical build --strict

check: lint types site test  ## What CI runs: lint, types, the site with its links, and tests

lint: $(READY)  ## Check style and format with ruff
	@$(RUN) ruff check
	@$(RUN) ruff format --check

types: $(READY)  ## Check types with mypy
	@$(RUN) mypy

fix: $(READY)  ## Mend what ruff can mend by itself
	@$(RUN) ruff check --fix
	@$(RUN) ruff format

# The command for a shell that sets $python to the first candidate that can make a virtualenv, or says what to install.
define FIND_PYTHON
python=; bare=; \
for candidate in $(CANDIDATES); do \
    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
    if "$$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then python=$$candidate; break; fi; \
    bare=$${bare:-$$candidate}; \
done; \
if [ -z "$$python" ] && [ -n "$$bare" ]; then \
    package=$$("$$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
    echo "make: $$bare cannot make a virtual environment: its modules venv and ensurepip are a package of their own." >&2; \
    echo "Install it, on Debian and Ubuntu with 'apt-get install $$package', and call make again." >&2; exit 2; \
elif [ -z "$$python" ]; then \
    echo "make: no Python of version 3.11 or newer (tried: $(CANDIDATES))." >&2; \
    echo "Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 2; \
fi
endef

# Each stamp is written last, and the folder is removed first, so an install that was cut short does not count.
# The lock is complete, so pip resolves nothing (--no-deps), and 'pip check' says whether that is still true of pyproject.toml.
$(LOCKED): requirements.lock
	@$(FIND_PYTHON); \
	rm -rf $(VENV) && "$$python" -m venv $(VENV) && \
	echo "Installing the locked packages in $(VENV) (a minute or so, once) ..." >&2 && \
	$(RUN) $(PIP_INSTALL) --no-deps --require-hashes --requirement requirements.lock && \
	touch $@

$(READY): pyproject.toml $(LOCKED)
	@$(RUN) $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@$(RUN) pip --disable-pip-version-check check >&2 || { echo "requirements.lock does not fit pyproject.toml: 'make lock' mends it." >&2; exit 1; }
	@touch $@

venv: $(READY)  ## Make .venv with the locked packages and this project

check-install:  ## Install without the lock in a fresh virtualenv, as a user would, and run the seeds
	@$(FIND_PYTHON); set -e; \
	scratch=$$(mktemp -d); trap 'rm -rf "$$scratch" build papersieve.egg-info' EXIT; trap 'exit 1' INT TERM; \
	rm -rf build papersieve.egg-info; \
	"$$python" -m venv "$$scratch/venv"; \
	"$$scratch/venv/bin/python" -m $(PIP_INSTALL) .; \
	"$$scratch/venv/bin/python" -m pip --disable-pip-version-check check; \
	seeds=$$PWD/seeds; cd "$$scratch"; export PREFECT_HOME="$$scratch/prefect"; \
	venv/bin/papersieve --version; \
	venv/bin/papersieve run "$$seeds" -o corpus 2>&1 | tee sum; \
	grep -Eq '^[0-9]+ records = [0-9]+ papers \+ [0-9]+ merged; 0 rejected; 5 dumps, 100% accounted for$$' sum || { echo 'check-install: that is not the sum of the seeds' >&2; exit 1; }; \
	venv/bin/python -I -c 'import prefect, prefect.server.api.server; print("prefect", prefect.__version__, "and its server can be imported")'; \
	echo 'check-install: passed'

# uv, because it resolves once for all Pythons and systems (pip-compile and pip freeze: for the one they run on), with one version
# for all of them. Pins stay as they are where they can; ARGS=--upgrade takes what is newest. The build backend is locked too.
lock:  ## Bring requirements.lock up to date with pyproject.toml (ARGS=--upgrade: newest versions)
	@$(FIND_PYTHON); set -e; \
	scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; trap 'exit 1' INT TERM; \
	"$$python" -m venv "$$scratch/venv"; \
	"$$scratch/venv/bin/python" -m $(PIP_INSTALL) uv==$(UV_VERSION); \
	"$$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' >"$$scratch/build.in"; \
	"$$scratch/venv/bin/uv" --no-config --quiet pip compile pyproject.toml - <"$$scratch/build.in" --extra dev --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --custom-compile-command 'make lock' --output-file requirements.lock $(ARGS)

clean:  ## Remove .venv and what tools have left behind (the corpus in data/clean stays)
	rm -rf $(VENV) site .cache build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
