# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JMESPath over plain data: the waiters' states and the users' queries. The one place that knows the library."""

from __future__ import annotations

import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._errors import OptionError

JMESPATH_IMPORT_ERROR: ImportError | None = None
try:
    import jmespath
    from jmespath.exceptions import JMESPathError
except ImportError as error:
    JMESPATH_IMPORT_ERROR = error


def search(expression: str, data: t.Any) -> t.Any:
    """Return the result of an expression over data."""
    return jmespath.search(expression, data)


def check_query(expression: str | None) -> None:
    """Refuse an expression that is not JMESPath, before anything is read."""
    try:
        if expression is not None:
            jmespath.compile(expression)
    except JMESPathError as error:
        raise OptionError(f"query: {' '.join(str(error).split())}") from None


def queried(expression: str | None, data: t.Any) -> dict[str, t.Any]:
    """Return the result of a user's query as the key ``result`` of a module's result; nothing without a query."""
    if expression is None:
        return {}
    try:
        return {"result": search(expression, data)}
    except JMESPathError as error:
        raise OptionError(f"query: {' '.join(str(error).split())}") from None
