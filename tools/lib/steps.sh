# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# What is checked: one function for each step of "make test". How steps are run and counted is in report.sh.
# shellcheck shell=bash
set -euo pipefail

# --- the sources: in the static tree -------------------------------------------------------------------------

step_format() {
  cd "$STATIC_TREE/$COLLECTION"
  ruff format --no-cache --diff .
}

step_ruff() {
  cd "$STATIC_TREE/$COLLECTION"
  ruff check --no-cache .
}

step_yamllint() {
  cd "$STATIC_TREE/$COLLECTION"
  yamllint --strict .
}

step_shellcheck() {
  cd "$STATIC_TREE/$COLLECTION"
  shellcheck --external-sources tools/dev
  git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck --external-sources
}

step_github() { # what GitHub reads, and the hooks: both go wrong where no test of ours would see it
  cd "$STATIC_TREE/$COLLECTION"
  check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
  check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
  find .github/ISSUE_TEMPLATE -name '*.yml' ! -name config.yml -print0 |
    xargs -0 check-jsonschema --builtin-schema vendor.github-issue-forms
  pre-commit validate-config .pre-commit-config.yaml
}

step_mypy() { # from the folder above ansible_collections, so that the collection's modules have their full names
  cd "$STATIC_TREE"
  find "$COLLECTION"/{plugins,tests,tools,roles/simulator} -name '*.py' -print0 |
    MYPYPATH=$COLLECTION/roles/simulator/files xargs -0 mypy --config-file "$COLLECTION/mypy.ini" \
      --cache-dir "$WORK/mypy" --namespace-packages --explicit-package-bases
}

step_ansible_lint() {
  cd "$STATIC_TREE/$COLLECTION"
  ANSIBLE_COLLECTIONS_PATH=$STATIC_TREE ansible-lint --offline --nocolor --strict --profile production
}

step_reuse() {
  cd "$STATIC_TREE/$COLLECTION"
  reuse lint
}

step_changelog() {
  cd "$STATIC_TREE/$COLLECTION"
  antsibull-changelog lint # only the fragments
  antsibull-changelog lint-changelog-yaml changelogs/changelog.yaml
}

step_docs_lint() {
  cd "$STATIC_TREE/$COLLECTION"
  antsibull-docs lint-collection-docs --plugin-docs --check-extra-docs-refs --validate-collection-refs=self \
    --skip-rstcheck .
}

step_docs_site() {
  local site=$WORK/docs
  rm -rf "$site"
  cp -r "$STATIC_TREE/$COLLECTION/docs/preview" "$site"
  mkdir -m 755 "$site/rst"
  cd "$site"
  python "$ROOT/tools/sphinx_inventory.py" ansible.inv
  mv index.md rst/
  cp -r "$STATIC_TREE/$COLLECTION"/docs/{*.md,images,examples} rst/
  mkdir -m 755 rst/reference
  ANSIBLE_COLLECTIONS_PATH=$STATIC_TREE antsibull-docs --config-file antsibull-docs.cfg collection --use-current \
    --squash-hierarchy --cleanup everything --fail-on-error --dest-dir rst/reference aliops.vpc
  # All files anew: sphinx does not repeat the warnings of what it built before.
  sphinx-build -M html rst build -c . --fresh-env --write-all --nitpicky --fail-on-warning --keep-going --quiet
  [ -s build/html/index.html ]
}

