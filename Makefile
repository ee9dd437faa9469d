# Each target sets itself up on a fresh machine. PYTHON may name another interpreter (3.11 to 3.13).
PYTHON ?= $(firstword $(foreach v,3.11 3.12 3.13,$(shell command -v python$(v) 2>/dev/null)) python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
CODE := layers functions infra tests
ARCH ?= x86_64
export PYTHONDONTWRITEBYTECODE =
.DEFAULT_GOAL := help
.PHONY: openapi standing help setup demo serve test check bench build lock samples clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/pyvenv.cfg:
	@echo "Creating .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv

.venv/.local: infra/local/requirements.txt pyproject.toml | .venv/pyvenv.cfg
	@echo "Installing pinned packages (about 500 MB the first time)"
	@$(PIP) install --no-deps --require-hashes -r infra/local/requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.models: infra/models/manifest.json infra/models/fetch.py | .venv/.local
	@echo "Fetching and verifying model weights"
	@$(BIN)/python infra/models/fetch.py
	@touch $@

.venv/.tests: tests/requirements.txt | .venv/.local
	@$(PIP) install --no-deps --require-hashes -r tests/requirements.txt
	@touch $@

.venv-sam/.stamp: infra/sam/requirements.txt
	@echo "Installing the SAM CLI into .venv-sam"
	@$(PYTHON) -m venv .venv-sam
	@.venv-sam/bin/python -m pip --disable-pip-version-check -q install --no-deps --require-hashes -r infra/sam/requirements.txt
	@touch $@

setup: .venv/.local .venv/.models  ## packages and models

demo: setup  ## a sample recording through everything
	@$(BIN)/mianshi demo --out out/demo

serve: setup  ## portal, API and pipeline at http://127.0.0.1:8080
	@$(BIN)/mianshi serve

.PHONY: browser
browser:
	@command -v chromium >/dev/null || { echo "Installing Chromium for the page tests"; \
	  $$([ $$(id -u) = 0 ] || echo sudo -n) sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk' >/dev/null 2>&1 \
	  || echo "Chromium could not be installed: the page tests will say that they were skipped"; }

test: setup .venv/.tests browser  ## all tests
	@$(BIN)/python -m pytest $(PYTEST)

check: .venv/.local .venv/.tests .venv-sam/.stamp  ## format, lint, types, arrows, templates
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy layers/core/python/mianshi layers/slim.py layers/seal.py infra/local infra/models infra/endpoint infra/rater infra/calibration infra/bench infra/partner_document.py infra/standing.py
	@$(BIN)/mypy --exclude fixtures/ $(filter-out tests/functions/ tests/fixtures/ tests/__pycache__/,$(wildcard tests/*/))
	@for shell in functions/*/app.py; do MYPYPATH=$$(dirname $$shell) $(BIN)/mypy $$shell --no-error-summary || exit 1; done
	@PYTHONPATH=layers/core/python $(BIN)/lint-imports
	@for template in template.yaml infra/accounts.yaml infra/data.yaml infra/endpoint.yaml infra/alarms.yaml; do \
	  SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam validate --lint --region us-east-1 --template $$template || exit 1; done

build: setup .venv-sam/.stamp  ## sam build (ARCH=arm64 for Graviton), and the size of each layer
	@PATH=$(CURDIR)/.venv/bin:$$PATH ARCH=$(ARCH) SAM_CLI_TELEMETRY=0 .venv-sam/bin/sam build --no-cached --parameter-overrides Architecture=$(ARCH)
	@$(BIN)/python infra/bench/sizes.py

.PHONY: layers
layers: setup  ## layers built twice and compared, every function run from them
	@$(BIN)/python infra/bench/layers.py --arch $(ARCH)
	@if [ $(ARCH) = x86_64 ]; then $(BIN)/python infra/bench/house.py; fi

bench: setup .venv/.tests .venv-sam/.stamp  ## measurements against named peers, into docs/benchmarks.md
	@$(BIN)/python infra/bench/bench.py

screens: setup .venv/.tests browser  ## pictures of the main pages, into docs/screens
	@SCREENS=$(CURDIR)/docs/screens $(BIN)/python -m pytest tests/doors

.PHONY: screens
lock:  ## pin and hash every requirement anew
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip -q install uv==0.13.9
	@UV=.venv-lock/bin/uv infra/lock.sh

openapi: .venv/.local  ## the partner API's document, into docs/openapi.json
	@$(BIN)/python infra/partner_document.py

standing: .venv/.local  ## what the templates cost while nobody uses them, into infra/prices/standing.json
	@$(BIN)/python infra/standing.py

samples:  ## make the sample recordings again (needs infra/local/samples/README.md)
	@$(BIN)/python infra/local/samples/make_samples.py

clean:  ## everything that can be made again
	rm -rf .venv .venv-sam .venv-lock .aws-sam out build *.egg-info
