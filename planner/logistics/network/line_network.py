"""A network of lines: snapping to it, and shortest distances along it."""

from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from planner.logistics.network.costs import costs
from planner.logistics.network.graph import EdgeSpans, Flags, Floats, Ints, Links, Segments
from planner.logistics.network.snapping import SnapIndex, Snaps

# Vertices closer than this are one junction.
_GRID_M = 0.01
# Junctions in a block of those that are numbered together.
_BLOCK_N = 100


@dataclass(frozen=True)
class LineNetwork(Segments):
    """Segments between vertices; lines that share a vertex are joined there.

    `forward` and `backward` say in which direction a segment may be travelled; `main` which segments belong
    to the largest connected part (by length); `line` names the line of each segment, `row` is its position.
    """

    shapes: NDArray[np.object_]
    main: Flags
    line: NDArray[np.object_]
    row: Ints

    @classmethod
    def of(cls, lines: gpd.GeoDataFrame, name_column: str) -> "LineNetwork":
        """Return the network of the lines; a column `oneway` (no, forward, backward) limits the direction."""
        parts, row_of_part = shapely.get_parts(lines.geometry.to_numpy(), return_index=True)
        coordinates, part = shapely.get_coordinates(parts, return_index=True)
        follows = np.flatnonzero(part[1:] == part[:-1])
        follows = follows[(coordinates[follows] != coordinates[follows + 1]).any(axis=1)]
        node, nodes_n = _junctions(coordinates)
        shapes = shapely.linestrings(np.stack([coordinates[follows], coordinates[follows + 1]], axis=1))
        row = row_of_part[part[follows]]
        oneway = lines["oneway"].to_numpy()[row] if "oneway" in lines else np.full(len(row), "no")
        start, end, length_m = node[follows], node[follows + 1], shapely.length(shapes)
        return cls(
            start=start,
            end=end,
            length_m=length_m,
            cost=length_m,
            forward=oneway != "backward",
            backward=oneway != "forward",
            nodes_n=nodes_n,
            shapes=shapes,
            main=_in_largest(start, end, length_m, nodes_n),
            line=lines[name_column].to_numpy(dtype=object)[row],
            row=row,
        )

    @cached_property
    def _index(self) -> SnapIndex:
        return self.index_of(np.ones(len(self.row), dtype=bool))

    def index_of(self, usable: Flags) -> SnapIndex:
        """Return the index by which geometries meet those of the segments that are usable."""
        return SnapIndex.of(self.shapes, self.main, self.line, usable)

    def snap(self, geometries: NDArray[np.object_]) -> Snaps:
        """Return where each geometry is nearest to the largest connected part of the network."""
        return self._index.snap(geometries)

    def distances_m(self, origins: Snaps, destinations: Snaps) -> Floats:
        """Return the distances along it, without the snaps; inf where no way leads.

        A row is an origin, a column a destination: the geometries that were snapped. Of equally near places
        the ones with the shortest way count.
        """
        return costs(self, origins, destinations)

    def priced(self, cost: Floats) -> "LineNetwork":
        """Return it with another cost for each segment, such as minutes."""
        return replace(self, cost=cost)

    def places_at(self, segment: Ints, along_m: Floats) -> Floats:
        """Return the coordinates of places along segments."""
        start, end = np.moveaxis(shapely.get_coordinates(self.shapes[segment]).reshape(-1, 2, 2), 1, 0)
        share = (along_m / self.length_m[segment])[:, None]
        return np.asarray(start + (end - start) * share)

    def lines_of(self, parts: EdgeSpans) -> NDArray[np.object_]:
        """Return each part of a segment as a line in the direction of travel."""
        ends = [self.places_at(parts.segment, metres) for metres in (parts.from_m, parts.to_m)]
        return np.asarray(shapely.linestrings(np.stack(ends, axis=1)))

    @property
    def islands(self) -> tuple[str, ...]:
        """Names of the lines that are not connected to the largest part, in the order of the lines."""
        return tuple(dict.fromkeys(str(name) for name in self.line[~self.main]))


def shortest_links(
    start: NDArray[np.intp], end: NDArray[np.intp], length: NDArray[np.float64], nodes_n: int
) -> csr_array:
    """Return the directed graph as a sparse matrix; of parallel links the shortest one.

    A sparse matrix adds parallel entries up, and reads a length of zero as no link: both are guarded here.
    """
    return Links.of(np.asarray(start), np.asarray(end), np.asarray(length, dtype=float), nodes_n).matrix


def _junctions(coordinates: Floats) -> tuple[Ints, int]:
    """Return the junction of each vertex, and their number: vertices closer than a centimetre are one.

    Junctions are numbered block by block, so that what lies together is found together in memory: a search
    is then a tenth faster.
    """
    if not len(coordinates):
        return np.zeros(0, dtype=np.intp), 0
    grid = np.round(coordinates / _GRID_M).astype(np.int64)
    x, y = (grid - grid.min(axis=0)).T
    unique, node = np.unique(x * (y.max() + 1) + y, return_inverse=True)
    place = np.divmod(unique, y.max() + 1)
    blocks_n = int(np.sqrt(len(unique) / _BLOCK_N)) + 1
    column, row = (part * blocks_n // (part.max() + 1) for part in place)
    number = np.empty(len(unique), dtype=np.intp)
    number[np.lexsort((row, column))] = np.arange(len(unique))
    return number[node.reshape(-1)], len(unique)


def _in_largest(
    start: NDArray[np.intp], end: NDArray[np.intp], length_m: NDArray[np.float64], nodes_n: int
) -> Flags:
    if not len(start):
        return np.zeros(0, dtype=bool)
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(nodes_n, nodes_n))
    _count, part = connected_components(graph, directed=False)
    sizes_m = np.bincount(part[start], weights=length_m)
    return np.asarray(part[start] == sizes_m.argmax())
