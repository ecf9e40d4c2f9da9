# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module cloud_check_info: each probe on both answers, and never a write."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result
from ansible_collections.aliops.vpc.tests.modules.peers import accounts


def pairing(method="vpc_peer"):
    return {"name": "prod-shared", "method": method, "initiator": {"account": "production", "region": "cn-beijing", "vpc_id": "vpc-12345678"}, "acceptor": {"account": "partner", "region": "cn-hangzhou", "vpc_id": "vpc-87654321"}}

def test_x(cloud: Cloud) -> None:
    r = cloud.run("cloud_check_info", accounts=accounts(cloud), peerings=[pairing()])
    print("\n".join(r.get("lines", [str(r.get("msg")), r.get("exception", "")])))
    for c in r["checks"]:
        if c["status"]=="never": print(c["text"], "|", c["cure"])
    print(r["api_calls"], cloud.writes())
    assert 0
