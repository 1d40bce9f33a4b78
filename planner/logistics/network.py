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
_SHORTEST_M = 1e-9
# Coordinates of millions of metres are rounded at a billionth: stops nearer to each other are at one place.
_SAME_PLACE_M = 1e-6


@dataclass(frozen=True)
class Snaps:
    """Where geometries meet the network: the segment, how far along it in metres, and how far away.

    A geometry that is equally near at several places, such as a plot between two streets, has a row for
    each; `owner` is the position of the geometry. `nearer_island` names, for each geometry, a line that is
    nearer but not connected to the rest; empty where there is none.
    """

    owner: NDArray[np.intp]
    segment: NDArray[np.intp]
    along_m: NDArray[np.float64]
    snap_m: NDArray[np.float64]
    nearer_island: tuple[str, ...]


@dataclass(frozen=True)
class LineNetwork:
    """Segments between vertices; lines that share a vertex are joined there.

    `forward` and `backward` say in which direction a segment may be travelled; `main` which segments belong
    to the largest connected part (by length); `line` names the line of each segment.
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
            main=_in_largest(start, end, shapely.length(shapes), len(unique)),
            line=parts[name_column].to_numpy(dtype=object)[owner[follows]],
            nodes_n=len(unique),
        )

    def snap(self, geometries: NDArray[np.object_]) -> Snaps:
        """Return where each geometry is nearest to the largest connected part of the network.

        A street that runs along a plot is met at both ends of their common stretch.
        """
        main = np.flatnonzero(self.main)
        tree = shapely.STRtree(self.shapes[main])
        (owner, nearest), snap_m = tree.query_nearest(geometries, all_matches=True, return_distance=True)
        segment = main[nearest]
        pair, along_m = _nearest_places(self.shapes[segment], geometries[owner], snap_m)
        order = np.lexsort((along_m, segment[pair], owner[pair]))
        pair, along_m = pair[order], along_m[order]
        first = np.unique(owner, return_index=True)[1]
        return Snaps(
            owner=owner[pair],
            segment=segment[pair],
            along_m=along_m,
            snap_m=snap_m[pair],
            nearer_island=self._nearer_islands(geometries, snap_m[first]),
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
        """Return the distances along it, without the snaps; inf where no way leads.

        A row is an origin, a column a destination: the geometries that were snapped. Of equally near places
        the ones with the shortest way count.
        """
        between = self._between_stops_m(origins, destinations)
        rows = np.unique(origins.owner, return_index=True)[1]
        columns = np.unique(destinations.owner, return_index=True)[1]
        if not len(rows) or not len(columns):
            return np.zeros((len(rows), len(columns)))
        by_origin = np.minimum.reduceat(between, rows, axis=0)
        return np.asarray(np.minimum.reduceat(by_origin, columns, axis=1))

    def _between_stops_m(self, origins: Snaps, destinations: Snaps) -> NDArray[np.float64]:
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
        # Two stops at one place, or one at a junction, are no way apart: no oneway street lies between them.
        same_place = length_m <= _SAME_PLACE_M
        forward, backward = self.forward[owner] | same_place, self.backward[owner] | same_place
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


def _nearest_places(
    segments: NDArray[np.object_], geometries: NDArray[np.object_], snap_m: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return where each segment is nearest to its geometry: the position of the pair, and how far along.

    Where that is a stretch, its first and its last place are returned.
    """
    each = np.arange(len(segments))
    corners, of_corner = shapely.get_coordinates(geometries, return_index=True)
    shared, of_shared = shapely.get_coordinates(shapely.intersection(segments, geometries), return_index=True)
    feet = shapely.get_point(shapely.shortest_line(segments, geometries), 0)
    ends = [shapely.get_point(segments, 0), shapely.get_point(segments, -1)]
    pair = np.concatenate([each, of_shared, of_corner, each, each])
    places = np.concatenate([feet, shapely.points(shared), shapely.points(corners), *ends])
    from_segment, from_geometry = (
        shapely.distance(places, segments[pair]),
        shapely.distance(places, geometries[pair]),
    )
    # A foot is on the segment, a corner on the geometry: the other one must be as near as the snap.
    is_near = from_segment + from_geometry <= snap_m[pair] + _SAME_PLACE_M
    pair, places = pair[is_near], places[is_near]
    along = pd.Series(shapely.line_locate_point(segments[pair], places)).groupby(pair)
    found = (
        pd.concat([along.min(), along.max()])
        .rename_axis("pair")
        .reset_index(name="along_m")
        .drop_duplicates()
    )
    return found["pair"].to_numpy(), found["along_m"].to_numpy()


def _in_largest(
    start: NDArray[np.intp], end: NDArray[np.intp], length_m: NDArray[np.float64], nodes_n: int
) -> NDArray[np.bool_]:
    if not len(start):
        return np.zeros(0, dtype=bool)
    graph = csr_array((np.ones(len(start)), (start, end)), shape=(nodes_n, nodes_n))
    _count, part = connected_components(graph, directed=False)
    sizes_m = np.bincount(part[start], weights=length_m)
    return np.asarray(part[start] == sizes_m.argmax())
