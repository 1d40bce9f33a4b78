"""Where geometries meet a network: at the nearest places of its segments."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.logistics.network.graph import Flags, Floats, Ints, Stops

Shapes = NDArray[np.object_]

# Places whose distances differ by less are equally near: coordinates kept to seven decimals of a degree are a
# centimetre off, and which corner of a front is nearer must not hang on that.
EQUALLY_NEAR_M = 0.05
_AREA = 2


@dataclass(frozen=True)
class Snaps(Stops):
    """Where geometries meet the network: the segment, how far along it in metres, and how far away.

    A geometry that is equally near at several places, such as a plot between two streets, has a row for
    each; `owner` is the position of the geometry. `nearer_island` names, for each geometry, a line that is
    nearer but not connected to the rest; empty where there is none.
    """

    snap_m: Floats
    nearer_island: tuple[str, ...]

    @cached_property
    def of_each_m(self) -> Floats:
        """The snap of each geometry: all its places are as far away."""
        return np.asarray(self.snap_m[np.unique(self.owner, return_index=True)[1]])


@dataclass(frozen=True)
class SnapIndex:
    """Segments indexed by place, to be met by geometries.

    `connected` are the positions of the segments that may be met, `islands` of those that are not connected
    to them; `names` names the line of each segment.
    """

    segments: Shapes
    connected: Ints
    islands: Ints
    names: NDArray[np.object_]

    @classmethod
    def of(cls, segments: Shapes, main: Flags, names: NDArray[np.object_], usable: Flags) -> "SnapIndex":
        """Return the index of the usable segments; `main` are those of the largest connected part."""
        return cls(segments, np.flatnonzero(main & usable), np.flatnonzero(~main & usable), names)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.segments[self.connected])

    @cached_property
    def _island_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.segments[self.islands])

    @property
    def is_empty(self) -> bool:
        """Whether no segment may be met."""
        return not len(self.connected)

    def snap(self, geometries: Shapes) -> Snaps:
        """Return where each geometry is nearest to the connected segments.

        A street that runs along a plot is met at both ends of their common stretch. An area that streets
        cross is met at its edge, where they enter it.
        """
        if self.is_empty:
            none = np.zeros(0, dtype=np.intp)
            return Snaps(none, none, np.zeros(0), np.zeros(0), ("",) * len(geometries))
        least_m = self._tree.query_nearest(geometries, all_matches=False, return_distance=True)[1]
        owner, nearest = self._tree.query(geometries, predicate="dwithin", distance=least_m + EQUALLY_NEAR_M)
        order = np.lexsort((nearest, owner))
        pairs = _Pairs(self, geometries, least_m, owner[order], nearest[order]).at_the_edge()
        pair, along_m = pairs.nearest_places()
        segment = self.connected[pairs.nearest]
        order = np.lexsort((along_m, segment[pair], pairs.owner[pair]))
        pair, along_m = pair[order], along_m[order]
        return Snaps(
            owner=pairs.owner[pair],
            segment=segment[pair],
            along_m=along_m,
            snap_m=least_m[pairs.owner[pair]],
            nearer_island=self._nearer_islands(geometries, least_m),
        )

    def _nearer_islands(self, geometries: Shapes, snap_m: Floats) -> tuple[str, ...]:
        if not len(self.islands):
            return ("",) * len(geometries)
        (_owner, nearest), away_m = self._island_tree.query_nearest(
            geometries, all_matches=False, return_distance=True
        )
        names = self.names[self.islands[nearest]]
        nearer = away_m < snap_m - EQUALLY_NEAR_M
        return tuple(str(name) if is_so else "" for name, is_so in zip(names, nearer, strict=True))


@dataclass(frozen=True)
class _Pairs:
    """Geometries, each with the segments that are nearest to it, in the order of the geometries.

    `owner` is the position of the geometry, `nearest` that of the segment in the tree of the index.
    """

    index: SnapIndex
    geometries: Shapes
    snap_m: Floats
    owner: Ints
    nearest: Ints

    def at_the_edge(self) -> "_Pairs":
        """Return the pairs with areas replaced by their edges, without the segments that lie within an area.

        An area within which all its segments lie keeps them.
        """
        area = np.flatnonzero((shapely.get_dimensions(self.geometries) == _AREA) & (self.snap_m == 0.0))
        within = self.index._tree.query(self.geometries[area], predicate="contains_properly")  # noqa: SLF001
        inside = np.isin(self._keys(self.owner, self.nearest), self._keys(area[within[0]], within[1]))
        crossed = np.zeros(len(self.geometries), dtype=bool)
        crossed[self.owner[~inside]] = True
        left = ~inside | ~crossed[self.owner]
        is_area = crossed & (shapely.get_dimensions(self.geometries) == _AREA)
        edges = self.geometries.copy()
        edges[is_area] = shapely.boundary(edges[is_area])
        return _Pairs(self.index, edges, self.snap_m, self.owner[left], self.nearest[left])

    def nearest_places(self) -> tuple[Ints, Floats]:
        """Return where each segment is nearest to its geometry: the position of the pair, and how far along.

        Where that is a stretch, its first and its last place are returned.
        """
        segments = self.index.segments[self.index.connected[self.nearest]]
        edges = self.geometries[self.owner]
        feet = shapely.get_point(shapely.shortest_line(segments, edges), 0)
        each = np.arange(len(segments))
        extended = np.flatnonzero(shapely.get_dimensions(edges) > 0)
        shared, of_shared = shapely.get_coordinates(
            shapely.intersection(segments[extended], edges[extended]), return_index=True
        )
        corner_pair, corners = self._corners()
        ends = [shapely.get_point(segments[extended], position) for position in (0, -1)]
        pair = np.concatenate([each, extended[of_shared], corner_pair, extended, extended])
        places = np.concatenate([feet, shapely.points(shared), corners, *ends])
        away_m = shapely.distance(places, segments[pair]) + shapely.distance(places, edges[pair])
        # A foot is on the segment, a corner on the geometry: the other one must be as near as the snap.
        is_near = away_m <= self.snap_m[self.owner[pair]] + EQUALLY_NEAR_M
        pair, places = pair[is_near], places[is_near]
        return _first_and_last(pair, shapely.line_locate_point(segments[pair], places))

    def _corners(self) -> tuple[Ints, Shapes]:
        """Return the corners of the geometries that are near to a segment, with the position of the pair."""
        extended = np.flatnonzero(shapely.get_dimensions(self.geometries) > 0)
        coordinates, of_extended = shapely.get_coordinates(self.geometries[extended], return_index=True)
        corners, owner = shapely.points(coordinates), extended[of_extended]
        corner, nearest = self.index._tree.query(  # noqa: SLF001
            corners, predicate="dwithin", distance=self.snap_m[owner] + EQUALLY_NEAR_M
        )
        known = self._keys(self.owner, self.nearest)
        wanted = self._keys(owner[corner], nearest)
        pair = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        is_pair = known[pair] == wanted
        return pair[is_pair], corners[corner[is_pair]]

    def _keys(self, owner: Ints, nearest: Ints) -> NDArray[np.int64]:
        """Return a number for each pair of a geometry and a segment, in the order of the pairs."""
        return owner.astype(np.int64) * len(self.index.connected) + nearest


def _first_and_last(pair: Ints, along_m: Floats) -> tuple[Ints, Floats]:
    """Return for each pair its first place along the segment, and its last one where that is another."""
    order = np.lexsort((along_m, pair))
    pair, along_m = pair[order], along_m[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    last = np.append(first[1:], len(pair)) - 1
    last = last[along_m[last] > along_m[first]]
    return pair[np.concatenate([first, last])], along_m[np.concatenate([first, last])]
