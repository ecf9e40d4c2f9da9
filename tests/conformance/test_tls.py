# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTPS: clients that trust the simulator's certificate are served, and only over HTTPS."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_sts20150401.client import Client
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.http import protocol_type
from aliyunsdkvpc.request.v20160428.DescribeVpcsRequest import DescribeVpcsRequest

from ansible_collections.aliops.vpc.tests.conformance.harness import INITIATOR, SOURCE
from ansible_collections.aliops.vpc.tests.conformance.raw import Reply, query, signed

SERVED = "vpc_simulator listening on https://127.0.0.1:"


class Process:
    """A simulator over HTTPS, with what it prints."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "vpc_simulator", "--time-scale", "0", *options]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line.startswith(SERVED), line
        self.address = line.split("//")[1].strip()

    def end(self) -> tuple[str, str]:
        self.process.terminate()
        return self.process.communicate(timeout=10)

    def get(self, target: str, ca: Path | str) -> Reply:
        """A request that trusts the certificate and nothing else; `ca` is its path or its text."""
        path, text = (str(ca), None) if isinstance(ca, Path) else (None, ca)
        context = ssl.create_default_context(cafile=path, cadata=text)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        connection = http.client.HTTPSConnection(self.address, timeout=10, context=context)
        try:
            connection.request("GET", target)
            return Reply(connection.getresponse())
        finally:
            connection.close()


def call(action: str, **parameters: str) -> str:
    return "/?" + query(signed(action, **parameters))


def test_the_certificate_is_kept_and_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    seen = []
    for _number in range(2):
        simulator = Process("--tls-dir", str(folder))
        assert simulator.get(call("DescribeVpcs"), folder / "ca.pem").json["TotalCount"] == 1
        seen.append((folder / "ca.pem").read_bytes())
        assert simulator.get("/_simulator/ca", folder / "ca.pem").text.encode() == seen[-1]
        assert simulator.end() == ("", "")
    assert seen[0] == seen[1]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    # an unreadable certificate is replaced
    (folder / "server.pem").write_text("garbage")
    simulator = Process("--tls-dir", str(folder))
    assert (folder / "ca.pem").read_bytes() != seen[0]
    assert simulator.get(call("DescribeVpcs"), folder / "ca.pem").status == 200
    simulator.end()


def test_without_a_directory_the_control_api_serves_the_certificate_to_trust(tmp_path: Path) -> None:
    simulator = Process("--tls", "--switch", "sts_requires_https=true")
    try:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(simulator.address, timeout=10, context=context)
        connection.request("GET", "/_simulator/ca")
        ca = Reply(connection.getresponse()).text
        connection.close()
        identity = call("GetCallerIdentity", Version="2015-04-01")
        assert simulator.get(identity, ca).json["IdentityType"] == "Account"
        with pytest.raises(ssl.SSLCertVerificationError):
            simulator.get(identity, _others_ca(tmp_path))
        plain = http.client.HTTPConnection(simulator.address, timeout=10)
        plain.request("GET", identity)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            plain.getresponse()
        plain.close()
    finally:
        assert simulator.end() == ("", "")


def _others_ca(folder: Path) -> Path:
    Process("--tls-dir", str(folder)).end()
    return folder / "ca.pem"


def test_an_idle_connection_does_not_hold_up_the_end(tmp_path: Path) -> None:
    simulator = Process("--tls-dir", str(tmp_path))
    context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    idle = http.client.HTTPSConnection(simulator.address, timeout=10, context=context)
    idle.request("GET", "/_simulator/clock")
    assert Reply(idle.getresponse()).status == 200
    # Neither the line of a shutdown that ran out of time, nor any other.
    assert simulator.end() == ("", "")
    idle.close()


def test_the_vendors_clients_are_served(tmp_path: Path) -> None:
    simulator = Process("--tls-dir", str(tmp_path))
    ca = str(tmp_path / "ca.pem")
    try:
        request = DescribeVpcsRequest()
        request.set_protocol_type(protocol_type.HTTPS)
        request.set_endpoint(simulator.address)
        client = AcsClient(*INITIATOR, "cn-beijing", verify=ca)
        assert json.loads(client.do_action_with_exception(request))["TotalCount"] == 1
        options: dict[str, Any] = {"access_key_id": INITIATOR[0], "access_key_secret": INITIATOR[1], "ca": ca}
        config = Config(**options, endpoint=simulator.address, region_id="cn-beijing")
        assert Client(config).get_caller_identity().body.identity_type == "Account"
    finally:
        simulator.end()


def test_a_directory_that_cannot_be_written_ends_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [sys.executable, "-m", "vpc_simulator", "--tls-dir", str(tmp_path / "file" / "tls")]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("vpc_simulator: ")
    assert "Traceback" not in run.stderr


def test_faults_cut_encrypted_connections_too(tmp_path: Path) -> None:
    simulator = Process("--tls-dir", str(tmp_path))
    ca = tmp_path / "ca.pem"
    try:
        order = http.client.HTTPSConnection(
            simulator.address, timeout=10, context=ssl.create_default_context(cafile=str(ca))
        )
        faults = [{"kind": "reset", "nth": 1}, {"kind": "lost_reply", "nth": 2}]
        order.request("POST", "/_simulator/faults", json.dumps(faults))
        assert Reply(order.getresponse()).status == 200
        order.close()
        for _number in range(2):
            with pytest.raises((ConnectionError, ssl.SSLError)):
                simulator.get(call("DescribeVpcs"), ca)
        assert simulator.get(call("DescribeVpcs"), ca).status == 200
    finally:
        assert simulator.end() == ("", "")
