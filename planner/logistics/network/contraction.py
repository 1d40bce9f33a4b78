"""A graph made smaller before many trees are grown on it: junctions of few links are taken out, exactly.

A junction that is taken out leaves behind the links that lead through it. Trees grow on what remains; the
cost of a junction that was taken out follows from those of the neighbours it had (the first step of
contraction hierarchies, Geisberger et al. 2008, and the sweep of PHAST, Delling et al. 2011).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Junctions of more neighbours leave more links behind than they take away.
_MOST_NEIGHBOURS_N = 4
_ROUNDS_N = 12
# A round that takes out less than this share of the junctions costs more than it saves.
_LEAST_SHARE = 0.1
# A link of cost zero would be read as "no link": this is added at the roots, and taken off again.
_ENTRY = 1.0
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Arcs:
    """Directed links in the order of `near`: from `near` to `far`, or the other way round where said so."""

    near: Ints
    far: Ints
    cost: Floats

    def of(self, nodes: Ints) -> tuple[Ints, Ints]:
        """Return for each of these nodes its links: the position in `nodes`, and that of the link."""
        first = np.searchsorted(self.near, nodes, side="left")
        count = np.searchsorted(self.near, nodes, side="right") - first
        position = np.repeat(np.arange(len(nodes)), count)
        return position, np.arange(len(position)) - np.repeat(np.cumsum(count) - count - first, count)

    def sorted(self) -> Self:
        """Return them in the order of `near`."""
        order = np.argsort(self.near, kind="stable")
        return type(self)(self.near[order], self.far[order], self.cost[order])


@dataclass(frozen=True)
class Round:
    """Junctions that were taken out together, none beside another: `out` leads away from them, `into` there.

    `removed` marks them among all nodes.
    """

    removed: Flags
    out: Arcs
    into: Arcs


@dataclass(frozen=True)
class Seeds:
    """Where ways start: the root that each belongs to, the node that it reaches, and at which cost."""

    root: Ints
    node: Ints
    cost: Floats


@dataclass(frozen=True)
class Thinned:
    """A graph without its junctions of few links, round by round, and what is needed to ask for these."""

    rounds: tuple[Round, ...]
    core: Ints
    matrix: csr_array
    nodes_n: int

    @classmethod
    def of(cls, arcs: Arcs, nodes_n: int) -> Self:
        """Return the graph of these links, none parallel to another, thinned out."""
        here = np.ones(nodes_n, dtype=bool)
        rounds: list[Round] = []
        while len(rounds) < _ROUNDS_N:
            removed = _apart(arcs, here)
            if removed.sum() <= _LEAST_SHARE * here.sum():
                break
            taken, arcs = _taken_out(arcs, removed)
            rounds.append(taken)
            here &= ~removed
        number = np.cumsum(here) - 1
        core = np.flatnonzero(here)
        rows = np.searchsorted(number[arcs.near], np.arange(len(core) + 1))
        matrix = csr_array(
            (arcs.cost, number[arcs.far].astype(np.int32), rows.astype(np.int32)),
            shape=(len(core), len(core)),
        )
        return cls(tuple(rounds), core, matrix, nodes_n)

    def costs(self, seeds: Seeds, roots_n: int, wanted: Ints) -> Floats:
        """Return the costs of the best ways to these nodes: a row a node, a column a root; inf: no way."""
        seeds = self._lifted(seeds)
        table = np.full((self.nodes_n, roots_n), np.inf)
        np.minimum.at(table, (seeds.node, seeds.root), seeds.cost)
        table[self.core] = self._grown(table[self.core]).T
        needed = np.zeros(self.nodes_n, dtype=bool)
        needed[wanted] = True
        asked: list[Ints] = []
        for taken in self.rounds:
            nodes = np.flatnonzero(needed & taken.removed)
            needed[taken.into.far[taken.into.of(nodes)[1]]] = True
            asked.append(nodes)
        for taken, nodes in zip(reversed(self.rounds), reversed(asked), strict=True):
            _told_by_neighbours(table, taken.into, nodes)
        return table[wanted]

    def _lifted(self, seeds: Seeds) -> Seeds:
        """Return the seeds with those that junctions taken out hand on to their neighbours."""
        for taken in self.rounds:
            position, link = taken.out.of(seeds.node)
            seeds = Seeds(
                np.concatenate([seeds.root, seeds.root[position]]),
                np.concatenate([seeds.node, taken.out.far[link]]),
                np.concatenate([seeds.cost, seeds.cost[position] + taken.out.cost[link]]),
            )
        return seeds

    def _grown(self, table: Floats) -> Floats:
        """Return the costs of all nodes of the core, a row a root: from the seeds among them."""
        node, root = np.nonzero(np.isfinite(table))
        core_n, roots_n = table.shape
        order = np.argsort(root, kind="stable")
        node, root = node[order], root[order]
        rows = np.searchsorted(root, np.arange(1, roots_n + 1)) + self.matrix.indptr[-1]
        entry = table[node, root] + _ENTRY
        graph = csr_array(
            (
                np.concatenate([self.matrix.data, entry]),
                np.concatenate([self.matrix.indices, node.astype(np.int32)]),
                np.concatenate([self.matrix.indptr, rows.astype(np.int32)]),
            ),
            shape=(core_n + roots_n, core_n + roots_n),
        )
        grown: Floats = dijkstra(graph, indices=core_n + np.arange(roots_n))[:, :core_n]
        return grown - _ENTRY


def _told_by_neighbours(table: Floats, into: Arcs, nodes: Ints) -> None:
    """Set the costs of nodes from those of the neighbours that lead there."""
    position, link = into.of(nodes)
    if not len(position):
        return
    first = np.flatnonzero(np.diff(position, prepend=-1))
    by_way = table[into.far[link]] + into.cost[link, None]
    table[nodes[position[first]]] = np.minimum(
        table[nodes[position[first]]], np.minimum.reduceat(by_way, first, axis=0)
    )


def _apart(arcs: Arcs, here: Flags) -> Flags:
    """Return nodes of few neighbours, none beside another: each the first among its neighbours."""
    nodes_n = len(here)
    both = np.concatenate([arcs.near * nodes_n + arcs.far, arcs.far * nodes_n + arcs.near])
    node, neighbour = np.divmod(_unique(both), max(nodes_n, 1))
    count = np.bincount(node, minlength=nodes_n)
    # By lot: in the order of their numbers only every second round of a long road would go.
    lot = np.random.default_rng(0).permutation(nodes_n)
    rank = np.where(here & (count <= _MOST_NEIGHBOURS_N), count * nodes_n + lot, _NEVER)
    least = np.full(nodes_n, _NEVER)
    if len(node):
        first = np.flatnonzero(np.diff(node, prepend=-1))
        least[node[first]] = np.minimum.reduceat(rank[neighbour], first)
    return np.asarray(here & (rank < least))


def _taken_out(arcs: Arcs, removed: Flags) -> tuple[Round, Arcs]:
    """Return what must be known of the removed nodes, and the links without them."""
    leaving, arriving = removed[arcs.near], removed[arcs.far]
    out = Arcs(arcs.near[leaving], arcs.far[leaving], arcs.cost[leaving])
    into = Arcs(arcs.far[arriving], arcs.near[arriving], arcs.cost[arriving]).sorted()
    position, link = out.of(into.near)
    start, end = into.far[position], out.far[link]
    goes = start != end
    through = Arcs(start[goes], end[goes], (into.cost[position] + out.cost[link])[goes])
    kept = ~(leaving | arriving)
    rest = Arcs(arcs.near[kept], arcs.far[kept], arcs.cost[kept])
    return Round(removed, out, into), _cheapest(rest, through, len(removed))


def _cheapest(rest: Arcs, more: Arcs, nodes_n: int) -> Arcs:
    """Return both in order, of parallel links the cheapest; `rest` is in order already."""
    key = np.concatenate([rest.near * nodes_n + rest.far, more.near * nodes_n + more.far])
    cost = np.concatenate([rest.cost, more.cost])
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(first):
        return rest
    near, far = np.divmod(key[first], nodes_n)
    return Arcs(near, far, np.minimum.reduceat(cost[order], first))


def _unique(key: NDArray[np.int64]) -> NDArray[np.int64]:
    key = np.sort(key, kind="stable")
    return key[np.diff(key, prepend=-1) > 0]
