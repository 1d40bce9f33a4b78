"""The parks as a list that can be filtered and sorted: what is not known is told, and never left out."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner.drawing.web import parks_map
from planner.drawing.web.parks_map import FITS, OUT, UNKNOWN
from planner.ui import cache

YES, NO = "yes", "no"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Park:
    """What a list says of a park; None where the table of parks does not say it."""

    park_id: str
    name: str
    municipality: str
    situation: str
    situation_title: str
    area_ha: float | None
    jobs_n: float | None
    depth_m: float | None
    rail: str | None


@dataclass(frozen=True)
class Wanted:
    """What is asked of a park; nothing where None or empty."""

    situation: str = ""
    rail: str = ""
    area_ha: float | None = None
    jobs_n: float | None = None
    depth_m: float | None = None


def parks() -> tuple[Park, ...]:
    """Return all parks, in the order of their names."""
    found = [_park(cache.park(park_id)) for park_id in cache.park_names()]
    return tuple(sorted(found, key=lambda park: park.name.casefold()))


def _park(facts: Mapping[str, str]) -> Park:
    return Park(
        park_id=facts["park_id"],
        name=facts["name"],
        municipality=facts.get("municipality", ""),
        situation=facts.get("starting_situation", ""),
        situation_title=facts["situation"],
        area_ha=first_number(facts.get("area_ha")),
        jobs_n=first_number(facts.get("jobs_direct")),
        depth_m=depth_m(facts.get("port"), facts.get("port_draught_m")),
        rail=rail(facts.get("rail")),
    )


def first_number(text: str | None) -> float | None:
    """Return the number that a published text begins with or holds first.

    Examples
    --------
    >>> first_number("about 100"), first_number("fairway 14.0 (since 2020)"), first_number(None)
    (100.0, 14.0, None)
    """
    found = _NUMBER.search(text or "")
    return float(found[0]) if found else None


def depth_m(port: str | None, draught: str | None) -> float | None:
    """Return the draught at the port in metres; 0 where the table says that there is no port.

    Examples
    --------
    >>> depth_m("Port of Kokkola", "fairway 14.0"), depth_m("none (inland)", None), depth_m("Pori", None)
    (14.0, 0.0, None)
    """
    return 0.0 if (port or "").startswith("none") else first_number(draught)


def rail(text: str | None) -> str | None:
    """Return whether there is a railway, None where the table does not say.

    Examples
    --------
    >>> rail("industrial tracks in park"), rail("no railway in Forssa"), rail(None)
    ('yes', 'no', None)
    """
    if not text:
        return None
    return NO if re.match(r"no\b", text) else YES


def verdict(park: Park, wanted: Wanted) -> str:
    """Return whether a park fits what is wanted, or that this is not known.

    Examples
    --------
    >>> park = Park("p", "Park", "", "", "", area_ha=120.0, jobs_n=None, depth_m=0.0, rail="yes")
    >>> [verdict(park, one) for one in (Wanted(rail="yes"), Wanted(jobs_n=50), Wanted(depth_m=10, jobs_n=50))]
    ['fits', 'unknown', 'out']
    """
    least = [
        None if asked is None or known is None else known >= asked
        for asked, known in (
            (wanted.area_ha, park.area_ha),
            (wanted.jobs_n, park.jobs_n),
            (wanted.depth_m, park.depth_m),
        )
    ]
    asked_n = [wanted.area_ha, wanted.jobs_n, wanted.depth_m]
    answers = [answer for answer, asked in zip(least, asked_n, strict=True) if asked is not None]
    if wanted.situation:
        answers.append(park.situation == wanted.situation if park.situation else None)
    if wanted.rail:
        answers.append(None if park.rail is None else park.rail == wanted.rail)
    if False in answers:
        return OUT
    return UNKNOWN if None in answers else FITS


# What a list can be sorted by: nothing known stands last.
ORDERS: dict[str, Callable[[Park], tuple[bool, float | str]]] = {
    "situation": lambda park: (not park.situation_title, park.situation_title),
    "size": lambda park: (park.area_ha is None, -(park.area_ha or 0.0)),
    "jobs": lambda park: (park.jobs_n is None, -(park.jobs_n or 0.0)),
    "depth": lambda park: (park.depth_m is None, -(park.depth_m or 0.0)),
    "rail": lambda park: (park.rail is None, "" if park.rail == YES else "no"),
}


def in_order(found: Sequence[Park], by: str) -> list[Park]:
    """Return the parks sorted by a code of ORDERS, else as they are."""
    return sorted(found, key=ORDERS[by]) if by in ORDERS else list(found)


@cache.cached_per_language(16)
def filtered_map(marks: tuple[tuple[str, str], ...]) -> str:
    """Return the content of the map of all parks, drawn by whether they fit."""
    return parks_map.parks_map(cache.national(), dict(marks) or None).to_json()
