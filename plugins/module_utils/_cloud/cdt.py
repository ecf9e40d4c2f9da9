# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action of CDT (Cloud Data Transfer) that shows whether an account has opened it. Opens nothing."""

from __future__ import annotations

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client

PRODUCT = "CDT"


def get_cdt_service_status(client: Client, region: str) -> bool:
    """Return whether the account has opened CDT for traffic between regions."""
    response = client.call("GetCdtServiceStatus", region, PRODUCT)
    return response.flag("Enabled")
