"""The only caches of the app. Keys are names, never frames; what is kept is frozen or hands out copies."""

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from layers.atlas import AreaInfo, Atlas
from layers.io import list_areas, read_atlas, read_national, read_scenario_text, read_sea_network
from layers.sea_network import SeaNetwork
from planner import appraisal as appraising
from planner.appraisal import Appraisal
from planner.capacity import Capacity, capacities
from planner.drawing import parks_map, web_map
from planner.logistics.chain import ChainTable, chains
from planner.logistics.corridor import Corridor, corridor
from planner.logistics.freight import parse_freight
from planner.logistics.rail import Siding, siding
from planner.reports import REPORTS, Content
from planner.restrictions import restrict
from planner.scenario import Scenario, parse_scenario
from planner.ui.freight_file import Choices, choices

DAY_S = 86_400
# Up to this many plots, an area is appraised as a whole: about a second.
_TOGETHER_N = 300


@st.cache_resource(ttl=DAY_S, max_entries=1, show_spinner=False)
def areas() -> tuple[AreaInfo, ...]:
    """Return what each area says of itself."""
    return list_areas()


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def atlas(area: str) -> Atlas:
    """Return the atlas of an area."""
    return read_atlas(area)


@st.cache_resource(ttl=DAY_S, max_entries=1, show_spinner=False)
def national() -> Atlas:
    """Return the national atlas."""
    return read_national()


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def scenario(name: str) -> Scenario:
    """Return a scenario."""
    return parse_scenario(read_scenario_text(name))


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def area_capacities(area: str, scenario_name: str) -> tuple[Capacity, ...]:
    """Return the capacity of every plot of an area."""
    found, rules = atlas(area), scenario(scenario_name)
    return tuple(capacities(found.frame("plots"), restrict(found, rules), found, rules))


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def area_map(area: str, scenario_name: str) -> str:
    """Return the content of an area's map."""
    return web_map.area_map(atlas(area), area_capacities(area, scenario_name)).to_json()


@st.cache_resource(ttl=DAY_S, max_entries=1, show_spinner=False)
def national_map() -> str:
    """Return the content of the map of all parks."""
    return parks_map.parks_map(national()).to_json()


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def all_appraisals(area: str, scenario_name: str) -> tuple[Appraisal, ...]:
    """Return the appraisals of every plot of an area."""
    return appraising.appraise_many(None, atlas(area), scenario(scenario_name))


def appraisal(area: str, plot_id: str, scenario_name: str) -> Appraisal:
    """Return the appraisal of one plot; in a small area all are made at once, and are there at a click."""
    if len(plot_titles(area)) > _TOGETHER_N or plot_id not in plot_titles(area):
        return one_appraisal(area, plot_id, scenario_name)
    found = all_appraisals(area, scenario_name)
    return next(entry for entry in found if entry.plot_id == plot_id)


@st.cache_resource(ttl=DAY_S, max_entries=512, show_spinner=False)
def one_appraisal(area: str, plot_id: str, scenario_name: str) -> Appraisal:
    """Return the appraisal of one plot, made by itself."""
    return appraising.appraise(plot_id, atlas(area), scenario(scenario_name))


def ranked(area: str, scenario_name: str) -> tuple[Appraisal, ...]:
    """Return the plots that are not ruled out, the best score first."""
    return appraising.rank(all_appraisals(area, scenario_name))


@st.cache_resource(ttl=DAY_S, max_entries=64, show_spinner=False)
def report(report_id: str, area: str, plot_id: str, scenario_name: str) -> bytes:
    """Return a report on one plot."""
    found = appraisal(area, plot_id, scenario_name)
    return REPORTS[report_id].make(Content((found,), atlas(area), scenario(scenario_name)))


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def plot_titles(area: str) -> Mapping[str, str]:
    """Return identifier -> what a list of plots shows: identifier, code and name."""
    plots = atlas(area).frame("plots")
    shown = zip(plots["plot_id"], plots["zoning_code"], plots["name"], strict=True)
    titles = [" · ".join(text for text in texts if isinstance(text, str)) for texts in shown]
    return MappingProxyType(dict(zip(plots["plot_id"], titles, strict=True)))


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def plot_statuses(area: str) -> Mapping[str, str]:
    """Return identifier -> status of every plot."""
    plots = atlas(area).frame("plots")
    return MappingProxyType(dict(zip(plots["plot_id"], plots["status"], strict=True)))


@st.cache_resource(ttl=DAY_S, max_entries=512, show_spinner=False)
def code_meaning(area: str, zoning_code: str) -> str:
    """Return what a zoning code means, empty where the list does not say."""
    codes = atlas(area).table("zoning_codes")
    found = codes[codes["code"] == zoning_code]["meaning_en"]
    return str(found.iloc[0]) if len(found) else ""


@st.cache_resource(ttl=DAY_S, max_entries=1, show_spinner=False)
def park_names() -> Mapping[str, str]:
    """Return identifier -> name of every park."""
    parks = national().frame("parks")
    return MappingProxyType(dict(zip(parks["park_id"], parks["name"], strict=True)))


@st.cache_resource(ttl=DAY_S, max_entries=64, show_spinner=False)
def park(park_id: str) -> Mapping[str, str]:
    """Return what is known of a park as texts, and its starting situation in words as `situation`."""
    parks = national().frame("parks").drop(columns="geometry")
    row = parks[parks["park_id"] == park_id].iloc[0].dropna()
    found = {str(name): str(value) for name, value in row.items() if str(value)}
    situations = national().table("starting_situations").set_index("code")["title_en"]
    situation = str(situations.get(found.get("starting_situation", ""), ""))
    return MappingProxyType(found | {"situation": situation})


@st.cache_resource(ttl=DAY_S, max_entries=1, show_spinner=False)
def sea_network() -> SeaNetwork:
    """Return the sea lanes of the world."""
    return read_sea_network()


@st.cache_resource(ttl=DAY_S, max_entries=8, show_spinner=False)
def freight_choices(area: str, scenario_name: str) -> Choices:
    """Return what the lists of the freight table offer."""
    return choices(atlas(area), scenario(scenario_name))


@st.cache_resource(ttl=DAY_S, max_entries=16, show_spinner=False)
def chain_table(area: str, scenario_name: str, freight_toml: str) -> ChainTable:
    """Return the chains of this freight from every plot of an area."""
    return chains(atlas(area), parse_freight(freight_toml), scenario(scenario_name), sea_network())


@st.cache_resource(ttl=DAY_S, max_entries=128, show_spinner=False)
def found_siding(area: str, plot_id: str, scenario_name: str) -> Siding:
    """Return whether a siding to a plot is feasible."""
    return siding(plot_id, atlas(area), scenario(scenario_name))


@st.cache_resource(ttl=DAY_S, max_entries=128, show_spinner=False)
def found_corridor(area: str, plot_id: str, scenario_name: str, kind: str) -> Corridor:
    """Return the least-cost line from a plot to the nearest target of a kind of corridor."""
    return corridor(plot_id, atlas(area), scenario(scenario_name), kind)
