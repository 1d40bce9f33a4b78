"""Shortest ways on a graph of segments: many by many, with what lies along them, or one by one as a line."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from planner.logistics.network.graph import (
    SAME_PLACE_M,
    EdgeSpans,
    Flags,
    Floats,
    Ints,
    Segments,
    StopGraph,
    Stops,
)

# Trees that are held at a time have this many nodes together: about 300 MB.
_NODES_AT_ONCE_N = 16_000_000


@dataclass(frozen=True)
class Tally:
    """Something to be told of each way, from a value for each segment.

    `kind` says how: "sum" adds value × metres travelled, "worst" takes the largest value, "any" unites sets
    that are kept as the bits of whole numbers.
    """

    per_segment: NDArray[Any]
    kind: str = "sum"


@dataclass(frozen=True)
class Ways:
    """The shortest ways: a row an origin, a column a destination.

    `cost` is inf where no way leads. `start_stop` and `end_stop` are the stops between which the way leads,
    as positions among those given; `tallies` hold what was asked for along it, zero where no way leads.
    """

    cost: Floats
    start_stop: Ints
    end_stop: Ints
    tallies: tuple[NDArray[Any], ...]


def ways(
    segments: Segments,
    origins: Stops,
    destinations: Stops,
    tallies: Sequence[Tally] = (),
    entry: Floats | None = None,
) -> Ways:
    """Return the shortest ways between every origin and every destination, with their tallies.

    Of the stops of one owner those with the shortest way count; `entry` is what each destination's stop costs
    besides, to choose among them: it is not part of the cost that is returned.
    """
    costly = np.zeros(len(destinations.owner)) if entry is None else entry
    side = _Side.of(segments, origins, destinations, costly)
    rows: list[list[NDArray[Any]]] = []
    for tree in side.trees():
        cost, stop = _nearest(tree.cost[:, side.leaf_node] + side.leaf_entry, side.first_leaf)
        position = np.arange(len(cost))[:, None], side.leaf_node[stop]
        root_stop, found = tree.tallied(tallies, position)
        rows.append([cost, stop, root_stop, *found])
    empty = [np.zeros((0, len(side.first_leaf)), dtype=np.intp)] * (3 + len(tallies))
    columns = list(zip(*rows, strict=True)) or [(part,) for part in empty]
    whole = [side.turned_back(part, len(side.first_leaf)) for part in columns]
    cost, leaf_stop, root_stop = whole[0], whole[1].astype(np.intp), whole[2].astype(np.intp)
    start_stop, end_stop = (leaf_stop, root_stop) if side.is_reversed else (root_stop, leaf_stop)
    if entry is not None and len(entry):
        cost = cost - entry[end_stop]
    return Ways(cost, start_stop, end_stop, tuple(whole[3:]))


def paths(segments: Segments, origin: Stops, destinations: Stops) -> list[EdgeSpans | None]:
    """Return the shortest way from one origin to each stop of the destinations; None where none leads."""
    graph = StopGraph.of(segments, destinations, origin, np.zeros(len(origin.owner)))
    tree = _Trees.of(graph, np.array([graph.first_root_index]))
    goals = graph.node[: len(destinations.owner)]
    return [tree.path(int(goal)) if np.isfinite(tree.cost[0, goal]) else None for goal in goals]


@dataclass(frozen=True)
class _Side:
    """From which side trees are grown: from the fewer owners; from targets on the reversed graph."""

    graph: StopGraph
    roots_n: int
    leaf_node: Ints
    leaf_entry: Floats
    first_leaf: Ints
    is_reversed: bool

    @classmethod
    def of(cls, segments: Segments, origins: Stops, destinations: Stops, entry: Floats) -> "_Side":
        counts = [len(np.unique(stops.owner)) for stops in (origins, destinations)]
        is_reversed = counts[1] < counts[0]
        nothing = np.zeros(len(origins.owner))
        leaves, roots = (origins, destinations) if is_reversed else (destinations, origins)
        graph = StopGraph.of(
            segments.reversed if is_reversed else segments, leaves, roots, entry if is_reversed else nothing
        )
        return cls(
            graph=graph,
            roots_n=min(counts),
            leaf_node=graph.node[: len(leaves.owner)],
            leaf_entry=nothing if is_reversed else entry,
            first_leaf=np.unique(leaves.owner, return_index=True)[1],
            is_reversed=is_reversed,
        )

    def trees(self) -> Iterator["_Trees"]:
        """Yield the trees of all roots, as many at a time as memory should hold."""
        if not len(self.first_leaf):
            return
        at_once_n = max(1, _NODES_AT_ONCE_N // max(self.graph.added.nodes_n, 1))
        roots = self.graph.first_root_index + np.arange(self.roots_n)
        for first in range(0, self.roots_n, at_once_n):
            yield _Trees.of(self.graph, roots[first : first + at_once_n])

    def turned_back(self, parts: Sequence[NDArray[Any]], columns_n: int) -> NDArray[Any]:
        """Return rows of trees as a table with a row an origin."""
        table = np.concatenate(parts) if parts else np.zeros((self.roots_n, columns_n))
        return np.ascontiguousarray(table.T) if self.is_reversed else table


@dataclass(frozen=True)
class _Trees:
    """Shortest ways from each of some roots to all nodes: a row a root, a column a node."""

    graph: StopGraph
    cost: Floats
    before: Ints

    @classmethod
    def of(cls, graph: StopGraph, roots: Ints) -> "_Trees":
        cost, before = dijkstra(graph.matrix, indices=roots, return_predecessors=True)
        return cls(graph, cost, before)

    def tallied(
        self, tallies: Sequence[Tally], position: tuple[NDArray[Any], ...]
    ) -> tuple[Ints, list[NDArray[Any]]]:
        """Return at these places of the table the stop where the way begins, and the tallies along the way.

        The ways to all nodes are summed up at once: each node knows its own link, then those of two, four,
        eight links back, until the root is reached.
        """
        before = self.before.reshape(-1).astype(np.int64)
        node = np.flatnonzero(before >= 0)
        nodes_n = self.before.shape[1]
        stretches, stop = self.graph.travelled(before[node], node % nodes_n)
        # The link from a root counts one more than its stop, every other one nothing.
        sums = [_spread(stop + 1, node, len(before))]
        some = [n for n, tally in enumerate(tallies) if tally.per_segment.any()]
        sums += [_spread(_own(tallies[n], stretches), node, len(before)) for n in some]
        unite: list[Callable[..., Any]] = [np.add, *(_UNITE[tallies[n].kind] for n in some)]
        step = np.arange(len(before))
        step[node] = before[node] + node // nodes_n * nodes_n
        while True:
            sums = [join(one, one[step]) for join, one in zip(unite, sums, strict=True)]
            further = step[step]
            if np.array_equal(further, step):
                break
            step = further
        found = [one.reshape(self.before.shape)[position] for one in sums]
        told = dict(zip(some, found[1:], strict=True))
        nothing = np.zeros_like(found[0])
        return np.maximum(found[0] - 1, 0), [told.get(n, nothing) for n in range(len(tallies))]

    def path(self, node_index: int) -> EdgeSpans:
        """Return the way from the first root to a node, without parts of no length."""
        chain = [node_index]
        while (ahead := int(self.before[0, chain[-1]])) >= 0:
            chain.append(ahead)
        nodes = np.array(chain[::-1], dtype=np.intp)
        stretches, _stop = self.graph.travelled(nodes[:-1], nodes[1:])
        return stretches.at(np.flatnonzero(stretches.length_m > SAME_PLACE_M))


_UNITE: dict[str, Callable[..., Any]] = {"sum": np.add, "worst": np.maximum, "any": np.bitwise_or}


def _own(tally: Tally, stretches: EdgeSpans) -> NDArray[Any]:
    """Return what each link adds to a tally; a link of no length is not travelled."""
    values = tally.per_segment[stretches.segment]
    if tally.kind == "sum":
        return np.asarray(values * stretches.length_m)
    return np.where(stretches.length_m > SAME_PLACE_M, values, np.zeros(1, dtype=values.dtype))


def _spread(values: NDArray[Any], node: Ints, nodes_n: int) -> NDArray[Any]:
    table = np.zeros(nodes_n, dtype=values.dtype)
    table[node] = values
    return table


def _nearest(cost: Floats, first: Ints) -> tuple[Floats, Ints]:
    """Return for each tree and owner the least cost of the owner's stops, and the first stop that has it."""
    least = np.minimum.reduceat(cost, first, axis=1)
    if len(first) == cost.shape[1]:
        return least, np.broadcast_to(first, least.shape)
    owner = np.repeat(np.arange(len(first)), np.diff(first, append=cost.shape[1]))
    stop = np.where(cost == least[:, owner], np.arange(cost.shape[1]), cost.shape[1])
    return least, np.minimum.reduceat(stop, first, axis=1)


