# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option of modules whose entries may stand for interfaces of earlier tasks; the twin of C(KNOWN_SPEC)."""

from __future__ import annotations


class ModuleDocFragment:
    """The results of earlier tasks."""

    DOCUMENTATION = r"""
options:
  known_interfaces:
    description:
      - Router interfaces as earlier tasks have returned them, as a list or as JSON. Each interface, peer or next hop
        that an entry names without an id is looked up in these first, because the account's lists show a new one late.
      - In check mode those that would be created have no id, and stand for interfaces that do not exist yet.
    type: json
    default: "[]"
"""
