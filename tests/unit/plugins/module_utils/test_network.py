# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The messages about failed connections; the texts are those of requests with urllib3 1.26 and 2."""

from __future__ import annotations

import pytest

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import client, network

POOL = (
    "HTTPSConnectionPool(host='vpc.private', port=443): Max retries exceeded with url: /?Signature=abc%3D (Caused by "
)
OLD = "<urllib3.connection.HTTPSConnection object at 0x7f3a2b4c5d60>: Failed to establish a new connection: "
TEXTS = {
    POOL + f"NewConnectionError('{OLD}[Errno -2] Name or service not known'))": "the name of the host cannot be resolv",
    POOL + "NameResolutionError(\"HTTPSConnection(host='x', port=443): Failed to resolve 'x' ([Errno -3] Temporary "
    'failure in name resolution)"))': "the name of the host cannot be resolved",
    POOL + f"NewConnectionError('{OLD}[Errno 111] Connection refused'))": "connection refused",
    POOL + f"NewConnectionError('{OLD}[Errno 113] No route to host'))": "the network has no route to the host",
    POOL + "ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f3a2b4c5d60>, 'Connection to "
    "vpc.private timed out. (connect timeout=5)'))": "no connection within 5 s (connect_timeout)",
    "HTTPSConnectionPool(host='x', port=443): Read timed out. (read timeout=30)": "no response within 30 s",
    POOL
    + "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to "
    "get local issuer certificate (_ssl.c:1000)')))": "not accepted: unable to get local issuer certificate (SDK",
    POOL + 'SSLError(SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname '
    "mismatch, certificate is not valid for 'x'. (_ssl.c:1000)\")))": "Hostname mismatch, certificate is not",
    POOL + "SSLError(SSLError(1, '[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)')))": "speaks no TLS",
    POOL + "ProxyError('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication "
    "Required')))": "the proxy refuses to connect (HTTP 407)",
    POOL + f"ProxyError('Cannot connect to proxy.', NewConnectionError('{OLD}[Errno 111] Connection refused')))": (
        "the proxy refuses the connection"
    ),
    POOL
    + f"ProxyError('Cannot connect to proxy.', NewConnectionError('{OLD}[Errno -2] Name or service not known')))": (
        "the name of the proxy cannot be resolved"
    ),
    "('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))": "the connection was cut",
    "Could not find a suitable TLS CA certificate bundle, invalid path: /none.pem": "cannot be read: /none.pem",
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_connection_that_fails_is_reported_in_a_sentence(text: str) -> None:
    error = client._unanswered("DescribeVpcs", "cn-beijing", "SDK.HttpError", "https://vpc.private", text)
    assert TEXTS[text] in str(error)
    assert str(error).startswith("DescribeVpcs failed in cn-beijing: no response from https://vpc.private: ")
    assert not [odd for odd in ("0x", "object at", "Pool(", "Caused by", "Signature", "_ssl") if odd in str(error)]
    assert error.hint
    assert len(str(error)) < 400


def test_an_unknown_failure_is_shown_without_addresses() -> None:
    text = "something else <urllib3.connection.HTTPSConnection object at 0x7f3a2b4c5d60> broke"
    error = client._unanswered("DescribeVpcs", "cn-beijing", "SDK.HttpError", "https://vpc.private", text)
    assert "something else HTTPSConnection broke" in str(error)
    assert network.explain(text) is None
    assert "Check endpoint, proxy" in str(error)
