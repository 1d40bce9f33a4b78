"""The ways within an area: from every plot by lorry to every gateway and firm, and by its own track."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from planner.logistics.freight.demand import Carriers, FreightRow
from planner.logistics.freight.legs import LocalStart
from planner.logistics.freight.main_haul import METRICS_N, MainHaul, per_km, transfer_metrics, transfer_of
from planner.logistics.freight.network import SIDING, TRUCK, FreightNetwork, Gateway
from planner.logistics.freight.roads import FreightRoads, LorryRoutes
from planner.logistics.joint import served_by_track
from planner.logistics.straight import reference_points
from planner.logistics.vehicles import Drive

Floats = NDArray[np.float64]


class FirstMile:
    """The ways within the area: from every plot by lorry to every gateway and firm, and by its own track."""

    def __init__(self, network: FreightNetwork, plots: pd.DataFrame, rows: Sequence[FreightRow]) -> None:
        self.network = network
        atlas = network.atlas
        self.firms = _firms(network, rows)
        self.firm_index = {
            str(company_id): len(network.gateways) + i
            for i, company_id in enumerate(self.firms["company_id"])
        }
        self.gateways: list[Gateway] = [
            *network.gateways,
            *(Gateway(str(firm.name), -1, firm.geometry) for firm in self.firms.itertuples(index=False)),
        ]
        shapes = plots.geometry.to_numpy()
        points = [gateway.point for gateway in self.gateways]
        self.roads = FreightRoads(network.roads, shapes, points, reference_points(plots, atlas))
        self.own_track_m = _own_track(network, shapes)
        self.illustrative = plots["illustrative"].to_numpy(dtype=bool) | (
            network.roads is not None and bool(network.roads.illustrative.any())
        )

    def lorry(self, row: FreightRow, who: Carriers) -> LorryRoutes | None:
        """Return the ways of the stream's lorry in the direction of the goods; None where it may not go."""
        drive = self._drive(who)
        return None if drive is None else self.roads.of(drive, row.direction)

    def _drive(self, who: Carriers) -> Drive | None:
        return None if who.vehicle is None else Drive(who.vehicle, self.network.scenario)

    def options(self, row: FreightRow, who: Carriers) -> Floats:
        """Return the metrics from every plot to every gateway, transfers included; the last is its track."""
        scenario = self.network.scenario
        table = np.full((len(self.own_track_m), len(self.gateways) + 1, METRICS_N), np.inf)
        lorry = self.lorry(row, who)
        if lorry is not None:
            per = per_km(who.factors["truck"], scenario.freight.local_speed_kmh)
            table[:, :-1] = lorry.metres[..., None] / 1000 * per
            for g, gateway in enumerate(self.gateways):
                if gateway.transfer_index != TRUCK:
                    table[:, g] += transfer_metrics(transfer_of(scenario, gateway.transfer_index))
        if "rail" in row.modes:
            reached = np.isfinite(self.own_track_m)
            if reached.any():
                loading = transfer_metrics(transfer_of(scenario, SIDING))
                along = self.own_track_m[reached, None] / 1000 * per_km(who.factors["rail"])
                table[reached, -1] = along + loading
        return table

    def drive_h(self, row: FreightRow, who: Carriers) -> Floats:
        """Return the hours that the lorry drives from every plot to every gateway; 0 along its own track."""
        hours = np.zeros((len(self.own_track_m), len(self.gateways) + 1))
        lorry = self.lorry(row, who)
        if lorry is not None:
            hours[:, :-1] = lorry.metres / 1000 / self.network.scenario.freight.local_speed_kmh
        return hours

    @property
    def drives_on(self) -> NDArray[np.bool_]:
        """Which gateways a lorry passes without handing over, so that its driver goes on."""
        kinds = [gateway.transfer_index == TRUCK for gateway in self.gateways]
        return np.array([*kinds, False], dtype=bool)

    def beyond(self, row: FreightRow, beyond: MainHaul | None, tree_index: int) -> tuple[Floats, Floats]:
        """Return the metrics from every gateway to the far place, and the driving of the haul from there.

        Metrics are inf from those that do not lead there.
        """
        table = np.full((len(self.gateways) + 1, METRICS_N), np.inf)
        lead_h = np.zeros(len(self.gateways) + 1)
        if beyond is None:
            table[self.firm_index[row.place]] = 0.0
            return table, lead_h
        for g, gateway in enumerate(self.gateways):
            if gateway.state_index >= 0:
                table[g] = beyond.metrics[tree_index, gateway.state_index]
                lead_h[g] = beyond.lead_h[tree_index, gateway.state_index]
        if self.network.rail_joint_index is not None:
            table[-1] = beyond.metrics[tree_index, self.network.rail_joint_index]
            lead_h[-1] = beyond.lead_h[tree_index, self.network.rail_joint_index]
        return table, lead_h

    def start(self, where: tuple[int, int], plot_id: str, row: FreightRow, who: Carriers) -> LocalStart:
        """Return the way within the area of one plot to one gateway: `where` are their positions."""
        plot_index, gateway_index = where
        lorry = None if gateway_index == len(self.gateways) else self.lorry(row, who)
        return LocalStart(
            plot_id=plot_id,
            gateway=None if lorry is None else self.gateways[gateway_index],
            distance_m=float(self.own_track_m[plot_index] if lorry is None else lorry.metres[where]),
            illustrative=bool(self.illustrative[plot_index]),
            accuracy_m=self._accuracy_m(gateway_index),
            closed=() if lorry is None else self.closed_on(where, row, who),
        )

    def line(self, where: tuple[int, int], row: FreightRow, who: Carriers) -> tuple[shapely.LineString, bool]:
        """Return the local way as a line in the working system, and whether it is drawn straight."""
        plot_index, gateway_index = where
        drive = self._drive(who)
        if gateway_index < len(self.gateways) and drive is not None:
            return self.roads.line(drive, row.direction, *where), False
        joint = self.network.atlas.joint
        plot = self.roads.plots[plot_index]
        end = plot if joint is None else shapely.Point(joint.x_m, joint.y_m)
        return shapely.shortest_line(plot, end), True

    def state_index(self, gateway_index: int) -> int:
        """Return the state at which a gateway, or a plot's own track, joins what lies beyond."""
        if gateway_index < len(self.gateways):
            return self.gateways[gateway_index].state_index
        return self.network.rail_joint_index or 0

    def closed_on(self, where: tuple[int, int], row: FreightRow, who: Carriers) -> tuple[str, ...]:
        """Return the roads closed to the stream's lorry that would otherwise be on its way."""
        drive = self._drive(who)
        return () if drive is None else self.roads.closed_on(drive, row.direction, *where)

    def shut_out(self, plot_index: int, row: FreightRow, who: Carriers) -> tuple[str, ...]:
        """Return the closed roads that keep the lorry from the nearest gateway that it cannot reach."""
        lorry = self.lorry(row, who)
        if lorry is None or not lorry.closed[plot_index].any():
            return ()
        away_m = np.where(lorry.closed[plot_index], self.roads.away_m[plot_index], np.inf)
        return self.closed_on((plot_index, int(np.argmin(away_m))), row, who)

    def _accuracy_m(self, gateway_index: int) -> float | None:
        firm = gateway_index - len(self.network.gateways)
        if not 0 <= firm < len(self.firms):
            return None
        value = self.firms["accuracy_m"].iloc[firm]
        return None if pd.isna(value) else float(value)

    def name_of(self, place: str) -> str:
        """Return the name of a far place."""
        network = self.network
        if place in self.firm_index:
            return self.gateways[self.firm_index[place]].name
        if place in network.regions:
            return network.regions[place].name
        if place in network.index_of:
            return network.names[network.index_of[place]]
        return str(network.abroad.set_index("port_id")["name"].get(place, place))


def _firms(network: FreightNetwork, rows: Sequence[FreightRow]) -> pd.DataFrame:
    """Return the firms of the area that streams name."""
    if not network.atlas.has("companies"):
        return pd.DataFrame({"company_id": [], "name": [], "geometry": [], "accuracy_m": []})
    firms = network.atlas.frame("companies")
    return firms[firms["company_id"].isin([row.place for row in rows])]


def _own_track(network: FreightNetwork, shapes: NDArray[np.object_]) -> Floats:
    """Return the distances by rail to the joint of plots that a track serves; inf for the others."""
    metres = np.full(len(shapes), np.inf)
    if network.rail_joint_index is None or network.local_rail is None:
        return metres
    served = served_by_track(shapes, network.atlas, network.scenario)
    if served.any():
        metres[served] = network.local_rail_m(shapes[served])
    return metres
