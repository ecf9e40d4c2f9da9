# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# The folder of everything that the commands make, and the settings of the machine that must not reach them.
# shellcheck shell=bash
set -euo pipefail

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

fails_saying() { # TEXT COMMAND: prints what the command says, which must fail and say the text
  local output
  if output=$("${@:2}" 2>&1); then die "it did not fail: ${*:2}"; fi
  grep -qF -e "$1" <<< "$output" || die "${*:2}: it does not say '$1' but: $output"
  printf '%s\n' "$output"
}

say() {
  printf '=== %s\n' "$*" >&2
}

# Python, Ansible and PATH separate lists of folders with a colon.
case $ROOT in *:*) die "the folder's name must not hold a colon: $ROOT" ;; esac

locate_work() { # prints the folder without symbolic links
  # ansible-test cannot run a program under a path with a space. There, .work is a link to a folder whose name has none.
  local link=$ROOT/.work
  case $link in
    *[!A-Za-z0-9._/+@%,=-]*)
      if [ ! -d "$link" ]; then
        ln -sfn "$(mktemp -d "${TMPDIR:-/tmp}/aliops-vpc.XXXXXX")" "$link"
      fi
      ;;
    *) mkdir -p "$link" ;;
  esac
  (cd "$link" && pwd -P)
}

remove_work() {
  rm -rf "$WORK" "$ROOT/.work"
}

WORK=$(locate_work)
readonly WORK
# shellcheck disable=SC2034 # the other parts use them
readonly COLLECTION=ansible_collections/aliops/vpc STATIC_TREE=$WORK/static
# shellcheck disable=SC2034 # not readonly: the matrix has one for each ansible-core
TEST_TREE=$WORK/tree
# Linters read the static tree and nothing writes there; tests run in the test tree and leave their output in it.

# Each of these, set on a developer's machine, would make another program of what runs here.
unset PYTHONPATH PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED PYTHONHOME VIRTUAL_ENV
unset "${!ANSIBLE_@}"
# A hook of git has these; the copies of the collection are repositories of their own.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_OBJECT_DIRECTORY GIT_COMMON_DIR
export LC_ALL=C.UTF-8 LANG=C.UTF-8
export ANSIBLE_HOME=$WORK/ansible ANSIBLE_LOCALHOST_WARNING=False ANSIBLE_INVENTORY_UNPARSED_WARNING=False
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_SYSTEM_CERTS=1 UV_NO_PROGRESS=1 UV_LINK_MODE=copy
