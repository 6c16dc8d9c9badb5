# `make demo` runs shapefault on the examples, `make test` checks everything; each makes .venv first.
#
#   make test TORCH=2.13.0            with another torch (torchvision's version follows from it)
#   make test PYTHON=python3.13       with another Python
#   make test PYTEST="-k explain"     with other options for pytest

TORCH ?= 2.14.1
# torchvision 0.(N+15) is made for torch 2.N.
TORCHVISION ?= $(if $(filter 2.14.1,$(TORCH)),0.29.1,0.$(shell expr $(word 2,$(subst ., ,$(TORCH))) + 15).*)
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$one && break; done)
PYTEST ?= -n 2 --dist loadgroup
VENV := .venv
BIN := $(VENV)/bin
RAN := $(VENV)/.torch-$(TORCH)
DEV := $(VENV)/.dev-$(TORCH)
EXAMPLES := mnist_into_32.py padding_zero.py channels_last_reshape.py mixed_sizes/train.py

export OMP_NUM_THREADS ?= 1

.PHONY: demo test written told docs clean

demo: $(RAN)
	@$(BIN)/python scripts/demo.py $(EXAMPLES)

test: $(DEV)
	@$(MAKE) --no-print-directory -j2 written told
	$(BIN)/python -m pytest $(PYTEST)

# Each takes one core: side by side.
written:
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

told:
	$(BIN)/python scripts/make_docs.py --check

docs: $(DEV)
	$(BIN)/python scripts/make_docs.py

clean:
	rm -rf $(VENV) .snippets_cache

# The stamps carry the version of torch, so that another one is installed when it is asked for.
$(RAN): pyproject.toml
	@test -n "$(PYTHON)" || { echo "shapefault needs Python 3.11 or later; say which: make PYTHON=/path/to/python"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@rm -f $(VENV)/.torch-* $(VENV)/.dev-*
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet torch==$(TORCH) numpy pillow --editable .
	@$(BIN)/python -m pip install --quiet torch==$(TORCH) "torchvision==$(TORCHVISION)" && \
		$(BIN)/python -c "import torchvision" 2>/dev/null || { \
		echo "no torchvision that works with this torch $(TORCH): what needs it is skipped"; \
		$(BIN)/python -m pip uninstall --quiet --yes torchvision; }
	@# Where PYTHONDONTWRITEBYTECODE is set, each of the programs that the tests run would compile it all again.
	@$(BIN)/python -m compileall -q src
	@touch $@

$(DEV): $(RAN)
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@
