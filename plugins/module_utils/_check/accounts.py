# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdicts on an account's credential, the hosts it is used at, and the clock it signs with. Pure."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._check.records import (
    Record,
    ok,
    problem,
    unknown,
    warning,
)
from ansible_collections.aliops.vpc.plugins.module_utils._check.views import AccountView
from ansible_collections.aliops.vpc.plugins.module_utils._model.observed import Host

# Seconds: what the service accepts, and from where on somebody should look at the clock.
TOLERANCE, NOTICEABLE = 900, 60
# Days before the end of a certificate.
SOON = 14

ROOT, USER, ROLE = ":root", ":user/", ":assumed-role/"


def account_records(account: AccountView) -> t.Iterator[Record]:
    """Judge one account, before anything of its regions."""
    if account.failure:
        yield problem("credentials", account.failure, "give this account a complete credential: docs/credentials.md")
        return
    yield from map(_host, account.hosts)
    # One endpoint may serve all products.
    reached = {host.url: host for host in account.hosts if not host.failure}
    yield from map(_certificate, reached.values())
    yield from _clock(account)
    yield from _identity(account)


def _host(host: Host) -> Record:
    if host.failure:
        return problem("endpoint", host.failure, _sentence(host.cure or "check endpoint and the network between"))
    return ok("endpoint", f"{host.product} at {host.url} responds", value=host.url)


def _certificate(host: Host) -> Record:
    if not host.encrypted:
        return warning(
            "certificate", f"{host.url} is not encrypted: anybody on the way can read the calls", "use https://"
        )
    if host.days is None:
        why = "a proxy is between" if host.proxied else "this Python does not show it"
        return unknown("certificate", f"{host.url}: how long the certificate is valid was not seen ({why})", LOOK)
    if host.days < SOON:
        text = f"{host.url}: the certificate ends in {host.days:.0f} days"
        return warning("certificate", text, "tell who runs the endpoint", value=int(host.days))
    return ok("certificate", f"{host.url}: the certificate is valid for {host.days:.0f} days", value=int(host.days))


LOOK = "look at it with openssl s_client -connect HOST:443"


def _clock(account: AccountView) -> t.Iterator[Record]:
    skews = [host.ahead for host in account.hosts if host.ahead is not None]
    if not skews:
        if any(not host.failure for host in account.hosts):
            yield unknown("clock", "no host has sent its time", "compare the clock with an NTP server")
        return
    skew = max(skews, key=abs)
    text = f"the local clock is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the service's"
    if abs(skew) >= TOLERANCE:
        cure = "set the clock of the host that makes the calls; the service accepts 15 minutes of difference"
        yield problem("clock", text, cure, value=skew)
    elif abs(skew) >= NOTICEABLE:
        yield warning("clock", text, "synchronise the clock of the host that makes the calls (NTP)", value=skew)
    else:
        yield ok("clock", "the local clock agrees with the service's", value=skew)


def _identity(account: AccountView) -> t.Iterator[Record]:
    outcome = account.identity
    if outcome is None:
        yield unknown("credentials", "STS was not reached, so nobody knows whose key it is", "mend the endpoint first")
        return
    if not outcome.succeeded:
        yield problem("credentials", outcome.message, _sentence(outcome.hint or "check the credential"))
        return
    actual, arn = str(outcome.fields.get("AccountId")), str(outcome.fields.get("Arn"))
    value = {"account_id": actual, "arn": arn, "source": account.source}
    if account.account_id and account.account_id != actual:
        text = f"the credential from {account.source} belongs to account {actual}, not to {account.account_id}"
        yield problem("credentials", text, "give that account's credential, or correct account_id", value=value)
        return
    if ROOT in arn:
        cure = "use the key of a RAM user or a role with the policies of peering_state=policies"
        yield warning("credentials", f"the key of the account {actual} itself: it may do everything", cure, value=value)
        return
    kind = "role" if ROLE in arn else "RAM user" if USER in arn else "identity"
    yield ok("credentials", f"{kind} {arn} of account {actual}, from {account.source}", value=value)


def _sentence(text: str) -> str:
    """Return a cure as it stands behind a colon."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
