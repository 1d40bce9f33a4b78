"""From every gateway of an area to one far place: cheapest, fastest and lowest-emission ways."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from layers.errors import PlannerError
from planner.logistics.freight.demand import Carriers
from planner.logistics.freight.driver_rest import long_haul_ratio, rest_of, resting_h
from planner.logistics.freight.network import (
    KIND_MODES,
    PORT,
    RAIL,
    SEA,
    TRANSFERS,
    TRUCK,
    TRUCK_RAIL,
    Edges,
    FreightNetwork,
)
from planner.scenario.scenario import CarryMode, DriverRest, FreightFactor, Scenario, Transfer
from planner.text import _, marked

# What is told of a way, a tonne at a time: the columns of every array of metrics.
COST, TIME, CO2E, DISTANCE = range(4)
METRICS_N = 4
# What a way may be best at: the column of metrics that counts.
OBJECTIVES = (
    ("cheapest", COST, marked("cheapest")),
    ("fastest", TIME, marked("fastest")),
    ("lowest_emission", CO2E, marked("lowest emission")),
)
_CARRYING: dict[int, CarryMode] = {TRUCK: "truck", RAIL: "rail", SEA: "sea"}
# A link that costs nothing would be read as no link.
_LEAST = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MainHaul:
    """The best ways from all states to one place, a tree for each objective and one for long hauls by lorry.

    `metrics` has an axis each for tree, state and metric; inf where no way leads. Times hold the rests of
    drivers but for the haul that starts at the state, whose driving is `lead_h`: the way to the state may
    belong to it. `next_index` is the state that follows on the way, negative at its end. `notes` say what was
    left out.
    """

    metrics: Floats
    lead_h: Floats
    next_index: NDArray[np.intp]
    edges: Edges
    notes: tuple[str, ...] = ()

    def way(self, tree_index: int, state_index: int) -> list[tuple[int, int, int]]:
        """Return the steps from a state to the end: (from state, to state, edge)."""
        steps = []
        here = state_index
        while (there := int(self.next_index[tree_index, here])) >= 0:
            pair = (min(here, there), max(here, there))
            found = np.flatnonzero((self.edges.start == pair[0]) & (self.edges.end == pair[1]))
            steps.append((here, there, int(found[0])))
            here = there
        return steps


def per_km(factor: FreightFactor, speed_kmh: float | None = None) -> Floats:
    """Return what a tonne-kilometre costs in EUR, takes in hours, emits in kg (well to wheel), in metres.

    Examples
    --------
    >>> ship = FreightFactor(
    ...     factor_id="s", mode="sea", title={"en": "Ship"}, source="-", vehicle_class="ship",
    ...     wtw_g_t_km=20, year=2025, cost_eur_t_km=0.02, speed_kmh=20,
    ... )
    >>> per_km(ship).tolist()
    [0.02, 0.05, 0.02, 1000.0]
    """
    return np.array(
        [factor.cost_eur_t_km, 1 / (speed_kmh or factor.speed_kmh), factor.wtw_g_t_km / 1000, 1000.0]
    )


def transfer_metrics(transfer: Transfer) -> Floats:
    """Return what a transfer costs a tonne, takes and emits; emissions without a factor are not counted."""
    return np.array([transfer.cost_eur_t, transfer.time_h, transfer.co2e_kg_t or 0.0, 0.0])


def transfer_of(scenario: Scenario, kind_index: int) -> Transfer:
    """Return the transfer of an edge.

    Raises
    ------
    PlannerError
        If the scenario does not give it.
    """
    name = TRANSFERS[kind_index]
    if name not in scenario.transfer:
        msg = _("The scenario “{scenario}” has no block [transfer.{name}]: add it, with time and cost.")
        raise PlannerError(msg.format(scenario=scenario.name, name=name))
    return scenario.transfer[name]


def main_haul(network: FreightNetwork, place: str, who: Carriers, modes: Sequence[CarryMode]) -> MainHaul:
    """Return the best ways from every state to a national node or a port abroad.

    Raises
    ------
    PlannerError
        If the place is unknown, or a transfer is missing in the scenario.
    """
    notes: list[str] = []
    if place in network.regions:
        region = network.regions[place]
        place = region.node_id
        told = _("The region {region} is reckoned to {town}: places elsewhere in it are nearer or farther.")
        notes.append(told.format(region=region.name, town=network.names[network.index_of[place]]))
    ends, sea_end = _ends(network, place, modes)
    edges = network.static
    allowed = np.array([set(needed) <= set(modes) for needed in KIND_MODES])
    ends, edges, said = _unloaded(network, place, modes, ends, edges.kept(allowed[edges.kind]))
    notes += said
    if "sea" in modes and who.ship is not None:
        home = network.takes(who)
        takes = set(home.states)
        notes += home.notes
        if sea_end is not None and (sea_end in takes or sea_end >= network.first_abroad_index):
            edges = edges.joined(network.sea_edges(sea_end, who.ship))
            takes.add(sea_end)
        elif sea_end is not None:
            text = _("No quay of {port} is known to take the ship “{ship}”.")
            notes.append(text.format(port=network.names[sea_end], ship=who.ship.name))
        edges = edges.kept(_called_at(network, edges, takes))
    if "rail" in modes and network.unlinked:
        text = _("Not used, as the tracks at hand do not lead from there to the national railway: {places}.")
        notes.append(text.format(places=", ".join(network.unlinked)))
    if sea_end is not None and "sea" in modes and network.sea is None:
        notes.append(_("No sea network is at hand: no way by sea is sought."))
    costs = _edge_metrics(network.scenario, edges, who)
    rest = rest_of(who, network.scenario)
    # By driving alone, and as if every haul by lorry took many days: the best way lies near one of the two.
    weights = [costs[:, column] for _name, column, _title in OBJECTIVES]
    weights.append(costs[:, TIME] * np.where(edges.kind == TRUCK, long_haul_ratio(rest), 1.0))
    trees = [_best(edges, costs, weight, ends, (network.states_n, rest)) for weight in weights]
    return MainHaul(
        np.stack([tree.metrics for tree in trees]),
        np.stack([tree.lead_h for tree in trees]),
        np.stack([tree.next_index for tree in trees]),
        edges,
        tuple(notes),
    )


def _unloaded(
    network: FreightNetwork, place: str, modes: Sequence[CarryMode], ends: list[int], edges: Edges
) -> tuple[list[int], Edges, list[str]]:
    """Return ends and edges with what follows a train at its far end: terminal and last mile by lorry.

    Goods that arrive by train have not arrived: they are unloaded, and a lorry brings them to the receiver.
    """
    node = network.index_of.get(place)
    if "rail" not in modes or node is None or node not in network.railed:
        return ends, edges, []
    truck, rail, last = node, network.nodes_n + node, network.last_mile_index
    ends = [end for end in ends if end != rail]
    if "truck" not in modes:
        handled = Edges.of([(rail, last, TRUCK_RAIL, 0.0, False)])
        text = _("Nothing but the railway leads to {place}: the receiver needs a track of its own there.")
        return [*ends, last], edges.joined(handled), [text.format(place=network.names[node])]
    if str(network.nodes["kind"].iloc[node]) == PORT:
        return ends, edges, []
    direct = (edges.start == truck) & (edges.end == rail)
    last_mile_m = network.scenario.freight.last_mile_m
    added = [(rail, last, TRUCK_RAIL, 0.0, False), (truck, last, TRUCK, last_mile_m, True)]
    return ends, edges.kept(~direct).joined(Edges.of(added)), []


def _ends(network: FreightNetwork, place: str, modes: Sequence[CarryMode]) -> tuple[list[int], int | None]:
    """Return the states at which goods have arrived, and the one among them that ships call at."""
    ports = {str(port_id): i for i, port_id in enumerate(network.abroad["port_id"])}
    if place in ports:
        state = network.first_abroad_index + ports[place]
        return [state], state
    if place not in network.index_of:
        msg = _(
            "“{place}” is no place that freight can go to: name a node, a region, a port abroad, or a firm "
            "of the area."
        )
        raise PlannerError(msg.format(place=place))
    i = network.index_of[place]
    truck, rail, sea = i, network.nodes_n + i, 2 * network.nodes_n + i
    is_port = str(network.nodes["kind"].iloc[i]) == "port"
    ends = [state for state, mode in ((truck, "truck"), (rail, "rail"), (sea, "sea")) if mode in modes]
    return ends, sea if is_port and "sea" in modes else None


def _called_at(network: FreightNetwork, edges: Edges, takes: Iterable[int]) -> NDArray[np.bool_]:
    """Return which edges stay when ships call only at states that take them."""
    closed = np.zeros(network.states_n, dtype=bool)
    closed[2 * network.nodes_n : 3 * network.nodes_n] = True
    closed[network.first_quay_index : network.first_abroad_index] = True
    closed[list(takes)] = False
    return ~(closed[edges.start] | closed[edges.end])


def _edge_metrics(scenario: Scenario, edges: Edges, who: Carriers) -> Floats:
    table = np.zeros((len(edges.kind), METRICS_N))
    for kind in np.unique(edges.kind):
        mine = edges.kind == kind
        if kind in _CARRYING:
            per = per_km(who.factors[_CARRYING[kind]])
            table[mine] = edges.distance_m[mine, None] / 1000 * per
        else:
            table[mine] = transfer_metrics(transfer_of(scenario, int(kind)))
    return table


@dataclass(frozen=True)
class _Best:
    """One tree of best ways, as in `MainHaul`."""

    metrics: Floats
    lead_h: Floats
    next_index: NDArray[np.intp]


def _best(
    edges: Edges, costs: Floats, weight: Floats, ends: Sequence[int], size: tuple[int, DriverRest | None]
) -> _Best:
    """Return all metrics of the best ways from every state to the nearest end, and the state that follows."""
    states_n, rest = size
    weight = np.maximum(weight, _LEAST)
    pairs = (np.concatenate([edges.start, edges.end]), np.concatenate([edges.end, edges.start]))
    graph = csr_array((np.tile(weight, 2), pairs), shape=(states_n, states_n))
    away, follows, _source = dijkstra(graph, indices=ends, min_only=True, return_predecessors=True)
    lookup = csr_array((np.tile(np.arange(1, len(weight) + 1), 2), pairs), shape=(states_n, states_n))
    metrics = np.full((states_n, METRICS_N), np.inf)
    metrics[list(ends)] = 0.0
    lead_h = np.zeros(states_n)
    moving = np.flatnonzero(np.isfinite(away) & (follows >= 0))
    moving = moving[np.argsort(away[moving], kind="stable")]
    used = np.asarray(lookup[moving, follows[moving]]).ravel() - 1 if len(moving) else np.zeros(0, dtype=int)
    for state, there, edge in zip(moving, follows[moving], used, strict=True):
        metrics[state] = metrics[there] + costs[edge]
        if edges.kind[edge] == TRUCK:
            lead_h[state] = lead_h[there] + costs[edge, TIME]
        else:
            metrics[state, TIME] += float(resting_h(lead_h[there], rest))
    return _Best(metrics, lead_h, np.where(follows >= 0, follows, -1).astype(np.intp))
