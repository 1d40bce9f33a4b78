"""What the maps of an area show, kept by names: its ground, and how the plots are painted."""

from collections.abc import Mapping
from types import MappingProxyType

from planner import appraisal as appraising
from planner.appraisal import Appraisal
from planner.drawing.web import area_map as web_map
from planner.drawing.web import plot_colours
from planner.drawing.web.area_map import MapContent
from planner.siting.knock_outs import KNOWN_WEIGHT
from planner.ui import cache
from planner.ui.maps import files as map_files
from planner.ui.maps import route_values
from planner.ui.maps.chain_values import freight_colouring

# So many plots are scored at once.
_BLOCK_N = 2_000


@cache.cached_per_language(16)
def area_map(area: str, scenario_name: str, colour: str = plot_colours.STATUS) -> MapContent:
    """Return the content of an area's map, its plots coloured by status or a figure."""
    colouring = _colouring(area, scenario_name, colour)
    # Of very many plots, what remains is found only where it colours them.
    found = cache.area_capacities(area, scenario_name) if cache.is_small(area) else ()
    paint = web_map.area_paint(cache.atlas(area), found, colouring).to_json()
    return web_map.map_content(_area_ground(area), paint, map_files.keep)


@cache.cached_per_language(8)
def _area_ground(area: str) -> str:
    return web_map.area_ground(cache.atlas(area)).to_json()


def _colouring(area: str, scenario_name: str, colour: str) -> plot_colours.Colouring | None:
    if colour == plot_colours.STATUS:
        atlas = cache.atlas(area)
        plots = atlas.frame("plots")
        today = plots.assign(status=plots["plot_id"].map(cache.plot_statuses(area)))
        return plot_colours.by_status(today, zones=atlas.info.place_kind == "zone")
    if colour == plot_colours.PLAIN:
        return plot_colours.plain(cache.atlas(area).frame("plots"))
    way = route_values.WayFigure.of(colour)
    if way:
        return route_values.way_colouring(cache.atlas(area), cache.scenario(scenario_name), way)
    return plot_colours.by_figure(colour, figure_values(area, scenario_name, colour))


def figure_values(area: str, scenario_name: str, figure: str) -> dict[str, float | None]:
    """Return a figure of `map_colours.FIGURES` by plot, in its unit."""
    if figure == "hall":
        halls_found = cache.all_largest_halls(area, scenario_name)
        unknown = {one.plot_id for one in cache.area_capacities(area, scenario_name) if one.beyond_data}
        found = {plot_id: hall.area_m2 if hall else 0.0 for plot_id, hall in halls_found.items()}
        return {plot_id: None if plot_id in unknown else value for plot_id, value in found.items()}
    if figure == "score":
        blocks = (scores(area, scenario_name, first_n) for first_n in score_blocks(area))
        return {plot_id: value for block in blocks for plot_id, value in block.items()}
    return plot_colours.figure_values(figure, cache.area_capacities(area, scenario_name))


def score_blocks(area: str) -> range:
    """Return where each block of plots begins that is scored at once: between two, progress can be told."""
    return range(0, len(cache.plot_titles(area)), _BLOCK_N)


@cache.cached(256)
def scores(area: str, scenario_name: str, first_n: int) -> Mapping[str, float | None]:
    """Return the assured scores of a block of plots, the first of them at this place among all.

    The appraisals behind them would be too large to keep.
    """
    if cache.is_small(area):
        found = cache.all_appraisals(area, scenario_name)[first_n : first_n + _BLOCK_N]
    else:
        chosen = list(cache.plot_titles(area))[first_n : first_n + _BLOCK_N]
        found = appraising.appraise_many(
            chosen, cache.atlas(area), cache.scenario(scenario_name), cache.today()
        )
    return MappingProxyType({entry.plot_id: _assured_score(entry) for entry in found})


def _assured_score(appraisal: Appraisal) -> float | None:
    """Return the lower bound of the score; None where too little of the weight is known for a rank."""
    unknown = any(finding.rule == KNOWN_WEIGHT for finding in appraisal.findings)
    return None if unknown else appraisal.score.low_score


@cache.cached_per_language(32)
def freight_map(area: str, scenario_name: str, freight_toml: str, objective: str, figure: str) -> MapContent:
    """Return the content of the map of an area with its plots coloured by a figure of the freight."""
    colouring = freight_colouring(cache.chain_table(area, scenario_name, freight_toml), objective, figure)
    found = cache.area_capacities(area, scenario_name) if cache.is_small(area) else ()
    paint = web_map.area_paint(cache.atlas(area), found, colouring).to_json()
    return web_map.map_content(_area_ground(area), paint, map_files.keep)
