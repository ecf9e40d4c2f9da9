# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads a response's body within bounds, and parses the JSON object that it has to be. Knows no action.

The library under the SDK's reads any number of bytes, and applies the timeout to each of them.
"""

from __future__ import annotations

import json
import time
import typing as t

# A full page of the largest records has some 0.2 MB.
LONGEST = 5_000_000
PIECE = 65_536


def bounded(seconds: float) -> t.Callable[..., t.Any]:
    """Return a hook for the SDK's session that reads a body; ``seconds`` are the limit for all of it.

    It raises OSError, which the SDK reports as a call without a response.
    """

    def read_body(response: t.Any, **_more: t.Any) -> t.Any:
        end, body = time.monotonic() + seconds, bytearray()
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise OSError("unexpected Content-Encoding in the response")
        # http.client's response: its read1 returns the bytes at hand, and does not wait until a piece is full.
        source = response.raw._fp
        piece = source.read1(PIECE)
        while piece:
            body += piece
            if len(body) > LONGEST or time.monotonic() > end:
                response.close()
                what = f"is longer than {LONGEST} bytes" if len(body) > LONGEST else f"took longer than {seconds:g} s"
                raise OSError(f"the response {what}")
            piece = source.read1(PIECE)
        response.raw.release_conn()
        response._content, response._content_consumed = bytes(body), True
        return response

    return read_body


class NoObject(ValueError):
    """A body that is not a JSON object; the message is its type."""


def parsed(body: t.Any) -> dict[str, t.Any]:
    """Return the JSON object of a body; raises NoObject."""
    try:
        document = json.loads(body)
    except RecursionError:
        raise NoObject("nested too deeply") from None
    except ValueError:
        raise NoObject("not JSON") from None
    if not isinstance(document, dict):
        raise NoObject(f"not a JSON object but a {type(document).__name__}")
    return document
