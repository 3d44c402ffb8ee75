# `make` alone lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

CARGO ?= cargo
PYTHON ?= python3
export PYTHON

target := $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),target)
tools := $(abspath $(target))/tools
export PATH := $(tools)/bin:$(PATH)

# In CI the lock file is what is tested; at a desk a changed dependency may update it.
locked := $(if $(CI),--locked)
nextest_profile := $(if $(CI),ci,default)

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-15s %s\n' "$$name" "$$text"; done

.PHONY: build
build: need-cargo ## Build the provider: target/debug/terraform-provider-kfm
	$(CARGO) build $(locked) --package kfm-provider --bin terraform-provider-kfm

.PHONY: demo
demo: need-all build emulator ## Apply zones and a promotion gate to a local emulator with terraform, try to get in, and clean up
	$(CARGO) run $(locked) --quiet --package kfm-acceptance --bin kfm-demo

# `make bench BENCH='--quick --rows start'`; the options are in acceptance/README.md.
.PHONY: bench
bench: need-all emulator ## Measure a release build against its budgets: start, size, memory, calls, plan times
	$(CARGO) build $(locked) --release --package kfm-provider --bin terraform-provider-kfm
	$(CARGO) run $(locked) --release --quiet --package kfm-acceptance --bin kfm-bench -- $(BENCH)

.PHONY: test
test: need-all build emulator ## Run every test: offline suites, documentation examples, terraform against the emulator
	@if $(CARGO) nextest --version >/dev/null 2>&1; then set -x; \
		$(CARGO) nextest run $(locked) --profile $(nextest_profile) --workspace --exclude kfm-acceptance; \
	else echo 'cargo-nextest is not installed (make tools): using cargo test, which has no time limit per test'; set -x; \
		$(CARGO) test $(locked) --workspace --exclude kfm-acceptance --lib --bins --tests; fi
	$(CARGO) test $(locked) --doc --package kfm-provider --package kfm-domain --features kfm-provider/testkit
	$(CARGO) test $(locked) --package kfm-acceptance

.PHONY: docs
docs: need-cargo ## Write docs/ from the schema, its doc comments and examples/
	$(CARGO) run $(locked) --quiet --package kfm-tests --bin kfm-docs

.PHONY: golden
golden: need-cargo ## Rewrite tests/golden/ to what the provider gives out now
	UPDATE_GOLDEN=1 $(CARGO) test $(locked) --package kfm-tests --test tests contract::

.PHONY: actions
actions: need-python need-npm ## Fetch AWS's newest reference of S3 and KMS actions into provider/domain/src/iam_actions
	$(PYTHON) provider/domain/src/iam_actions/update.py

.PHONY: check
check: need-cargo need-deny ## Formatting, lints, docs/, dependencies and their licences: what a pull request must pass
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(locked) --workspace --all-targets --all-features -- -D warnings
	$(CARGO) run $(locked) --quiet --package kfm-tests --bin kfm-docs -- --check
	$(CARGO) deny $(locked) --all-features check bans licenses sources
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc $(locked) --workspace --no-deps --all-features --document-private-items

.PHONY: emulator
emulator: need-python ## Install the emulator that demo and test use into target/emulator
	@sh acceptance/emulator/setup.sh

# `make oracle COUNT=100000` asks more, `make oracle SEED=2` asks others; both are in tests/oracle/README.md.
.PHONY: oracle
oracle: need-cargo need-npm ## Compare our policy evaluator with an independent one on generated requests; keep its answers
	@sh tests/oracle/setup.sh
	KFM_ORACLE=1 COUNT='$(COUNT)' SEED='$(SEED)' $(CARGO) test $(locked) --quiet --package kfm-tests --test tests \
		oracle::generated_requests_are_decided_as_the_oracle_decides_them -- --exact --nocapture

.PHONY: parity
parity: need-cargo need-python ## Compare our Rego engine with rego-cpp and OPA; keep their answers and write the table
	@sh provider/rego/parity/setup.sh
	KFM_PARITY='$(abspath $(target))/parity/bin/python' $(CARGO) test $(locked) --quiet --package kfm-rego --test parity

