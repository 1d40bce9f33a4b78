"""Outlines as they are drawn: which can be a plot, how a line cuts one, how several become one."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from layers.atlas import Atlas
from layers.errors import PlannerError
from planner.text import _, distance, number

# A slip of the hand, not a plot.
LEAST_M2 = 1.0
# Borders that were drawn as one differ by so much after a journey through degrees.
GAP_M = 0.05
# Without a frame of the area, plots may lie so far from those at hand.
_AROUND_M = 5_000.0
# So far from the area, the axes may be swapped.
_FAR_M = 50_000.0
PLACES_N = 3


def check_outline(atlas: Atlas, shape: Any) -> list[str]:
    """Return remarks on an outline that can be a plot; refuse one that cannot."""
    if shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise PlannerError(_("A plot is an area: give an outline with three corners or more."))
    if not shape.is_valid:
        # Such as "Self-intersection[496500 6710200]".
        place = shapely.is_valid_reason(shape).partition("[")[2].rstrip("]")
        sentence = _("The outline crosses or touches itself (easting and northing {place}). Draw it anew.")
        raise PlannerError(sentence.format(place=place))
    if shape.area < LEAST_M2:
        sentence = _("The outline covers {area} m²; a plot has 1 m² at least.")
        raise PlannerError(sentence.format(area=number(shape.area, 2)))
    frame = _frame(atlas)
    outside_m2 = shape.difference(frame).area
    if not shape.intersects(frame):
        away_m = float(shape.distance(frame))
        sentence = _("The outline lies {distance} outside the area, where nothing is known.")
        said, asked = sentence.format(distance=distance(away_m)), _("Are the axes swapped?")
        raise PlannerError(f"{said} {asked}" if away_m > _FAR_M else said)
    if outside_m2 > LEAST_M2:
        sentence = _("{area} m² of the outline lie outside the area’s frame, where nothing is known.")
        return [sentence.format(area=number(outside_m2))]
    return []


def _frame(atlas: Atlas) -> shapely.Polygon:
    """Return the ground that the area's data cover."""
    if atlas.info.frame is not None:
        return shapely.box(*atlas.info.frame)
    return shapely.box(*atlas.frame("plots").total_bounds).buffer(_AROUND_M, join_style="mitre")


def pieces_of(shape: Any, line: Any, reach_m: float) -> list[Any]:
    """Return the pieces into which a line cuts a shape; its ends reach out a little, as hands fall short."""
    if line.geom_type != "LineString" or line.length <= 0:
        raise PlannerError(_("A plot is split along a line of two places or more."))
    cut = shapely.union(shape.boundary, _longer(line, reach_m))
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(cut)))
    inside = [piece for piece in pieces if shape.contains(piece.point_on_surface())]
    return sorted(inside, key=lambda piece: (round(piece.centroid.x, PLACES_N), piece.centroid.y))


def _longer(line: Any, reach_m: float) -> shapely.LineString:
    """Return the line with both ends drawn out by so much."""
    places = shapely.get_coordinates(shapely.remove_repeated_points(line))
    ends = []
    for end, before in ((places[0], places[1]), (places[-1], places[-2])):
        way = end - before
        ends.append(end + way / np.hypot(*way) * reach_m)
    return shapely.LineString([ends[0], *places[1:-1], ends[1]])


def joined(shapes: Sequence[Any], ids: Sequence[str]) -> Any:
    """Return the union of shapes that touch along a line, hair-thin gaps closed."""
    whole = shapely.union_all(shapes)
    if whole.geom_type == "Polygon" and shapely.get_num_interior_rings(whole) == sum(
        shapely.get_num_interior_rings(part) for part in shapely.get_parts(shapes)
    ):
        return whole
    half_m = GAP_M / 2
    closed = whole.buffer(half_m, join_style="mitre").buffer(-half_m, join_style="mitre").union(whole)
    if closed.geom_type == "Polygon":
        return closed
    apart = [
        plot_id
        for plot_id, shape in zip(ids, shapes, strict=True)
        if not any(shape is not other and shape.distance(other) <= GAP_M for other in shapes)
    ]
    if apart:
        sentence = _("Plot {plot} does not touch the others. Only plots that share a border become one.")
        raise PlannerError(sentence.format(plot=", ".join(apart)))
    raise PlannerError(
        _("The plots share no border that makes them one. Choose those that lie between as well.")
    )
