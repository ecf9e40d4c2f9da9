# Copyright (c) 2026 aliops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps compiled templates in a folder for later runs: a fork keeps nothing for its parent."""

from __future__ import annotations

import hashlib
import marshal
import os
import pathlib
import threading
import types
import typing as t

import jinja2
from ansible._internal._templating._jinja_bits import _TemplateCompileContext

# Besides the source, the code depends on these, by which jinja2 chooses its lexers.
SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
)
compile_anew = jinja2.Environment.compile
compile_expression_anew = jinja2.Environment.compile_expression
# jinja2 compiles an expression after parsing it; this holds its source.
local = threading.local()


def install(folder: pathlib.Path) -> None:
    """Compile every template only once, whatever run needs it."""
    folder.mkdir()

    def compile_once(self: jinja2.Environment, source: t.Any, *options: t.Any, **others: t.Any) -> t.Any:
        text = source if isinstance(source, str) else getattr(local, "expression", None)
        if text is None or options or others:
            return compile_anew(self, source, *options, **others)
        path = folder / name(self, text, is_expression=text is not source)
        if path.exists():
            return marshal.loads(path.read_bytes())
        code = compile_anew(self, source)
        keep(path, code)
        return code

    def compile_expression(self: jinja2.Environment, source: str, *options: t.Any) -> t.Any:
        local.expression = source
        try:
            return compile_expression_anew(self, source, *options)
        finally:
            local.expression = None

    vars_of = t.cast("t.Any", jinja2.Environment)
    vars_of.compile, vars_of.compile_expression = compile_once, compile_expression


def name(environment: jinja2.Environment, source: str, is_expression: bool) -> str:
    """Return the name of the file, the same for sources with the same code."""
    context = _TemplateCompileContext.current(optional=True)
    escaped = bool(context and context.escape_backslashes)
    syntax = [getattr(environment, attribute) for attribute in SYNTAX]
    text = repr([type(environment).__qualname__, syntax, escaped, is_expression, str(source)])
    return hashlib.sha256(text.encode()).hexdigest()


def keep(path: pathlib.Path, code: types.CodeType) -> None:
    """Write a file so that another run never sees a part of it."""
    own = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    own.write_bytes(marshal.dumps(code))
    own.rename(path)
