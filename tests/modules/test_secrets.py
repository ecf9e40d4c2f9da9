# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever form a credential has and whatever goes wrong, a module shows no key, secret or token anywhere."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible.module_utils import basic

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credential_providers, sessions
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import ENVIRONMENTS
from ansible_collections.aliops.vpc.tests.modules.key_provider import KeyProvider
from ansible_collections.aliops.vpc.tests.modules.runs import A, B, Cloud, Door, Result, run_module
from ansible_collections.aliops.vpc.tests.scenarios import access_key, owner_key

pytestmark = pytest.mark.usefixtures("both_doors")


KEY = {"access_key_id": "LTAI-canary-id", "access_key_secret": "canary+secret/1"}
SESSION = {"AccessKeyId": "STS.canary-id", "AccessKeySecret": "canary+secret/2", "SecurityToken": "canary+token/3=="}
TOKEN_KEY = {
    "access_key_id": SESSION["AccessKeyId"],
    "access_key_secret": SESSION["AccessKeySecret"],
    "security_token": SESSION["SecurityToken"],
}
EXTERNAL_ID, OIDC_TOKEN, URI_SECRET = "canary-external-id", "canary-oidc-token", "canary-in-a-uri"
ROLE, SECOND = f"acs:ram::{B}:role/peering", f"acs:ram::{B}:role/second"
TRUST = {
    "Version": "1",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"RAM": [f"acs:ram::{A}:user/ansible"]},
            "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
        }
    ],
}
CANARIES = ("canary", "Signature=", "Signature%3D")

FORMS = [
    "options",
    "options with a token",
    "options with a role",
    "profile AK",
    "profile StsToken",
    "profile RamRoleArn",
    "profile ChainableRamRoleArn",
    "profile EcsRamRole",
    "profile OIDC",
    "profile CredentialsURI",
    *(f"{prefix} key" for prefix in ENVIRONMENTS),
    *(f"{prefix} token" for prefix in ENVIRONMENTS),
    *(f"{prefix} role" for prefix in ENVIRONMENTS),
    *(f"{prefix} uri" for prefix in ENVIRONMENTS),
]


