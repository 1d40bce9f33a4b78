"""The distance from a plot to a target, with how it was found and how far it can be trusted."""

from dataclasses import dataclass

# How a distance was found.
NETWORK = "network"
STRAIGHT_LINE = "straight_line"
BELOW_ACCURACY = "below_accuracy"
# A snap longer than this share of the network distance means that the network does not reach there.
SNAP_SHARE = 0.2


@dataclass(frozen=True)
class Distance:
    """One distance in metres; `distance_m` is None where the place is not known well enough to give one.

    A network distance includes the snaps at both ends; `snap_m` is their sum. `note` says what the reader
    must know: where the network ends, or that the place is only known roughly.
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


def snap_too_long(snap_m: float, network_m: float) -> bool:
    """Return whether a snap exceeds a fifth of the network distance.

    Examples
    --------
    >>> snap_too_long(250, 1000), snap_too_long(150, 1000)
    (True, False)
    """
    return snap_m > SNAP_SHARE * network_m
