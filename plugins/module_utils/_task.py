# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One task: its accounts, which work side by side, and the result that it returns. Knows no door to Ansible."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import time
import traceback
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import credentials, sts
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import (
    CENTRAL_REGION,
    LIST_LAG,
    Client,
    hidden_variables,
    silent_sdk,
)
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.query import check_query, queried
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.sessions import open_client
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.transport import Transport
from ansible_collections.aliops.vpc.plugins.module_utils._errors import (
    CredentialError,
    Failures,
    OptionError,
    PartialError,
    RefusedError,
    VpcError,
)
from ansible_collections.aliops.vpc.plugins.module_utils._model.account_options import LONGEST_LAG
from ansible_collections.aliops.vpc.plugins.module_utils._plan.change import Change
from ansible_collections.aliops.vpc.plugins.module_utils._plan.diff import with_diff

Params = dict[str, t.Any]
Value = t.TypeVar("Value")


class Plan(t.Protocol):
    """What a module is going to do in one account: the change of each entry, and the API actions in their order."""

    @property
    def changes(self) -> t.Sequence[Change[t.Any]]: ...

    @property
    def writes(self) -> list[str]: ...


@dataclasses.dataclass(eq=False)
class Account:
    """An account in which a task works. ``name`` is None for the task's own account options."""

    name: str | None
    options: Params
    client: Client
    entries: list[Params] = dataclasses.field(default_factory=list)
    # What the result holds of this account, beside its calls.
    facts: Params = dataclasses.field(default_factory=dict)

    @property
    def region(self) -> str | None:
        """Return the region of entries that name none."""
        return self.options.get("region")

    def guard(self) -> None:
        """Compare the option account_id, when given, with the account that STS names."""
        if self.options.get("account_id"):
            check_account(self.options["account_id"], sts.get_caller_identity(self.client, CENTRAL_REGION), self.client)


@dataclasses.dataclass
class Task:
    """A module's task. ``report`` is called with each line of progress; ``conceal`` with what must not be shown."""

    params: Params
    check_mode: bool = False
    diff: bool = False
    accounts: list[Account] = dataclasses.field(default_factory=list)
    # Accounts by name whose credential could not be had.
    unopened: dict[str | None, VpcError] = dataclasses.field(default_factory=dict)

    @property
    def timeout(self) -> float | None:
        """Return for how many seconds the task waits, or None when it does not wait."""
        return self.params["wait_timeout"] if self.params["wait"] else None

    def each_account(self, function: t.Callable[..., Value], *more: t.Sequence[t.Any]) -> list[Value]:
        """Call a function for every account, side by side; return the results in the accounts' order.

        ``more`` are further arguments, one for each account. Raises what an account raises, and refusals of all
        accounts together.
        """
        return self.results(side_by_side(lambda arguments: function(*arguments), list(zip(self.accounts, *more))))

    def results(self, outcomes: t.Sequence[tuple[Value | None, VpcError | None]]) -> list[Value]:
        """Return the results of all accounts; raise what any of them failed with, in opening it or since."""
        failures = [*self.unopened.items()]
        failures += [(account.name, error) for account, (_value, error) in zip(self.accounts, outcomes) if error]
        if failures:
            raise _together(failures)
        return [t.cast(Value, value) for value, _error in outcomes]

    def open(
        self, report: t.Callable[[str], None], conceal: t.Callable[[t.Iterable[str]], None], entries: str | None
    ) -> None:
        """Open the client of every account that has something to do, side by side; give each its entries.

        ``entries`` is the list option whose elements name an account. Raises OptionError.
        """
        options = {one["name"]: one for one in self.params.get("accounts") or ()} or {None: self.params}
        if len(options) < len(self.params.get("accounts") or ()):
            raise OptionError("accounts: each needs a name of its own")
        given: dict[str | None, list[Params]] = {name: [] for name in options}
        for entry in (self.params.get(entries) or ()) if entries else ():
            given[_account_of(entry, options, str(entries))].append(entry)
        # Without entries, all accounts are meant.
        chosen = [name for name in options if given[name]] if any(given.values()) else list(options)
        opened = side_by_side(lambda name: _open(options[name], report, conceal, name), chosen)
        lag = list_lag(self.params)
        for name, (client, error) in zip(chosen, opened):
            if client:
                client.list_lag = lag
                self.accounts.append(Account(name, options[name], client, given[name]))
            elif error:
                self.unopened[name] = error


def _open(
    options: Params, report: t.Callable[[str], None], conceal: t.Callable[[t.Iterable[str]], None], name: str | None
) -> Client:
    client = open_client(credentials.choose(options, os.environ), transport_of(options), conceal)
    client.report = (lambda line: report(f"{name}: {line}")) if name else report
    return client


def _account_of(entry: Params, accounts: t.Mapping[str | None, Params], option: str) -> str | None:
    name = entry.get("account") or (next(iter(accounts)) if len(accounts) == 1 else None)
    if name not in accounts:
        known = ", ".join(str(one) for one in accounts if one) or "none"
        raise OptionError(f"{option}: account {name or 'of an entry'} is not in accounts ({known})")
    return name


def list_lag(params: Params) -> float:
    """Return for how many seconds the service's lists may lag, by a task's options. Raises OptionError."""
    seconds = params.get("list_lag", LIST_LAG)
    if not 1 <= seconds <= LONGEST_LAG:
        raise OptionError(f"list_lag: {seconds} is not between 1 and {LONGEST_LAG} seconds")
    return float(seconds)


