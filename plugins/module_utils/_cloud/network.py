# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a service could not be reached, in a few words, and the cure. Pure: matches the message of the SDK's error."""

from __future__ import annotations

import re

CHECK_ADDRESS = "Check endpoint and region, and the name servers of the host that makes the calls"
CHECK_WAY = "Check endpoint, proxy (HTTPS_PROXY, NO_PROXY) and the firewalls between"
CHECK_PROXY = "Check HTTPS_PROXY, or name the host in NO_PROXY when it is reached without a proxy"
CHECK_TRUST = "Give the authority's certificate in ca_bundle, or check that endpoint and proxy reach the service"
LATER = "Run again; if it repeats, check endpoint, proxy (HTTPS_PROXY, NO_PROXY) and the network between"

NAME = r"NameResolutionError|Name or service not known|nodename nor servname|getaddrinfo failed|name resolution"
# Expressions over an error's message: the reason, with the groups of the expression, and the cure. The first counts.
REASONS: tuple[tuple[str, str, str], ...] = (
    (rf"ProxyError.*(?:{NAME})", "the name of the proxy cannot be resolved", CHECK_PROXY),
    (r"Tunnel connection failed: (\d{3})", "the proxy refuses to connect (HTTP {0})", CHECK_PROXY),
    (r"ProxyError.*Connection refused", "the proxy refuses the connection", CHECK_PROXY),
    (r"ProxyError", "the proxy cannot be used", CHECK_PROXY),
    (NAME, "the name of the host cannot be resolved", CHECK_ADDRESS),
    (r"connect timeout=([\d.]+)", "no connection within {0} s (connect_timeout)", CHECK_WAY),
    (r"read timeout=([\d.]+)", "no response within {0} s (read_timeout)", LATER),
    (
        r"certificate verify failed: (.+?)\.?(?: \(_ssl| ?['\"]?\)|$)",
        "the TLS certificate is not accepted: {0}",
        CHECK_TRUST,
    ),
    (r"(hostname .+ doesn't match[^()]*)", "the TLS certificate is not accepted: {0}", CHECK_TRUST),
    (
        r"invalid path: (\S+)",
        "the certificates of ca_bundle cannot be read: {0}",
        "Correct ca_bundle or ALIBABA_CLOUD_CA_BUNDLE: it is a file of certificates in PEM",
    ),
    (
        r"WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|HTTP_REQUEST",
        "the port speaks no TLS",
        "Check the port in endpoint; http:// before it means clear text",
    ),
    (r"SSLError|SSLEOFError|\[SSL", "the TLS connection failed", CHECK_TRUST),
    (r"Connection refused|refused it\b", "connection refused", CHECK_WAY),
    (r"Network is unreachable|No route to host", "the network has no route to the host", CHECK_WAY),
    (r"Connection reset|Connection aborted|RemoteDisconnected|broken pipe", "the connection was cut", LATER),
    (r"IncompleteRead|Connection broken", "the response ended too early", LATER),
)


def explain(message: str) -> tuple[str, str] | None:
    """Return the reason of a failure, and the cure, when the message of an error shows it."""
    for expression, reason, cure in REASONS:
        match = re.search(expression, message, re.IGNORECASE | re.DOTALL)
        if match:
            return reason.format(*match.groups()), cure
    return None


def without_objects(message: str) -> str:
    """Return a message without the addresses of Python's objects, which mean nothing to a reader."""
    return re.sub(r"<([\w.]*?)(\w+) object at 0x[0-9a-fA-F]+>", r"\2", message)
