"""Corridors: the least-cost line from a plot to a pipe bridge or track, over ground of many kinds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from skimage.graph import MCP_Geometric

from layers.atlas import Atlas, chosen_plots
from layers.errors import PlannerError
from planner.logistics.cost_surface import Surface, cost_surface, matching
from planner.logistics.crossings import (
    NAMES,
    Crossing,
    barred_by,
    conditions,
    cost_class_of,
    crossings,
    dearest,
    matches,
)
from planner.scenario.scenario import Connection, CorridorSetting, Scenario
from planner.scenario.table_texts import layer_title
from planner.text import _, distance

LEAST_COST, TOUCHES, NOT_FOUND = "least_cost", "touches", "not_found"
_VERTICES_N = 120


@dataclass(frozen=True)
class Corridor:
    """A line sought over a cost surface; its costs are defaults that nobody has confirmed.

    `length_m` and `geometry` are None where no line was found, `notes` says why. `cost_ratio` is the mean
    cost of a metre relative to free industrial land; `cost_class` is that of the line or of its dearest
    crossing, translated where it is shown. `conditions` say who must agree. The geometry is in the working
    system, from plot to target.
    """

    plot_id: str
    kind: str
    title: str
    method: str
    target_id: str = ""
    target: str = ""
    length_m: float | None = None
    straight_m: float | None = None
    cost_ratio: float | None = None
    cost_class: str = ""
    crossings: tuple[Crossing, ...] = ()
    conditions: tuple[str, ...] = ()
    illustrative: bool = False
    confidence: str = "unverified"
    notes: tuple[str, ...] = ()
    geometry: shapely.LineString | None = field(default=None, repr=False, compare=False)


def setting_of(scenario: Scenario, kind: str) -> CorridorSetting:
    """Return how corridors of this kind are sought.

    Raises
    ------
    PlannerError
        If the scenario does not say.
    """
    if kind not in scenario.corridor:
        msg = _("The scenario “{scenario}” has no corridor “{kind}”. It has: {known}.")
        known = ", ".join(scenario.corridor) or "–"
        raise PlannerError(msg.format(scenario=scenario.name, kind=kind, known=known))
    return scenario.corridor[kind]


def corridor(plot_id: str, atlas: Atlas, scenario: Scenario, kind: str, target_id: str = "") -> Corridor:
    """Return the least-cost line from a plot's boundary to the nearest target of the kind, or to one target.

    Raises
    ------
    PlannerError
        If the plot, the kind or the target is unknown.

    Notes
    -----
    least Σ cost of the cells passed × length in them, between neighbouring cells

    References
    ----------
    E. W. Dijkstra (1959) on a grid (skimage.graph); costs of the classes of ground are the scenario's.
    """
    return Search(plot_id, atlas, scenario, kind, target_id).corridor()


class Search:
    """One search: the plot, the targets within reach, and the cost surface round them."""

    def __init__(
        self, plot_id: str, atlas: Atlas, scenario: Scenario, kind: str, target_id: str = ""
    ) -> None:
        self.atlas, self.kind, self.plot_id = atlas, kind, plot_id
        self.setting = setting_of(scenario, kind)
        self.plot = chosen_plots(atlas, [plot_id]).geometry.iloc[0]
        self.why_none = ""
        self.targets = self._targets(target_id)
        self.straight_m = float("nan")
        if len(self.targets):
            self.straight_m = float(shapely.distance(self.targets.geometry.to_numpy(), self.plot).min())

    def _targets(self, target_id: str) -> gpd.GeoDataFrame:
        layer = self.setting.to_layer
        if not self.atlas.has(layer):
            self.why_none = _("No layer “{layer}” is at hand to lead to.").format(layer=layer_title(layer))
            return gpd.GeoDataFrame(geometry=[], crs=self.atlas.working.epsg)
        frame = self.atlas.frame(layer)
        key = self.atlas.layer(layer).spec.key
        frame = frame[frame[key] == target_id] if target_id else matching(frame, self.setting.to_where)
        if target_id and frame.empty:
            msg = _("There is no “{target}” in the layer “{layer}”.").format(
                target=target_id, layer=layer_title(layer)
            )
            raise PlannerError(msg)
        near = frame[shapely.distance(frame.geometry.to_numpy(), self.plot) <= self.setting.reach_m]
        if near.empty:
            text = _("Nothing to lead to within {reach}.")
            self.why_none = text.format(reach=distance(self.setting.reach_m))
        return near.assign(_key=near[key])

    def bounds(self) -> tuple[float, float, float, float]:
        """Return the window: the plot, the nearest target place, and room to go round what is in between."""
        near = shapely.shortest_line(self.targets.geometry.to_numpy(), self.plot)
        nearest = near[np.argmin(shapely.length(near))]
        margin_m = self.setting.margin_m + self.straight_m / 2
        both = shapely.union(nearest, shapely.envelope(self.plot))
        left_m, bottom_m, right_m, top_m = both.bounds
        return (left_m - margin_m, bottom_m - margin_m, right_m + margin_m, top_m + margin_m)

    def surface(self) -> Surface:
        """Return the cost surface of the window, with the targets themselves as free land."""
        surface = cost_surface(self.atlas, self.setting, self.bounds(), self.plot_id)
        goals = surface.along(self.targets.geometry.to_numpy())
        surface.costs[goals[:, 0], goals[:, 1]] = np.minimum(surface.costs[goals[:, 0], goals[:, 1]], 1.0)
        return surface

    def surface_of(self, target_id: str) -> Surface:
        """Return the cost surface for a line that leaves this target: the other targets are obstacles."""
        return cost_surface(self.atlas, self.setting, self.bounds(), self.plot_id, target_id)

    def corridor(self, surface: Surface | None = None) -> Corridor:
        """Return the least-cost line; a surface that was made before is used."""
        if not len(self.targets):
            return self._none(self.why_none)
        surface = surface or self.surface()
        if self.straight_m <= surface.cell_m:
            line = self._joined(shapely.shortest_line(self.plot, self._nearest_target(self.plot)))
            return self._found(line, TOUCHES, 1.0, surface.notes)
        starts = surface.along(np.array([self.plot.boundary], dtype=object))
        goals = surface.along(self.targets.geometry.to_numpy())
        starts = starts[np.isfinite(surface.costs[starts[:, 0], starts[:, 1]])]
        if not len(starts):
            text = _("No way off the plot: all along its boundary lies what may not be crossed ({kinds}).")
            return self._none(text.format(kinds=self._forbidden()), *surface.notes)
        cells = _least_cost(surface, starts, goals)
        if cells is None:
            text = _(
                "No way within {margin} round the straight line: what may not be crossed bars it ({kinds})."
            )
            why = text.format(margin=distance(self.setting.margin_m), kinds=self._forbidden())
            return self._none(why, *surface.notes)
        vertices, cost_m = _straightened(surface, surface.centres(cells))
        line = self._joined(shapely.LineString(vertices))
        along_m = float(shapely.length(shapely.LineString(vertices)))
        return self._found(line, LEAST_COST, cost_m / max(along_m, surface.cell_m), surface.notes)

    def _forbidden(self) -> str:
        return ", ".join(ground.name for ground in self.setting.ground if np.isinf(ground.cost_ratio))

    def nearest_target(self, shape: shapely.Geometry) -> int:
        """Return the position of the target nearest to a shape."""
        return int(np.argmin(shapely.distance(self.targets.geometry.to_numpy(), shape)))

    def _nearest_target(self, shape: shapely.Geometry) -> shapely.Geometry:
        return self.targets.geometry.iloc[self.nearest_target(shape)]

    def connection_of(self, target: Mapping[str, Any]) -> Connection:
        """Return who must agree to a connection with a target: the first kind that matches."""
        for connection in self.setting.connection:
            if matches(target, connection.where):
                return connection
        condition = _("the scenario does not say who must agree to a turnout on this track: ask who keeps it")
        return Connection(title={"en": _("turnout on the track")}, condition={"en": condition})

    def agreed(self, target_index: int) -> tuple[str, ...]:
        """Return who must agree to the connection with a target, by its position."""
        row = self.targets.iloc[target_index].to_dict()
        connection = self.connection_of(row)
        text = connection.condition_text
        names = (row.get(column) for column in NAMES.get(self.setting.to_layer, ()))
        name = next((name for name in names if isinstance(name, str)), str(row["_key"]))
        template = _("{kind} ({names}): {condition}")
        return (template.format(kind=connection.name, names=name, condition=text),) if text else ()

    def touched_serves(self) -> bool:
        """Return whether the target that touches the plot serves it as it is."""
        return self.connection_of(self.targets.iloc[self.nearest_target(self.plot)].to_dict()).serves

    def _joined(self, line: shapely.LineString) -> shapely.LineString:
        """Return the line led on to the plot's boundary and to the target."""
        places = shapely.get_coordinates(line)
        first, last = shapely.points(places[0]), shapely.points(places[-1])
        start = shapely.get_coordinates(shapely.shortest_line(self.plot.boundary, first))[0]
        end = shapely.get_coordinates(shapely.shortest_line(self._nearest_target(last), last))[0]
        inner = places[1:-1] if len(places) > 2 else places[:0]  # noqa: PLR2004 - both ends alone
        return shapely.LineString(np.vstack([start, inner, end]))

    def _found(
        self, line: shapely.LineString, method: str, cost_ratio: float, notes: tuple[str, ...]
    ) -> Corridor:
        end = shapely.get_point(line, -1)
        target_index = self.nearest_target(end)
        row = self.targets.iloc[target_index]
        name = next((row[c] for c in NAMES.get(self.setting.to_layer, ()) if isinstance(row.get(c), str)), "")
        ratio = float(cost_ratio)
        crossed = crossings(self.atlas, line, self.setting, self.plot_id, str(row["_key"]))
        return Corridor(
            plot_id=self.plot_id,
            kind=self.kind,
            title=self.setting.name,
            method=method,
            target_id=str(row["_key"]),
            target=name,
            length_m=float(shapely.length(line)),
            straight_m=self.straight_m,
            cost_ratio=ratio,
            cost_class=dearest([cost_class_of(ratio), *(one.cost_class for one in crossed)]),
            crossings=crossed,
            conditions=(
                *(self.agreed(target_index) if self.setting.connection else ()),
                *conditions(crossed),
            ),
            illustrative=bool(row["illustrative"]),
            confidence=self.setting.confidence,
            notes=(*barred_by(crossed), self.unconfirmed(), *notes),
            geometry=line,
        )

    def _none(self, *notes: str) -> Corridor:
        straight_m = None if np.isnan(self.straight_m) else self.straight_m
        return Corridor(
            self.plot_id, self.kind, self.setting.name, NOT_FOUND, straight_m=straight_m, notes=notes
        )

    def unconfirmed(self) -> str:
        """Return the sentence that says what the costs rest on."""
        text = _("A line for a first look: costs of the ground are not confirmed ({source}).")
        return text.format(source=self.setting.source)


