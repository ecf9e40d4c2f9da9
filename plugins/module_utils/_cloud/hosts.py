# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host before any signed call: its name, its certificate, its clock. Sends no key."""

from __future__ import annotations

import contextlib
import email.utils
import socket
import ssl
import time
import urllib.parse

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import proxies
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, OptionError
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Host

DAY = 86400.0


def look_at(client: Client, product: str, region: str) -> Host:
    """Request a host's address, and look at its certificate where no proxy is between."""
    try:
        url = client.transport.url(product, region)
    except OptionError as error:
        return Host(product, "", str(error), "correct region and endpoint")
    # A proxy for another scheme has no part in it.
    proxied = url.partition(":")[0] in proxies(url)
    # Signatures are made with the machine's time, whatever clock the task waits by.
    started = time.time()
    try:
        response = client.look(url, region)
    except CallError as error:
        return Host(product, url, error.sentence, error.hint, proxied=proxied)
    ahead = _ahead(response.headers.get("Date"), (started + time.time()) / 2)
    days = None if proxied or not url.startswith("https://") else _days_left(client, url)
    return Host(product, url, ahead=ahead, days=days, proxied=proxied)


def _ahead(date: str | None, local: float) -> float | None:
    try:
        parsed = email.utils.parsedate_to_datetime(date or "")
    except (TypeError, ValueError):
        return None
    # The header has whole seconds.
    return round(local - parsed.timestamp() - 0.5, 1)


def _days_left(client: Client, url: str) -> float | None:
    """Return for how many days the certificate is valid; None where this Python cannot tell."""
    parts = urllib.parse.urlsplit(url)
    name, port = str(parts.hostname), parts.port or 443
    timeout = client.transport.connect_timeout
    with contextlib.suppress(OSError, ValueError), contextlib.ExitStack() as opened:
        context = ssl.create_default_context(cafile=client.transport.trusted)
        plain = opened.enter_context(socket.create_connection((name, port), timeout=timeout))
        secure = opened.enter_context(context.wrap_socket(plain, server_hostname=name))
        until = str((secure.getpeercert() or {}).get("notAfter"))
        return (ssl.cert_time_to_seconds(until) - time.time()) / DAY
    return None
