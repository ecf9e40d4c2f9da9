# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credential set a task gets: whole sets, in one order, and never a secret in a message."""

from __future__ import annotations

import json
import pathlib

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._credentials import choose
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

KEYS = {"access_key_id": "id-o", "access_key_secret": "secret-o"}
ENVIRON = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id-e", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret-e"}


@pytest.fixture(name="config")
def config_file(tmp_path: pathlib.Path) -> str:
    profiles = [
        {"name": "keys", "mode": "AK", "access_key_id": "id-p", "access_key_secret": "secret-p"},
        {
            "name": "token",
            "mode": "StsToken",
            "access_key_id": "id-p",
            "access_key_secret": "secret-p",
            "sts_token": "t",
        },
        {"name": "half", "mode": "StsToken", "access_key_id": "id-p", "access_key_secret": "secret-p"},
        {"name": "browser", "mode": "CloudSSO"},
    ]
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"profiles": profiles}), encoding="utf-8")
    return str(path)


def test_options_win_over_profile_and_environment(config: str) -> None:
    found = choose({**KEYS, "profile": "keys", "config_file": config}, ENVIRON)
    assert (found.access_key_id, found.security_token, found.source) == ("id-o", None, "options")


def test_a_profile_wins_over_the_environment(config: str) -> None:
    found = choose({"profile": "keys", "config_file": config}, ENVIRON)
    assert (found.access_key_id, found.source) == ("id-p", "profile keys")


def test_a_profiles_token_is_kept(config: str) -> None:
    assert choose({"profile": "token", "config_file": config}, {}).security_token == "t"


@pytest.mark.parametrize("prefix", ["ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD"])
def test_each_environment(prefix: str) -> None:
    environ = {f"{prefix}_ACCESS_KEY_ID": "id", f"{prefix}_ACCESS_KEY_SECRET": "s", f"{prefix}_SECURITY_TOKEN": "t"}
    found = choose({}, environ)
    assert (found.access_key_id, found.security_token, found.source) == ("id", "t", f"environment {prefix}_*")


def test_a_set_is_never_completed_from_another() -> None:
    halves = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "id", "ALICLOUD_ACCESS_KEY_ID": "id", "ALICLOUD_ACCESS_KEY_SECRET": "s"}
    with pytest.raises(CredentialError, match=r"environment ALIBABA_CLOUD_\* lacks access_key_secret"):
        choose({}, halves)
    with pytest.raises(CredentialError, match="options lacks access_key_secret"):
        choose({"access_key_id": "id"}, ENVIRON)


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("nobody", "is not in .*, which has browser, half, keys, token"),
        ("browser", "has the mode CloudSSO; supported are AK, StsToken"),
        ("half", "lacks security_token"),
    ],
)
def test_a_profile_that_does_not_fit_is_named(config: str, profile: str, said: str) -> None:
    with pytest.raises(CredentialError, match=f"profile {profile} {said}"):
        choose({"profile": profile, "config_file": config}, ENVIRON)


def test_an_unreadable_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CredentialError, match="cannot be read"):
        choose({"profile": "keys", "config_file": str(tmp_path / "none.json")}, {})


def test_nothing_at_all_says_what_to_do() -> None:
    with pytest.raises(CredentialError, match="ALIBABA_CLOUD_ACCESS_KEY_ID"):
        choose({}, {})


def test_a_credential_shows_no_secret() -> None:
    assert "secret-o" not in repr(choose(KEYS, {}))
