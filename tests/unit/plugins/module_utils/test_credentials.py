# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credential of a task: a complete set, the first one in a fixed order, and never a secret in a message."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import (
    Credential,
    Remote,
    Role,
    choose,
)
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

KEYS = {"access_key_id": "id-o", "access_key_secret": "secret-o"}
ARN = "acs:ram::1231579085529123:role/peering"
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
        {"name": "incomplete", "mode": "StsToken", "access_key_id": "id-p", "access_key_secret": "secret-p"},
        {"name": "browser", "mode": "CloudSSO"},
        {
            "name": "role",
            "mode": "RamRoleArn",
            "access_key_id": "id-p",
            "access_key_secret": "secret-p",
            "ram_role_arn": ARN,
            "ram_session_name": "from-profile",
            "expired_seconds": 1200,
            "external_id": "ext",
        },
        {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": f"{ARN}-2"},
        {"name": "circle", "mode": "ChainableRamRoleArn", "source_profile": "circle", "ram_role_arn": ARN},
        {"name": "loose", "mode": "ChainableRamRoleArn", "ram_role_arn": ARN},
        {"name": "instance", "mode": "EcsRamRole", "ram_role_name": "web"},
        {"name": "nameless", "mode": "EcsRamRole"},
        {"name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/key"},
        {
            "name": "oidc",
            "mode": "OIDC",
            "oidc_provider_arn": "p",
            "oidc_token_file": "/t",
            "ram_role_arn": ARN,
        },
    ]
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"profiles": profiles}), encoding="utf-8")
    return str(path)


def key_of(options: dict[str, t.Any], environ: dict[str, str]) -> Credential:
    key = choose(options, environ).key
    assert isinstance(key, Credential)
    return key


def test_options_win_over_profile_and_environment(config: str) -> None:
    key = key_of({**KEYS, "profile": "keys", "config_file": config}, ENVIRON)
    assert (key.access_key_id, key.security_token, key.source) == ("id-o", None, "options")


def test_a_profile_wins_over_the_environment(config: str) -> None:
    key = key_of({"profile": "keys", "config_file": config}, ENVIRON)
    assert (key.access_key_id, key.source) == ("id-p", "profile keys")


def test_a_profiles_token_is_kept(config: str) -> None:
    assert key_of({"profile": "token", "config_file": config}, {}).security_token == "t"


@pytest.mark.parametrize("prefix", ["ALIBABA_CLOUD", "ALIBABACLOUD", "ALICLOUD"])
def test_each_environment(prefix: str) -> None:
    environ = {f"{prefix}_ACCESS_KEY_ID": "id", f"{prefix}_ACCESS_KEY_SECRET": "s", f"{prefix}_SECURITY_TOKEN": "t"}
    key = key_of({}, environ)
    assert (key.access_key_id, key.security_token, key.source) == ("id", "t", f"environment {prefix}_*")


def test_the_names_of_the_older_collection_work_too() -> None:
    key = key_of({}, {"ALICLOUD_ACCESS_KEY": "id", "ALICLOUD_SECRET_KEY": "s"})
    assert (key.access_key_id, key.access_key_secret) == ("id", "s")


def test_the_first_prefix_with_anything_supplies_the_whole_set() -> None:
    environ = {"ALICLOUD_ACCESS_KEY_ID": "late", "ALICLOUD_ACCESS_KEY_SECRET": "s", **ENVIRON}
    assert key_of({}, environ).access_key_id == "id-e"


def test_a_role_is_assumed_with_any_key(config: str) -> None:
    role = {
        "role_arn": ARN,
        "role_session_name": "night",
        "role_session_duration": 900,
        "role_external_id": "x",
        "role_policy": "{}",
    }
    expected = (Role(ARN, "night", 900, "x", "{}"),)
    for base in (KEYS, {"profile": "keys", "config_file": config}, {}):
        assert choose({**base, **role}, ENVIRON).roles == expected


def test_the_environments_role_belongs_to_the_environments_key() -> None:
    environ = {**ENVIRON, "ALIBABA_CLOUD_ROLE_ARN": ARN}
    assert choose({}, environ).roles == (Role(ARN),)
    assert choose(KEYS, environ).roles == ()


def test_a_profile_with_a_role(config: str) -> None:
    chosen = choose({"profile": "role", "config_file": config}, ENVIRON)
    assert (chosen.key, chosen.roles) == (
        Credential("id-p", "secret-p", None, "profile role"),
        (Role(ARN, "from-profile", 1200, "ext"),),
    )


def test_a_chain_of_profiles(config: str) -> None:
    chosen = choose({"profile": "chain", "config_file": config}, ENVIRON)
    assert chosen.key == Credential("id-p", "secret-p", None, "profile chain")
    assert [role.arn for role in chosen.roles] == [ARN, f"{ARN}-2"]


@pytest.mark.parametrize(
    ("profile", "remote"),
    [
        ("instance", Remote("EcsRamRole", {"role_name": "web"}, "profile instance")),
        ("uri", Remote("CredentialsURI", {"uri": "http://127.0.0.1:1/key"}, "profile uri")),
        (
            "oidc",
            Remote(
                "OIDC",
                {"provider_arn": "p", "token_file": "/t", "role_arn": ARN, "session_name": "aliops-vpc"},
                "profile oidc",
            ),
        ),
    ],
)
def test_profiles_whose_key_comes_from_a_provider(config: str, profile: str, remote: Remote) -> None:
    assert choose({"profile": profile, "config_file": config}, ENVIRON).key == remote


