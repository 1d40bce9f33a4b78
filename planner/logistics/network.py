"""A network of lines: snapping to it, and shortest distances along it."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

# Vertices closer than this are one junction.
_GRID_M = 0.01
# A link of length zero would be read as "no link" by a sparse matrix.
_SHORTEST_M = 1e-6


@dataclass(frozen=True)
class Snaps:
    """Where geometries meet the network: the segment, how far along it in metres, and how far away.

    `nearer_island` names a line that is nearer, but is not connected to the rest; empty where there is none.
    """

    segment: NDArray[np.intp]
    along_m: NDArray[np.float64]
    snap_m: NDArray[np.float64]
    nearer_island: tuple[str, ...]


@dataclass(frozen=True)
class LineNetwork:
    """Segments between vertices; lines that share a vertex are joined there.

    `forward` and `backward` say in which direction a segment may be travelled; `main` which segments belong
    to the largest connected part; `line` names the line of each segment.
    """

    start: NDArray[np.intp]
    end: NDArray[np.intp]
    shapes: NDArray[np.object_]
    length_m: NDArray[np.float64]
    forward: NDArray[np.bool_]
    backward: NDArray[np.bool_]
    main: NDArray[np.bool_]
    line: NDArray[np.object_]
    nodes_n: int

    @classmethod
    def of(cls, lines: gpd.GeoDataFrame, name_column: str) -> "LineNetwork":
        """Return the network of the lines; a column `oneway` (no, forward, backward) limits the direction."""
        parts = lines.explode(index_parts=False, ignore_index=True)
        coordinates, owner = shapely.get_coordinates(parts.geometry.to_numpy(), return_index=True)
        follows = np.flatnonzero(owner[1:] == owner[:-1])
        moved = (coordinates[follows] != coordinates[follows + 1]).any(axis=1)
        follows = follows[moved]
        grid = np.round(coordinates / _GRID_M).astype(np.int64)
        unique, node = np.unique(grid, axis=0, return_inverse=True)
        node = node.reshape(-1)
        shapes = shapely.linestrings(np.stack([coordinates[follows], coordinates[follows + 1]], axis=1))
        oneway = parts["oneway"].to_numpy() if "oneway" in parts else np.full(len(parts), "no")
        direction = oneway[owner[follows]]
        start, end = node[follows], node[follows + 1]
        return cls(
            start=start,
            end=end,
            shapes=shapes,
            length_m=shapely.length(shapes),
            forward=direction != "backward",
            backward=direction != "forward",
            main=_in_largest(start, end, len(unique)),
            line=parts[name_column].to_numpy(dtype=object)[owner[follows]],
            nodes_n=len(unique),
        )

    def snap(self, geometries: NDArray[np.object_]) -> Snaps:
        """Return where each geometry meets the largest connected part of the network."""
        main = np.flatnonzero(self.main)
        tree = shapely.STRtree(self.shapes[main])
        nearest = main[tree.nearest(geometries)]
        touching = shapely.shortest_line(self.shapes[nearest], geometries)
        foot = shapely.get_point(touching, 0)
        snap_m = shapely.length(touching)
        return Snaps(
            segment=nearest,
            along_m=shapely.line_locate_point(self.shapes[nearest], foot),
            snap_m=snap_m,
            nearer_island=self._nearer_islands(geometries, snap_m),
        )

    def _nearer_islands(
        self, geometries: NDArray[np.object_], snap_m: NDArray[np.float64]
    ) -> tuple[str, ...]:
        if self.main.all():
            return ("",) * len(geometries)
        islands = np.flatnonzero(~self.main)
        nearest = islands[shapely.STRtree(self.shapes[islands]).nearest(geometries)]
        nearer = shapely.distance(self.shapes[nearest], geometries) < snap_m - _GRID_M
        return tuple(
            str(name) if found else "" for name, found in zip(self.line[nearest], nearer, strict=True)
        )

    def distances_m(self, origins: Snaps, destinations: Snaps) -> NDArray[np.float64]:
        """Return the distances along it (a row an origin, a column a destination), no snaps; inf: no way."""
        graph, places = self._with_stops(
            np.concatenate([origins.segment, destinations.segment]),
            np.concatenate([origins.along_m, destinations.along_m]),
        )
        starts, ends = places[: len(origins.segment)], places[len(origins.segment) :]
        if len(ends) < len(starts):
            return np.asarray(dijkstra(graph.T.tocsr(), indices=ends)[:, starts].T)
        return np.asarray(dijkstra(graph, indices=starts)[:, ends])

    def _with_stops(
        self, segment: NDArray[np.intp], along_m: NDArray[np.float64]
    ) -> tuple[csr_array, NDArray[np.intp]]:
        """Return the graph with a node for each stop: segments that hold stops are cut at them."""
        stops = pd.DataFrame({"segment": segment, "along_m": along_m})
        stops["node"] = self.nodes_n + np.arange(len(stops))
        cut = np.unique(segment)
        whole = np.setdiff1d(np.arange(len(self.start)), cut)
        chain = pd.concat(
            [
                pd.DataFrame({"segment": cut, "along_m": -1.0, "node": self.start[cut]}),
                stops,
                pd.DataFrame({"segment": cut, "along_m": np.inf, "node": self.end[cut]}),
            ]
        ).sort_values(["segment", "along_m", "node"], kind="stable")
        owner = chain["segment"].to_numpy()
        place_m = np.clip(chain["along_m"].to_numpy(), 0.0, self.length_m[owner])
        nodes = chain["node"].to_numpy()
        follows = np.flatnonzero(owner[1:] == owner[:-1])
        edges = (
            np.concatenate([self.start[whole], nodes[follows]]),
            np.concatenate([self.end[whole], nodes[follows + 1]]),
            np.concatenate([self.length_m[whole], place_m[follows + 1] - place_m[follows]]),
            np.concatenate([whole, owner[follows]]),
        )
        return self._graph(edges, self.nodes_n + len(stops)), stops["node"].to_numpy()

    def _graph(
        self,
        edges: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]],
        nodes_n: int,
    ) -> csr_array:
        start, end, length_m, owner = edges
        forward, backward = self.forward[owner], self.backward[owner]
        return shortest_links(
            np.concatenate([start[forward], end[backward]]),
            np.concatenate([end[forward], start[backward]]),
            np.concatenate([length_m[forward], length_m[backward]]),
            nodes_n,
        )


def shortest_links(
    start: NDArray[np.intp], end: NDArray[np.intp], length: NDArray[np.float64], nodes_n: int
) -> csr_array:
    """Return the directed graph as a sparse matrix; of parallel links the shortest one.

    A sparse matrix adds parallel entries up, and reads a length of zero as no link: both are guarded here.
    """
    links = pd.DataFrame({"start": start, "end": end, "length": np.maximum(length, _SHORTEST_M)})
    links = links.groupby(["start", "end"], as_index=False)["length"].min()
    return csr_array((links["length"], (links["start"], links["end"])), shape=(nodes_n, nodes_n))


def _in_largest(start: NDArray[np.intp], end: NDArray[np.intp], nodes_n: int) -> NDArray[np.bool_]:
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(nodes_n, nodes_n))
    _count, part = connected_components(graph, directed=False)
    sizes = np.bincount(part[start], minlength=1)
    return np.asarray(part[start] == sizes.argmax())
