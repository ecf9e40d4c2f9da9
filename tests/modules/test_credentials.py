# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a module's credential comes from, against the simulator's STS; never a mix of two sets, never a secret."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credential_providers
from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR
from ansible_collections.aliops.vpc.tests.modules.key_provider import METADATA, KeyProvider
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import access_key, owner_key

pytestmark = pytest.mark.usefixtures("both_doors")


USER = ("LTAI-user", "not-a-secret-user")
ROLE = f"acs:ram::{B}:role/peering"
SECOND = f"acs:ram::{B}:role/second"
SESSION = {"AccessKeyId": "STS.given", "AccessKeySecret": "not-a-secret-session", "SecurityToken": "CAIS-given"}
SECRETS = (USER[1], INITIATOR[1], SESSION["AccessKeySecret"], SESSION["SecurityToken"], "shared-word")
TRUST = {
    "Version": "1",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [f"acs:ram::{A}:user/ansible"]},
            "Condition": {"StringEquals": {"sts:ExternalId": "shared-word"}},
        }
    ],
}


@pytest.fixture(name="cloud")
def with_roles(cloud: Cloud) -> Cloud:
    """A user in one account; in the other a role for it, one for that role, and a session of the latter."""
    user = access_key(USER, user="ansible")
    session = {
        "access_key_id": SESSION["AccessKeyId"],
        "secret": SESSION["AccessKeySecret"],
        "security_token": SESSION["SecurityToken"],
        "role": "second",
    }
    roles = [{"name": "peering", "trust_policy": TRUST}, {"name": "second", "trusted_uids": [B]}]
    cloud.load(
        initiator={"access_keys": [owner_key("initiator"), user]}, acceptor={"roles": roles, "sessions": [session]}
    )
    return cloud


@pytest.fixture(name="config")
def config_file(tmp_path: pathlib.Path) -> str:
    user = {"access_key_id": USER[0], "access_key_secret": USER[1]}
    profiles = [
        {"name": "keys", "mode": "AK", **user},
        {"name": "role", "mode": "RamRoleArn", **user, "ram_role_arn": ROLE, "external_id": "shared-word"},
        {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": SECOND},
        {"name": "instance", "mode": "EcsRamRole", "ram_role_name": "second"},
        {"name": "browser", "mode": "CloudSSO"},
    ]
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"profiles": profiles}), encoding="utf-8")
    return str(path)


def who(cloud: Cloud, **options: t.Any) -> Result:
    """Run the module that returns the account of the credential."""
    result = run_module("vpcs_info", {"region": "cn-hangzhou", "endpoint": cloud.simulator.url, **options}, verbosity=3)
    assert not [secret for secret in SECRETS if secret in json.dumps({**result, "invocation": None})]
    return result


def by_key(key: tuple[str, str]) -> dict[str, str]:
    return {"access_key_id": key[0], "access_key_secret": key[1]}


def test_keys(cloud: Cloud) -> None:
    result = who(cloud, **by_key(USER))
    assert (result["account_id"], result["credential_source"]) == (A, "options")


def test_a_temporary_key(cloud: Cloud) -> None:
    given = {
        "access_key_id": SESSION["AccessKeyId"],
        "access_key_secret": SESSION["AccessKeySecret"],
        "security_token": SESSION["SecurityToken"],
    }
    assert who(cloud, **given)["account_id"] == B


def test_a_role_works_in_its_own_account(cloud: Cloud) -> None:
    role = {"role_session_name": "night", "role_session_duration": 900, "role_external_id": "shared-word"}
    result = who(cloud, **by_key(USER), role_arn=ROLE, **role)
    assert (result["account_id"], result["credential_source"]) == (B, f"options, role {ROLE}")
    assert [vpc["vpc_id"] for vpc in result["vpcs"]] == ["vpc-87654321"]
    assert result["api_calls"] == {"read": 3, "write": 0}


def test_a_policy_narrows_the_session(cloud: Cloud) -> None:
    policy = {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "vpc:*", "Resource": "*"}]}
    result = who(cloud, **by_key(USER), role_arn=ROLE, role_external_id="shared-word", role_policy=policy)
    assert result["failures"][0]["error"]["code"].startswith("Forbidden")
    assert "Let an administrator grant vpc:" in result["msg"]


@pytest.mark.parametrize(
    ("options", "code", "hint"),
    [
        ({"role_arn": f"{ROLE}-none"}, "EntityNotExist.Role", "does not exist in its account"),
        ({"role_arn": "peering"}, "InvalidParameter.RoleArn", "has the form acs:ram::"),
        ({"role_arn": ROLE}, "NoPermission", "Let an administrator"),
        ({"role_arn": ROLE, "role_session_duration": 60}, "InvalidParameter.DurationSeconds", "from 900"),
    ],
)
def test_a_role_that_cannot_be_assumed(cloud: Cloud, options: dict[str, t.Any], code: str, hint: str) -> None:
    result = who(cloud, **by_key(USER), **options)
    assert (result["error"]["action"], result["error"]["code"]) == ("AssumeRole", code)
    assert hint in result["error"]["hint"]


@pytest.mark.parametrize(
    ("profile", "account", "source"),
    [("keys", A, ""), ("role", B, f", role {ROLE}"), ("chain", B, f", role {ROLE}, role {SECOND}")],
)
def test_profiles(cloud: Cloud, config: str, profile: str, account: str, source: str) -> None:
    result = who(cloud, profile=profile, config_file=config)
    assert (result["account_id"], result["credential_source"]) == (account, f"profile {profile}{source}")


