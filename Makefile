# Everything a newcomer needs: `make run` shows the portal, `make test` proves it, `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test proof bench check test-environment format lock sbom translations

RUN := .venv/bin
DEV := .venv-test/bin
WORKERS ?= 2

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*  ## (.*)/  make \1\t\2/' | expand -t 22

setup:  ## make .venv with the locked run dependencies and the `portal` command
	@bin/environment .venv requirements.lock

run: export PORTAL_DEMO ?= 1
run: setup  ## serve the demo on 127.0.0.1:8000 (PORTAL_PORT for another port), database under var/
	@$(RUN)/portal migrate
	@$(RUN)/portal seed --demo
	@exec $(RUN)/portal serve

test-environment:
	@bin/environment .venv-test requirements-dev.lock
	@bin/debian-packages

test: test-environment check  ## install what the tests need, check the code, run every test on both databases
	$(DEV)/python -m pytest -n $(WORKERS) --dist worksteal

proof: test-environment  ## the proofs and property tests at full counts (long)
	COUNTS=full $(DEV)/python -m pytest -n $(WORKERS) --dist worksteal $(wildcard tests/proof) tests/unit \
	  tests/integration/security/test_non_interference.py
	bin/lighthouse

bench: test-environment  ## the benchmarks, one after the other, with their figures printed
	@bin/environment .venv-bench requirements-bench.lock
	@bin/debian-packages wrk
	$(DEV)/python -m pytest -o python_files='bench_*.py' -s tests/bench

check:  ## lint, format, types, layers, templates
	@bin/environment .venv-test requirements-dev.lock
	$(DEV)/ruff check .
	$(DEV)/ruff format --check .
	$(DEV)/mypy
	$(DEV)/lint-imports --no-logo
	$(DEV)/djlint templates --lint --quiet

format:  ## let ruff put the Python code into shape
	@bin/environment .venv-test requirements-dev.lock
	$(DEV)/ruff check --fix-only --quiet .
	$(DEV)/ruff format --quiet .

lock:  ## choose newer versions and write the lock files: hashes, no addresses
	@bin/environment .venv-test requirements-dev.lock
	$(DEV)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate \
	  pyproject.toml -o requirements.lock
	$(DEV)/uv pip compile -q --upgrade --universal --generate-hashes --no-header --no-annotate \
	  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	echo 'datasette>=0.65,<1' | $(DEV)/uv pip compile -q --upgrade --universal --generate-hashes --no-header \
	  --no-annotate - -o requirements-bench.lock

sbom: setup  ## print the bill of materials of what runs: CycloneDX, JSON
	@$(RUN)/python bin/sbom.py

translations:  ## collect the sentences of the code and templates into app/locale and merge every catalogue
	@bin/environment .venv-test requirements-dev.lock
	$(DEV)/python bin/translations.py
