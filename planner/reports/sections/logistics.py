"""How far: the nearest of each kind, with method and snap, an overview map, and the long hauls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely

from layers.atlas import Atlas, chosen_plots
from planner.appraisal import Appraisal
from planner.drawing.print.map import Mark, overview_map
from planner.logistics.distance import Distance
from planner.logistics.targets import targets
from planner.reports.labels import word
from planner.reports.sections.glance import map_caption
from planner.reports.sections.phrases import illustrative_tags, metres_or_here
from planner.reports.typst.blocks import Block, Cell, Figure, Head, Points, Section, Table, Words
from planner.siting.criteria import nearest
from planner.text import _, distance, quantity

OVERVIEW_MM = (126.0, 96.0)
# What goods are taken to, in the order of the table.
KINDS = (
    *("quay", "rail_terminal", "track", "main_road", "junction", "gate", "terminal"),
    *("airport", "substation", "heat_plant"),
)
# A mark farther away than this would leave the plot a dot on the overview.
_OVERVIEW_REACH_M = 15_000.0


@dataclass(frozen=True)
class Found:
    """A target that is the nearest of its kind by one way at least, with both ways to it and its number."""

    number_n: int
    road: Distance | None
    direct: Distance | None

    @property
    def row(self) -> Distance:
        """One of the ways, for what both say of the target."""
        return next(way for way in (self.direct, self.road) if way is not None)


def nearest_by_kind(distances: Sequence[Distance]) -> tuple[Found, ...]:
    """Return the targets of each kind that are nearest by road or in a straight line."""
    near = [nearest(distances, kind, mode) for kind in KINDS for mode in ("road", "direct")]
    chosen = dict.fromkeys((row.target_kind, row.target_id) for row in near if row is not None)
    ways = {(row.target_kind, row.target_id, row.mode): row for row in distances}
    return tuple(
        Found(place, ways.get((*key, "road")), ways.get((*key, "direct")))
        for place, key in enumerate(chosen, start=1)
    )


def logistics_section(appraisal: Appraisal, atlas: Atlas) -> Section:
    """Return the section on distances."""
    found = nearest_by_kind(appraisal.distances)
    blocks: list[Block] = []
    if found:
        blocks += [_nearest_table(found), *_overview(appraisal, atlas, found)]
    else:
        blocks.append(Words(_("Nothing at hand to measure to.")))
    blocks += _long_hauls(appraisal.distances)
    return Section(_("How far"), tuple(blocks))


def _nearest_table(found: Sequence[Found]) -> Table:
    heads = (
        Head(_("No."), 0.25),
        Head(_("Nearest"), 0.9),
        Head(_("Name"), 2.6),
        Head(_("By road"), 1.1, to_right=True),
        Head(_("of it off road"), 0.7, to_right=True),
        Head(_("Straight line"), 0.9, to_right=True),
    )
    return Table(heads, tuple(_row(entry) for entry in found))


def _row(entry: Found) -> tuple[Cell, ...]:
    row, road = entry.row, entry.road
    note = " ".join(part for part in (_depth(row), _roughness(row), *_on_the_way(road)) if part)
    snap_m = None if road is None else road.snap_m
    return (
        Cell(str(entry.number_n)),
        Cell(word(row.target_kind)),
        Cell(_name(row), note=note, tags=illustrative_tags(illustrative=row.illustrative)),
        _by_road(road),
        Cell("–" if snap_m is None else distance(snap_m)),
        Cell(metres_or_here(entry.direct.distance_m) if entry.direct else "–"),
    )


def _name(row: Distance) -> str:
    """Return what the target is called; an identifier is no name."""
    return "–" if row.target == row.target_id else row.target


def _by_road(road: Distance | None) -> Cell:
    """Return the distance by road; where there is none, why: no route, or a place known too roughly."""
    if road is None:
        return Cell("–")
    if road.distance_m is None:
        return Cell(word(road.method))
    drawn = illustrative_tags(illustrative=road.way_illustrative_m > 0)
    return Cell(distance(road.distance_m), tags=drawn, strong=True)


def _on_the_way(road: Distance | None) -> Iterator[str]:
    """Yield what the reader must know of the way by road."""
    if road is None:
        return
    yield road.note
    if road.time_min is not None:
        yield _("{time} by {vehicle}.").format(time=quantity(road.time_min, "min"), vehicle=road.vehicle)


def _depth(row: Distance) -> str:
    if row.target_kind == "quay" and row.detail:
        return _("Depth {depth}.").format(depth=row.detail)
    return ""


def _roughness(row: Distance) -> str:
    if row.accuracy_m is None:
        return ""
    return _("Place known to {accuracy}.").format(accuracy=distance(row.accuracy_m))


def _overview(appraisal: Appraisal, atlas: Atlas, found: Sequence[Found]) -> list[Block]:
    shape = chosen_plots(atlas, [appraisal.plot_id]).geometry.iloc[0]
    places = {(target.kind, target.target_id): target.geometry for target in targets(atlas)}
    marks: list[Mark] = []
    for entry in found:
        place = places.get((entry.row.target_kind, entry.row.target_id))
        if place is None or shape.distance(place) > _OVERVIEW_REACH_M:
            continue
        point = shapely.get_point(shapely.shortest_line(place, shape), 0)
        marks.append(Mark(str(entry.number_n), float(point.x), float(point.y)))
    drawn = overview_map(atlas, appraisal.plot_id, marks, OVERVIEW_MM)
    caption = _("Numbers as in the table above. {caption}").format(caption=map_caption(drawn, atlas))
    return [Figure(drawn, caption, legend_beside=True)]


def _long_hauls(distances: Sequence[Distance]) -> list[Block]:
    hauls = [row for row in distances if row.target_kind == "national_node"]
    if not hauls:
        return []
    names = dict.fromkeys(row.target for row in hauls)
    by_place = {(row.target, row.mode): row for row in hauls}
    heads = (
        Head(_("Long haul to"), 2.0),
        Head(_("By road"), 1.0, to_right=True),
        Head(_("By rail"), 1.0, to_right=True),
    )
    rows = tuple(
        (Cell(name), *(_haul(by_place.get((name, mode))) for mode in ("road", "rail"))) for name in names
    )
    notes = tuple(Cell(note) for note in dict.fromkeys(row.note for row in hauls if row.note))
    return [Table(heads, rows, title=_("Long hauls, from the national tables")), Points(notes)]


def _haul(row: Distance | None) -> Cell:
    if row is None or row.distance_m is None:
        return Cell(_("not known") if row is None else word(row.method))
    return Cell(distance(row.distance_m))
