# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns the check whether the known vulnerabilities, which are on the network only, can be looked up."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

# The page of any release in the index lists its known vulnerabilities, even if there are none.
PAGE = "https://pypi.org/pypi/pyyaml/6.0.2/json"
NO_INDEX = "pypi.org, which lists the known vulnerabilities, cannot be reached from here"
TIMEOUT = 10


def can_look_up() -> bool:
    """Return whether the list of known vulnerabilities can be read from here."""
    try:
        with urllib.request.urlopen(PAGE, timeout=TIMEOUT) as response:
            return "vulnerabilities" in json.load(response)
    except (urllib.error.URLError, TimeoutError, ValueError):
        return False
