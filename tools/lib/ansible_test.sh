# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# ansible-test in the test tree: what it needs on a machine without the Ansible project's own file host, and its counts.
# shellcheck shell=bash
set -euo pipefail

prepare_ansible_test() {
  # ansible-test downloads get-pip.py from a host that may be out of reach. It takes a cached file instead.
  local version cache=$HOME/.ansible/test/cache seen
  version=$(python "$ROOT/tools/get_pip.py" --version-wanted)
  mkdir -p "$cache"
  cp "$ROOT/tools/get_pip.py" "$cache/get_pip_${version//./_}.py"
  ln -sfn "$UV" "$cache/uv"
  rm -rf "${TEST_TREE:?}/$COLLECTION/tests/output"
  seen=$(ansible_test env --list-files | wc -l)
  [ "$seen" -ge 20 ] || die "ansible-test sees only $seen files"
}

ansible_test() { # it refuses to run where the folder is not called ansible_collections/NAMESPACE/NAME
  (cd "$TEST_TREE/$COLLECTION" && ansible-test "$@" --color no)
}

count_ansible_test() { # sanity and units: each case of each file
  count_junit "$TEST_TREE/$COLLECTION"/tests/output/junit/*.xml
}

count_targets() { # EXIT_CODE: a target is one test, whatever the number of its tasks; the first that fails is the last
  local all ran failed=$(($1 != 0))
  all=$(find "$TEST_TREE/$COLLECTION/tests/integration/targets" -name aliases ! -exec grep -qx hidden {} \; -print | wc -l)
  ran=$(find "$TEST_TREE/$COLLECTION/tests/output/junit" -name '*.xml' | wc -l)
  # A target that its aliases disable, or that stands behind a failed one, would otherwise be missed by nobody.
  printf '%s %s %s\n' "$((ran > failed ? ran - failed : 0))" "$failed" "$((all - ran))" > "$COUNTS"
}
