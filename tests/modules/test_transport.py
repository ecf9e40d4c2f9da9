# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signed calls and keys reach one host, the one that was named: encrypted, with a valid certificate, not redirected."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credential_providers
from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, Simulator, running
from ansible_collections.aliops.vpc.tests.modules.key_provider import KeyProvider
from ansible_collections.aliops.vpc.tests.modules.runs import A, Cloud, Result, run_module

SESSION = {"AccessKeyId": "STS.given", "AccessKeySecret": "not-a-secret-session", "SecurityToken": "CAIS-given"}
KEY = {"access_key_id": INITIATOR[0], "access_key_secret": INITIATOR[1], "region": "cn-beijing"}
ROLE = f"acs:ram::{A}:role/peering"
REDIRECTS = (301, 302, 303, 307, 308)


@pytest.fixture(name="elsewhere")
def another_host() -> t.Iterator[KeyProvider]:
    """A host that nobody named; nothing may reach it."""
    with KeyProvider(SESSION).serving() as provider:
        yield provider


@pytest.fixture(name="redirecting")
def host_that_redirects(elsewhere: KeyProvider) -> t.Iterator[KeyProvider]:
    with KeyProvider(SESSION).serving() as provider:
        provider.location = f"{elsewhere.url}/from"
        provider.status = 302
        yield provider


@pytest.fixture(name="encrypted", scope="module")
def simulator_over_https(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Simulator]:
    folder = tmp_path_factory.mktemp("tls")
    with running("--scenario", "tutorial", "--time-scale", "0", tls=folder) as simulator:
        yield simulator


@pytest.fixture(name="proxy")
def proxy_to_the_simulator(encrypted: Simulator, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[KeyProvider]:
    with KeyProvider(SESSION).serving() as provider:
        host, _colon, port = encrypted.address.partition(":")
        provider.forwards_to = (host, int(port))
        monkeypatch.setenv("https_proxy", provider.url)
        monkeypatch.setenv("no_proxy", "")
        yield provider


def look(endpoint: str, **options: t.Any) -> Result:
    """Run a module that calls both services."""
    return run_module("vpcs_info", {**KEY, "endpoint": endpoint, "connect_timeout": 2, **options})


@pytest.mark.parametrize("status", REDIRECTS)
def test_a_signed_call_is_not_redirected(redirecting: KeyProvider, elsewhere: KeyProvider, status: int) -> None:
    redirecting.status = status
    result = look(redirecting.url)
    assert result["error"]["code"] == "SDK.Redirected"
    assert f"{redirecting.url} responds with a redirect (HTTP {status}), which is not followed" in result["msg"]
    assert "Signature=" in redirecting.received[0]
    assert elsewhere.received == []


def test_a_write_is_not_redirected(cloud: Cloud, redirecting: KeyProvider, elsewhere: KeyProvider) -> None:
    entry = {"router_id": "vrt-AAA", "role": "initiator", "name": "tutorial", "spec": "Large.1", "peer_region": "cn-x"}
    result = run_module("router_interfaces", {**KEY, "endpoint": redirecting.url, "interfaces": [entry]})
    assert result["error"]["code"] == "SDK.Redirected"
    assert elsewhere.received == []


def test_a_role_is_not_assumed_elsewhere(cloud: Cloud, redirecting: KeyProvider, elsewhere: KeyProvider) -> None:
    result = look(cloud.simulator.url, sts_endpoint=redirecting.url, role_arn=ROLE)
    assert (result["error"]["action"], result["error"]["code"]) == ("AssumeRole", "SDK.Redirected")
    assert elsewhere.received == []


@pytest.mark.parametrize("status", REDIRECTS)
@pytest.mark.parametrize("kind", ["CREDENTIALS_URI", "ECS_METADATA", "OIDC_PROVIDER_ARN"])
def test_a_key_is_not_fetched_elsewhere(
    redirecting: KeyProvider,
    elsewhere: KeyProvider,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    status: int,
) -> None:
    redirecting.status = status
    (tmp_path / "token").write_text("oidc-token", encoding="utf-8")
    monkeypatch.setattr(credential_providers, "METADATA", f"{redirecting.url}/latest")
    more = {"OIDC_TOKEN_FILE": str(tmp_path / "token"), "ROLE_ARN": ROLE} if kind.startswith("OIDC") else {}
    for name, value in {kind: f"{redirecting.url}/key", **more}.items():
        monkeypatch.setenv(f"ALIBABA_CLOUD_{name}", value)
    options = {"region": "cn-beijing", "endpoint": "127.0.0.1:9", "sts_endpoint": redirecting.url}
    msg = run_module("vpcs_info", options)["msg"]
    assert f"(HTTP {status}, a redirect, which is not followed)" in msg
    assert redirecting.received
    assert elsewhere.received == []


@pytest.mark.parametrize("machine", ["machine 127.0.0.1", "default"])
def test_nothing_of_a_netrc_is_sent(
    elsewhere: KeyProvider, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"{machine} login somebody password of-somebody\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HOME", str(tmp_path))
    look(elsewhere.url)
    assert "Signature=" in elsewhere.received[0]
    assert "authorization" not in "".join(elsewhere.received).lower()


def test_a_key_in_clear_text_goes_through_no_proxy(
    cloud: Cloud, elsewhere: KeyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KeyProvider(SESSION).serving() as provider:
        monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", f"{provider.url}/key")
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
            monkeypatch.setenv(name, elsewhere.url)
        monkeypatch.setenv("no_proxy", "")
        options = {"region": "cn-beijing", "endpoint": "vpc.private.example", "connect_timeout": 2}
        run_module("vpcs_info", options)
    assert provider.asked == ["/key"]
    assert set(elsewhere.asked) == {"vpc.private.example:443"}


def test_a_host_that_needs_no_proxy_is_called_directly(
    cloud: Cloud, elsewhere: KeyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, elsewhere.url)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert not look(cloud.simulator.url).get("failed")
    assert elsewhere.asked == []


def test_nothing_is_sent_in_clear_text_unless_the_endpoint_is_http(cloud: Cloud) -> None:
    role = {"sts_endpoint": cloud.simulator.address, "role_arn": ROLE}
    for more in (dict[str, str](), role):
        result = look(cloud.simulator.address, **more)
        assert result["failed"]
        assert f"no response from https://{cloud.simulator.address}" in result["msg"]
        assert "the port speaks no TLS" in result["msg"]
    assert cloud.simulator.calls() == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "ftp://vpc.private",
        "HTTP://vpc.private",
        "http:/vpc.private",
        "user@vpc.private",
        "vpc.private/?x",
        "vpc private",
    ],
)
def test_an_endpoint_is_a_host(endpoint: str) -> None:
    assert look(endpoint)["msg"].startswith(f"endpoint: '{endpoint}' is not a host")
    assert look("vpc.private", sts_endpoint=endpoint)["msg"].startswith(f"sts_endpoint: '{endpoint}' is not a host")


