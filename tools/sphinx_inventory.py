# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the Sphinx inventory of Ansible's own pages that ours refer to, so that the site builds without a network."""

from __future__ import annotations

import pathlib
import sys
import zlib

# Label -> page below https://docs.ansible.com/projects/ansible/devel/
LABELS = {
    "action_plugins": "plugins/action.html#action-plugins",
    "ansible_configuration_settings": "reference_appendices/config.html#ansible-configuration-settings",
    "callback_plugins": "plugins/callback.html#callback-plugins",
    "common_return_values": "reference_appendices/common_return_values.html#common-return-values",
}

HEAD = (
    "# Sphinx inventory version 2\n# Project: Ansible\n# Version: devel\n"
    "# The remainder of this file is compressed using zlib.\n"
)


def main(path: str) -> None:
    lines = (f"{label} std:label -1 {page} {label}\n" for label, page in sorted(LABELS.items()))
    pathlib.Path(path).write_bytes(HEAD.encode() + zlib.compress("".join(lines).encode()))


if __name__ == "__main__":
    main(sys.argv[1])
