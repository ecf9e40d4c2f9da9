# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Owns what all suites share: the cap of Hypothesis, which importing ``examples`` sets."""

from __future__ import annotations

from ansible_collections.aliops.vpc.tests import examples

__all__ = ["examples"]
