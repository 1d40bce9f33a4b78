"""Criteria: what is measured of a plot when it is scored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.capacity.capacity import Capacity
from planner.logistics.distance import BEYOND_DATA, NO_ROUTE, Distance
from planner.text import marked

# Why a target has no distance, though its place is known well enough.
_UNREACHED = (NO_ROUTE, BEYOND_DATA)


@dataclass(frozen=True)
class Candidate:
    """What is known of a plot when it is scored."""

    capacity: Capacity
    distances: tuple[Distance, ...]
    partner_radius_m: float


@dataclass(frozen=True)
class Criterion:
    """One measure of a plot; weight and bounds stand in the scenario. None: not known.

    `mode` is that by which a distance is measured; empty for what is no distance. Readers see `shown_unit`
    where it says more than the unit of the bounds: square metres of floor, not of ground.
    """

    criterion_id: str
    title: str
    unit: str
    measure: Callable[[Candidate], float | None]
    method: Callable[[Candidate], str] = lambda _candidate: ""
    mode: str = ""
    shown_unit: str = ""


def nearest(distances: Sequence[Distance], kind: str, mode: str) -> Distance | None:
    """Return the nearest target of a kind by a mode; None where there is none."""
    rows = [
        row
        for row in distances
        if row.target_kind == kind and row.mode == mode and row.distance_m is not None
    ]
    return min(rows, key=lambda row: row.distance_m or 0.0, default=None)


def nearest_or_no_route(distances: Sequence[Distance], kind: str, mode: str) -> Distance | None:
    """Return the nearest target of a kind by a mode; where none is reached, the first that says why."""
    missed = [
        row for row in distances if row.target_kind == kind and row.mode == mode and row.method in _UNREACHED
    ]
    return nearest(distances, kind, mode) or next(iter(missed), None)


def _nearest(criterion_id: str, title: str, kind: str, mode: str) -> "Criterion":
    """Return the criterion of the nearest target; its method says where no route leads to any."""

    def row_of(candidate: Candidate) -> Distance | None:
        return nearest_or_no_route(candidate.distances, kind, mode)

    def measure(candidate: Candidate) -> float | None:
        row = row_of(candidate)
        return row.distance_m if row else None

    def method(candidate: Candidate) -> str:
        row = row_of(candidate)
        return row.method if row else ""

    return Criterion(criterion_id, title, "m", measure, method, mode)


def _partners(candidate: Candidate) -> float | None:
    """Return how many firms are near; None where no firm of the area is known."""
    metres = [row for row in candidate.distances if row.target_kind == "company" and row.mode == "direct"]
    if not metres or any(row.method == BEYOND_DATA for row in metres):
        return None
    # A firm placed only roughly counts when its whole circle lies within the radius; without a distance it is
    # at most as far away as its circle is wide.
    farthest_m = [
        2 * (row.accuracy_m or 0.0) if row.distance_m is None else row.distance_m + (row.accuracy_m or 0.0)
        for row in metres
    ]
    return float(sum(far_m <= candidate.partner_radius_m for far_m in farthest_m))


def _largest_free(candidate: Candidate) -> float | None:
    """Return the largest part that buildings leave; None where an unchecked rule may take ground."""
    capacity = candidate.capacity
    return None if capacity.undecided_rules or capacity.beyond_data else capacity.largest_free_part_m2


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "remaining_floor_area",
        marked("Remaining floor area"),
        "m²",
        lambda c: c.capacity.scored_floor_area_m2,
        shown_unit="k-m²",
    ),
    Criterion("largest_part", marked("Largest free part"), "m²", _largest_free),
    _nearest("quay_distance", marked("Nearest quay by road"), "quay", "road"),
    _nearest("track_distance", marked("Nearest track, straight line"), "track", "direct"),
    _nearest("main_road_distance", marked("Nearest main road by road"), "main_road", "road"),
    _nearest("pipe_bridge_distance", marked("Nearest pipe bridge, straight line"), "pipe_bridge", "direct"),
    Criterion("partners_near", marked("Firms near"), "firms", _partners),
)
