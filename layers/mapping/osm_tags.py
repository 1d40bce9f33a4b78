"""Read the values of OpenStreetMap tags: numbers with units, directions, yes and no.

A value that cannot be read gives None: the caller decides what to report. No unit is guessed beyond the
defaults that OpenStreetMap documents (metres, tonnes, km/h, volts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from layers.messages import Sentence

_NUMBER = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-zA-Z/]*)\s*$")
_FEET_INCHES = re.compile(r"""^\s*(\d+)\s*'(?:\s*(\d+)\s*")?\s*$""")
_TO_METRES = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048}
_TO_TONNES = {"": 1.0, "t": 1.0, "kg": 0.001, "st": 0.90718474, "lbs": 0.00045359237}
_TO_KMH = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344}
_FOOT_M = 0.3048
_VOLTS_PER_KV = 1000.0
_OPEN_TO_HGV = frozenset({"yes", "designated", "permissive"})


class UnknownTagError(ValueError):
    """A tag value that the mapping table does not name."""


class Tags(Protocol):
    """Tags of an object: a dict, or the list that pyosmium hands out."""

    def get(self, key: str, /) -> str | None:
        """Return the value of a tag."""
        ...


@dataclass(frozen=True)
class RoadTags:
    """The table that turns highway and railway tags into classes."""

    road_class: Mapping[str, str]
    track_class: Mapping[str, str]
    left_out: frozenset[str]
    implied_oneway_highway: frozenset[str]
    implied_oneway_junction: frozenset[str]
    access_tags: tuple[str, ...]
    no_through: frozenset[str]
    no_hgv: frozenset[str]
    no_entrance: Mapping[str, frozenset[str]]
    conditional_tags: tuple[str, ...]
    limit_tags: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> RoadTags:
        """Return the table that data/osm_roads.toml holds."""
        return cls(
            road_class=table["road_class"],
            track_class=table["track_class"],
            left_out=frozenset(table["left_out"]),
            implied_oneway_highway=frozenset(table["implied_oneway_highway"]),
            implied_oneway_junction=frozenset(table["implied_oneway_junction"]),
            access_tags=tuple(table["access_tags"]),
            no_through=frozenset(table["no_through"]),
            no_hgv=frozenset(table["no_hgv"]),
            no_entrance={tag: frozenset(values) for tag, values in table["no_entrance"].items()},
            conditional_tags=tuple(table["conditional_tags"]),
            limit_tags={column: tuple(tags) for column, tags in table["limit_tags"].items()},
        )

    def class_of_road(self, highway: str) -> str | None:
        """Class of a road, or None for a way that is not (yet) a road; an unknown value raises."""
        if highway in self.left_out:
            return None
        try:
            return self.road_class[highway]
        except KeyError:
            raise UnknownTagError(
                Sentence(
                    "highway={highway} is named neither under road_class nor under left_out.", highway=highway
                )
            ) from None

    def is_closed(self, tags: Tags) -> bool:
        """Whether no lorry may use the way, whatever its size: bus lanes, streets closed to motor traffic."""
        if tags.get("hgv") in _OPEN_TO_HGV:
            return False
        return self._access(tags) == "no"

    def through(self, tags: Tags) -> str | None:
        """Whether a lorry may pass through: "no" where only those with an errand may, else None."""
        return "no" if (tags.get("hgv") or self._access(tags)) in self.no_through else None

    def hgv(self, tags: Tags) -> str | None:
        """Whether heavy goods vehicles may drive: "yes", "no", or None where no sign is known."""
        value = tags.get("hgv")
        if value in self.no_hgv:
            return "no"
        return "yes" if value in _OPEN_TO_HGV else None

    def entrance(self, tags: Tags) -> str | None:
        """Whether plots may be entered: "no" from ramps and roads for motor vehicles only, else None."""
        closed = any(tags.get(tag) in values for tag, values in self.no_entrance.items())
        return "no" if closed else None

    def _access(self, tags: Tags) -> str | None:
        """Value of the nearest access tag that is set."""
        return next((value for tag in self.access_tags if (value := tags.get(tag)) is not None), None)

    def oneway(self, tags: Tags) -> str:
        """Direction of traffic as drawn: "no", "forward" or "backward"."""
        value = tags.get("oneway")
        if value in {"yes", "true", "1"}:
            return "forward"
        if value in {"-1", "reverse"}:
            return "backward"
        implied = (
            tags.get("highway") in self.implied_oneway_highway
            or tags.get("junction") in self.implied_oneway_junction
        )
        return "forward" if value is None and implied else "no"


def length_m(value: str | None) -> float | None:
    """Length in metres: "4.2", "4.2 m", "420 cm", "13 ft", or feet and inches."""
    feet = _FEET_INCHES.match(value or "")
    if feet:
        return round((int(feet[1]) + int(feet[2] or 0) / 12) * _FOOT_M, 2)
    return _scaled(value, _TO_METRES)


def weight_t(value: str | None) -> float | None:
    """Weight in metric tonnes: "3.5", "3.5 t", "7500 kg", "20 st" (short tons)."""
    return _scaled(value, _TO_TONNES)


def speed_kmh(value: str | None) -> float | None:
    """Speed limit in km/h: "80", "50 mph"; words such as "FI:urban" or "none" are no number."""
    return _scaled(value, _TO_KMH)


def voltage_kv(value: str | None) -> float | None:
    """Highest voltage of a line in kV from volts: "110000", "400000;110000"."""
    volts = [_scaled(part, {"": 1.0, "v": 1.0}) for part in (value or "").split(";")]
    known = [part for part in volts if part]
    return max(known) / _VOLTS_PER_KV if known else None


def hazmat(tags: Tags) -> str | None:
    """Whether dangerous goods may pass: "yes", "no", or None where no sign is known."""
    value = tags.get("hazmat")
    return {"yes": "yes", "designated": "yes", "no": "no"}.get(value or "")


def is_yes(value: str | None) -> bool:
    """Whether a structure tag (bridge, tunnel) says that there is one, of whatever kind."""
    return value is not None and value != "no"


def count(value: str | None) -> float | None:
    """Read a plain positive number, such as building:levels; None for anything else."""
    number = _scaled(value, {"": 1.0})
    return number or None


def _scaled(value: str | None, units: Mapping[str, float]) -> float | None:
    match = _NUMBER.match(value or "")
    if not match or match[2].lower() not in units:
        return None
    return round(float(match[1].replace(",", ".")) * units[match[2].lower()], 3)