.PHONY: oracle-emulator
oracle-emulator: need-all build emulator ## Compare our policy evaluator with the emulator in 20,000 requests; SEED=<n> for others
	KFM_ENFORCEMENT_REQUESTS=20000 KFM_ENFORCEMENT_SEED=$(or $(SEED),1) \
		$(CARGO) test $(locked) --package kfm-acceptance --test acceptance -- --exact enforcement

fuzz_targets := json readiness contract receipt bundle dsse

# Inputs that it finds go to target/fuzz; tests/fuzz/README.md says how they are taken over, and what a crash is.
.PHONY: fuzz
fuzz: need-cargo ## Fuzz the readers of evidence, SECONDS=100 for each
	@$(CARGO) fuzz --version >/dev/null 2>&1 || \
		$(CARGO) install --quiet --locked --root $(tools) cargo-fuzz@0.13.2
	@for name in $(fuzz_targets); do \
		mkdir -p $(target)/fuzz/$$name && \
		$(CARGO) fuzz run --fuzz-dir tests/fuzz -s none $$name $(target)/fuzz/$$name tests/fuzz/corpus/$$name -- \
			-max_total_time=$(or $(SECONDS),100) -rss_limit_mb=1024 -max_len=16384 -print_final_stats=1 || exit 1; \
	done

.PHONY: tools
tools: need-cargo ## Install cargo-deny and cargo-nextest into target/tools, where they are missing
	@$(CARGO) deny --version >/dev/null 2>&1 || \
		$(CARGO) install --quiet --locked --root $(tools) cargo-deny@0.20.2
	@$(CARGO) nextest --version >/dev/null 2>&1 || \
		$(CARGO) install --quiet --locked --root $(tools) cargo-nextest@0.9.143

# Prerequisites. What is missing is named, with how to get it, before anything is built.

define missing
{ printf 'missing: %s\n         %s\n' $(1) $(2) >&2; exit 1; }
endef

.PHONY: need-all
need-all: need-cargo need-python need-terraform

.PHONY: need-cargo
need-cargo:
	@command -v $(CARGO) >/dev/null 2>&1 || $(call missing,'Rust (cargo)','install it from https://rustup.rs')
	@command -v cc >/dev/null 2>&1 || \
		$(call missing,'a C compiler (cc)','Debian and Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install')

.PHONY: need-python
need-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || \
		$(call missing,'Python 3.10 or newer ($(PYTHON))','Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python')
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		$(call missing,"Python 3.10 or newer; this is $$($(PYTHON) --version)",'install a newer one and name it: make PYTHON=<path>')
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		$(call missing,'the venv module of $(PYTHON)','Debian and Ubuntu: apt-get install python3-venv')

.PHONY: need-npm
need-npm:
	@command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 || \
		$(call missing,'Node 20 or newer with npm','install it from https://nodejs.org; Debian and Ubuntu: apt-get install nodejs npm')
	@node -e 'process.exit(Number(parseInt(process.versions.node) < 20))' || \
		$(call missing,"Node 20 or newer; this is $$(node --version)",'install a newer one from https://nodejs.org')

.PHONY: need-terraform
need-terraform:
	@command -v terraform >/dev/null 2>&1 || \
		$(call missing,'Terraform 1.8 or newer','install it from https://developer.hashicorp.com/terraform/install')
	@terraform version 2>/dev/null | sed -n 's/^Terraform v\([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | { \
		read -r major minor && [ "$$((major * 1000 + minor))" -ge 1008 ]; } || \
		$(call missing,"Terraform 1.8 or newer; this is $$(terraform version 2>/dev/null | head -n 1)",'install a newer one from https://developer.hashicorp.com/terraform/install')

.PHONY: need-deny
need-deny:
	@$(CARGO) deny --version >/dev/null 2>&1 || $(call missing,'cargo-deny','run: make tools')
