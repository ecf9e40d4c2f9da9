# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Interpreters and environments: which Python, what is installed in it, what PATH finds; the clients for Node.js.
# shellcheck shell=bash
set -euo pipefail

readonly UV=$WORK/uv/bin/uv

real_python() { # 3.12 -> path of an interpreter that can make environments
  # A pyenv shim answers "command not found" for a version that is not active, so look behind the shims.
  local path
  for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python"$1" {/usr/local,/usr}/bin/python"$1"; do
    if [ -x "$path" ] && "$path" -c 'import venv, ensurepip' 2>/dev/null; then
      printf '%s\n' "$path"
      return
    fi
  done
  return 1
}

pick_python() { # the one that the newest ansible-core supports; else python3
  local version
  if [ -n "${ALIOPS_PYTHON:-}" ]; then
    printf '%s\n' "$ALIOPS_PYTHON"
    return
  fi
  for version in 3.12 3.13; do
    real_python "$version" && return
  done
  python3 -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys.executable)' ||
    die "needs Python 3.11 or newer; name one with ALIOPS_PYTHON=/path/to/python3"
}

install_uv() { # PYTHON
  "$1" -m venv --clear "$WORK/uv"
  "$WORK/uv/bin/python" -m pip install --quiet --require-hashes -r "$ROOT/requirements/uv.txt"
}

use_pip_index() { # uv does not read pip's configuration: hand a mirror named there on
  local index
  if index=$("$WORK/uv/bin/python" -m pip config get global.index-url 2>/dev/null); then
    export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
  fi
}

make_environment() { # NAME PYTHON
  local folder=$WORK/venv-$1 lock=$ROOT/requirements/$1.txt stamp
  stamp=$(cat "$lock" "$ROOT/requirements/uv.txt" <("$2" -VV) | sha256sum)
  [ "$(cat "$folder/.stamp" 2>/dev/null)" != "$stamp" ] || return 0
  say "making the environment $1 ($("$2" -V))"
  [ -x "$UV" ] || install_uv "$2"
  use_pip_index
  rm -rf "$folder"
  "$UV" venv --quiet --python "$2" "$folder"
  "$UV" pip install --quiet --compile-bytecode --require-hashes --python "$folder/bin/python" -r "$lock"
  printf '%s\n' "$stamp" > "$folder/.stamp"
}

make_bare_environment() { # FOLDER: with the locked ansible-core and nothing else
  "$UV" venv --quiet --clear --python "$(pick_python)" "$1"
  "$UV" pip install --quiet --require-hashes --python "$1/bin/python" -r "$ROOT/requirements/bare.txt"
}

install_what_is_asked_for() { # FOLDER MESSAGE: what its "pip install" names, in the versions that the tests ran on
  local packages
  packages=$(sed -n "s/.*-m pip install \([][A-Za-z0-9_.>=' -]*\).*/\1/p" <<< "$2" | head -n 1 | tr -d "'")
  [ -n "$packages" ] || die "no packages are named in: $2"
  # shellcheck disable=SC2086 # one word for each package
  "$UV" pip install --quiet --constraints "$ROOT/requirements/run.txt" --python "$1/bin/python" $packages
}

link_pythons() { # for ansible-test, which checks the modules on each Python that it finds
  local version path
  mkdir -p "$WORK/pythons"
  for version in 3.9 3.10 3.11 3.12 3.13 3.14; do
    if path=$(real_python "$version"); then
      ln -sfn "$path" "$WORK/pythons/python$version"
    fi
  done
}

use_environment() { # run | dev
  make_environment "$1" "$(pick_python)"
  link_pythons
  enter_environment "$1"
}

enter_environment() { # NAME
  local path
  path=$(printf '%s' "$PATH" | tr ':' '\n' | grep -v '/\.pyenv/' | paste -sd:)
  export PATH=$WORK/venv-$1/bin:$WORK/pythons:$path
}

isolate_from_user() { # tests neither read nor write what belongs to the person who runs them
  mkdir -p "$WORK/home"
  export UV_CACHE_DIR=${UV_CACHE_DIR:-$("$UV" cache dir)}
  USER_HOME=$HOME
  export HOME=$WORK/home
  unset XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME
  unset "${!ALIBABA_@}" "${!ALIBABACLOUD_@}" "${!ALICLOUD_@}" "${!ALIYUN_@}"
  export NO_PROXY=localhost,127.0.0.1 no_proxy=localhost,127.0.0.1
}

use_node_clients() { # what tests/conformance/node needs; where there is no npm, its tests are skipped by name
  local folder=$WORK/node lock=$ROOT/tests/conformance/node stamp
  command -v npm > /dev/null || return 0
  export NODE_PATH=$folder/node_modules
  stamp=$(cat "$lock/package-lock.json" <(node --version) | sha256sum)
  [ "$(cat "$folder/.stamp" 2>/dev/null)" != "$stamp" ] || return 0
  rm -rf "$folder"
  mkdir -p "$folder"
  cp "$lock/package.json" "$lock/package-lock.json" "$folder"
  # A registry that the user named is the user's mirror.
  npm_config_registry=$(HOME=$USER_HOME npm config get registry) npm_config_cache=$folder/cache \
    npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-update-notifier
  printf '%s\n' "$stamp" > "$folder/.stamp"
}

lock_node_clients() { # without the names of hosts: npm then asks whatever registry it is told to
  local lock=$ROOT/tests/conformance/node
  rm -f "$lock/package-lock.json"
  npm install --prefix "$lock" --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
}
