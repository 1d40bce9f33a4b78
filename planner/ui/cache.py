"""The only caches of the app. Keys are names, never frames; what is kept is frozen or hands out copies.

What holds texts is kept apart for each language. A scenario is known by its name; a what-if by its name with
a digest of its text, so that another text is another key.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import wraps
from types import MappingProxyType
from typing import ParamSpec, TypeVar

import shapely
import streamlit as st

from layers.atlas import AreaInfo, Atlas, chosen_plots
from layers.io import (
    BrokenArea,
    areas_stamp,
    list_areas,
    read_atlas,
    read_national,
    read_scenario_text,
    read_sea_network,
    scenario_names,
)
from layers.io import broken_areas as list_broken_areas
from layers.sea_network import SeaNetwork
from planner import appraisal as appraising
from planner.appraisal import Appraisal
from planner.capacity import assembly, halls, land_supply
from planner.capacity.assembly import GrowthRoom, Join
from planner.capacity.capacity import Capacity, capacities, with_assumptions
from planner.capacity.halls import Hall, PlotFit
from planner.capacity.land_supply import Supply
from planner.capacity.restrictions import Restricted, restrict
from planner.capacity.statuses import statuses_on
from planner.drawing.web import parks_map
from planner.logistics.access import AccessPoint, access_points
from planner.logistics.corridor import Corridor, corridor
from planner.logistics.freight.chain import ChainTable, chains
from planner.logistics.freight.demand import parse_freight
from planner.logistics.isochrones import Isochrone, reach_m, reach_min
from planner.logistics.rail import Siding, siding
from planner.logistics.routes import Route, routes
from planner.logistics.targets import targets
from planner.ranking import Ranking, rank
from planner.reports import REPORTS, Content
from planner.scenario.scenario import Scenario, parse_scenario
from planner.text import _, language, localised
from planner.ui import state
from planner.ui.drives import drive_of
from planner.ui.maps import route_values
from planner.ui.widgets.freight_file import Choices, choices

DAY_S = 86_400
# Up to this many plots, an area is appraised as a whole: about a second.
_TOGETHER_N = 300
# Up to this many plots, every figure of every plot is found unasked: a few seconds.
_SMALL_N = 3_000
# Up to this many plots, scores and ways of all are found when they are asked for: half a minute.
_PATIENT_N = 50_000
P = ParamSpec("P")
T = TypeVar("T")


def cached(entries_n: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function makes for so many different arguments, for a day; it holds no texts."""

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        made: Callable[P, T] = st.cache_resource(ttl=DAY_S, max_entries=entries_n, show_spinner=False)(
            function
        )
        return made

    return keep