def _least_cost(
    surface: Surface, starts: NDArray[np.intp], goals: NDArray[np.intp]
) -> NDArray[np.intp] | None:
    """Return the cells of the cheapest way from any start to any goal; None where there is none."""
    if not len(goals):
        return None
    search = MCP_Geometric(surface.costs, sampling=(surface.cell_m, surface.cell_m))
    totals, _steps = search.find_costs(starts.tolist(), goals.tolist(), find_all_ends=False)
    reached = totals[goals[:, 0], goals[:, 1]]
    if not np.isfinite(reached).any():
        return None
    return np.array(search.traceback(tuple(goals[np.argmin(reached)].tolist())), dtype=np.intp)


def _straightened(surface: Surface, places: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the cheapest chain of straight lines over some of the places, and its cost in metres.

    The way from cell to cell knows eight directions only, and is up to 8 % too long.
    """
    if len(places) < 2:  # noqa: PLR2004 - the plot and the target share a cell
        return np.vstack([places[0], places[0]]), 0.0
    tolerance_m = surface.cell_m / 2
    kept = shapely.get_coordinates(shapely.LineString(places).simplify(tolerance_m))
    while len(kept) > _VERTICES_N:
        tolerance_m *= 2
        kept = shapely.get_coordinates(shapely.LineString(places).simplify(tolerance_m))
    best_m = np.full(len(kept), np.inf)
    best_m[0], came_from = 0.0, np.zeros(len(kept), dtype=int)
    for j in range(1, len(kept)):
        costs_m = [best_m[i] + _straight_cost_m(surface, kept[i], kept[j]) for i in range(j)]
        came_from[j] = int(np.argmin(costs_m))
        best_m[j] = costs_m[came_from[j]]
    if not np.isfinite(best_m[-1]):
        return places, float(_chain_cost_m(surface, places))
    chain = [len(kept) - 1]
    while chain[-1]:
        chain.append(int(came_from[chain[-1]]))
    return kept[chain[::-1]], float(best_m[-1])


def _straight_cost_m(surface: Surface, start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    length_m = float(np.hypot(*(end - start)))
    pieces_n = max(2, int(np.ceil(2 * length_m / surface.cell_m)))
    part = (np.arange(pieces_n) + 0.5) / pieces_n
    places = start + part[:, None] * (end - start)
    return length_m * float(surface.costs_at(places[:, 0], places[:, 1]).mean())


def _chain_cost_m(surface: Surface, places: NDArray[np.float64]) -> float:
    costs = surface.costs_at(places[:, 0], places[:, 1])
    steps_m = np.hypot(*np.diff(places, axis=0).T)
    return float((steps_m * (costs[1:] + costs[:-1]) / 2).sum())
