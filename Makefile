# make verify   build an isolated environment, install the project, verify every statement
# make test     the same environment, then the tests
# make reports  render reports/ anew and record the verdicts in proofs/verdicts.json
# make formal   install Coq where Debian's packages can be had, and have its kernel check the formal statements
# make bench    measure the engine against its peers; writes reports/benchmarks/ (peers are optional: pip install '.[bench]')
# make clean    remove everything that was built

PYTHON ?= python3
PROFILE ?= quick
JOBS ?= 2
VENV := .venv
READY := $(VENV)/.ready
RENDERED := build/reports

.PHONY: verify test reports formal bench clean

verify: $(READY)
	$(VENV)/bin/verify all --profile $(PROFILE) --jobs $(JOBS)

test: $(READY)
	VERIFIER_PROFILE=$(PROFILE) $(VENV)/bin/python -m pytest -n $(JOBS)

reports: $(READY)
	rm -rf $(RENDERED)
	$(VENV)/bin/verify all --profile $(PROFILE) --jobs $(JOBS) --record --report $(RENDERED)
	if [ -d reports/benchmarks ]; then cp -r reports/benchmarks $(RENDERED)/; fi
	rm -rf reports
	mv $(RENDERED) reports

formal: $(READY)
	proofs/coq/install.sh $(VENV)/bin/verify
	$(VENV)/bin/verify formal

bench: $(READY)
	$(VENV)/bin/python benchmarks/startup.py --all
	$(VENV)/bin/python benchmarks/accuracy.py
	$(VENV)/bin/python benchmarks/compare.py

clean:
	rm -rf $(VENV) build .pytest_cache .hypothesis *.egg-info
	find verifier proofs tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --editable '.[test]'
	touch $@
