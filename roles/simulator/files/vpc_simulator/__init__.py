# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local simulator of Alibaba Cloud's Vpc 2016-04-28 and Sts 2015-04-01 APIs."""

from __future__ import annotations

__version__ = "1.0.0"
