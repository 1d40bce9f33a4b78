"""The names on a printed map: of plots, roads, firms and parts of the plan, where there is room."""

from typing import Any

import shapely

from planner.drawing.colours import ACCENT, INK, QUIET_INK
from planner.drawing.print.labels import label_point, name_width_mm
from planner.drawing.print.layers import ROUGH_M, Drawing, Look

# From this size on a street carries its name: on smaller scales only roads do.
_STREET_NAMES_TO_SCALE_N = 5000
# Room that a plot's name wants round its middle.
_NAME_ROOM_MM = 4.0


def name_plots(drawing: Drawing, plot_id: str, *, own: bool = True) -> None:
    """Write the identifier of each plot, and its zoning code below where there is room.

    `own` false: not that of the plot that the map is about, whose name stands above the map.
    """
    plots = drawing.rows("plots")
    if plots is None:
        return
    buildings = drawing.rows("buildings")
    built = shapely.Polygon() if buildings is None else shapely.union_all(buildings["paper"].to_numpy())
    others = plots[plots["plot_id"] != plot_id]
    if own:
        for row in plots[plots["plot_id"] == plot_id].itertuples(index=False):
            _name_plot(drawing, row, built, {"font_weight": 600, "fill": ACCENT}, 3.4)
    for row in others.itertuples(index=False):
        _name_plot(drawing, row, built, {"font_weight": 600, "fill": INK}, 2.4)


def _name_plot(drawing: Drawing, row: Any, built: shapely.Geometry, look: Look, size_mm: float) -> None:
    if row.paper.is_empty or not row.paper.area:
        return
    x_mm, y_mm, room_mm = _clear_place(row.paper, built)
    if look["fill"] == ACCENT and room_mm < name_width_mm(row.plot_id, size_mm) / 2:
        _name_beside(drawing, row, size_mm, look)
        return
    if room_mm < size_mm:
        return
    placed = drawing.labels.place(row.plot_id, (x_mm, y_mm), size_mm, **look)
    if placed and isinstance(row.zoning_code, str) and room_mm > size_mm * 1.8:
        drawing.labels.place(row.zoning_code, (x_mm, y_mm + size_mm * 1.25), size_mm * 0.8, fill=look["fill"])


def _name_beside(drawing: Drawing, row: Any, size_mm: float, look: Look) -> None:
    """Write the name of a plot that has no room for it at the first side where there is some."""
    left_mm, top_mm, right_mm, bottom_mm = row.paper.bounds
    x_mm, y_mm = (left_mm + right_mm) / 2, (top_mm + bottom_mm) / 2
    sides = (
        ((x_mm, top_mm - size_mm), "middle"),
        ((x_mm, bottom_mm + size_mm), "middle"),
        ((right_mm + 1.5, y_mm), "start"),
        ((left_mm - 1.5, y_mm), "end"),
    )
    any(drawing.labels.place(row.plot_id, at, size_mm, text_anchor=anchor, **look) for at, anchor in sides)


def _clear_place(shape: shapely.Geometry, built: shapely.Geometry) -> tuple[float, float, float]:
    """Return the place for a plot's name: the farthest from its edge and from buildings, if there is room."""
    open_ground = shapely.difference(shape, built)
    found = label_point(open_ground if open_ground.area else shape)
    return found if found[2] > _NAME_ROOM_MM else label_point(shape)


def name_roads(drawing: Drawing) -> None:
    """Write the names of roads along them, each once."""
    roads = drawing.rows("roads")
    if roads is None:
        return
    if drawing.part.scale_n > _STREET_NAMES_TO_SCALE_N:
        roads = roads[~roads["road_class"].isin(["street", "private", "path"])]
    lines = roads.assign(length=shapely.length(roads["paper"].to_numpy())).sort_values(
        "length", ascending=False
    )
    named: set[str] = set()
    for row in lines.itertuples(index=False):
        name = row.name if isinstance(row.name, str) else row.road_number
        if isinstance(name, str) and name not in named:
            parts = shapely.get_parts(row.paper)
            placed = [drawing.labels.along(part, name, 2.0, fill=QUIET_INK) for part in parts[:3]]
            if any(placed):
                named.add(name)


def name_firms(drawing: Drawing) -> None:
    """Write the names of the firms whose place is known, where there is room."""
    firms = drawing.rows("companies")
    if firms is None:
        return
    known = firms[~(firms["accuracy_m"] > ROUGH_M)].sort_values("company_id")
    for row in known.itertuples(index=False):
        x_mm, y_mm = shapely.get_coordinates(row.paper)[0]
        drawing.labels.place(row.name, (float(x_mm), float(y_mm) + 2.4), 1.9, fill="#8f3d00")


def name_zones(drawing: Drawing) -> None:
    """Write the code of each part of the plan that is no plot, where it has room."""
    zones = drawing.rows("zoning")
    if zones is None:
        return
    for row in zones.itertuples(index=False):
        if row.paper.is_empty or not row.paper.area:
            continue
        x_mm, y_mm, room_mm = label_point(row.paper)
        if room_mm > 2.2:  # noqa: PLR2004 - the height of the letters
            drawing.labels.place(row.zoning_code, (x_mm, y_mm), 2.2, fill=QUIET_INK)
