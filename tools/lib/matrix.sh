# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The steps of "make matrix": what depends on ansible-core, on each version that the collection supports.
# shellcheck shell=bash
set -euo pipefail

# shellcheck disable=SC2034 # tools/dev runs through them
readonly CORES=(2.17 2.18 2.19 2.20 2.21)

core_pythons() { # CORE: those that it and the simulator run on; spread, so that each is met
  case $1 in
    2.17) printf '3.11 3.12\n' ;;
    2.18) printf '3.13 3.12 3.11\n' ;;
    2.19) printf '3.11 3.12 3.13\n' ;;
    2.20) printf '3.13 3.14 3.12\n' ;;
    2.21) printf '3.12 3.13 3.14\n' ;;
    *) die "no ansible-core '$1' in the matrix" ;;
  esac
}

core_python() { # CORE -> path of an interpreter
  local version
  for version in $(core_pythons "$1"); do
    real_python "$version" && return
  done
  return 1
}

make_core() { # CORE
  make_environment "core-$1" "$(core_python "$1")"
}

enter_core() { # CORE JOB: with a home and a tree of its own, since steps run side by side
  local found
  make_core "$1"
  enter_environment "core-$1"
  export HOME=$WORK/matrix/$1/$2/home ANSIBLE_HOME=$WORK/matrix/$1/$2/ansible
  mkdir -p "$HOME"
  TEST_TREE=$WORK/matrix/$1/$2/tree
  copy_collection "$TEST_TREE"
  found=$(python -c 'from ansible.release import __version__; print(__version__)')
  case $found in "$1".*) printf 'ansible-core %s on %s\n' "$found" "$(python -V)" ;; *) die "this is $found, not $1" ;; esac
}

step_core_sanity() { # CORE ARGUMENTS
  enter_core "$1" sanity
  step_sanity "${@:2}"
}

step_core_units() { # CORE ARGUMENTS: on each Python that it supports and the machine has
  local code=0
  enter_core "$1" units
  prepare_ansible_test
  ansible_test units --venv "${@:2}" || code=$?
  count_ansible_test
  return "$code"
}

step_core_playbooks() { # CORE ARGUMENTS: the role from end to end, and what ansible-doc makes of it all
  enter_core "$1" playbooks
  # Other files than these, and warm tests, reach into an ansible-core that is newer than the oldest.
  pytest_suite tests/playbooks/test_peer_vpcs.py tests/playbooks/test_ansible_doc.py --timeout 300 \
    -m 'not warm' -k 'not killed' "${@:2}"
}

step_core_integration() { # CORE ARGUMENTS
  enter_core "$1" integration
  step_integration "${@:2}"
}