def cached_per_language(entries_n: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function makes apart for each language, as it holds texts."""

    def keep(function: Callable[P, T]) -> Callable[P, T]:
        def made(spoken: str, *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG001 - a part of the key
            return function(*args, **kwargs)

        # By this name Streamlit tells the kept functions apart.
        made.__qualname__ = function.__qualname__
        shared = st.cache_resource(ttl=DAY_S, max_entries=entries_n, show_spinner=False)(made)

        @wraps(function)
        def asked(*args: P.args, **kwargs: P.kwargs) -> T:
            return shared(language(), *args, **kwargs)

        return asked

    return keep


def areas() -> tuple[AreaInfo, ...]:
    """Return what each area says of itself; areas that were imported meanwhile are among them."""
    return _areas(areas_stamp())


@cached(2)
def _areas(stamp: str) -> tuple[AreaInfo, ...]:  # noqa: ARG001 - a part of the key
    return list_areas()


def broken_areas() -> tuple[BrokenArea, ...]:
    """Return the areas that cannot be used, and why."""
    return _broken_areas(areas_stamp())


@cached(2)
def _broken_areas(stamp: str) -> tuple[BrokenArea, ...]:  # noqa: ARG001 - a part of the key
    return list_broken_areas()


def forget() -> None:
    """Let everything go that is kept: an area has changed, and much is made of areas."""
    st.cache_resource.clear()


@cached(8)
def atlas(area: str) -> Atlas:
    """Return the atlas of an area."""
    return read_atlas(area)


@cached(1)
def national() -> Atlas:
    """Return the national atlas."""
    return read_national()


@cached(64)
def scenario(name: str) -> Scenario:
    """Return a scenario: a what-if of the session, or one that comes with the product."""
    text = state.what_if_text(name)
    return parse_scenario(read_scenario_text(name) if text is None else text)


@cached(1)
def scenarios() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the product."""
    return scenario_names()


@cached_per_language(16)
def area_restricted(area: str, scenario_name: str) -> Restricted:
    """Return what the rules leave of every plot of an area."""
    return restrict(atlas(area), scenario(scenario_name))


@cached_per_language(32)
def area_capacities(area: str, scenario_name: str) -> tuple[Capacity, ...]:
    """Return the capacity of every plot of an area."""
    found, rules = atlas(area), scenario(scenario_name)
    plots = with_assumptions(found.frame("plots"), rules)
    return tuple(capacities(plots, area_restricted(area, scenario_name), found, rules))


def is_small(area: str) -> bool:
    """Return whether all plots of an area can be appraised while a user waits."""
    return len(plot_titles(area)) <= _SMALL_N


def is_patient(area: str) -> bool:
    """Return whether scores and ways of all plots of an area can be waited for."""
    return len(plot_titles(area)) <= _PATIENT_N


@cached(8)
def all_largest_halls(area: str, scenario_name: str) -> Mapping[str, Hall | None]:
    """Return the largest rectangle found on the free ground of every plot."""
    return MappingProxyType(halls.largest_halls(atlas(area), scenario(scenario_name)))


@cached(512)
def largest_hall(area: str, plot_id: str, scenario_name: str) -> Hall | None:
    """Return the largest rectangle found on the free ground of one plot."""
    return halls.largest_halls(atlas(area), scenario(scenario_name), [plot_id])[plot_id]


@cached_per_language(512)
def hall_fit(
    area: str, plot_id: str, scenario_name: str, sides_m: tuple[float, float], count_n: int
) -> PlotFit:
    """Return whether halls of these sides fit on one plot."""
    found, rules = atlas(area), scenario(scenario_name)
    return halls.fit_halls(found, rules, sides_m, count=count_n, plot_ids=[plot_id])[0]


@cached_per_language(512)
def plot_restricted(area: str, plot_id: str, scenario_name: str) -> Restricted:
    """Return what the rules leave of one plot."""
    return restrict(atlas(area), scenario(scenario_name), [plot_id])


def growth_rooms(area: str, scenario_name: str) -> Mapping[str, GrowthRoom]:
    """Return the room to grow, as of today, of every plot that is built or leased."""
    return _growth_rooms(area, scenario_name, today())


@cached(8)
def _growth_rooms(area: str, scenario_name: str, on_day: date) -> Mapping[str, GrowthRoom]:
    rooms = assembly.growth_rooms(atlas(area), scenario(scenario_name), today=on_day)
    return MappingProxyType({room.plot_id: room for room in rooms})


def joins(area: str, scenario_name: str, wanted_m2: float, gap_m: float) -> tuple[Join, ...]:
    """Return the joins, as of today, of open plots that reach a wanted size, the least spare ground first."""
    return _joins(area, scenario_name, (wanted_m2, gap_m), today())


@cached(64)
def _joins(area: str, scenario_name: str, wanted: tuple[float, float], on_day: date) -> tuple[Join, ...]:
    wanted_m2, gap_m = wanted
    rules = scenario(scenario_name)
    return assembly.joins(atlas(area), rules, wanted_m2=wanted_m2, gap_m=gap_m, today=on_day)


def largest_joinable(area: str) -> tuple[tuple[str, ...], float]:
    """Return the plots, free today, that make the largest connected land, and its hectares."""
    return _largest_joinable(area, today())


@cached(8)
def _largest_joinable(area: str, on_day: date) -> tuple[tuple[str, ...], float]:
    return assembly.largest_joinable(atlas(area), today=on_day)


@cached_per_language(64)
def area_supply(area: str, scenario_name: str, today: date, take_up_ha_yr: float | None) -> Supply:
    """Return the land of a park by status, and for how long the free land lasts."""
    return land_supply.supply(atlas(area), scenario(scenario_name), today, take_up_ha_yr=take_up_ha_yr)


@cached_per_language(1)
def national_map() -> str:
    """Return the content of the map of all parks."""
    return parks_map.parks_map(national()).to_json()


def today() -> date:
    """Return the day of the person at the screen."""
    return date.today()  # noqa: DTZ011 - the user's day


def all_appraisals(area: str, scenario_name: str) -> tuple[Appraisal, ...]:
    """Return the appraisals of every plot of an area as of today."""
    return _all_appraisals(area, scenario_name, today())


@cached_per_language(8)
def _all_appraisals(area: str, scenario_name: str, on_day: date) -> tuple[Appraisal, ...]:
    return appraising.appraise_many(None, atlas(area), scenario(scenario_name), on_day)


def appraisal(area: str, plot_id: str, scenario_name: str) -> Appraisal:
    """Return the appraisal of one plot; in a small area all are made at once, and are there at a click."""
    if len(plot_titles(area)) > _TOGETHER_N or plot_id not in plot_titles(area):
        return one_appraisal(area, plot_id, scenario_name)
    found = all_appraisals(area, scenario_name)
    return next(entry for entry in found if entry.plot_id == plot_id)


def one_appraisal(area: str, plot_id: str, scenario_name: str) -> Appraisal:
    """Return the appraisal of one plot as of today, made by itself."""
    return _one_appraisal(area, plot_id, scenario_name, today())


@cached_per_language(512)
def _one_appraisal(area: str, plot_id: str, scenario_name: str, on_day: date) -> Appraisal:
    return appraising.appraise(plot_id, atlas(area), scenario(scenario_name), on_day)


def ranking(area: str, scenario_name: str) -> Ranking:
    """Return the plots in order, and those without a rank."""
    return rank(all_appraisals(area, scenario_name))


@cached_per_language(64)
def report(report_id: str, area: str, plot_id: str, scenario_name: str, freight_toml: str = "") -> bytes:
    """Return a report on one plot, with the chains of a firm's freight if it is told."""
    found = appraisal(area, plot_id, scenario_name)
    usual = scenario(state.State().scenario)
    travels = chain_table(area, scenario_name, freight_toml) if freight_toml else None
    content = Content((found,), atlas(area), scenario(scenario_name), default=usual, chains=travels)
    return REPORTS[report_id].make(content)


@cached(8)
def plot_titles(area: str) -> Mapping[str, str]:
    """Return identifier -> what a list of plots shows: identifier, code and name."""
    plots = atlas(area).frame("plots")
    shown = zip(plots["plot_id"], plots["zoning_code"], plots["name"], strict=True)
    titles = [" · ".join(text for text in texts if isinstance(text, str)) for texts in shown]
    return MappingProxyType(dict(zip(plots["plot_id"], titles, strict=True)))


def plot_statuses(area: str) -> Mapping[str, str]:
    """Return identifier -> status of every plot today: a reservation that has lapsed leaves it free."""
    return _plot_statuses(area, today())


@cached(8)
def _plot_statuses(area: str, on_day: date) -> Mapping[str, str]:
    plots = atlas(area).frame("plots")
    return MappingProxyType(dict(zip(plots["plot_id"], statuses_on(plots, on_day), strict=True)))


@cached_per_language(512)
def code_meaning(area: str, zoning_code: str) -> str:
    """Return what a zoning code means, empty where the list does not say."""
    codes = atlas(area).table("zoning_codes")
    found = codes[codes["code"] == zoning_code]["meaning_en"]
    return _(str(found.iloc[0])) if len(found) else ""


@cached(1)
def park_names() -> Mapping[str, str]:
    """Return identifier -> name of every park."""
    parks = national().frame("parks")
    return MappingProxyType(dict(zip(parks["park_id"], parks["name"], strict=True)))


@cached_per_language(64)
def park(park_id: str) -> Mapping[str, str]:
    """Return what is known of a park as texts, and its starting situation in words as `situation`."""
    parks = national().frame("parks").drop(columns="geometry")
    row = parks[parks["park_id"] == park_id].iloc[0].dropna()
    found = {str(name): str(value) for name, value in row.items() if str(value)}
    table = national().table("starting_situations").set_index("code").rename(columns=lambda name: name[-2:])
    code = found.get("starting_situation", "")
    situation = localised(table.loc[code].dropna().to_dict()) if code in table.index else ""
    return MappingProxyType(found | {"situation": situation})


@cached(1)
def sea_network() -> SeaNetwork:
    """Return the sea lanes of the world."""
    return read_sea_network()


@cached_per_language(8)
def freight_choices(area: str, scenario_name: str) -> Choices:
    """Return what the lists of the freight table offer."""
    return choices(atlas(area), scenario(scenario_name))


@cached_per_language(16)
def chain_table(area: str, scenario_name: str, freight_toml: str) -> ChainTable:
    """Return the chains of this freight from every plot of an area."""
    return chains(atlas(area), parse_freight(freight_toml), scenario(scenario_name), sea_network())


@cached_per_language(128)
def found_siding(area: str, plot_id: str, scenario_name: str, train_length_m: float) -> Siding:
    """Return whether a siding to a plot is feasible; a train of 0 m is that of the scenario."""
    return siding(plot_id, atlas(area), scenario(scenario_name), train_length_m or None)


@cached_per_language(128)
def found_corridor(area: str, plot_id: str, scenario_name: str, kind: str) -> Corridor:
    """Return the least-cost line from a plot to the nearest target of a kind of corridor."""
    return corridor(plot_id, atlas(area), scenario(scenario_name), kind)


@cached(512)
def plot_access(area: str, plot_id: str) -> tuple[AccessPoint, ...]:
    """Return where a plot is entered from the roads."""
    return access_points(plot_id, atlas(area))


@cached_per_language(512)
def plot_routes(area: str, plot_id: str, scenario_name: str, drive: str) -> tuple[Route, ...]:
    """Return the ways by road from a plot to all that is driven to; `drive` says who drives."""
    found = atlas(area)
    return routes(plot_id, found, targets(found), drive_of(drive, scenario(scenario_name)))


@cached_per_language(128)
def found_reach(
    area: str, start: str | tuple[float, float], scenario_name: str, drive: str, within: tuple[str, float]
) -> Isochrone:
    """Return what is reached by road from a plot or a place in the working system, within km or min."""
    found, driver = atlas(area), drive_of(drive, scenario(scenario_name))
    place = chosen_plots(found, [start]).geometry.iloc[0] if isinstance(start, str) else shapely.Point(start)
    unit, value = within
    if unit == "min" and driver is not None:
        return reach_min(place, found, value, driver)
    return reach_m(place, found, value * 1000, driver)


@cached_per_language(64)
def way_titles(area: str, drawn: str) -> Mapping[str, str]:
    """Return code -> title of the ways that plots can be coloured by, the target `drawn` among them."""
    return MappingProxyType(route_values.way_titles(atlas(area), drawn))
