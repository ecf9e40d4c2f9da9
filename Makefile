# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Each target does all its own set-up in .work/. Needs Python 3.11 or newer with venv, bash, git and make.

.DEFAULT_GOAL := help
.PHONY: help venv demo test ci matrix selftest simulator lint docs tables pictures bench lock release clean

STEPS := format ruff yamllint shellcheck github audit mypy ansible_lint reuse vocabulary changelog docs_lint docs_site build \
	bare sanity module_side units modules coverage conformance faults playbooks integration
.PHONY: $(STEPS)

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r name what; do \
		printf 'make %-10s %s\n' "$$name" "$$what"; done
	@echo "One step of the tests alone: make $(STEPS)"

venv: ## make the developer's environment; prints the path of its Python
demo: ## peer two VPCs of two simulated accounts
test: ## each step of CI, with a sample of the longest tests' cases
ci: ## everything that CI checks
matrix: ## the tests that depend on ansible-core, on 2.17 to 2.21; make matrix ARGS="2.17 2.20" for some
selftest: ## plant a fault for each step of the tests, and see that it fails
simulator: ## serve the tutorial's two accounts; make simulator ARGS="--help" for the options
lint: ## the checks that need no running code
docs: ## build the documentation site
tables: ## write the generated tables of the guides, what the modules return alike, the simulator's responses
pictures: ## draw the guides' pictures from runs on the simulator; make pictures ARGS="simulator.png" for some
bench: ## measure the simulator and the collection; make bench ARGS="peerings --help" for the options
lock: ## resolve requirements/*.in anew
release: ## write the changelog of galaxy.yml's version, build and check the artifact, report what is missing to publish it
clean: ## remove all that the targets made

venv demo test ci matrix selftest simulator lint docs tables pictures bench lock release clean $(STEPS):
	@bash tools/dev $@ $(ARGS)
