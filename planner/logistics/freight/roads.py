"""The roads of an area for a firm's freight: how far lorries drive between plots and gateways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.logistics.distance import LONGEST_ACCESS_M
from planner.logistics.network.graph import Floats, Stops
from planner.logistics.network.shortest_paths import Tally, paths, ways
from planner.logistics.network.snapping import Snaps
from planner.logistics.road_paths import Roads, closed_on
from planner.logistics.vehicles import Drive

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LorryRoutes:
    """Ways of one vehicle: a row a plot, a column a gateway; inf where no way leads, or all are closed to it.

    `closed` says where the roads lead, but not this vehicle. Without roads at hand no way leads anywhere.
    """

    metres: Floats
    closed: Flags


class FreightRoads:
    """Roads of an area between its plots and gateways; each vehicle's ways are sought once."""

    def __init__(
        self,
        roads: Roads | None,
        plots: NDArray[np.object_],
        gateways: Sequence[shapely.Geometry],
        standing: NDArray[np.object_],
    ) -> None:
        """Take the roads, the plots, the places driven to, and the points that stand for the plots."""
        self.roads = roads
        self.plots, self.gateways = plots, np.array(list(gateways), dtype=object)
        self.away_m = shapely.distance(standing[:, None], self.gateways[None, :])
        self._found: dict[tuple[str, str], LorryRoutes] = {}
        self._snaps: tuple[Snaps, Snaps] | None = None
        if roads is not None and len(plots) and len(self.gateways):
            self._snaps = roads.entrances.snap(plots), roads.entrances.snap(self.gateways)

    def of(self, drive: Drive, direction: str) -> LorryRoutes:
        """Return the ways of a vehicle from the plots to the gateways ("out"), or the other way ("in")."""
        key = (drive.vehicle.vehicle_id, direction)
        if key not in self._found:
            self._found[key] = self._sought(drive, direction)
        return self._found[key]

    def _sought(self, drive: Drive, direction: str) -> LorryRoutes:
        if self._snaps is None or self.roads is None:
            return LorryRoutes(np.full(self.away_m.shape, np.inf), np.zeros(self.away_m.shape, dtype=bool))
        open_m = self._along_m(None, direction)
        found = self.roads.driven(drive)
        along_m = self._along_m(drive, direction) if found.closed.any() else open_m
        snaps_m = [snaps.of_each_m for snaps in self._snaps]
        longest_m = np.maximum(snaps_m[0][:, None], snaps_m[1][None, :])
        led = np.isfinite(open_m) & (longest_m <= LONGEST_ACCESS_M)
        total_m = along_m + snaps_m[0][:, None] + snaps_m[1][None, :]
        return LorryRoutes(np.where(led, total_m, np.inf), led & ~np.isfinite(along_m))

    def _along_m(self, drive: Drive | None, direction: str) -> Floats:
        """Return the metres along the roads of the best ways, without the snaps; inf where none leads."""
        assert self.roads is not None  # noqa: S101 - asked for only where there are roads
        assert self._snaps is not None  # noqa: S101 - as above
        network = self.roads.network if drive is None else self.roads.driven(drive).open_network
        ends = self._snaps if direction == "out" else self._snaps[::-1]
        found = ways(self.roads.for_ways(network), *ends, (Tally(np.ones(len(network.row))),))
        along_m = np.where(np.isfinite(found.cost), found.tallies[0], np.inf)
        return along_m if direction == "out" else along_m.T

    def closed_on(self, drive: Drive, direction: str, plot_index: int, gateway_index: int) -> tuple[str, ...]:
        """Return the roads closed to the vehicle that would otherwise be on its way, each with the reason."""
        if self.roads is None or not self.roads.driven(drive).closed.any():
            return ()
        return closed_on(self.roads, drive, *self._ends(direction, plot_index, gateway_index))

    def line(self, drive: Drive, direction: str, plot_index: int, gateway_index: int) -> shapely.Geometry:
        """Return the way as a line in the direction of driving; its access legs where it is nothing else."""
        direct = shapely.shortest_line(self.plots[plot_index], self.gateways[gateway_index])
        assert self.roads is not None  # noqa: S101 - without roads there is no way to draw
        network = self.roads.driven(drive).open_network
        start, end = self._ends(direction, plot_index, gateway_index)
        sought = paths(self.roads.for_ways(network), start, end)
        known = [path for path in sought if path is not None and len(path.segment)]
        if not known:
            return direct if direction == "out" else shapely.reverse(direct)
        path = min(known, key=lambda path: float(path.length_m.sum()))
        first = network.places_at(path.segment[:1], path.from_m[:1])
        return shapely.LineString(np.concatenate([first, network.places_at(path.segment, path.to_m)]))

    def _ends(self, direction: str, plot_index: int, gateway_index: int) -> tuple[Stops, Stops]:
        assert self.roads is not None  # noqa: S101 - asked for only where there are roads
        plot = self.roads.entrances.snap(self.plots[plot_index : plot_index + 1])
        gateway = self.roads.entrances.snap(self.gateways[gateway_index : gateway_index + 1])
        return (plot, gateway) if direction == "out" else (gateway, plot)