def transport_of(options: Params) -> Transport:
    """Read from an account's options how the service is reached."""
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
) -> tuple[Params, Failures]:
    """Read and plan in every account, refuse together, compare the guards, then carry out in every account.

    ``apply`` takes the plans of all accounts, in their order, and returns what became of them.
    """
    plans: list[Plan] = task.each_account(plan)
    outcomes: t.Sequence[tuple[t.Sequence[Change[t.Any]], Failures]] = [(one.changes, []) for one in plans]
    if not task.check_mode:
        task.each_account(lambda account, own: account.guard() if own.writes else None, plans)
        outcomes = apply(t.cast("list[t.Any]", plans))
    writes = [write for one in plans for write in one.writes]
    named = [account.name for account, (changes, _failures) in zip(task.accounts, outcomes) for _change in changes]
    result = with_diff(noun, [change for changes, _failures in outcomes for change in changes], writes)
    result[noun] = [{"account": name, **record} if name else record for name, record in zip(named, result[noun])]
    return result, [failure for _changes, failures in outcomes for failure in failures]


def gather(task: Task, noun: str, read: t.Callable[[Account, str], list[Params]]) -> tuple[Params, Failures]:
    """Return what ``read`` lists in every account and its region, with the account's name where accounts are named."""

    def in_region(account: Account) -> list[Params]:
        if not account.region:
            raise OptionError("region is needed")
        return read(account, account.region)

    check_query(task.params["query"])
    found = [
        {"account": account.name, **record} if account.name else record
        for account, records in zip(task.accounts, task.each_account(in_region))
        for record in records
    ]
    return {"changed": False, noun: found, **queried(task.params["query"], found)}, []


def side_by_side(
    function: t.Callable[[t.Any], Value], items: t.Sequence[t.Any], most: int = 16
) -> list[tuple[Value | None, VpcError | None]]:
    """Call a function on every item at once, ``most`` at a time; return (result, failure) in the items' order."""

    def outcome(item: t.Any) -> tuple[Value | None, VpcError | None]:
        try:
            return function(item), None
        except VpcError as error:
            return None, error

    if len(items) < 2:
        return [outcome(item) for item in items]
    with concurrent.futures.ThreadPoolExecutor(min(most, len(items))) as pool:
        return list(pool.map(outcome, items))


def _together(failures: t.Sequence[tuple[str | None, VpcError]]) -> VpcError:
    """Return one error for those of several accounts: all refusals, else what each account failed with."""
    if len(failures) == 1:
        return failures[0][1]
    refusals = [error for _name, error in failures if isinstance(error, RefusedError)]
    if len(refusals) == len(failures):
        return RefusedError([reason for error in refusals for reason in error.reasons])
    return PartialError([(str(name), error) for name, error in failures])


Work = t.Callable[[Task], tuple[Params, Failures]]


def execute(
    work: Work,
    params: Params,
    *,
    entries: str | None = None,
    check_mode: bool = False,
    diff: bool = False,
    progress: Progress | None = None,
    conceal: t.Callable[[t.Iterable[str]], None] = lambda _secrets: None,
) -> Params:
    """Return the result of a task, with ``failed`` and ``msg`` when a VpcError came out. Bugs keep their traceback.

    ``work`` returns the module's own keys, and what failed of its entries; ``entries`` is the list option whose
    elements name an account. Keys, secrets and tokens that are fetched are given to ``conceal`` before their use.
    """
    progress = progress or Progress(lambda _line: None)
    task = Task(params, check_mode, diff)
    with hidden_variables(), silent_sdk():
        try:
            task.open(progress, conceal, entries)
            result, failures = work(task)
            # A diff is as large as the resources themselves, and Ansible copies results often.
            result = {key: value for key, value in result.items() if key != "diff" or diff}
            outcome = _failed(PartialError(failures), result) if failures else result
        except VpcError as error:
            outcome = _failed(error, {})
            outcome["exception"] = "".join(traceback.format_exception_only(type(error), error))
    return {**outcome, **sent(task), **progress.as_result()}


def _failed(error: VpcError, result: Params) -> Params:
    return {**result, "failed": True, "msg": str(error), **error.details()}


def sent(task: Task) -> Params:
    """Return what every result holds of the calls that were made; by account, when the task names accounts."""
    each = {account.name: account.client for account in task.accounts}
    total = {kind: sum(client.calls[kind] for client in each.values()) for kind in ("read", "write")}
    result: Params = {
        "api_calls": total,
        "request_ids": [one for client in each.values() for one in client.request_ids],
        "credential_source": ", ".join(dict.fromkeys(client.credential.source for client in each.values())),
    }
    if task.params.get("accounts"):
        result["accounts"] = {
            account.name: {
                **account.facts,
                "api_calls": dict(account.client.calls),
                "credential_source": account.client.credential.source,
            }
            for account in task.accounts
        }
        result["accounts"].update({name: {"failures": failures_of([(None, e)])} for name, e in task.unopened.items()})
    return result


def failures_of(failures: t.Iterable[tuple[str | None, VpcError]]) -> list[Params]:
    """Return failures as results hold them: the entry, None for all of them, the message, and what programs read."""
    return [{"entry": entry, "msg": str(error), **error.details()} for entry, error in failures]


class Progress:
    """What is seen while a task waits: each line goes to ``show`` at once, and with ``keep`` into the result."""

    def __init__(self, show: t.Callable[[str], None], *, keep: bool = False) -> None:
        self._show = show
        self._keep = keep
        self._lines: list[str] = []
        self._started = time.monotonic()

    def __call__(self, line: str) -> None:
        self._show(line)
        self._lines.append(f"{time.monotonic() - self._started:6.1f} s {line}")

    def as_result(self) -> Params:
        """Return ``elapsed`` in seconds, and the lines as ``progress`` for those who want to see more."""
        lines = {"progress": list(self._lines)} if self._lines and self._keep else {}
        return {"elapsed": round(time.monotonic() - self._started, 3), **lines}
