# What a developer runs. `make` alone lists it.
# Two environments in one .venv: what the app needs (stamp .run) and what tests need besides (stamp .dev).
# A stamp is as old as the last install, so pip runs only after a requirements file changed.

PORT ?= 8501
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install

# Scripts in tools/ and benchmarks/ import planner and layers from here without an install.
export PYTHONPATH := $(CURDIR)

.DEFAULT_GOAL := help
.PHONY: help run venv test hostile lint format bench texts data vendor lock check-wheels

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-13s %s\n", $$1, $$2}'

run: .venv/.run ## install what the app needs and start it on http://localhost:8501 (PORT=... changes it)
	@exec $(BIN)/python -m planner.ui --server.port $(PORT)

venv: .venv/.dev ## make .venv with everything that run and test need

test: .venv/.dev lint ## lint, types, contracts, all tests (the browser's too: Chromium is installed where we may)
	@sh tools/ensure_chromium.sh
	@sh tools/ensure_servers.sh
	$(BIN)/python -m pytest -n auto --dist loadfile

hostile: .venv/.dev ## bring in every hostile file of tests/hostile (some minutes) and print a table
	@$(BIN)/python tests/hostile/runner.py

lint: .venv/.dev ## ruff, mypy and the import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/.dev ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.dev ## run every benchmark; figures and the machine are printed
	@set -e; for file in benchmarks/*.py; do \
	  case $$file in */side_by_side.py) continue;; esac; echo "# $$file"; $(BIN)/python $$file; done

texts: .venv/.dev ## collect the translatable texts into planner/locale
	$(BIN)/pybabel --quiet extract --keyword=_ --keyword=n_:1,2 --keyword=marked --keyword=Sentence --omit-header --sort-by-file --add-location=file \
	  --output=planner/locale/sijainti.pot app.py planner layers
	@set -e; for po in planner/locale/*/LC_MESSAGES/sijainti.po; do [ -e "$$po" ] || continue; \
	  language=$$(basename $$(dirname $$(dirname $$po))); \
	  $(BIN)/pybabel --quiet update --ignore-pot-creation-date --ignore-obsolete --no-fuzzy-matching --domain=sijainti \
	    --input-file=planner/locale/sijainti.pot --output-dir=planner/locale --locale=$$language --width=110; \
  sed -i -E -e '/^# /d;/^#$$/d' -e '/^"(Generated-By|[A-Za-z-]+-Date|Last-Translator|Language-Team|Project-Id-Version|Report-Msgid)/d' \
    $$po; done

data: .venv/.dev ## rebuild the data that tools make, and record the hashes
	@set -e; for file in tools/build_*.py; do echo "# $$file"; $(BIN)/python $$file; done
	$(BIN)/python tools/record_hashes.py

vendor: .venv/.dev ## fetch the scripts, styles and fonts of static/vendor and tests/vendor again (needs npm)
	$(BIN)/python tools/vendor_assets.py

lock: | .venv/bin/python ## write requirements.lock anew from requirements.txt (needs the registry; UPGRADE=--upgrade renews all)
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv==0.13.9
	@build/lock/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command "make lock" $(UPGRADE) --output-file requirements.lock requirements.txt
	@grep "==" requirements.lock | wc -l | xargs -I{} echo "requirements.lock: {} packages"

check-wheels: .venv/.run ## resolve requirements.txt to wheels for Python 3.11, 3.12 and 3.13 (needs the registry)
	@set -e; for version in 3.11 3.12 3.13; do \
	  $(PIP) --dry-run --ignore-installed --only-binary :all: --python-version $$version \
	    --target build/wheels --requirement requirements.txt; \
	  echo "Python $$version: every requirement has a wheel"; done

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: install Python 3.11 or newer (Debian: apt-get install python3)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sijainti needs Python 3.11 or newer; $(PYTHON) is older. Name another with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing: install it (Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.lock | .venv/bin/python
	@echo "Installing what the app needs into .venv (about a minute the first time)"
	@$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing what tests and tools need into .venv"
	@$(PIP) --requirement requirements-dev.txt
	@touch $@