def test_another_mode_is_refused_by_name(cloud: Cloud, config: str) -> None:
    result = who(cloud, profile="browser", config_file=config)
    assert "profile browser has the mode CloudSSO; supported are AK," in result["msg"]


def test_the_environment(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", USER[0])
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", USER[1])
    assert who(cloud)["credential_source"] == "environment ALIBABA_CLOUD_*"
    monkeypatch.setenv("ALIBABA_CLOUD_ROLE_ARN", ROLE)
    monkeypatch.setenv("ALIBABA_CLOUD_EXTERNAL_ID", "shared-word")
    result = who(cloud)
    assert (result["account_id"], result["credential_source"]) == (B, f"environment ALIBABA_CLOUD_*, role {ROLE}")
    assert who(cloud, **by_key(INITIATOR))["credential_source"] == "options"


def test_an_incomplete_set_is_not_completed_from_another(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", USER[0])
    monkeypatch.setenv("ALICLOUD_ACCESS_KEY_ID", INITIATOR[0])
    monkeypatch.setenv("ALICLOUD_ACCESS_KEY_SECRET", INITIATOR[1])
    assert "environment ALIBABA_CLOUD_* lacks access_key_secret" in who(cloud)["msg"]


def test_no_credential_and_conflicting_ones(cloud: Cloud) -> None:
    assert "No credential: give access_key_id" in who(cloud)["msg"]
    assert "mutually exclusive: access_key_id|profile" in who(cloud, **by_key(USER), profile="keys")["msg"]
    assert "required together: access_key_id, access_key_secret" in who(cloud, access_key_id="x")["msg"]


def test_a_wrong_secret_is_explained(cloud: Cloud) -> None:
    result = who(cloud, access_key_id=USER[0], access_key_secret="wrong-secret")
    assert "The access key secret is wrong" in result["error"]["hint"]
    assert "wrong-secret" not in json.dumps({**result, "invocation": None})


def test_a_key_from_a_uri(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    with KeyProvider(SESSION).serving() as provider:
        monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", f"{provider.url}/key?for=me")
        result = who(cloud)
        assert (result["account_id"], result["credential_source"]) == (B, "environment ALIBABA_CLOUD_*")
        assert provider.asked == ["/key?for=me"]
        provider.status = 500
        assert "environment ALIBABA_CLOUD_*: no key from CredentialsURI (HTTP 500)" in who(cloud)["msg"]


@pytest.mark.parametrize(
    ("response", "why"),
    [
        ({}, "KeyError"),
        ([], "not a JSON object but a list"),
        ({**SESSION, "SecurityToken": None}, "ValueError"),
        ({**SESSION, "AccessKeySecret": ""}, "ValueError"),
    ],
)
def test_a_response_without_a_key_is_refused(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, response: t.Any, why: str
) -> None:
    with KeyProvider(SESSION).serving() as provider:
        provider.response = response
        monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", provider.url)
        assert f"no key from CredentialsURI ({why})" in who(cloud)["msg"]


def test_a_uri_that_is_not_http(cloud: Cloud, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(SESSION), encoding="utf-8")
    monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", path.as_uri())
    assert "no key from CredentialsURI (ValueError)" in who(cloud)["msg"]


@pytest.mark.parametrize("knows_tokens", [True, False])
def test_a_key_from_the_instance(
    cloud: Cloud, config: str, monkeypatch: pytest.MonkeyPatch, knows_tokens: bool
) -> None:
    with KeyProvider(SESSION).serving() as provider:
        provider.knows_tokens = knows_tokens
        monkeypatch.setattr(credential_providers, "METADATA", f"{provider.url}/latest")
        result = who(cloud, profile="instance", config_file=config)
        assert (result["account_id"], result["credential_source"]) == (B, "profile instance")
        assert provider.asked == ["/latest/api/token", f"{METADATA}second"]
        assert ("metadata-token" in provider.received[1]) == knows_tokens


def test_a_key_for_an_oidc_token(cloud: Cloud, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = tmp_path / "token"
    token.write_text("oidc-token", encoding="utf-8")
    for name, value in {"OIDC_PROVIDER_ARN": "p", "OIDC_TOKEN_FILE": str(token), "ROLE_ARN": ROLE}.items():
        monkeypatch.setenv(f"ALIBABA_CLOUD_{name}", value)
    with KeyProvider(SESSION).serving() as provider:
        provider.response["AccountId"] = B
        result = who(cloud, sts_endpoint=provider.url)
        assert (result["account_id"], result["credential_source"]) == (B, "environment ALIBABA_CLOUD_*")
        assert [vpc["vpc_id"] for vpc in result["vpcs"]] == ["vpc-87654321"]
        first, body = provider.received[0].partition("\n")[0], provider.received[0].rpartition("\n")[2]
        assert first.startswith("POST /?Action=AssumeRoleWithOIDC&Format=JSON&Version=2015-04-01&Timestamp=")
        assert "oidc-token" not in first
        assert body.startswith("RoleArn=acs%3Aram%3A%3A1231579085529124%3Arole%2Fpeering&OIDCProviderArn=p&OIDCToken=")


def test_a_given_access_key_does_not_import_the_url_library() -> None:
    names = ("_module", "_cloud.sessions", "_apply.router_interfaces")
    imports = ";".join(f"import ansible_collections.aliops.vpc.plugins.module_utils.{name}" for name in names)
    code = f"{imports};import sys;print('ansible.module_utils.urls' in sys.modules)"
    paths = json.dumps([path for path in sys.path if path])
    command = [sys.executable, "-c", f"import sys;sys.path[:]={paths}+sys.path;{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
