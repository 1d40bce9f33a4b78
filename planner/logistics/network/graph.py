"""Segments as a directed graph, and stops set into it: places along the segments, between their ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.logistics.network.contraction import Arcs, Thinned

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# A link of cost zero would be read as "no link" by a sparse matrix.
_LEAST = 1e-9
# Coordinates of millions of metres are rounded at a billionth: stops nearer to each other are at one place.
SAME_PLACE_M = 1e-6


@dataclass(frozen=True)
class Links:
    """Directed links in the order of their ends; of parallel ones the cheapest.

    `given` is the position of each among the links that they were made of.
    """

    key: NDArray[np.int64]
    cost: Floats
    given: Ints
    nodes_n: int

    @classmethod
    def of(cls, start: Ints, end: Ints, cost: Floats, nodes_n: int) -> Self:
        """Return the links between these nodes, each from its start to its end."""
        key = start.astype(np.int64) * nodes_n + end
        order = np.lexsort((cost, key))
        order = order[np.diff(key[order], prepend=-1) > 0]
        return cls(key[order], np.maximum(cost[order], _LEAST), order, nodes_n)

    @cached_property
    def matrix(self) -> csr_array:
        """The links as a sparse matrix: a row a start, a column an end."""
        start, end = np.divmod(self.key, max(self.nodes_n, 1))
        rows = np.searchsorted(start, np.arange(self.nodes_n + 1))
        return csr_array(
            (self.cost, end.astype(np.int32), rows.astype(np.int32)), shape=(self.nodes_n, self.nodes_n)
        )

    @cached_property
    def thinned(self) -> Thinned:
        """The links made ready for many trees."""
        start, end = np.divmod(self.key, max(self.nodes_n, 1))
        return Thinned.of(Arcs(start, end, self.cost), self.nodes_n)

    def find(self, start: Ints, end: Ints) -> Ints:
        """Return for each pair of nodes which of the given links joins them; negative where none does."""
        if not len(self.key):
            return np.full(len(start), -1, dtype=np.intp)
        wanted = start.astype(np.int64) * self.nodes_n + end
        place = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        return np.where(self.key[place] == wanted, self.given[place], -1)


@dataclass(frozen=True)
class EdgeSpans:
    """Parts of segments, each travelled from one place along its segment to another."""

    segment: Ints
    from_m: Floats
    to_m: Floats

    @property
    def length_m(self) -> Floats:
        """How long each is."""
        return np.abs(self.to_m - self.from_m)

    def at(self, position: Ints) -> "EdgeSpans":
        """Return those at these positions."""
        return EdgeSpans(self.segment[position], self.from_m[position], self.to_m[position])

    def turned(self) -> "EdgeSpans":
        """Return the same ground, travelled the other way."""
        return EdgeSpans(self.segment, self.to_m, self.from_m)


def joined(parts: Sequence[EdgeSpans]) -> EdgeSpans:
    """Return several as one."""
    return EdgeSpans(
        np.concatenate([part.segment for part in parts]),
        np.concatenate([part.from_m for part in parts]),
        np.concatenate([part.to_m for part in parts]),
    )


@dataclass(frozen=True)
class Stops:
    """Places on segments; `owner` is what each is a place of, in rising order."""

    owner: Ints
    segment: Ints
    along_m: Floats


@dataclass(frozen=True)
class Segments:
    """Segments between nodes, with what it costs to travel each and in which direction it is open.

    `cost` is in metres for shortest ways and in minutes for fastest ones.
    """

    start: Ints
    end: Ints
    length_m: Floats
    cost: Floats
    forward: Flags
    backward: Flags
    nodes_n: int

    @cached_property
    def links(self) -> Links:
        """Every segment in each direction in which it is open."""
        ahead, back = np.flatnonzero(self.forward), np.flatnonzero(self.backward)
        return Links.of(
            np.concatenate([self.start[ahead], self.end[back]]),
            np.concatenate([self.end[ahead], self.start[back]]),
            np.concatenate([self.cost[ahead], self.cost[back]]),
            self.nodes_n,
        )

    @cached_property
    def stretches(self) -> EdgeSpans:
        """What each of the links travels."""
        ahead, back = np.flatnonzero(self.forward), np.flatnonzero(self.backward)
        nothing = np.zeros(len(self.start))
        return joined(
            [
                EdgeSpans(ahead, nothing[ahead], self.length_m[ahead]),
                EdgeSpans(back, self.length_m[back], nothing[back]),
            ]
        )

    @cached_property
    def reversed(self) -> Self:
        """The same segments, every way the other way round: a tree from a target is the ways to it."""
        return replace(self, forward=self.backward, backward=self.forward)

    def closed(self, segments: Flags) -> Self:
        """Return it with these segments closed in both directions; what lies at their ends stays in reach."""
        return replace(self, forward=self.forward & ~segments, backward=self.backward & ~segments)


@dataclass(frozen=True)
class Pieces:
    """Segments cut at stops: the nodes at both ends of each piece, and what lies between."""

    start: Ints
    end: Ints
    between: EdgeSpans


@dataclass(frozen=True)
class StopGraph:
    """The graph with nodes for the stops, and with a root for each owner of stops from which ways are sought.

    Whole segments stay in it beside their pieces: both are as long.
    """

    segments: Segments
    pieces: Pieces
    node: Ints
    first_root_index: int
    added: Links
    added_stretches: EdgeSpans
    root_stop: Ints

    @classmethod
    def of(cls, segments: Segments, stops: Stops, roots: Stops, entry: Floats) -> "StopGraph":
        """Return the graph with these stops; ways start at the owners of `roots`, at the cost `entry`."""
        all_segment = np.concatenate([stops.segment, roots.segment])
        node, pieces = _set_in(segments, all_segment, np.concatenate([stops.along_m, roots.along_m]))
        first_root_index = max(segments.nodes_n, int(node.max(initial=-1)) + 1)
        of_root = np.unique(roots.owner, return_inverse=True)[1].reshape(-1)
        links, stretches = _piece_links(segments, pieces)
        root_stop = np.concatenate([np.full(len(links[0]), -1, dtype=np.intp), np.arange(len(roots.owner))])
        at_stop = np.zeros(len(roots.owner))
        return cls(
            segments=segments,
            pieces=pieces,
            node=node,
            first_root_index=first_root_index,
            added=Links.of(
                np.concatenate([links[0], first_root_index + of_root]),
                np.concatenate([links[1], node[len(stops.segment) :]]),
                np.concatenate([links[2], entry]),
                first_root_index + int(of_root.max(initial=-1)) + 1,
            ),
            added_stretches=joined([stretches, EdgeSpans(roots.segment, at_stop, at_stop)]),
            root_stop=root_stop,
        )

    @property
    def matrix(self) -> csr_array:
        """The graph as a sparse matrix: the links of the segments, of their pieces, and from the roots."""
        base, nodes_n = self.segments.links.matrix, self.added.nodes_n
        rows = np.concatenate(
            [base.indptr, np.full(nodes_n - self.segments.nodes_n, base.indptr[-1], dtype=base.indptr.dtype)]
        )
        return csr_array((base.data, base.indices, rows), shape=(nodes_n, nodes_n)) + self.added.matrix

    def travelled(self, start: Ints, end: Ints) -> tuple[EdgeSpans, Ints]:
        """Return what the link between each pair of nodes travels, and the stop of a root that it leads to.

        The stop is negative but for links from a root.
        """
        old = (start < self.segments.nodes_n) & (end < self.segments.nodes_n)
        segment = np.full(len(start), -1, dtype=np.intp)
        from_m, to_m, stop = np.zeros(len(start)), np.zeros(len(start)), np.full(len(start), -1)
        for mask, links, stretches in (
            (old, self.segments.links, self.segments.stretches),
            (~old, self.added, self.added_stretches),
        ):
            given = links.find(start[mask], end[mask])
            found = stretches.at(given)
            segment[mask], from_m[mask], to_m[mask] = found.segment, found.from_m, found.to_m
            if links is self.added:
                stop[mask] = self.root_stop[given]
        return EdgeSpans(segment, from_m, to_m), stop


def _set_in(segments: Segments, segment: Ints, along_m: Floats) -> tuple[Ints, Pieces]:
    """Return the node of each stop, and the pieces of cut segments: a stop at an end cuts nothing."""
    length_m = segments.length_m[segment]
    node = np.where(along_m >= length_m - SAME_PLACE_M, segments.end[segment], -1)
    node = np.where(along_m <= SAME_PLACE_M, segments.start[segment], node)
    inside = np.flatnonzero(node < 0)
    inside = inside[np.lexsort((along_m[inside], segment[inside]))]
    cut, at_m = segment[inside], along_m[inside]
    is_new = np.ones(len(inside), dtype=bool)
    is_new[1:] = (np.diff(cut) != 0) | (np.diff(at_m) > SAME_PLACE_M)
    node[inside] = segments.nodes_n + np.cumsum(is_new) - 1
    cut, at_m = cut[is_new], at_m[is_new]
    place = segments.nodes_n + np.arange(len(cut))
    is_first = np.ones(len(cut), dtype=bool)
    is_first[1:] = np.diff(cut) != 0
    last = np.flatnonzero(np.roll(is_first, -1))
    pieces = Pieces(
        start=np.concatenate([np.where(is_first, segments.start[cut], place - 1), place[last]]),
        end=np.concatenate([place, segments.end[cut[last]]]),
        between=EdgeSpans(
            np.concatenate([cut, cut[last]]),
            np.concatenate([np.where(is_first, 0.0, np.roll(at_m, 1)), at_m[last]]),
            np.concatenate([at_m, segments.length_m[cut[last]]]),
        ),
    )
    return node, pieces


def _piece_links(segments: Segments, pieces: Pieces) -> tuple[tuple[Ints, Ints, Floats], EdgeSpans]:
    """Return the links along the pieces (start, end, cost), and what each of them travels."""
    of = pieces.between.segment
    cost = pieces.between.length_m * (segments.cost[of] / segments.length_m[of])
    ahead, back = np.flatnonzero(segments.forward[of]), np.flatnonzero(segments.backward[of])
    links = (
        np.concatenate([pieces.start[ahead], pieces.end[back]]),
        np.concatenate([pieces.end[ahead], pieces.start[back]]),
        np.concatenate([cost[ahead], cost[back]]),
    )
    return links, joined([pieces.between.at(ahead), pieces.between.at(back).turned()])
