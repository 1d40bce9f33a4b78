"""The distance from a plot to a target, with how it was found and how far it can be trusted."""

from dataclasses import dataclass

# How a distance was found.
NETWORK = "network"
STRAIGHT_LINE = "straight_line"
BELOW_ACCURACY = "below_accuracy"
# The data end before the plot does: no distance can be given.
BEYOND_DATA = "beyond_data"
# A snap longer than this share of the network distance means that the network does not reach there.
SNAP_SHARE = 0.2


@dataclass(frozen=True)
class Distance:
    """One distance in metres; `distance_m` is None where the place is not known well enough to give one.

    A network distance includes the snaps at both ends; `snap_m` is their sum. `accuracy_m` is how well the
    target is placed, `way_accuracy_m` the worst of the roads on the way, where it is recorded. `illustrative`
    holds if the target or any part of the way is drawn, `way_illustrative_m` is that part. `note` says what
    the reader must know: where the network ends, or that the place is only known roughly. With a vehicle,
    `time_min` is its time, and `closed_roads` would be on its way if they were not closed to it.
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


def snap_too_long(snap_m: float, network_m: float) -> bool:
    """Return whether a snap exceeds a fifth of the network distance.

    Examples
    --------
    >>> snap_too_long(250, 1000), snap_too_long(150, 1000)
    (True, False)
    """
    return snap_m > SNAP_SHARE * network_m
