# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
INDEX := .cache/seeds.quoth
# No network is needed once the packages are installed, and none is used.
export HF_HUB_OFFLINE ?= 1
export GRADIO_ANALYTICS_ENABLED := False

# Times want the machine to themselves; the rest runs on two cores.
ALONE := tests/eval/test_peers.py tests/test_ratios.py

.PHONY: run test check eval baseline reader bench clean

run: $(VENV)/.installed
	$(BIN)/quoth index seeds --index $(INDEX)
	$(BIN)/quoth ask "what did Egypt reject?" --index $(INDEX)
	@echo "open http://127.0.0.1:$(PORT)"
	$(BIN)/quoth serve --index $(INDEX) --port $(PORT)

test: $(VENV)/.installed-test /usr/bin/chromium
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ALONE:%=--ignore=%)
	$(BIN)/python -m pytest $(ALONE)

check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

eval: $(VENV)/.installed
	$(BIN)/quoth index seeds --index $(INDEX)
	$(BIN)/quoth eval --index $(INDEX) --baseline eval/baseline.json

# After a change that is meant to move the figures: look at them, then commit the new baseline.
baseline: $(VENV)/.installed
	$(BIN)/quoth index seeds --index $(INDEX)
	$(BIN)/quoth eval --index $(INDEX) --out eval/baseline.json

# The packaged reader, from BASE (a folder of weights to start from) and DATA (the question sets): hours. It goes on where it was
# stopped. Debian's libtcmalloc-minimal4, where it is installed, halves the time.
reader: export LD_PRELOAD := $(firstword $(wildcard /usr/lib/*/libtcmalloc_minimal.so.4))
reader: $(VENV)/.installed-test
	@[ -d "$(BASE)" ] && [ -d "$(DATA)" ] || { echo "say: make reader BASE=FOLDER DATA=FOLDER" >&2; exit 2; }
	[ -f .cache/reader-all/tokenizer.json ] || $(BIN)/python -m training.train $(BASE) .cache/reader-all --data $(DATA)
	$(BIN)/python -m training.train .cache/reader-all .cache/reader --data $(DATA) --stage news --rate 3e-5
	$(BIN)/python -m training.export .cache/reader qa/weights
	$(BIN)/python -m training.calibrate $(DATA) --weights qa/weights
	$(BIN)/python -m training.evaluate $(DATA) qa/weights

# Quoth beside Haystack, txtai and LangChain with torch, each in an environment of its own under .cache/: hours, or less with
# ARGS="--rounds 1 --questions 60 --passages 1500". DATA is the folder of the SQuADShifts files.
bench: $(VENV)/.installed-test
	@[ -d "$(DATA)" ] || { echo "say: make bench DATA=FOLDER" >&2; exit 2; }
	$(BIN)/python -m eval.peers $(DATA) $(ARGS)

APT := apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

# Chromium is Debian's: Playwright's own download needs a network that a fresh machine may not have.
/usr/bin/chromium:
	@[ "$$(id -u)" = 0 ] || { echo "the page's tests need Chromium: sudo apt-get install chromium" >&2; exit 2; }
	$(APT) chromium

# Debian keeps venv in a package of its own, which a fresh machine may lack.
$(VENV)/bin/python:
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || [ "$$(id -u)" != 0 ] || { $(APT) python3-venv; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "on Debian: sudo apt-get install python3-venv" >&2; exit 2; }

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,train]"
	touch $@

clean:
	rm -rf $(VENV) .cache
