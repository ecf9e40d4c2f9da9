# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of policies: one for each account and purpose, whatever the account is called."""

from __future__ import annotations

import re

import pytest

from ansible_collections.aliops.vpc.plugins.plugin_utils._policies import files

POLICY = {"Version": "1", "Statement": []}


def names(*accounts: str) -> list[str]:
    return list(files({account: {"peer": POLICY} for account in accounts}))


def test_a_plain_name_stays() -> None:
    assert names("production", "partner-2") == ["production.peer.json", "partner-2.peer.json"]


@pytest.mark.parametrize("account", ["../../etc", ".hidden", "a b", "\u516c\u53f8", "a/b", "x" * 300, "C:\\x"])
def test_an_odd_name_is_made_safe(account: str) -> None:
    (name,) = names(account)
    assert re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,130}\.peer\.json", name)


@pytest.mark.parametrize("accounts", [("a b", "a/b", "a_b"), ("Prod", "prod")])
def test_two_accounts_never_share_a_file(accounts: tuple[str, ...]) -> None:
    assert len({name.lower() for name in names(*accounts)}) == len(accounts)
