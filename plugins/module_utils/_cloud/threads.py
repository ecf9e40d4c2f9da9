# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls functions side by side in threads that a stopped task does not wait for."""

from __future__ import annotations

import queue
import threading
import typing as t

from ansible_collections.aliops.vpc.plugins.module_utils._cloud.clock import Clock

Item = t.TypeVar("Item")
Result = t.TypeVar("Result")


def side_by_side(
    function: t.Callable[[Item], Result], items: t.Sequence[Item], most: int, clock: Clock
) -> list[Result]:
    """Call a function on every item, ``most`` at a time; return the results in the items' order.

    Raises the first exception of any of them. When this thread is interrupted the clock is stopped, so that the others
    end with their next call or pause; a thread of the standard library's pool would be waited for.
    """
    if len(items) < 2:
        return [function(item) for item in items]
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, t.Any, BaseException | None]] = queue.SimpleQueue()
    for number in range(len(items)):
        todo.put(number)

    def work() -> None:
        while True:
            try:
                number = todo.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((number, function(items[number]), None))
            except BaseException as error:  # noqa: BLE001 - raised again where the results are collected
                done.put((number, None, error))

    threads = [threading.Thread(target=work, daemon=True) for _number in range(min(most, len(items)))]
    try:
        for thread in threads:
            thread.start()
        outcomes = sorted((done.get() for _item in items), key=lambda outcome: outcome[0])
        for thread in threads:
            thread.join()
    except BaseException:
        clock.stop()
        raise
    for _number, _result, error in outcomes:
        if error:
            raise error
    return [result for _number, result, _error in outcomes]
