"""How far it is from a plot to what a firm needs, by every mode at hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd

from layers.atlas import Atlas
from planner.logistics import national, road, straight
from planner.logistics.distance import Distance
from planner.logistics.edges import known_within_data
from planner.logistics.targets import Target, targets
from planner.scenario.scenario import Scenario
from planner.text import marked

Measure = Callable[[gpd.GeoDataFrame, Atlas, Sequence[Target], Scenario], list[Distance]]


@dataclass(frozen=True)
class Mode:
    """One way to measure distances of plots; `title` is translated where it is shown."""

    mode_id: str
    title: str
    measure: Measure


MODES: tuple[Mode, ...] = (
    Mode(
        "direct",
        marked("straight line"),
        lambda plots, atlas, found, _s: known_within_data(
            straight.distances(plots, found), plots, atlas, found
        ),
    ),
    Mode(
        "road",
        marked("by road"),
        lambda plots, atlas, found, _s: known_within_data(
            road.distances(plots, atlas, found), plots, atlas, found
        ),
    ),
    Mode(
        "national_road",
        marked("by road, nationwide"),
        lambda plots, atlas, _f, scenario: known_within_data(
            national.distances(plots, atlas, scenario, "road"), plots, atlas, ()
        ),
    ),
    Mode(
        "national_rail",
        marked("by rail, nationwide"),
        lambda plots, atlas, _f, scenario: known_within_data(
            national.distances(plots, atlas, scenario, "rail"), plots, atlas, ()
        ),
    ),
)


def distances(plots: gpd.GeoDataFrame, atlas: Atlas, scenario: Scenario) -> list[Distance]:
    """Return every distance of every plot, mode by mode."""
    found = targets(atlas)
    return [row for mode in MODES for row in mode.measure(plots, atlas, found, scenario)]
