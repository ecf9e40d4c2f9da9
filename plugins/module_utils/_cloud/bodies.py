# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes in an answer's body within bounds, and reads the one JSON object that it has to be. Knows no action.

The library under the SDK's waits for as many bytes as come, and for each of them as long as the timeout says.
"""

from __future__ import annotations

import json
import time
import typing as t

# A full page of the largest records has some 0.2 MB.
LONGEST = 5_000_000
PIECE = 65_536


def bounded(seconds: float) -> t.Callable[..., t.Any]:
    """Return a hook for the SDK's session that takes in a body; ``seconds`` are for the whole of it.

    It raises OSError, which the SDK reports as a call without an answer.
    """

    def take_in(response: t.Any, **_more: t.Any) -> t.Any:
        end, body = time.monotonic() + seconds, bytearray()
        if response.headers.get("Content-Encoding", "identity") != "identity":
            response.close()
            raise OSError("the answer is packed, which nobody asked for")
        # http.client's answer: its read1 returns what has come, and does not wait until a piece is full.
        source = response.raw._fp
        piece = source.read1(PIECE)
        while piece:
            body += piece
            if len(body) > LONGEST or time.monotonic() > end:
                response.close()
                what = f"is longer than {LONGEST} bytes" if len(body) > LONGEST else f"took longer than {seconds:g} s"
                raise OSError(f"the answer {what}")
            piece = source.read1(PIECE)
        response.raw.release_conn()
        response._content, response._content_consumed = bytes(body), True
        return response

    return take_in


class NoObject(ValueError):
    """What a body is instead of a JSON object."""


def parsed(body: t.Any) -> dict[str, t.Any]:
    """Return the JSON object that a body is; raises NoObject."""
    try:
        found = json.loads(body)
    except RecursionError:
        raise NoObject("nested too deeply") from None
    except ValueError:
        raise NoObject("not JSON") from None
    if not isinstance(found, dict):
        raise NoObject(f"not a JSON object but a {type(found).__name__}")
    return found
