# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's SDK for Node.js, @alicloud/pop-core, drives a whole peering; the program is `node/story.js`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR, Simulator
from ansible_collections.aliops.vpc.tests.conformance.story import ACCEPTOR_UID, INITIATOR_UID

STORY = Path(__file__).parent / "node" / "story.js"
PACKAGE = Path(os.environ.get("NODE_PATH") or ".") / "@alicloud" / "pop-core" / "package.json"
# the calls that succeed: each side's own, and a single Connect
WRITES = {
    "CreateRouterInterface": 4,  # each repeated under its token
    "ModifyRouterInterfaceAttribute": 2,
    "ConnectRouterInterface": 1,
    "CreateRouteEntries": 2,
    "DeactivateRouterInterface": 2,
    "DeleteRouteEntry": 2,
    "DeleteRouterInterface": 2,
}


@pytest.fixture
def node() -> str:
    """The path of Node.js, which must be able to find the client."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("needs Node.js")
    if not PACKAGE.is_file():
        pytest.skip("needs @alicloud/pop-core, which make conformance installs, on NODE_PATH")
    return program


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_peering_by_pop_core(cloud: Simulator, node: str, method: str) -> None:
    sides = {"initiator": (*INITIATOR, INITIATOR_UID), "acceptor": (*ACCEPTOR, ACCEPTOR_UID)}
    accounts = {name: {"id": key, "secret": secret, "uid": uid} for name, (key, secret, uid) in sides.items()}
    stdin = json.dumps({"url": cloud.url, **accounts})
    run = subprocess.run([node, STORY, method], input=stdin, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    calls = cloud.calls()
    assert Counter(call["action"] for call in calls if call["write"] and call["status"] == 200) == WRITES
    assert [call["action"] for call in calls if call["unknown_parameters"]] == []
    state = cloud.control("state")["accounts"]
    assert [account["router_interfaces"] for account in state] == [[], []]
