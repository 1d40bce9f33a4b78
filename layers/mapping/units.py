"""Units of other people's numbers: recognised from names or values, and turned into the layer's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.mapping.normalise import plain, tokens

_NUMBER = re.compile(r"^\s*([+-]?\d[\d\s.,'’\u00a0\u202f]*)\s*(\D.*)?$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:[.,]\d{3})+$")
_LONGEST_UNIT_WORDS = 3


@dataclass(frozen=True)
class Unit:
    """A unit that numbers may come in. `factor_ratio` times the number is the number in the layer's unit."""

    key: str
    quantity: str
    factor_ratio: float
    names: tuple[str, ...]


@dataclass(frozen=True)
class Units:
    """All units known, and which quantity a column measures by the unit that its layer promises."""

    units: tuple[Unit, ...]
    quantities: Mapping[str, str]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Units":
        """Return the units of data/mappings/units.toml."""
        units = tuple(
            Unit(key, quantity, float(unit["factor"]), tuple(plain(name) for name in unit["names"]))
            for quantity, group in table.items()
            if quantity != "quantity"
            for key, unit in group.items()
        )
        return cls(units, dict(table["quantity"]))

    def quantity(self, promised: str | None) -> str:
        """Return what a column measures, "" where no unit stands to be turned."""
        return self.quantities.get(promised or "", "")

    def find(self, key: str, quantity: str) -> Unit | None:
        """Return the unit of this key or name among those that measure this quantity."""
        name = plain(key)
        for unit in self.units:
            if unit.quantity == quantity and (unit.key == key or name in unit.names):
                return unit
        return None

    def keys(self, quantity: str) -> tuple[str, ...]:
        """Return the keys of the units that measure this quantity."""
        return tuple(unit.key for unit in self.units if unit.quantity == quantity)

    def in_name(self, name: str, quantity: str) -> tuple[Unit | None, str]:
        """Return the unit that ends a column's name, and the name without it.

        A single letter is no unit there: in "plot_m" it may mean anything.
        """
        words = tokens(name)
        for count in range(min(_LONGEST_UNIT_WORDS, len(words) - 1), 0, -1):
            ending = " ".join(words[-count:])
            if (len(ending) > 1 or ending == "%") and (unit := self.find(ending, quantity)):
                return unit, " ".join(words[:-count])
        return None, name

    def in_values(self, values: Iterable[str], quantity: str) -> Unit | None:
        """Return the unit that is written behind the numbers, if it is one and the same."""
        found = {match[2].strip() for value in values if (match := _NUMBER.match(value)) and match[2]}
        units = {self.find(text, quantity) for text in found}
        return units.pop() if len(units) == 1 else None


def decimal_sign(values: Iterable[str]) -> tuple[str, bool]:
    """Return the decimal sign of written numbers, and whether that is sure.

    "12,500" may be twelve and a half or twelve thousand five hundred: then the answer is not sure.

    Examples
    --------
    >>> decimal_sign(["1 234,5", "0,25"])
    (',', True)
    >>> decimal_sign(["12,500"])
    (',', False)
    """
    found = [_sign(match[1]) for value in values if (match := _NUMBER.match(value))]
    sure = {sign for sign, is_sure in found if is_sure and sign}
    maybe = {sign for sign, is_sure in found if not is_sure}
    if len(sure) == 1:
        return sure.pop(), True
    if maybe and not sure:
        sign = maybe.pop()
        return sign, sign == "."
    return ".", not sure


def _sign(written: str) -> tuple[str, bool]:
    """Return the decimal sign of one written number ("" for none), and whether that is sure."""
    text = re.sub(r"[\s'’]", "", written)
    signs = [sign for sign in text if sign in ".,"]
    if not signs:
        return "", True
    if len(set(signs)) > 1:
        return signs[-1], True
    if len(signs) > 1:
        return ("," if signs[0] == "." else "."), True
    return signs[0], not (_GROUPED.match(text) and not text.startswith(("0", "-0")))


def number(text: str, decimal: str) -> float | None:
    """Return the number at the start of a text, None if there is none; a unit behind it is left aside.

    Examples
    --------
    >>> number("1 234,5 m²", ",")
    1234.5
    >>> number("vapaa", ",") is None
    True
    """
    match = _NUMBER.match(text)
    if not match:
        return None
    digits = re.sub(r"[\s'’]", "", match[1]).rstrip(".,")
    other = "," if decimal == "." else "."
    plain_number = digits.replace(other, "").replace(decimal, ".")
    try:
        return float(plain_number)
    except ValueError:
        return None