@pytest.mark.parametrize("region", ["evil.example/", "cn-beijing@evil.example", "x#", " ", "cn beijing"])
def test_a_region_makes_no_other_host_of_the_public_one(region: str) -> None:
    entry = {"route_table_id": "vtb-1", "destination": "10.0.0.0/8", "region": region}
    msg = run_module("route_entries", {**KEY, "entries": [entry], "state": "absent"})["msg"]
    assert f"region: {region!r} is not the id of a region" in msg


class TestCertificates:
    """Whether the service is called depends on the certificate that it shows."""

    def test_a_known_authority(self, encrypted: Simulator) -> None:
        result = look(encrypted.url, ca_bundle=str(encrypted.ca))
        assert result["account_id"] == A

    def test_a_known_authority_by_variable(self, encrypted: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALIBABA_CLOUD_CA_BUNDLE", str(encrypted.ca))
        assert look(encrypted.address)["account_id"] == A

    @pytest.mark.parametrize("option", [None, ""])
    @pytest.mark.parametrize("variable", [None, ""])
    def test_an_unknown_authority(
        self, encrypted: Simulator, monkeypatch: pytest.MonkeyPatch, option: str | None, variable: str | None
    ) -> None:
        if variable is not None:
            monkeypatch.setenv("ALIBABA_CLOUD_CA_BUNDLE", variable)
        self.refused(
            encrypted, {} if option is None else {"ca_bundle": option}, "the TLS certificate is not accepted: "
        )

    def test_another_host(self, encrypted: Simulator, proxy: KeyProvider) -> None:
        # The host in between has a certificate of a known authority, but for another name.
        options = {"endpoint": "vpc.private.example", "ca_bundle": str(encrypted.ca)}
        self.refused(encrypted, options, "doesn't match")
        assert set(proxy.asked) == {"vpc.private.example:443"}

    def test_a_proxy_sees_no_more_than_the_host(self, encrypted: Simulator, proxy: KeyProvider) -> None:
        endpoint = encrypted.url.replace("127.0.0.1", "localhost")
        assert look(endpoint, ca_bundle=str(encrypted.ca))["account_id"] == A
        assert set(proxy.asked) == {endpoint.partition("://")[2]}
        seen = "".join(proxy.received)
        assert not [secret for secret in ("Signature", "AccessKey", *INITIATOR) if secret in seen]

    def test_a_bundle_that_does_not_exist(self, encrypted: Simulator, tmp_path: pathlib.Path) -> None:
        self.refused(encrypted, {"ca_bundle": str(tmp_path / "none.pem")}, "none.pem")

    def test_a_key_comes_from_a_known_authority_only(
        self, encrypted: Simulator, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALIBABA_CLOUD_CREDENTIALS_URI", f"{encrypted.url}/_simulator/state")
        options = {"region": "cn-beijing", "endpoint": encrypted.url}
        msg = "no key from CredentialsURI"
        assert f"{msg} (SSLCertVerificationError)" in run_module("vpcs_info", options)["msg"]
        # Only a module that trusts the host gets the response, which contains no key.
        assert f"{msg} (KeyError)" in run_module("vpcs_info", {**options, "ca_bundle": str(encrypted.ca)})["msg"]

    def refused(self, encrypted: Simulator, options: dict[str, t.Any], why: str) -> None:
        encrypted.reset()
        result = look(**{"endpoint": encrypted.url, **options})
        assert result["failed"]
        assert why in result["msg"]
        assert encrypted.calls() == []
        assert INITIATOR[1] not in json.dumps(result)
