# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task: its options, and its accounts, which work side by side."""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import clock, credentials, sts, threads
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import (
    CENTRAL_REGION,
    LIST_LAG,
    Client,
)
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.pace import Limits
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.query import check_query, queried
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.sessions import open_client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.trace import AccountTrace, Trace
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._errors import (
    CredentialError,
    Failures,
    OptionError,
    VpcError,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model import account_options
from ansible_collections.aliops.vpc.plugins.module_utils._model.account_options import LONGEST_LAG
from ansible_collections.aliops.vpc.plugins.module_utils._model.packing import packed
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.diff import with_diff
from ansible_collections.aliops.vpc.plugins.module_utils._results import Params, Progress, together

Value = t.TypeVar("Value")
Conceal = t.Callable[[t.Iterable[str]], None]
# How many accounts work at once.
MOST_ACCOUNTS = 64


class Plan(t.Protocol):
    """The plan of a module in one account."""

    @property
    def changes(self) -> t.Sequence[Change[t.Any]]:
        """Return the change of each entry."""

    @property
    def writes(self) -> list[str]:
        """Return the API actions, in order."""


@dataclasses.dataclass(eq=False)
class Account:
    """An account in which a task works. ``name`` is None for the task's own account options."""

    name: str | None
    options: Params
    client: Client
    entries: list[Params] = dataclasses.field(default_factory=list)
    # Where the entries stand in the task's list.
    positions: list[int] = dataclasses.field(default_factory=list)
    # The facts of this account in the result, beside its calls.
    facts: Params = dataclasses.field(default_factory=dict)

    @property
    def region(self) -> str | None:
        """Return the region of entries that name none."""
        return self.options.get("region")

    def guard(self) -> None:
        """Compare the option account_id, when given, with the account that STS names."""
        if self.options.get("account_id"):
            self.identify()

    def identify(self) -> str:
        """Return the account's id, as STS names it; raises CredentialError when account_id names another one."""
        identity = sts.get_caller_identity(self.client, CENTRAL_REGION)
        check_account(self.options.get("account_id"), identity, self.client)
        return str(identity["AccountId"])


def new_clock() -> clock.Clock:
    """Return a clock of the class that stands there now: tests replace it."""
    return clock.Clock()


@dataclasses.dataclass
class Task:
    """A module's task. ``time`` is the clock of all its accounts."""

    params: Params
    check_mode: bool = False
    diff: bool = False
    time: clock.Clock = dataclasses.field(default_factory=new_clock)
    accounts: list[Account] = dataclasses.field(default_factory=list)
    limits: Limits = dataclasses.field(default_factory=Limits)
    # Accounts by name whose credential could not be had.
    unopened: dict[str | None, VpcError] = dataclasses.field(default_factory=dict)
    # None where the task keeps no trace of its calls.
    trace: Trace | None = None

    def passed_on(self, outcome: Params) -> Params:
        """Return an outcome as later tasks are to get it: with ``as_json`` its records are one string."""
        return packed(outcome) if self.params.get("as_json") else outcome

    @property
    def timeout(self) -> float | None:
        """Return for how many seconds the task waits, or None when it does not wait."""
        return self.params["wait_timeout"] if self.params["wait"] else None

    def each_account(self, function: t.Callable[..., Value], *more: t.Sequence[t.Any]) -> list[Value]:
        """Call a function for every account, side by side; return the results in the accounts' order.

        ``more`` are further arguments, one for each account. Raises what an account raises, and refusals of all
        accounts together.
        """
        return self.results(
            outcomes(lambda arguments: function(*arguments), list(zip(self.accounts, *more)), self.time)
        )

    def results(self, results: t.Sequence[tuple[Value | None, VpcError | None]]) -> list[Value]:
        """Return the results of all accounts; raise the failures of any of them, in opening it or since."""
        failures = [*self.unopened.items()]
        failures += [(account.name, error) for account, (_value, error) in zip(self.accounts, results) if error]
        if failures:
            raise together(failures)
        return [t.cast(Value, value) for value, _error in results]

    def check_opened(self) -> None:
        """Raise why accounts could not be opened: their credentials could not be had."""
        if self.unopened:
            raise together([*self.unopened.items()])

    def open(self, progress: Progress, conceal: Conceal, entries: str | None) -> None:
        """Open the client of every account that has something to do, side by side; give each its entries.

        ``entries`` is the list option whose elements name an account. ``conceal`` gets the values to mask.
        Raises OptionError.
        """
        options = {account["name"]: account for account in self.params.get("accounts") or ()} or {None: self.params}
        if len(options) < len(self.params.get("accounts") or ()):
            raise OptionError("accounts: each needs a name of its own")
        given: dict[str | None, list[tuple[int, Params]]] = {name: [] for name in options}
        for place, entry in enumerate((self.params.get(entries) or ()) if entries else ()):
            given[_account_of(entry, options, str(entries))].append((place, entry))
        peers = {_account_of({"account": name}, options, str(entries)) for name in self._peer_accounts(entries)}
        # Without entries, the task works in all accounts.
        chosen = [name for name in options if given[name] or name in peers] if any(given.values()) else list(options)
        lag = list_lag(self.params)
        self._open_trace(options.values())
        self.limits = Limits(call_limits(self.params))
        opened = outcomes(lambda name: self._open(name, options[name], conceal), chosen, self.time)
        for name, (client, error) in zip(chosen, opened):
            if client:
                client.list_lag = lag
                client.limits = self.limits
                client.watch = progress.watch(name)
                own = [entry for _place, entry in given[name]]
                self.accounts.append(
                    Account(name, options[name], client, own, [place for place, _entry in given[name]])
                )
            elif error:
                self.unopened[name] = error

    def _peer_accounts(self, entries: str | None) -> list[str]:
        """Return the accounts that entries name for their other sides."""
        listed = (self.params.get(entries) or ()) if entries else ()
        return [entry["peer_account"] for entry in listed if entry.get("peer_account")]

    def _open_trace(self, accounts: t.Iterable[Params]) -> None:
        if self.params.get("trace"):
            self.trace = Trace(self.params["trace"])
            self.trace.check()
            for options in accounts:
                self.trace.hide(account_options.secrets(options))

    def _open(self, name: str | None, options: Params, conceal: Conceal) -> Client:
        choice, transport, trace = credentials.choose(options, os.environ), transport_of(options), self.trace
        if trace is None:
            return open_client(choice, transport, conceal, self.time)

        def conceal_and_hide(secrets: t.Iterable[str]) -> None:
            kept = list(secrets)
            trace.hide(kept)
            conceal(kept)

        return open_client(choice, transport, conceal_and_hide, self.time, AccountTrace(trace, name, self.time))


def _account_of(entry: Params, accounts: t.Mapping[str | None, Params], option: str) -> str | None:
    name = entry.get("account") or (next(iter(accounts)) if len(accounts) == 1 else None)
    if name not in accounts:
        known = ", ".join(str(account) for account in accounts if account) or "none"
        raise OptionError(f"{option}: account {name or 'of an entry'} is not in accounts ({known})")
    return name


def list_lag(params: Params) -> float:
    """Return for how many seconds the service's lists may lag, by a task's options. Raises OptionError."""
    seconds = params.get("list_lag", LIST_LAG)
    if not 1 <= seconds <= LONGEST_LAG:
        raise OptionError(f"list_lag: {seconds} is not between 1 and {LONGEST_LAG} seconds")
    return float(seconds)


def known_records(params: Params, option: str) -> list[Params]:
    """Return the records that earlier tasks have returned. Raises OptionError."""
    try:
        records = json.loads(params[option])
    except ValueError as error:
        raise OptionError(f"{option}: {error}") from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise OptionError(f"{option}: it has to be a list of dictionaries, as a task has returned it, or its JSON")
    return records


def call_limits(params: Params) -> dict[str, int]:
    """Return how many calls of each action earlier tasks could send in a minute. Raises OptionError."""
    limits = params.get("throttled_at") or {}
    wrong = [f"{action}: {limit}" for action, limit in limits.items() if not str(limit).isdecimal() or not int(limit)]
    if wrong:
        raise OptionError(f"throttled_at: {', '.join(wrong)}: each has to be a number of calls above 0")
    return {str(action): int(limit) for action, limit in limits.items()}


def transport_of(options: Params) -> Transport:
    """Return the transport of an account's options."""
    names = ("endpoint", "sts_endpoint", "connect_timeout", "read_timeout", "ca_bundle", "threads")
    return Transport(**{name: options[name] for name in names})


def check_account(expected: str | None, identity: t.Any, client: Client) -> None:
    """Raise CredentialError when the credential belongs to another account than the one that was named."""
    actual = str(identity["AccountId"])
    if expected and expected != actual:
        raise CredentialError(
            f"The credential from {client.credential.source} belongs to account {actual}, not to account_id {expected}:"
            " give that account's credential, or correct account_id"
        )


def converge(
    task: Task,
    noun: str,
    plan: t.Callable[[Account], t.Any],
    apply: t.Callable[[list[t.Any]], t.Sequence[tuple[t.Sequence[Change[t.Any]], Failures]]],
    joint_writes: t.Callable[[list[t.Any]], t.Sequence[str]] = lambda _plans: (),
) -> tuple[Params, Failures]:
    """Read and plan in every account, refuse together, compare the guards, then carry out in every account.

    ``apply`` takes the plans of all accounts, in their order, and returns their outcomes; ``joint_writes`` returns the
    calls of ``apply`` that no account's own plan has.
    """
    plans: list[Plan] = task.each_account(plan)
    outcomes: t.Sequence[tuple[t.Sequence[Change[t.Any]], Failures]] = [(own.changes, []) for own in plans]
    if not task.check_mode:
        task.each_account(lambda account, own: account.guard() if own.writes else None, plans)
        outcomes = apply(t.cast("list[t.Any]", plans))
    came_out = _in_order(task.accounts, [changes for changes, _failures in outcomes])
    writes = [*(write for plan in plans for write in plan.writes), *joint_writes(t.cast("list[t.Any]", plans))]
    result = with_diff(noun, [change for _name, change in came_out], writes)
    named = zip([name for name, _change in came_out], result[noun])
    result[noun] = [{"account": name, **record} if name else record for name, record in named]
    return result, [failure for _changes, failures in outcomes for failure in failures]


def _in_order(
    accounts: t.Sequence[Account], changes: t.Sequence[t.Sequence[Change[t.Any]]]
) -> list[tuple[str | None, Change[t.Any]]]:
    """Return the changes of all accounts with the accounts' names, in the order of the task's entries.

    They come account by account where an entry stands for several resources.
    """
    flat = [(account.name, change) for account, own in zip(accounts, changes) for change in own]
    if any(len(own) != len(account.positions) for account, own in zip(accounts, changes)):
        return flat
    places = [place for account in accounts for place in account.positions]
    return [named for _place, named in sorted(zip(places, flat), key=lambda pair: pair[0])]


def gather(task: Task, noun: str, read: t.Callable[[Account, str], list[Params]]) -> tuple[Params, Failures]:
    """Return the records that ``read`` lists in every account's region, with the account where accounts are named."""

    def in_region(account: Account) -> list[Params]:
        if not account.region:
            raise OptionError("region is needed")
        return read(account, account.region)

    check_query(task.params["query"])
    listed = [
        {"account": account.name, **record} if account.name else record
        for account, records in zip(task.accounts, task.each_account(in_region))
        for record in records
    ]
    return {"changed": False, noun: listed, **queried(task.params["query"], listed)}, []


def outcomes(
    function: t.Callable[[t.Any], Value], items: t.Sequence[t.Any], time: clock.Clock
) -> list[tuple[Value | None, VpcError | None]]:
    """Call a function on every item at once; return (result, failure) in the items' order."""

    def outcome(item: t.Any) -> tuple[Value | None, VpcError | None]:
        try:
            return function(item), None
        except VpcError as error:
            return None, error

    # The calls of each account have their own limit.
    return threads.side_by_side(outcome, items, MOST_ACCOUNTS, time)
