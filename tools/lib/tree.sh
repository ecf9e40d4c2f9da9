# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Copies of the collection: the tree that ansible-test insists on, and the artifact that users install.
# shellcheck shell=bash
set -euo pipefail

copy_collection() { # FOLDER: tracked and new files, below FOLDER/ansible_collections
  local target=$1/$COLLECTION
  rm -rf "$target"
  mkdir -p "$target"
  (cd "$ROOT" && git ls-files -coz --exclude-standard | while IFS= read -r -d '' file; do
    # git also lists files that were deleted and not yet committed
    if [ -e "$file" ] || [ -L "$file" ]; then printf '%s\0' "$file"; fi
  done | xargs -0 cp -P --parents -t "$target")
  # Without a repository of its own ansible-test asks the outer one, hears that .work is ignored, tests nothing and passes.
  (cd "$target" && git init -q . && git add -A)
}

build_collection() { # TREE DIST
  rm -rf "$2"
  mkdir -p "$2"
  (cd "$1/$COLLECTION" && ansible-galaxy collection build --output-path "$2" > "$2/build.log" 2>&1) ||
    die "the collection cannot be built: $(cat "$2/build.log")"
}

install_collection() { # DIST FOLDER
  rm -rf "$2"
  ansible-galaxy collection install --offline --force -p "$2" "$1"/aliops-vpc-*.tar.gz > "$1/install.log" 2>&1 ||
    die "the collection cannot be installed: $(cat "$1/install.log")"
}

check_artifact() { # DIST: it holds what users need, and nothing else
  local found
  found=$(python "$ROOT/tools/check_artifact.py" "$1"/aliops-vpc-*.tar.gz) || die "in the artifact: $found"
  tar -tf "$1"/aliops-vpc-*.tar.gz SECURITY.md README.md COPYING plugins/modules roles/peering > "$1/members.log"
}