step_build() {
  local build=$WORK/build
  mkdir -p "$build"
  copy_collection "$build/tree"
  build_collection "$build/tree" "$build/dist"
  install_collection "$build/dist" "$build/installed"
  check_artifact "$build/dist"
  # ansible-lint has a step of its own.
  printf '[galaxy-importer]\nRUN_ANSIBLE_LINT = False\nCHECK_REQUIRED_TAGS = True\n' > "$build/importer.cfg"
  cd "$build/dist"
  GALAXY_IMPORTER_CONFIG=$build/importer.cfg python -m galaxy_importer.main ./*.tar.gz
}

step_bare() { # the artifact where nothing but ansible-core is installed: it says what to install, and works with that
  local bare=$WORK/bare said
  rm -rf "$bare"
  make_bare_environment "$bare/venv"
  copy_collection "$bare/tree"
  cd "$bare"
  export PATH=$bare/venv/bin:$PATH ANSIBLE_COLLECTIONS_PATH=$bare/collections
  build_collection "$bare/tree" "$bare/dist"
  install_collection "$bare/dist" "$bare/collections"
  said=$(fails_saying 'pip install' ansible localhost -m aliops.vpc.vpcs_info -a 'region=cn-beijing')
  install_what_is_asked_for "$bare/venv" "$said"
  said=$(fails_saying 'pip install' ansible localhost -m include_role -a name=aliops.vpc.simulator)
  install_what_is_asked_for "$bare/venv" "$said"
  ansible-playbook "$ROOT/tools/bare.yml"
}

# --- the behaviour: in the test tree -------------------------------------------------------------------------

step_sanity() {
  local code=0
  prepare_ansible_test
  command -v shellcheck # without it ansible-test skips that test and passes
  ansible_test sanity --local --junit "$@" || code=$?
  count_ansible_test
  return "$code"
}

step_integration() {
  local code=0
  if [ ! -d "$ROOT/tests/integration/targets" ]; then mark_absent && return; fi
  prepare_ansible_test
  ansible_test integration --local "$@" || code=$?
  count_targets "$code"
  return "$code"
}

pytest_suite() { # FOLDER_OR_FILE ARGUMENTS
  local code=0 report=$COUNTS.xml folder=$1
  shift
  if [ ! -e "$ROOT/$folder" ]; then mark_absent && return; fi
  cd "$TEST_TREE/$COLLECTION"
  ANSIBLE_COLLECTIONS_PATH=$TEST_TREE python -m pytest "$folder" -n 2 --dist worksteal --junitxml "$report" "$@" || code=$?
  count_junit "$report"
  return "$code"
}

measured_suite() { # NAME FOLDER ARGUMENTS: with the coverage that step_coverage looks at
  COVERAGE_FILE=$WORK/coverage.$1 pytest_suite "$2" --cov --cov-config tools/coverage.ini --cov-report "" "${@:3}"
}

step_units() {
  measured_suite units tests/unit "$@"
}

step_module_side() { # the units of what runs on other hosts, as ansible-test runs them, on the oldest Python found
  local code=0 python
  python=$(find "$WORK/pythons" -name 'python3.*' -printf '%f\n' | sort -V | head -n 1)
  prepare_ansible_test
  ansible_test units --venv --python "${python#python}" "$@" || code=$?
  count_ansible_test
  return "$code"
}

step_coverage() { # what the measured suites reached, together
  cd "$TEST_TREE/$COLLECTION"
  export COVERAGE_FILE=$WORK/coverage COVERAGE_RCFILE=tools/coverage.ini
  coverage combine --keep "$WORK/coverage.units" "$WORK/coverage.modules"
  coverage xml -o "$WORK/coverage.xml"
  coverage report --fail-under 95
}

step_conformance() {
  use_node_clients
  pytest_suite tests/conformance "$@"
}

step_faults() { # all calls of the fault matrix, unless FAULT_CALLS says which part
  # A test strikes every call of a story in turn.
  pytest_suite tests/faults --timeout 900 --calls "${FAULT_CALLS:-all}" "$@"
}

step_modules() {
  measured_suite modules tests/modules "$@"
}

step_playbooks() {
  pytest_suite tests/playbooks --timeout 300 "$@"
}

step_suites_complete() { # a folder of tests that no step runs would look tested
  local folder
  cd "$TEST_TREE/$COLLECTION"
  for folder in $(git ls-files 'tests/*/test_*.py' 'tests/test_*.py' | cut -d/ -f2 | sort -u); do
    case $folder in
      unit | modules | conformance | faults | playbooks) ;;
      *) die "no step runs the tests in tests/$folder" ;;
    esac
  done
}