@dataclass(frozen=True)
class Reached:
    """What is reached from stops within a limit: parts of segments, and the costs of the nodes."""

    parts: EdgeSpans
    cost: Floats


def reached(segments: Segments, origin: Stops, left: Floats) -> Reached:
    """Return what of each segment is reached from the stops, at each of which so much may still be spent.

    What is left is in the unit of the segments' cost.
    """
    limit = left.max()
    nowhere = replace(origin, owner=origin.owner[:0], segment=origin.segment[:0], along_m=origin.along_m[:0])
    one = replace(origin, owner=np.zeros(len(origin.owner), dtype=np.intp))
    graph = StopGraph.of(segments, nowhere, one, limit - left)
    cost = dijkstra(graph.matrix, indices=graph.first_root_index, limit=limit)
    whole = np.setdiff1d(np.arange(len(segments.start)), graph.pieces.between.segment)
    start = np.concatenate([segments.start[whole], graph.pieces.start])
    end = np.concatenate([segments.end[whole], graph.pieces.end])
    between = EdgeSpans(
        np.concatenate([whole, graph.pieces.between.segment]),
        np.concatenate([np.zeros(len(whole)), graph.pieces.between.from_m]),
        np.concatenate([segments.length_m[whole], graph.pieces.between.to_m]),
    )
    pace = segments.cost[between.segment] / segments.length_m[between.segment]
    ahead_m = _metres(limit - cost[start], pace, segments.forward[between.segment], between)
    back_m = _metres(limit - cost[end], pace, segments.backward[between.segment], between)
    return Reached(_covered(between, ahead_m, back_m), cost)


def _metres(left: Floats, pace: Floats, is_open: Flags, between: EdgeSpans) -> Floats:
    """Return how many metres of each piece are reached from one of its ends."""
    metres = np.where(is_open & np.isfinite(left), left / pace, 0.0)
    return np.clip(metres, 0.0, between.length_m)


def _covered(between: EdgeSpans, ahead_m: Floats, back_m: Floats) -> EdgeSpans:
    """Return the ground that is reached from either end: the whole piece where both meet."""
    meets = ahead_m + back_m >= between.length_m
    ahead_m = np.where(meets, between.length_m, ahead_m)
    back_m = np.where(meets, 0.0, back_m)
    ahead, back = np.flatnonzero(ahead_m > SAME_PLACE_M), np.flatnonzero(back_m > SAME_PLACE_M)
    return EdgeSpans(
        np.concatenate([between.segment[ahead], between.segment[back]]),
        np.concatenate([between.from_m[ahead], between.to_m[back] - back_m[back]]),
        np.concatenate([between.from_m[ahead] + ahead_m[ahead], between.to_m[back]]),
    )
