"""The sea from the coastline of OpenStreetMap: lines with the land on their left, the sea on their right.

Everything is in one system in metres. The lines cut the outline of the extract into faces; each face is sea
or land by the side on which the lines pass it. A face that lines pass on both sides (a gap, a way drawn the
wrong way round) is neither: there the sea is not known.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

# How far beside a line a side is probed; sharp corners let so much of a face's coast say otherwise.
_PROBE_M = 0.05
_DOUBT_SHARE = 0.01
# A way that the extract cuts is led straight on to its edge, if that is no farther.
_LONGEST_BRIDGE_M = 1_000.0
_GRID_M = 1e-3


@dataclass(frozen=True)
class CoastLine:
    """A line with the land on its left; `starts_cut`, `ends_cut`: it goes on outside the extract."""

    geometry: shapely.LineString
    starts_cut: bool = False
    ends_cut: bool = False


@dataclass(frozen=True)
class Sea:
    """The sea within an outline, and the faces of which it is not known whether they are sea or land."""

    polygons: tuple[shapely.Polygon, ...]
    unknown: shapely.Geometry

    @property
    def is_known(self) -> bool:
        """Whether every face is either sea or land."""
        return bool(self.unknown.is_empty)


def sea_within(lines: Sequence[CoastLine], outline: shapely.Geometry) -> Sea:
    """Return the sea in an outline; without any coastline there is none.

    Notes
    -----
    face = part of the outline that no coastline crosses; sea where the coastlines pass it on their right only
    """
    shapes = np.array([line.geometry for line in lines], dtype=object)
    within = shapely.intersection(shapes, outline) if len(shapes) else shapes
    if not len(shapes) or not shapely.length(within).any():
        return Sea((), shapely.Polygon())
    edges = [shapely.boundary(outline), *within, *_bridges(lines, outline)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(edges, grid_size=_GRID_M)]))
    faces = faces[shapely.covers(shapely.buffer(outline, _GRID_M * 10), shapely.point_on_surface(faces))]
    right_m, left_m = _sides_m(_segments(shapes, outline), faces)
    both = np.minimum(right_m, left_m) > _DOUBT_SHARE * np.maximum(right_m, left_m)
    sea = shapely.union_all(faces[(right_m > left_m) & ~both])
    parts = shapely.get_parts(sea)
    return Sea(tuple(parts[shapely.area(parts) > 0]), shapely.union_all(faces[both]))


def _bridges(lines: Sequence[CoastLine], outline: shapely.Geometry) -> list[shapely.LineString]:
    """Return the straight pieces from where the extract cuts a line to the nearest place on its edge."""
    ends = [
        shapely.get_point(line.geometry, place)
        for line in lines
        for place, is_cut in ((0, line.starts_cut), (-1, line.ends_cut))
        if is_cut
    ]
    edge = shapely.boundary(outline)
    pieces = [shapely.shortest_line(end, edge) for end in ends if shapely.intersects(outline, end)]
    return [piece for piece in pieces if 0 < shapely.length(piece) <= _LONGEST_BRIDGE_M]


def _segments(shapes: NDArray[np.object_], outline: shapely.Geometry) -> NDArray[np.float64]:
    """Return the segments of the lines inside the outline, in their own direction: x, y of both ends."""
    coordinates, line = shapely.get_coordinates(shapes, return_index=True)
    follows = np.flatnonzero(line[1:] == line[:-1])
    segments = np.hstack([coordinates[follows], coordinates[follows + 1]])
    lines = shapely.linestrings(segments.reshape(-1, 2, 2))
    inside, met = shapely.covers(outline, lines), shapely.intersects(outline, lines)
    crossing = np.flatnonzero(met & ~inside)
    pieces, of_segment = shapely.get_parts(shapely.intersection(lines[crossing], outline), return_index=True)
    is_line = shapely.get_dimensions(pieces) == 1
    pieces, of_segment = pieces[is_line], crossing[of_segment[is_line]]
    ends = np.hstack([shapely.get_coordinates(shapely.get_point(pieces, place)) for place in (0, -1)])
    onward = segments[of_segment, 2:] - segments[of_segment, :2]
    is_back = ((ends[:, 2:] - ends[:, :2]) * onward).sum(axis=1) < 0
    ends[is_back] = ends[is_back][:, [2, 3, 0, 1]]
    found = np.vstack([segments[inside], ends])
    return np.asarray(found[np.hypot(*(found[:, 2:] - found[:, :2]).T) > _GRID_M])


def _sides_m(
    segments: NDArray[np.float64], faces: NDArray[np.object_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each face the metres of coastline that have it on their right, and on their left."""
    start, end = segments[:, :2], segments[:, 2:]
    length_m = np.hypot(*(end - start).T)
    middle, along = (start + end) / 2, (end - start) / length_m[:, None]
    to_right = np.column_stack([along[:, 1], -along[:, 0]]) * _PROBE_M
    tree = shapely.STRtree(faces)
    sides = []
    for probes in (middle + to_right, middle - to_right):
        probe, face = tree.query(shapely.points(probes), predicate="within")
        sides.append(np.bincount(face, weights=length_m[probe], minlength=len(faces)).astype(float))
    return sides[0], sides[1]
