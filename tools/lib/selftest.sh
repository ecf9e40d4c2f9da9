# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# "make selftest": does each step fail when it should? Plants one fault for each in a scratch clone of the last commit.
# shellcheck shell=bash disable=SC2016 # the faults are text for another shell
set -euo pipefail

planted_faults() { # calls fault for each: STEP, what it must say, the fault as shell text, arguments of the step
  local module_utils=plugins/module_utils simulator=roles/simulator
  fault format '1 file would be reformatted' 'echo "x = {  }" >> tools/demo.py'
  fault ruff F401 'sed -i "s/^import os$/&\nimport uuid/" tools/demo.py'
  fault yamllint 'too many spaces after colon' 'sed -i "s/^name: vpc/name:   vpc/" galaxy.yml'
  fault shellcheck SC2086 'sed -i "s/rm -rf \"\$target\"/rm -rf \$target/" tools/lib/tree.sh'
  fault github 'Schema validation errors' 'sed -i "s/runs-on:/run-on:/" .github/workflows/ci.yml'
  fault github 'Schema validation errors' 'sed -i "s/type: dropdown/type: combobox/" .github/ISSUE_TEMPLATE/bug.yml'
  fault github 'Missing required key: entry' 'sed -i "s/entry: make ruff/verbose: true/" .pre-commit-config.yaml'
  fault mypy 'Incompatible types in assignment' 'echo "x: int = str()" >> tools/demo.py'
  fault reuse 'demo.py' 'sed -i 1,3d tools/demo.py'
  fault changelog 'invalid section: bugs' 'printf "bugs:\n  - one\n" > changelogs/fragments/1-bug.yml'
  fault changelog 'Invalid release version' 'sed -i "s/^  1\.0\.0:/  one:/" changelogs/changelog.yaml'
  fault docs_lint 'O(regoin)' 'sed -i "s/O(region)/O(regoin)/" plugins/modules/*.py'
  fault docs_site 'nowhere.md' 'printf "\n[x](nowhere.md)\n" >> docs/peering.md'
  fault ansible_lint 'name[casing]' 'sed -i "s/^- name: Read/- name: read/" roles/peering/tasks/*.yml'
  fault build 'in the artifact: mypy.ini' 'sed -i "/^  - mypy.ini$/d" galaxy.yml'
  fault bare 'it does not say' 'sed -i "s/\"pip\", \"install\"/\"pip\", \"add\"/" '$module_utils/_module.py
  fault sanity invalid-documentation 'sed -i "s/^short_description:.*//" plugins/modules/vpcs_info.py' \
    --test validate-modules
  fault module_side SyntaxError 'printf "match 1:\n    case _:\n        pass\n" >> '$module_utils/_cloud/waiters.py \
    tests/unit/plugins/module_utils/test_waiters.py
  fault suites_complete 'no step runs the tests in tests/more' 'mkdir tests/more && echo > tests/more/test_more.py'
  fault units 'FAILED tests/unit/test_versions.py' 'sed -i "s/version_added: 1.0/version_added: 0.1/" plugins/filter/*.py' \
    -k version
  fault units 'FAILED tests/unit/test_make_targets.py' 'sed -i "s/make docs/make doc/" .github/workflows/ci.yml' \
    -k make_targets
  fault modules 'FAILED tests/modules/test_infos.py' \
    'sed -i "s/return jmespath.search(expression, data)/return data/" '$module_utils/_cloud/query.py -k a_query_shapes
  # The two suites before this one ran a part of their tests only.
  fault coverage 'Coverage failure' 'touch tests/coverage_is_low'
  fault conformance 'FAILED tests/conformance' \
    'sed -i "s/\"RegionId\": region/\"RegionId\": name/" '$simulator/files/vpc_simulator/actions/regions.py -k region
  # Without its token, a creation that is delivered twice makes two interfaces.
  fault faults 'FAILED tests/faults/test_matrix.py' \
    'sed -i "0,/ClientToken=token,/s//ClientToken=None,/" '$module_utils/_cloud/vpc.py --calls writes -k 'delivered and first'
  fault playbooks 'FAILED tests/playbooks' \
    'sed -i "s/aliops.vpc.peering/aliops.vpc.simulator/" playbooks/peer_vpcs.yml' -k playbooks_twice
  fault integration 'FATAL: ' 'sed -i "s/simulator_state }}.yml/simulator_state }}.yaml/" '$simulator/tasks/main.yml modules
  # The steps of the matrix, on the oldest ansible-core.
  fault core_sanity invalid-documentation 'sed -i "s/^short_description:.*//" plugins/modules/vpcs_info.py' \
    "${CORES[0]}" --test validate-modules
  fault core_units 'FAILED' 'sed -i "s/^FIRST_PAUSE, /PAUSE, /" '$module_utils/_cloud/waiters.py "${CORES[0]}" --python 3.11 \
    tests/unit/plugins/module_utils/test_waiters.py
  fault core_playbooks 'FAILED tests/playbooks' \
    'sed -i "s/aliops.vpc.peering/aliops.vpc.simulator/" playbooks/peer_vpcs.yml' "${CORES[0]}" -k playbooks_twice
  fault core_integration 'FATAL: ' 'sed -i "s/simulator_state }}.yml/simulator_state }}.yaml/" '$simulator/tasks/main.yml \
    "${CORES[0]}" modules
}

fault() { # STEP TEXT FAULT ARGUMENTS
  local step=$1 text=$2 plant=$3 log=$WORK/selftest.log code=0
  shift 3
  [ -z "${ONLY:-}" ] || [[ " $ONLY " == *" $step "* ]] || return 0
  (cd "$SCRATCH" && git reset --quiet --hard && git clean -fdq && bash -c "$plant" && git add --all)
  if (cd "$SCRATCH" && git diff --cached --quiet); then die "this fault changes nothing: $plant"; fi
  (cd "$SCRATCH" && bash tools/dev "$step" "$@") > "$log" 2>&1 < /dev/null || code=$?
  if [ "$code" -ne 0 ] && grep -qF -e "$text" "$log"; then
    PASSED=$((PASSED + 1))
    printf 'ok    %-16s failed: %s\n' "$step" "$(grep -F -m 1 -e "$text" "$log" | cut -c 1-120)"
  else
    FAILED=$((FAILED + 1))
    printf "FAIL  %-16s ended with %s and should have failed with '%s'; %s\n" "$step" "$code" "$text" "$plant"
    tail -n 30 "$log"
  fi
}

run_selftest() { # STEPS: all when none is named
  local name
  ONLY=$*
  SCRATCH=$WORK/selftest
  use_environment dev
  rm -rf "$SCRATCH"
  mkdir -p "$LOGS"
  git clone --quiet "$ROOT" "$SCRATCH"
  mkdir "$SCRATCH/.work"
  for name in uv venv-dev venv-run node; do
    if [ -d "$WORK/$name" ]; then ln -s "$WORK/$name" "$SCRATCH/.work/$name"; fi
  done
  planted_faults
  finish_report
}