class Place:
    """The simulated cloud, a server that provides keys, and every key that STS created meanwhile."""

    def __init__(
        self, cloud: Cloud, provider: KeyProvider, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.cloud, self.provider, self.folder, self.monkeypatch = cloud, provider, folder, monkeypatch
        self.made: list[str] = []
        self.logged: list[str] = []
        monkeypatch.setattr(credential_providers, "METADATA", f"{provider.url}/latest")
        monkeypatch.setattr(basic, "has_journal", False)
        monkeypatch.setattr(basic.syslog, "syslog", lambda _priority, message: self.logged.append(message))
        assume = sessions._assume

        def noted(*given: t.Any) -> t.Any:
            credential = assume(*given)
            self.made += credential.secrets()
            return credential

        monkeypatch.setattr(sessions, "_assume", noted)

    def config(self) -> str:
        """Write a profile of each mode; return the file's path."""
        (self.folder / "token").write_text(OIDC_TOKEN, encoding="utf-8")
        role = {"ram_role_arn": ROLE, "external_id": EXTERNAL_ID}
        oidc = {"oidc_provider_arn": "p", "oidc_token_file": str(self.folder / "token"), "ram_role_arn": ROLE}
        profiles = {
            "AK": KEY,
            "StsToken": {**TOKEN_KEY, "sts_token": TOKEN_KEY["security_token"]},
            "RamRoleArn": {**KEY, **role},
            "ChainableRamRoleArn": {"source_profile": "RamRoleArn", "ram_role_arn": SECOND},
            "EcsRamRole": {"ram_role_name": "second"},
            "OIDC": oidc,
            "CredentialsURI": {"credentials_uri": f"{self.provider.url}/{URI_SECRET}"},
        }
        path = self.folder / "config.json"
        entries = [{"name": mode, "mode": mode, **details} for mode, details in profiles.items()]
        path.write_text(json.dumps({"profiles": entries}), encoding="utf-8")
        return str(path)

    def credential(self, form: str) -> dict[str, t.Any]:
        """Return the options of a form; the environment's variables are set."""
        kind, _space, which = form.partition(" ")
        if kind == "profile":
            # The same server stands in for STS, which provides a key for an OIDC token.
            sts = {"sts_endpoint": self.provider.url} if which == "OIDC" else {}
            return {"profile": which, "config_file": self.config(), **sts}
        if kind == "options":
            role = {"role_arn": ROLE, "role_external_id": EXTERNAL_ID}
            return {"": KEY, "with a token": TOKEN_KEY, "with a role": {**KEY, **role}}[which]
        variables = {
            "key": {name.upper(): value for name, value in KEY.items()},
            "token": {name.upper(): value for name, value in TOKEN_KEY.items()},
            "role": {
                **{name.upper(): value for name, value in KEY.items()},
                "ROLE_ARN": ROLE,
                "EXTERNAL_ID": EXTERNAL_ID,
            },
            "uri": {"CREDENTIALS_URI": f"{self.provider.url}/{URI_SECRET}"},
        }[which]
        for name, value in variables.items():
            self.monkeypatch.setenv(f"{kind}_{name}", value)
        return {}

    def run(self, form: str, module: str = "vpcs_info", **options: t.Any) -> Result:
        address = {"region": "cn-hangzhou", "endpoint": self.cloud.simulator.url, "trace": str(self.trace)}
        return run_module(module, {**address, **self.credential(form), **options}, verbosity=4)

    @property
    def trace(self) -> pathlib.Path:
        """The file to which the tasks' calls are appended."""
        return self.folder / "trace.jsonl"

    def assert_hidden(self, result: Result, printed: t.Any) -> None:
        """Nothing that was to be hidden is in the result with its invocation, the streams, the logs, the trace."""
        simulator = self.cloud.simulator
        traced = self.trace.read_text(encoding="utf-8") if self.trace.exists() else ""
        seen = json.dumps([result, self.logged, *printed, simulator.calls(), traced])
        assert not [secret for secret in (*CANARIES, *self.made) if secret in seen], seen
        # The state lists the keys by their ids.
        state = json.dumps(simulator.control("state"))
        assert not [secret for secret in (*list(KEY.values())[1:], *list(SESSION.values())[1:]) if secret in state]
        # In Ansible's own process only Ansible logs.
        assert bool(self.logged) != Door.action


@pytest.fixture(name="place")
def place_with_canaries(cloud: Cloud, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Place]:
    user = access_key((KEY["access_key_id"], KEY["access_key_secret"]), user="ansible")
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
    with KeyProvider(SESSION).serving() as provider:
        provider.response["AccountId"] = B
        yield Place(cloud, provider, tmp_path, monkeypatch)


@pytest.mark.parametrize("form", FORMS)
def test_a_run_that_succeeds(place: Place, capfd: pytest.CaptureFixture[str], form: str) -> None:
    result = place.run(form)
    assert result["account_id"] in (A, B)
    place.assert_hidden(result, capfd.readouterr())


@pytest.mark.parametrize("form", FORMS)
def test_no_host_responds(place: Place, capfd: pytest.CaptureFixture[str], form: str) -> None:
    result = place.run(form, endpoint="http://127.0.0.1:9")
    assert "no response from http://127.0.0.1:9" in result["msg"] or place.provider.asked
    place.assert_hidden(result, capfd.readouterr())


class Echo(KeyProvider):
    """Responds with the request itself, as badly written services and proxies do."""

    form = "html"
    keys: t.Sequence[str] = ()

    def body(self) -> str:
        request, keys = self.received[-1], " ".join(self.keys)
        if self.form == "html":
            return f"<html><body>No such thing: {request}</body></html>"
        if self.form == "xml":
            return f"<Error><Code>Bad</Code><Message>{request}</Message></Error>"
        code = f"Bad.{self.keys[0]}"
        return json.dumps({"Code": code, "Message": f"{keys} {request}", "RequestId": f"{keys} {request}"})


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *(("html", status) for status in (200, 302, 502)),
        ("xml", 403),
        *(("json", status) for status in (302, 400, 503)),
    ],
)
@pytest.mark.parametrize("form", ["options", "options with a token", "profile StsToken", "profile RamRoleArn"])
def test_a_response_that_repeats_the_request(
    place: Place, capfd: pytest.CaptureFixture[str], form: str, kind: str, status: int
) -> None:
    with Echo(SESSION).serving() as echo:
        assert isinstance(echo, Echo)
        echo.form, echo.status, echo.location = kind, status, "/elsewhere" if status == 302 else None
        echo.keys = [*(TOKEN_KEY if "oken" in form else KEY).values(), *([EXTERNAL_ID] if "ole" in form else [])]
        result = place.run(form, "router_interfaces_info", endpoint=echo.url)
        assert echo.received
    assert result["failed"]
    place.assert_hidden(result, capfd.readouterr())


