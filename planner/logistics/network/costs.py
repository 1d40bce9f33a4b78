"""Costs of the shortest ways, many by many, without what lies along them."""

import numpy as np

from planner.logistics.network.contraction import Seeds
from planner.logistics.network.graph import SAME_PLACE_M, Floats, Ints, Segments, Stops

# The table of costs is held for so many nodes and roots at a time: about 130 MB.
_CELLS_AT_ONCE_N = 16_000_000


def costs(segments: Segments, origins: Stops, destinations: Stops) -> Floats:
    """Return the costs of the shortest ways, a row an origin, a column a destination; inf: no way.

    Trees grow from the fewer owners: from destinations against the direction of travel.
    """
    counts = [len(np.unique(stops.owner)) for stops in (origins, destinations)]
    if counts[1] < counts[0]:
        return np.ascontiguousarray(_from_few(segments.reversed, destinations, origins).T)
    return _from_few(segments, origins, destinations)


def _from_few(segments: Segments, roots: Stops, leaves: Stops) -> Floats:
    """Return the costs from the owners of some stops to those of others, a row a root."""
    owners, root = np.unique(roots.owner, return_inverse=True)
    first_leaf = np.unique(leaves.owner, return_index=True)[1]
    table = np.full((len(owners), len(first_leaf)), np.inf)
    if not table.size:
        return table
    at_once_n = max(1, _CELLS_AT_ONCE_N // max(segments.nodes_n, 1))
    for first in range(0, len(owners), at_once_n):
        mine = np.flatnonzero((root >= first) & (root < first + at_once_n))
        few = Stops(root[mine] - first, roots.segment[mine], roots.along_m[mine])
        roots_n = min(at_once_n, len(owners) - first)
        to_stops = _to_stops(segments, few, roots_n, leaves)
        table[first : first + roots_n] = np.minimum.reduceat(to_stops, first_leaf, axis=0).T
    return table


def _to_stops(segments: Segments, roots: Stops, roots_n: int, leaves: Stops) -> Floats:
    """Return the costs to each stop of the leaves, a row a stop, a column a root."""
    ahead, back = _to_ends(segments, roots)
    seeds = Seeds(
        np.tile(roots.owner, 2),
        np.concatenate([segments.end[roots.segment], segments.start[roots.segment]]),
        np.concatenate([ahead, back]),
    )
    reached = np.isfinite(seeds.cost)
    seeds = Seeds(seeds.root[reached], seeds.node[reached], seeds.cost[reached])
    # What leads from an end of the segment to a stop on it leads against the other direction back to the end.
    from_end, from_start = _to_ends(segments.reversed, leaves)
    ends = np.concatenate([segments.end[leaves.segment], segments.start[leaves.segment]])
    nodes, place = np.unique(ends, return_inverse=True)
    at_node = segments.links.thinned.costs(seeds, roots_n, nodes)
    at_end, at_start = place.reshape(2, -1)
    found = np.minimum(at_node[at_end] + from_end[:, None], at_node[at_start] + from_start[:, None])
    leaf, stop = _on_one_segment(leaves, roots)
    np.minimum.at(found, (leaf, roots.owner[stop]), _straight_on(segments, roots, stop, leaves, leaf))
    return found


def _to_ends(segments: Segments, stops: Stops) -> tuple[Floats, Floats]:
    """Return the costs from each stop to the end and to the start of its segment; inf where it is closed."""
    of = stops.segment
    pace = segments.cost[of] / segments.length_m[of]
    rest_m = segments.length_m[of] - stops.along_m
    ahead = np.where(segments.forward[of], rest_m * pace, np.inf)
    back = np.where(segments.backward[of], stops.along_m * pace, np.inf)
    # A stop at a junction is there whichever way the segment is open.
    return np.where(rest_m <= SAME_PLACE_M, 0.0, ahead), np.where(stops.along_m <= SAME_PLACE_M, 0.0, back)


def _on_one_segment(leaves: Stops, roots: Stops) -> tuple[Ints, Ints]:
    """Return the pairs of a leaf and a root that are on the same segment, by position."""
    order = np.argsort(roots.segment, kind="stable")
    first = np.searchsorted(roots.segment[order], leaves.segment, side="left")
    count = np.searchsorted(roots.segment[order], leaves.segment, side="right") - first
    leaf = np.repeat(np.arange(len(leaves.segment)), count)
    return leaf, order[np.arange(len(leaf)) - np.repeat(np.cumsum(count) - count - first, count)]


def _straight_on(segments: Segments, roots: Stops, stop: Ints, leaves: Stops, leaf: Ints) -> Floats:
    """Return the costs along one segment, without leaving it."""
    of = leaves.segment[leaf]
    ahead_m = leaves.along_m[leaf] - roots.along_m[stop]
    is_open = np.where(ahead_m > 0, segments.forward[of], segments.backward[of])
    cost = np.abs(ahead_m) * (segments.cost[of] / segments.length_m[of])
    there = np.abs(ahead_m) <= SAME_PLACE_M
    return np.where(there, 0.0, np.where(is_open, cost, np.inf))
