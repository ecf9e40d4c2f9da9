# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A credential of the wrong account, or an invalid one, sends no write call, wherever it comes from."""

from __future__ import annotations

import inspect
import json
import pathlib
import re
import typing as t

import aliyunsdkcore
import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credential_providers, credentials
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError
from ansible_collections.aliops.vpc.tests.conformance.harness import ACCEPTOR, INITIATOR
from ansible_collections.aliops.vpc.tests.modules.key_provider import KeyProvider
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import access_key, owner_key, pair

pytestmark = pytest.mark.usefixtures("both_doors")

# For each module, the options with which it writes in account A, and the state of the pair that it finds.
INTERFACE = {"router_id": "vrt-AAA", "role": "initiator", "name": "x1", "spec": "Large.1", "peer_region": "cn-hangzhou"}
PEER = {"peer_router_interface_id": "ri-C", "peer_router_id": "vrt-CCC", "peer_account_id": B}
ROUTE = {"route_table_id": "vtb-AAA", "destination": "10.0.0.0/24", "next_hop_id": "ri-A"}
TASKS: dict[str, tuple[dict[str, t.Any], str | None]] = {
    "router_interfaces": ({"interfaces": [INTERFACE]}, None),
    "router_interface_peers": ({"peers": [{"router_interface_id": "ri-A", **PEER}]}, "Idle"),
    "router_interface_connections": ({"connections": [{"router_interface_id": "ri-A"}], "wait": False}, "Idle"),
    "route_entries": ({"entries": [ROUTE], "wait": False}, "Active"),
}
PREFIXES = credentials.ENVIRONMENTS
KEY_NAMES = (("ACCESS_KEY_ID", "ACCESS_KEY_SECRET"), ("ACCESS_KEY", "SECRET_KEY"))
# Other variables that the collection and the SDK read: a wrong credential, or where to get one.
OTHERS = (
    "SECURITY_TOKEN",
    "ROLE_ARN",
    "ROLE_SESSION_NAME",
    "ROLE_SESSION_EXPIRATION",
    "EXTERNAL_ID",
    "ROLE_POLICY",
    "OIDC_PROVIDER_ARN",
    "OIDC_TOKEN_FILE",
    "ECS_METADATA",
    "CREDENTIALS_URI",
    "PROFILE",
)

OF_THE_SDK = {"ALIYUN_ACCESS_KEY_ID": ACCEPTOR[0], "ALIYUN_ACCESS_KEY_SECRET": ACCEPTOR[1], "DEBUG": "sdk"}
NOT_ABOUT_ACCOUNTS = {"ALIBABA_CLOUD_CA_BUNDLE", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}
VARIABLES = {
    **OF_THE_SDK,
    **{
        f"{prefix}_{name}": value
        for prefix in PREFIXES
        for names in KEY_NAMES
        for name, value in zip(names, ACCEPTOR, strict=True)
    },
    **{f"{prefix}_{name}": "elsewhere" for prefix in PREFIXES for name in OTHERS},
}
SESSION = {"AccessKeyId": "STS.given", "AccessKeySecret": "not-a-secret-session", "SecurityToken": "CAIS-given"}


def load(cloud: Cloud, module: str) -> None:
    """Begin with what the module finds; in account A there are a disabled key and two sessions too, one that ended."""
    state = TASKS[module][1]
    disabled = access_key(("LTAI-disabled", "not-a-secret-disabled"), status="Inactive")
    session = {"role": "peering", "secret": SESSION["AccessKeySecret"]}
    sessions = [
        {**session, "access_key_id": SESSION["AccessKeyId"], "security_token": SESSION["SecurityToken"]},
        {**session, "access_key_id": "STS.expired", "security_token": "CAIS-expired", "expires_in": 0},
    ]
    roles = [{"name": "peering", "trusted_uids": [A]}]
    account = {"access_keys": [owner_key("initiator"), disabled], "roles": roles, "sessions": sessions}
    cloud.load(pair(state) if state else {}, initiator=account)


def write(cloud: Cloud, module: str, **credential: t.Any) -> Result:
    """Run a module that has something to write, with a credential and nothing else of an account."""
    address = {"region": "cn-beijing", "endpoint": cloud.simulator.url}
    return run_module(module, {**address, **TASKS[module][0], **credential})


def sent(cloud: Cloud) -> list[str]:
    """Return the write calls that reached the service, whatever became of them."""
    return [call["action"] for call in cloud.simulator.calls() if call["write"]]


def callers(cloud: Cloud) -> set[str | None]:
    return {call["account"] for call in cloud.simulator.calls()}


def key(access_key_id: str, secret: str, token: str | None = None) -> dict[str, str | None]:
    return {"access_key_id": access_key_id, "access_key_secret": secret, "security_token": token}


@pytest.fixture(name="module", params=sorted(TASKS))
def each_module_that_writes(request: pytest.FixtureRequest, cloud: Cloud) -> str:
    module = str(request.param)
    load(cloud, module)
    return module


@pytest.fixture(name="shadows")
def every_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)


def test_with_the_right_credential_each_module_writes(cloud: Cloud, module: str) -> None:
    result = write(cloud, module, **key(*INITIATOR), account_id=A)
    assert result["api_calls"]["write"] > 0
    assert sent(cloud)


def test_the_other_accounts_key(cloud: Cloud, module: str) -> None:
    result = write(cloud, module, **key(*ACCEPTOR), account_id=A)
    assert sent(cloud) == []
    if module == "router_interfaces":
        assert result["msg"] == (
            f"The credential from options belongs to account {B}, not to account_id {A}:"
            " give that account's credential, or correct account_id"
        )
    else:
        # This account has no resource with the given id.
        assert re.search("(ri-A in cn-beijing|route table vtb-AAA in cn-beijing).*|not in this region", result["msg"])


