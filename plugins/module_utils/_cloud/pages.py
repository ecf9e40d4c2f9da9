# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads all pages of a list, and reads them again when they disagree. Knows no resource.

While a list is read, somebody else may create or delete: a row moves across a page's edge, and is on two pages or on
none. A list with a row too few would have a router interface created twice, so it is never returned.
"""

from __future__ import annotations

import itertools
import math
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud import retry
from ansible_collections.aliops.vpc.plugins.module_utils._cloud.client import Client
from ansible_collections.aliops.vpc.plugins.module_utils._errors import CallError, VpcError
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Answer

PAGE_SIZE = 50
# No account has as many resources of a kind in a region; a service that goes on and on is not to be followed.
MOST_PAGES = 1000
# How often a list is read before its pages' disagreement is an error.
READINGS = 5


class PagesDifferError(VpcError):
    """Pages that cannot be of one list; ``error`` is what is reported when they stay so."""

    def __init__(self, error: CallError) -> None:
        super().__init__(str(error))
        self.error = error


def numbered(client: Client, action: str, region: str, rows: str, key: str, **params: t.Any) -> list[Answer]:
    """Return the rows of all pages of a Describe action; ``rows`` is their place in an answer, such as Vpcs.Vpc.

    ``key`` is the field by which a row is known, such as VpcId. The first page tells how many there are; the others
    are read side by side.
    """

    def read(number: int) -> tuple[Answer, list[Answer]]:
        answer = client.call(action, region, PageNumber=number, PageSize=PAGE_SIZE, **params)
        return answer, _page(answer, rows, number)

    def read_all() -> list[Answer]:
        first, page = read(1)
        total = _total(first)
        pages = [page]
        for number, result, failure in client.each(read, range(2, math.ceil(total / PAGE_SIZE) + 1)):
            if failure:
                raise failure
            answer, page = t.cast("tuple[Answer, list[Answer]]", result)
            if _total(answer) != total:
                raise _differ(answer, "TotalCount", f"is {_total(answer)} on page {number} and {total} on page 1")
            pages.append(page)
        return _joined(pages, (key,))

    return _until_consistent(client, action, read_all)


def chained(
    client: Client, action: str, region: str, rows: str, size: int, keys: t.Sequence[str], **params: t.Any
) -> list[Answer]:
    """Return the rows of all pages of an action that hands out a NextToken; ``size`` is its MaxResult.

    ``keys`` are the fields by which a row is known.
    """

    def read_all() -> list[Answer]:
        pages: list[list[Answer]] = []
        answers: list[Answer] = []
        used: set[str] = set()
        token: str | None = None
        while len(pages) < MOST_PAGES:
            answer = client.call(action, region, MaxResult=size, NextToken=token, **params)
            page = answer.rows(rows)
            if not page and answer.fields.get("TotalCount") != 0 and not answer.text("NextToken"):
                raise _differ(answer, rows, "is missing or empty, and TotalCount is not 0")
            pages.append(page)
            answers.append(answer)
            token = answer.text("NextToken")
            if not token:
                _check_totals(answers, pages)
                return _joined(pages, keys)
            if token in used:
                raise _differ(answer, "NextToken", "is one that led here already")
            used.add(token)
        raise answer.wrong("NextToken", f"leads on after {MOST_PAGES} pages")

    return _until_consistent(client, action, read_all)


def _until_consistent(client: Client, action: str, read_all: t.Callable[[], list[Answer]]) -> list[Answer]:
    for seconds in itertools.islice(retry.delays(), READINGS - 1):
        try:
            return read_all()
        except PagesDifferError:
            client.watch.report(f"{action}: the list changed while it was read; reading it again")
            client.time.sleep(seconds)
    try:
        return read_all()
    except PagesDifferError as differ:
        raise differ.error from None


def _page(answer: Answer, rows: str, number: int) -> list[Answer]:
    """Return the rows of a page, as many as the total says; or what is missing would go unseen."""
    page, total = answer.rows(rows), _total(answer)
    if len(page) != min(max(total - (number - 1) * PAGE_SIZE, 0), PAGE_SIZE):
        raise _differ(answer, "TotalCount", f"is {total}, and page {number} has {len(page)} rows of {rows}")
    return page


def _total(answer: Answer) -> int:
    total = answer.number("TotalCount")
    if total is None:
        raise answer.wrong("TotalCount", "is missing")
    if total > MOST_PAGES * PAGE_SIZE:
        raise answer.wrong("TotalCount", f"is {total}, more than the {MOST_PAGES} pages that are read at most")
    return total


def _check_totals(answers: t.Sequence[Answer], pages: t.Sequence[t.Sequence[Answer]]) -> None:
    """Compare the pages of a chain with the total, where the service tells one: older models of the API do not."""
    total, last = answers[0].fields.get("TotalCount"), answers[-1]
    # Of a list with more pages a total is larger than the first page; else it counts something else.
    if len(pages) < 2 or not isinstance(total, int) or total <= len(pages[0]):
        return
    if any(answer.fields.get("TotalCount") != total for answer in answers):
        raise _differ(last, "TotalCount", f"was {total} on the first page")
    count = sum(len(page) for page in pages)
    if count != total:
        raise _differ(last, "TotalCount", f"is {total}, and all pages together have {count} rows")


def _joined(pages: t.Sequence[t.Sequence[Answer]], keys: t.Sequence[str]) -> list[Answer]:
    """Return the rows of all pages; none may be on two of them, because then another one is on none."""
    pages_of: dict[tuple[t.Any, ...], int] = {}
    for number, page in enumerate(pages):
        for row in page:
            known_by = tuple(str(row.fields.get(key)) for key in keys)
            if pages_of.setdefault(known_by, number) != number:
                raise _differ(row, keys[0], "is that of a row on an earlier page, too")
    return [row for page in pages for row in page]


def _differ(answer: Answer, name: str, problem: str) -> PagesDifferError:
    return PagesDifferError(answer.wrong(name, f"{problem}, in each of {READINGS} readings"))