@pytest.mark.parametrize(
    ("variables", "kind"),
    [
        ({"OIDC_PROVIDER_ARN": "p", "OIDC_TOKEN_FILE": "/t", "ROLE_ARN": ARN}, "OIDC"),
        ({"ECS_METADATA": "web"}, "EcsRamRole"),
        ({"CREDENTIALS_URI": "http://127.0.0.1:1/key"}, "CredentialsURI"),
    ],
)
def test_an_environment_without_a_key(variables: dict[str, str], kind: str) -> None:
    key = choose({}, {f"ALIBABA_CLOUD_{name}": value for name, value in variables.items()}).key
    assert isinstance(key, Remote)
    assert (key.kind, key.source) == (kind, "environment ALIBABA_CLOUD_*")


def test_an_environment_that_names_a_profile(config: str) -> None:
    key = key_of({"config_file": config}, {"ALIBABA_CLOUD_PROFILE": "keys"})
    assert key.source == "profile keys"


def test_an_incomplete_oidc_environment_is_named() -> None:
    with pytest.raises(CredentialError, match="lacks token_file and role_arn"):
        choose({}, {"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "p"})


def test_a_set_is_never_completed_from_another() -> None:
    incomplete = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": "id",
        "ALICLOUD_ACCESS_KEY_ID": "id",
        "ALICLOUD_ACCESS_KEY_SECRET": "s",
    }
    with pytest.raises(CredentialError, match=r"environment ALIBABA_CLOUD_\* lacks access_key_secret"):
        choose({}, incomplete)
    with pytest.raises(CredentialError, match="options lacks access_key_secret"):
        choose({"access_key_id": "id"}, ENVIRON)


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("nobody", "is not in .*, which has browser, chain, circle, .*"),
        ("browser", "has the mode CloudSSO; supported are AK, StsToken"),
        ("circle", r"is its own source_profile \(circle > circle\)"),
    ],
)
def test_a_profile_that_does_not_fit_is_named(config: str, profile: str, message: str) -> None:
    with pytest.raises(CredentialError, match=f"profile {profile} {message}"):
        choose({"profile": profile, "config_file": config}, ENVIRON)


@pytest.mark.parametrize(
    ("profile", "missing"), [("incomplete", "security_token"), ("loose", "source_profile"), ("nameless", "role_name")]
)
def test_an_incomplete_profile_is_named(config: str, profile: str, missing: str) -> None:
    with pytest.raises(CredentialError, match=f"credential from profile {profile} lacks {missing}"):
        choose({"profile": profile, "config_file": config}, ENVIRON)


def test_an_unreadable_file_is_named(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CredentialError, match="none.json cannot be read: No such file"):
        choose({"profile": "keys", "config_file": str(tmp_path / "none.json")}, {})


SECRET = "not-a-secret-but-kept"
BROKEN: dict[str, tuple[t.Any, str]] = {
    "a comma too few": (
        f'{{"profiles": [\n  {{"name": "keys" "access_key_secret": "{SECRET}"}}]}}',
        "is not JSON: .* at line 2, column 19$",
    ),
    "cut off": (f'{{"profiles": [{{"name": "{SECRET}', "is not JSON: .* at line 1, column 24$"),
    "empty": ("", "is not JSON: .* at line 1, column 1$"),
    "Latin-1": (b'{"profiles": "\xfc"}', "is not text in UTF-8: byte 15 of it$"),
    "nested": ("[" * 100_000, "is nested too deeply$"),
    "a list": ([SECRET], "must hold a JSON object with the key profiles, and is a list$"),
    "null": (None, "must hold a JSON object with the key profiles, and is null$"),
    "no profiles": ({"current": SECRET}, "must have a list of profiles: the key profiles is missing$"),
    "profiles by name": ({"profiles": {"keys": SECRET}}, "the key profiles is an object$"),
    "a string for a profile": ({"profiles": [SECRET]}, r"profiles\[0\] must be an object, and is a string$"),
    "no name": (
        {"profiles": [{"name": "a"}, {"mode": SECRET}]},
        r"profiles\[1\].name must be a string, and is missing",
    ),
    "a number for a name": ({"profiles": [{"name": 7}]}, r"profiles\[0\].name must be a string, and is a number$"),
    "a number for a key": (
        {"profiles": [{"name": "keys", "access_key_id": SECRET, "access_key_secret": 12345}]},
        "access_key_secret must be a string, and is a number$",
    ),
    "a list for a mode": ({"profiles": [{"name": "keys", "mode": ["AK"]}]}, "mode must be a string, and is a list$"),
    "odd seconds": (
        {"profiles": [{"name": "keys", "expired_seconds": "soon"}]},
        "expired_seconds must be a whole number of seconds$",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_reported_by_its_place_and_never_by_its_content(tmp_path: pathlib.Path, kind: str) -> None:
    content, problem = BROKEN[kind]
    path = tmp_path / "config.json"
    text = content if isinstance(content, (bytes, str)) else json.dumps(content)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CredentialError, match=problem) as caught:
        choose({"profile": "keys", "config_file": str(path)}, ENVIRON)
    assert str(path) in str(caught.value)
    assert not [word for word in (SECRET, "12345", "soon") if word in str(caught.value)]
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_no_credential_at_all_is_an_error_with_its_cure() -> None:
    with pytest.raises(CredentialError, match="ALIBABA_CLOUD_ACCESS_KEY_ID"):
        choose({}, {})


def test_a_credential_shows_no_secret() -> None:
    assert "secret-o" not in repr(choose(KEYS, {}))
