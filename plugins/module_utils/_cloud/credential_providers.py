# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fetches a key from a provider: an instance's metadata, a URI, or STS for an OIDC token.

No request follows a redirect, and a clear-text one never uses a proxy. Messages hold no response body and no URL.
"""

from __future__ import annotations

import contextlib
import datetime
import http.client
import typing as t
import urllib.error
import urllib.parse

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import bodies
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import CENTRAL_REGION, STS_VERSION
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.credentials import SESSION_DURATION, Credential, Remote
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import AccountTrace, TracedCall
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CredentialError

METADATA = "http://100.100.100.200/latest"
METADATA_TOKEN_SECONDS = "60"
# A key is a few hundred bytes; a longer response is not from a provider.
LONGEST_RESPONSE = 100_000

Document = dict[str, t.Any]


def fetch(remote: Remote, transport: Transport, trace: AccountTrace | None = None) -> Credential:
    """Return the key of a provider. Raises CredentialError, which names the provider.

    ``trace`` gets a line where the provider is an API.
    """
    try:
        document = FETCHERS[remote.kind](remote.details, transport, trace)
        key = [document[name] for name in ("AccessKeyId", "AccessKeySecret", "SecurityToken")]
        if not all(isinstance(value, str) and value for value in key):
            raise ValueError("no key")
        return Credential(key[0], key[1], key[2], remote.source)
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException) as error:
        raise CredentialError(f"{remote.source}: no key from {remote.kind} ({_reason(error)})") from None


def _from_instance(details: dict[str, str], transport: Transport, _trace: AccountTrace | None) -> Document:
    ttl = {"X-aliyun-ecs-metadata-token-ttl-seconds": METADATA_TOKEN_SECONDS}
    try:
        token = _open(f"{METADATA}/api/token", transport, method="PUT", headers=ttl).decode("ascii")
    except urllib.error.HTTPError:
        headers = {}  # an instance that knows no tokens
    else:
        headers = {"X-aliyun-ecs-metadata-token": token}
    role = urllib.parse.quote(details["role_name"], safe="")
    return _json(_open(f"{METADATA}/meta-data/ram/security-credentials/{role}", transport, headers=headers))


def _from_uri(details: dict[str, str], transport: Transport, _trace: AccountTrace | None) -> Document:
    return _json(_open(details["uri"], transport))


def _from_token(details: dict[str, str], transport: Transport, trace: AccountTrace | None) -> Document:
    with open(details["token_file"], encoding="utf-8") as stream:
        token = stream.read().strip()
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {"Action": "AssumeRoleWithOIDC", "Format": "JSON", "Version": STS_VERSION, "Timestamp": now}
    # The token stands in the body: addresses get into the logs of those who pass them on.
    body = {
        "RoleArn": details["role_arn"],
        "OIDCProviderArn": details["provider_arn"],
        "OIDCToken": token,
        "RoleSessionName": details["session_name"],
        "DurationSeconds": SESSION_DURATION,
    }
    url = f"{transport.url('Sts', CENTRAL_REGION)}/?{urllib.parse.urlencode(common)}"
    if trace:
        trace.trace.hide([token])
    with _traced(trace, body) as call:
        response = _open(url, transport, method="POST", data=urllib.parse.urlencode(body))
        call.received(200, response)
    return t.cast("Document", _json(response)["Credentials"])


@contextlib.contextmanager
def _traced(trace: AccountTrace | None, body: dict[str, t.Any]) -> t.Iterator[TracedCall]:
    """Write the line of a call to STS that no SDK makes."""
    if trace is None:
        yield TracedCall()
        return
    with trace.call("AssumeRoleWithOIDC", "Sts", STS_VERSION, CENTRAL_REGION, body) as call:
        trace.sending()
        try:
            yield call
        except urllib.error.HTTPError as error:
            call.status = error.code
            raise


FETCHERS: dict[str, t.Callable[[dict[str, str], Transport, AccountTrace | None], Document]] = {
    "EcsRamRole": _from_instance,
    "CredentialsURI": _from_uri,
    "OIDC": _from_token,
}


def _open(url: str, transport: Transport, **request: t.Any) -> bytes:
    # Here and not above, because its import takes 0.05 s, which a task with an access key need not pay.
    from ansible.module_utils import urls

    scheme = urllib.parse.urlsplit(url).scheme
    if scheme not in ("http", "https"):
        raise ValueError(scheme)
    response = urls.open_url(
        url,
        timeout=transport.read_timeout,
        follow_redirects="none",
        use_proxy=scheme == "https",
        use_netrc=False,
        ca_path=transport.trusted,
        **request,
    )
    with response:
        return t.cast(bytes, response.read(LONGEST_RESPONSE))


def _json(body: bytes) -> Document:
    return bodies.parsed(body)


def _reason(error: Exception) -> str:
    """Return the parts of an error that may be shown: its type, and its HTTP status, if any."""
    if isinstance(error, bodies.NoObject):
        return str(error)
    if isinstance(error, urllib.error.HTTPError):
        redirected = ", a redirect, which is not followed" if 300 <= error.code < 400 else ""
        return f"HTTP {error.code}{redirected}"
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        return type(error.reason).__name__
    return type(error).__name__