@pytest.mark.parametrize("names", KEY_NAMES, ids=lambda names: names[0])
@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_other_accounts_key_in_the_environment(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, prefix: str, names: tuple[str, str]
) -> None:
    load(cloud, "router_interfaces")
    for name, value in zip(names, ACCEPTOR, strict=True):
        monkeypatch.setenv(f"{prefix}_{name}", value)
    result = write(cloud, "router_interfaces", account_id=A)
    assert f"The credential from environment {prefix}_* belongs to account {B}, not to account_id {A}" in result["msg"]
    assert sent(cloud) == []


def test_a_provider_with_a_key_of_the_other_account(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    load(cloud, "router_interfaces")
    with KeyProvider(SESSION).serving() as provider:
        monkeypatch.setattr(credential_providers, "METADATA", f"{provider.url}/latest")
        for name in ("CREDENTIALS_URI", "ECS_METADATA"):
            monkeypatch.setenv(f"ALIBABA_CLOUD_{name}", provider.url)
            result = write(cloud, "router_interfaces", account_id=B)
            assert f"environment ALIBABA_CLOUD_* belongs to account {A}, not to account_id {B}" in result["msg"]
            monkeypatch.delenv(f"ALIBABA_CLOUD_{name}")
    assert sent(cloud) == []


@pytest.mark.parametrize("variable", sorted(VARIABLES))
@pytest.mark.sampled(5)
def test_no_variable_shadows_an_option_of_the_task(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    load(cloud, "router_interfaces")
    monkeypatch.setenv(variable, VARIABLES[variable])
    for credential in (key(*INITIATOR), key(*SESSION.values())):
        load(cloud, "router_interfaces")
        assert write(cloud, "router_interfaces", **credential)["changed"]
        assert callers(cloud) == {A}


@pytest.mark.usefixtures("shadows")
def test_all_variables_together_shadow_nothing(cloud: Cloud, module: str, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "config.json"
    entry = {"name": "right", "mode": "AK", "access_key_id": INITIATOR[0], "access_key_secret": INITIATOR[1]}
    path.write_text(json.dumps({"profiles": [entry]}), encoding="utf-8")
    profile = {"profile": "right", "config_file": str(path)}
    for credential, source in (
        (key(*INITIATOR), "options"),
        (key(*SESSION.values()), "options"),
        (profile, "profile right"),
    ):
        load(cloud, module)
        result = write(cloud, module, **credential, account_id=A)
        assert result["credential_source"] == source
        assert callers(cloud) == {A}
        assert sent(cloud)


def test_every_variable_that_the_sdk_reads_is_tried() -> None:
    source = pathlib.Path(inspect.getfile(aliyunsdkcore)).parent
    contents = [path.read_text(encoding="utf-8") for path in source.rglob("*.py") if "vendored" not in path.parts]
    read = {name for content in contents for name in re.findall(r"environ(?:\.get\(|\[)\s*['\"](\w+)['\"]", content)}
    assert "ALIYUN_ACCESS_KEY_ID" in read
    assert read - NOT_ABOUT_ACCOUNTS <= set(OF_THE_SDK)


def test_every_variable_that_the_collection_reads_is_tried() -> None:
    class Asked(dict[str, str]):
        """An environment that notes the names that are read."""

        names: set[str] = set()

        def get(self, name: str, default: t.Any = None) -> t.Any:
            self.names.add(name)
            return default

    with pytest.raises(CredentialError):
        credentials.choose({}, Asked())
    ids_of_oidc = {f"{prefix}_OIDC_TOKEN_FILE" for prefix in PREFIXES}
    assert Asked.names | ids_of_oidc == set(VARIABLES) - set(OF_THE_SDK)


@pytest.mark.parametrize(
    ("credential", "code", "cure"),
    [
        (
            key("STS.expired", SESSION["AccessKeySecret"], "CAIS-expired"),
            "InvalidSecurityToken.Expired",
            "get a new one",
        ),
        (
            key("LTAI-disabled", "not-a-secret-disabled"),
            "InvalidAccessKeyId.Inactive",
            "together (credential from options)",
        ),
        (key("LTAI-nobody", "not-a-secret"), "InvalidAccessKeyId.NotFound", "Check access_key_id"),
        (key(INITIATOR[0], ACCEPTOR[1]), "InvalidAccessKeySecret", "secret is wrong: access_key_secret is not that of"),
        (key(*INITIATOR, "CAIS-given"), "InvalidSecurityToken.MismatchWithAccessKey", "Check access_key_id"),
        (key(*tuple(SESSION.values())[:2]), "MissingSecurityToken", "needs its security_token"),
    ],
    ids=["expired", "disabled", "unknown", "mixed", "foreign token", "no token"],
)
def test_an_invalid_credential(cloud: Cloud, module: str, credential: dict[str, t.Any], code: str, cure: str) -> None:
    result = write(cloud, module, **credential)
    assert result["error"]["code"] == code
    assert cure in result["msg"]
    assert sent(cloud) == []


def test_options_beside_the_named_account_have_no_effect(cloud: Cloud, module: str) -> None:
    """As the defaults of a play would set them: a whole credential of another account, and more."""
    key_id, secret = ACCEPTOR
    other = {"access_key_id": key_id, "access_key_secret": secret, "role_arn": f"acs:ram::{B}:role/x", "account_id": B}
    accounts = [{"name": "production", **cloud.account(A), "profile": "", "account_id": A}]
    result = run_module(module, {**other, "profile": "elsewhere", "accounts": accounts, **TASKS[module][0]}, check=True)
    assert not result.get("failed"), result
    assert callers(cloud) == {A}
