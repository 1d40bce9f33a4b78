"""Streets and tracks that meet: smoothing, snapping to what is already there, shared vertices."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from shapely import line_locate_point
from shapely.geometry import LineString, Point

SNAP_M = 45.0
SAME_PLACE_M = 12.0
ROUNDS = 2

Place = tuple[float, float]


def rounded(places: Iterable[Iterable[float]]) -> list[Place]:
    """Coordinates to the centimetre, so that meeting ends are equal and not only near."""
    return [(round(float(east), 2), round(float(north), 2)) for east, north in places]


def smooth(line: LineString, rounds: int = ROUNDS) -> LineString:
    """Cut the corners (Chaikin), ends kept: streets and tracks curve, and no bend is a right angle."""
    points: NDArray[np.float64] = np.asarray(line.coords)
    for _round in range(rounds):
        if len(points) < 3:
            break
        before, after = points[:-1], points[1:]
        cut = np.stack([0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut[1:-1], points[-1:]])
    return LineString(rounded(points))


class Network:
    """Lines by id; a line that is added joins those already there at a shared vertex.

    Parameters
    ----------
    lines
        The lines to start with (those of the map); their ends are not moved.
    """

    def __init__(self, lines: dict[str, LineString]) -> None:
        self.lines = {key: LineString(rounded(line.coords)) for key, line in lines.items()}
        self.joined: set[str] = set()

    def add(self, key: str, line: LineString) -> None:
        """Add a line; each end within 45 m of another line is moved onto it."""
        places = rounded(line.coords)
        places[0], places[-1] = self._snapped(places[0]), self._snapped(places[-1])
        drawn = LineString(places)
        self.lines[key] = smooth(drawn)

    def _snapped(self, place: Place) -> Place:
        """The place on the nearest line where this end joins, or the end itself if it stands alone."""
        end = Point(place)
        near = min(self.lines.items(), key=lambda item: (item[1].distance(end), item[0]), default=None)
        if near is None or near[1].distance(end) > SNAP_M:
            return place
        key, line = near
        vertices = rounded(line.coords)
        closest = min(vertices, key=lambda vertex: end.distance(Point(vertex)))
        if end.distance(Point(closest)) <= SAME_PLACE_M:
            return closest
        along_m = float(line_locate_point(line, end))
        joint = rounded(line.interpolate(along_m).coords)[0]
        before = sum(1 for vertex in vertices if line_locate_point(line, Point(vertex)) < along_m)
        self.lines[key] = LineString([*vertices[:before], joint, *vertices[before:]])
        self.joined.add(key)
        return joint