FETCHED = ["options with a role", "profile ChainableRamRoleArn", "profile EcsRamRole", "profile CredentialsURI"]


@pytest.mark.parametrize("form", FETCHED)
def test_a_response_that_repeats_a_fetched_key(place: Place, capfd: pytest.CaptureFixture[str], form: str) -> None:
    """Ansible knows nothing of a key that is in no option."""
    with Echo(SESSION).serving() as echo:
        assert isinstance(echo, Echo)
        assumed = "ole" in form and form != "profile EcsRamRole"
        echo.form, echo.status, echo.keys = "json", 400, place.made if assumed else list(SESSION.values())
        sts = place.cloud.simulator.url
        result = place.run(form, "router_interfaces_info", endpoint=echo.url, sts_endpoint=sts)
        assert echo.received
        assert echo.keys
    assert result["failed"]
    place.assert_hidden(result, capfd.readouterr())


@pytest.mark.parametrize("form", ["options", "profile AK", "ALIBABA_CLOUD key"])
def test_a_wrong_secret(place: Place, capfd: pytest.CaptureFixture[str], form: str) -> None:
    wrong = {"id": KEY["access_key_id"], "secret": "another"}
    place.cloud.load(initiator={"access_keys": [wrong]})
    result = place.run(form)
    assert result["error"]["code"] == "InvalidAccessKeySecret"
    assert "The access key secret is wrong: " in result["msg"]
    assert f"(credential from {result['credential_source']})" in result["msg"]
    place.assert_hidden(result, capfd.readouterr())


def test_a_provider_that_refuses_a_key(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    place.provider.status = 500
    for mode in ("EcsRamRole", "OIDC", "CredentialsURI"):
        result = place.run(f"profile {mode}")
        assert f"no key from {mode} (HTTP 500)" in result["msg"]
        place.assert_hidden(result, capfd.readouterr())


def test_an_invalid_address_is_not_repeated(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    """The library's own error does repeat it, and the address of a provider may contain a secret."""
    place.monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", f"{place.provider.url}/a {URI_SECRET}")
    result = run_module("vpcs_info", {"region": "cn-hangzhou", "endpoint": place.cloud.simulator.url})
    assert "no key from CredentialsURI (InvalidURL)" in result["msg"]
    place.assert_hidden(result, capfd.readouterr())


def test_options_that_are_refused_before_anything_is_called(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    for more in ({"profile": "AK"}, {"read_timeout": "soon"}, {"acces_key": "x"}):
        result = place.run("options with a token", **more)
        assert result["failed"]
        seen = json.dumps([result, *capfd.readouterr()])
        assert not [canary for canary in CANARIES if canary in seen], seen
