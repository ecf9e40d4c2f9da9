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
from ansible_collections.aliops.vpc.plugins.module_utils._model.response import Response

PAGE_SIZE = 50
# No account has as many resources of a type in a region; a list without end is not followed.
MOST_PAGES = 1000
# How often a list is read before the disagreement of its pages is an error.
READINGS = 5


class PagesDifferError(VpcError):
    """Pages that cannot be of one list; ``error`` is reported when they still disagree after the last read."""

    def __init__(self, error: CallError) -> None:
        super().__init__(str(error))
        self.error = error


def numbered(client: Client, action: str, region: str, rows: str, key: str, **params: t.Any) -> list[Response]:
    """Return the rows of all pages of a Describe action; ``rows`` is their place in a response, such as Vpcs.Vpc.

    ``key`` is the field that identifies a row, such as VpcId. The first page holds the number of rows; the others
    are read side by side.
    """

    def read(number: int) -> tuple[Response, list[Response]]:
        response = client.call(action, region, PageNumber=number, PageSize=PAGE_SIZE, **params)
        return response, _page(response, rows, number)

    def read_all() -> list[Response]:
        first, page = read(1)
        total = _total(first)
        pages = [page]
        for number, (response, page) in client.results(read, range(2, math.ceil(total / PAGE_SIZE) + 1)):
            if _total(response) != total:
                raise _differ(response, "TotalCount", f"is {_total(response)} on page {number} and {total} on page 1")
            pages.append(page)
        return _joined(pages, (key,))

    return _until_consistent(client, action, read_all)


def chained(
    client: Client,
    action: str,
    region: str,
    rows: str,
    size: t.Mapping[str, int],
    keys: t.Sequence[str],
    **params: t.Any,
) -> list[Response]:
    """Return the rows of all pages of an action that returns a NextToken; ``size`` is its MaxResult, by its name.

    ``keys`` are the fields that identify a row.
    """

    def read_all() -> list[Response]:
        pages: list[list[Response]] = []
        responses: list[Response] = []
        used: set[str] = set()
        token: str | None = None
        while len(pages) < MOST_PAGES:
            response = client.call(action, region, NextToken=token, **{**params, **size})
            page = response.rows(rows)
            if not page and response.fields.get("TotalCount") != 0 and not response.string("NextToken"):
                raise _differ(response, rows, "is missing or empty, and TotalCount is not 0")
            pages.append(page)
            responses.append(response)
            token = response.string("NextToken")
            if not token:
                _check_totals(responses, pages)
                return _joined(pages, keys)
            if token in used:
                raise _differ(response, "NextToken", "repeats one of an earlier page")
            used.add(token)
        raise response.wrong("NextToken", f"is still set after {MOST_PAGES} pages")

    return _until_consistent(client, action, read_all)


def _until_consistent(client: Client, action: str, read_all: t.Callable[[], list[Response]]) -> list[Response]:
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


def _page(response: Response, rows: str, number: int) -> list[Response]:
    """Return the rows of a page, as many as the total promises; otherwise a missing row would not be noticed."""
    page, total = response.rows(rows), _total(response)
    if len(page) != min(max(total - (number - 1) * PAGE_SIZE, 0), PAGE_SIZE):
        raise _differ(response, "TotalCount", f"is {total}, and page {number} has {len(page)} rows of {rows}")
    return page


def _total(response: Response) -> int:
    total = response.number("TotalCount")
    if total is None:
        raise response.wrong("TotalCount", "is missing")
    if total > MOST_PAGES * PAGE_SIZE:
        raise response.wrong("TotalCount", f"is {total}, more than the {MOST_PAGES} pages that are read at most")
    return total


def _check_totals(responses: t.Sequence[Response], pages: t.Sequence[t.Sequence[Response]]) -> None:
    """Compare the pages of a chain with the total, where the service returns one: older versions of the API do not."""
    total, last = responses[0].fields.get("TotalCount"), responses[-1]
    # The total of a list with more pages is larger than the first page; else it counts something else.
    if len(pages) < 2 or not isinstance(total, int) or total <= len(pages[0]):
        return
    if any(response.fields.get("TotalCount") != total for response in responses):
        raise _differ(last, "TotalCount", f"was {total} on the first page")
    count = sum(len(page) for page in pages)
    if count != total:
        raise _differ(last, "TotalCount", f"is {total}, and all pages together have {count} rows")


def _joined(pages: t.Sequence[t.Sequence[Response]], keys: t.Sequence[str]) -> list[Response]:
    """Return the rows of all pages; none may be on two of them, because then another row is on none."""
    pages_of: dict[tuple[t.Any, ...], int] = {}
    for number, page in enumerate(pages):
        for row in page:
            identity = tuple(str(row.fields.get(key)) for key in keys)
            if pages_of.setdefault(identity, number) != number:
                raise _differ(row, keys[0], "is on an earlier page, too")
    return [row for page in pages for row in page]


def _differ(response: Response, name: str, problem: str) -> PagesDifferError:
    return PagesDifferError(response.wrong(name, f"{problem}, in each of {READINGS} readings"))
