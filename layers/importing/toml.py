"""Plain values as TOML text; the standard library reads TOML and does not write it."""

import json
import math
from collections.abc import Mapping
from datetime import date
from typing import Any


def toml_text(table: Mapping[str, Any]) -> str:
    """Return the table as TOML: plain values first, then one section a table.

    Examples
    --------
    >>> print(toml_text({"a": 1, "b": {"c d": "x"}}), end="")
    a = 1
    <BLANKLINE>
    [b]
    "c d" = "x"
    """
    return "\n".join(_section((), table)).lstrip("\n") + "\n"


def _section(path: tuple[str, ...], table: Mapping[str, Any]) -> list[str]:
    values = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    lines = ["", f"[{'.'.join(_key(part) for part in path)}]"] if path and (values or not table) else []
    lines += [f"{_key(key)} = {_value(value)}" for key, value in values.items()]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += _section((*path, key), value)
    return lines


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "a").replace("-", "a").isalnum()
    return key if bare else _text(key)


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for the delete sign and halves of surrogate pairs.
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\x7f", "")
    return json.dumps(clean, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ("nan" if math.isnan(value) else "inf")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    return _text(str(value))
