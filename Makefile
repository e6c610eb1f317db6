# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help book test test-machines mutants lab serve notebooks bench remedies speedrun lock clean

# The first Python on the path that the course runs on; `make PYTHON=... book` names another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
# `make NEWEST=1 test` takes the newest releases in place of the lock, in an environment of its own.
VENV := $(if $(NEWEST),.venv-newest,.venv)
INSTALL := $(if $(NEWEST),.[all],--require-hashes -r requirements.txt)
BIN := $(VENV)/bin
# Named after the lock, so that a set-up is done anew when the lock says something else.
READY := $(VENV)/ready-$(shell cksum < requirements.txt | cut -d' ' -f1)
PORT := 8000
CHAPTERS := $(shell find book -name '*.ipynb' -not -path '*/.ipynb_checkpoints/*' | sort)
# Stored without what differs from run to run: timings, the Python version.
NORMALISED := --ExecutePreprocessor.record_timing=False \
	--ClearMetadataPreprocessor.enabled=True --ClearMetadataPreprocessor.clear_cell_metadata=False \
	--ClearMetadataPreprocessor.preserve_nb_metadata_mask='{("language_info", "name"), "kernelspec"}'
PYTEST := $(BIN)/pytest -n 2 --dist loadfile

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-16s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(READY) ## build the book and say where to open it
	$(BIN)/jupyter-book build book --config _config.yml --toc "$(CURDIR)/_toc.yml" --path-output . -W -n --keep-going --all
	@echo "Open _build/html/index.html in a browser, or run 'make serve'."

test: book ## run everything that is checked: style, package, book, chapters
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(PYTEST) --cov
	$(PYTEST) --nbval --nbval-current-env --no-cov book

test-machines: $(READY) ## run the chapters under settings that stand for other computers
	$(BIN)/python tests/machines.py $(MACHINES)

# From nothing, for mutmut keeps verdicts that newer tests may change; in one order of tests.
mutants: $(READY) ## break the package in thousands of small ways and see whether a test fails for each
	rm -rf mutants
	PYTHONHASHSEED=0 $(BIN)/mutmut run
	$(BIN)/python tests/mutants.py

lab: $(READY) ## open the chapters in JupyterLab
	$(BIN)/jupyter lab book

serve: book ## show the built book on http://127.0.0.1:8000
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

notebooks: $(READY) ## run every chapter in a fresh kernel and store what it printed and drew
	$(BIN)/jupyter nbconvert --to notebook --inplace --execute $(NORMALISED) $(CHAPTERS)
	$(BIN)/jupyter nbconvert --to notebook --inplace --coalesce-streams $(CHAPTERS)

# Nothing may pin NumPy to an older processor's kernels, since TensorFlow takes this one's.
bench: MEASURE = env -u OPENBLAS_CORETYPE $(BIN)/python
bench: export OPENBLAS_NUM_THREADS = 1
bench: export TF_NUM_INTRAOP_THREADS = 1
bench: export TF_NUM_INTEROP_THREADS = 1
bench: $(READY) ## print how fast the package is, as ratios to Keras and to the bare products
	$(MEASURE) benchmarks/recurrent.py
	$(MEASURE) benchmarks/words.py
	$(MEASURE) benchmarks/skipgram.py
	$(MEASURE) benchmarks/convnet.py
	env -u TF_NUM_INTRAOP_THREADS -u TF_NUM_INTEROP_THREADS $(MEASURE) benchmarks/convnet.py
	env -u TF_NUM_INTRAOP_THREADS -u TF_NUM_INTEROP_THREADS $(MEASURE) benchmarks/processes.py

remedies: $(READY) ## train on CIFAR-10 with each remedy from three seeds: an hour on two cores
	$(BIN)/python benchmarks/remedies.py

speedrun: $(READY) ## train on CIFAR-10 fast and well, and without each thing that helps: an hour on two cores
	env -u OPENBLAS_CORETYPE $(BIN)/python benchmarks/speedrun.py

lock: $(READY) ## make requirements.txt anew from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --no-strip-extras \
		--generate-hashes --upgrade --custom-compile-command "make lock" --quiet \
		pyproject.toml --output-file requirements.txt

clean: ## remove all that these commands made
	rm -rf .venv .venv-* _build nncourse.egg-info .pytest_cache .ruff_cache .hypothesis .coverage mutants
	find benchmarks book nncourse tests -name __pycache__ -prune -exec rm -rf {} + \
		-o -name .ipynb_checkpoints -prune -exec rm -rf {} +

$(READY):
	@test -n "$(PYTHON)" || { echo "The course needs Python 3.11, 3.12 or 3.13 and found none; \
	name one with 'make PYTHON=/path/to/python book'."; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON): a few minutes, once."
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet $(INSTALL)
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@
