"""The distance from a plot to a target, with how it was found and how far it can be trusted."""

from dataclasses import dataclass, replace

# How a distance was found.
NETWORK = "network"
STRAIGHT_LINE = "straight_line"
BELOW_ACCURACY = "below_accuracy"
# The data end before the plot does: no distance can be given.
BEYOND_DATA = "beyond_data"
# The network does not lead there: no distance, and the reason in the note.
NO_ROUTE = "no_route"
# An access leg longer than this share of the network distance is said to be long.
SNAP_SHARE = 0.2
# Where an access leg is longer than this, the network at hand does not reach.
LONGEST_ACCESS_M = 1000.0


@dataclass(frozen=True)
class Distance:
    """One distance in metres; None where no route leads there, or the place is not known well enough.

    Every distance counts from the edge of the plot: a straight line from the place nearest to the target, a
    route from where the plot is nearest to a road that takes an entrance. A network distance is the sum of
    `network_m` along the network and two access legs in a straight line: `access_m` from the plot to the
    network, `target_access_m` from the network to the target; `snap_m` is the sum of both legs.
    `access_accuracy_m` is how well both ends of the leg at the plot are placed, the worse one.

    `accuracy_m` is how well the target is placed, `way_accuracy_m` the worst of the roads on the way, where
    it is recorded. `illustrative` holds if the target or any part of the way is drawn; that part is
    `way_illustrative_m`. `note` says what the reader must know: why there is no route, that an access leg is
    long, or that the place is only known roughly. With a vehicle, `time_min` is its time, and `closed_roads`
    would be on its way if they were not closed to it.
    """

    plot_id: str
    target_kind: str
    target_id: str
    target: str
    mode: str
    method: str
    distance_m: float | None
    snap_m: float | None = None
    accuracy_m: float | None = None
    illustrative: bool = False
    source: str = ""
    detail: str = ""
    note: str = ""
    way_illustrative_m: float = 0.0
    way_accuracy_m: float | None = None
    vehicle: str = ""
    time_min: float | None = None
    closed_roads: str = ""
    network_m: float | None = None
    access_m: float | None = None
    target_access_m: float | None = None
    access_accuracy_m: float | None = None


def snap_too_long(snap_m: float, network_m: float) -> bool:
    """Return whether a snap exceeds a fifth of the network distance.

    Examples
    --------
    >>> snap_too_long(250, 1000), snap_too_long(150, 1000)
    (True, False)
    """
    return snap_m > SNAP_SHARE * network_m


def unmeasured(row: Distance, method: str, note: str) -> Distance:
    """Return the distance as not known, with its reason; what is known of the target itself stays."""
    return replace(
        row,
        method=method,
        note=note,
        distance_m=None,
        snap_m=None,
        network_m=None,
        access_m=None,
        target_access_m=None,
        access_accuracy_m=None,
        time_min=None,
        way_accuracy_m=None,
        way_illustrative_m=0.0,
        closed_roads="",
    )
