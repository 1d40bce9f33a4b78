"""Time our way and a peer's way in one run, interleaved, and print what a reader can check.

A benchmark beside this file ends with:

    case("capacity of 10 000 plots", "geopandas.overlay", ours=..., peer=...)
    machine("geopandas", "shapely")

Each prints a line. The ratio is the peer's time by ours: above 1 we are faster.
"""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from importlib import metadata
from pathlib import Path

# A peer that takes longer than this in its warm-up is not run again: that one run is its figure, and the line
# says so.
PATIENCE_S = 60.0


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    ours: Callable[[], object], peer: Callable[[], object], runs_n: int
) -> tuple[float, float, int]:
    """Return the median times of both in seconds and the number of the peer's runs.

    Both run once to warm up, then in turns, and each turn the other way round: what slows the machine for a
    while slows both.
    """
    seconds(ours)
    first_peer_s = seconds(peer)
    if first_peer_s > PATIENCE_S:
        return statistics.median(seconds(ours) for _ in range(runs_n)), first_peer_s, 1
    ours_s, peer_s = [], []
    for turn in range(runs_n):
        both = [(ours, ours_s), (peer, peer_s)]
        for work, times in both if turn % 2 == 0 else reversed(both):
            times.append(seconds(work))
    return statistics.median(ours_s), statistics.median(peer_s), runs_n


def case(
    name: str,
    peer_name: str,
    *,
    ours: Callable[[], object],
    peer: Callable[[], object],
    runs_n: int = 5,
    peer_part: float = 1.0,
) -> float:
    """Run a comparison, print its line and return the ratio.

    Parameters
    ----------
    name
        What is done; spaces become underscores, so that a line splits at its spaces.
    peer_name
        The peer, with its version if it is not one of the packages told by `machine`.
    ours, peer
        The work, without reading its input.
    runs_n
        Runs of each after the warm-up.
    peer_part
        The part of the work that the peer does, where the whole would take too long: its time is divided by
        it and the line marked "extrapolated".

    Returns
    -------
    float
        The peer's time by ours.
    """
    ours_s, measured_s, peer_runs_n = interleaved(ours, peer, runs_n)
    peer_s = measured_s / peer_part
    remarks = f" extrapolated=from_{peer_part:.4g}_of_the_work" if peer_part < 1 else ""
    remarks += f" peer_runs={peer_runs_n}" if peer_runs_n != runs_n else ""
    print(
        f"case={name.replace(' ', '_')} ours_s={ours_s:.4g} "
        f"peer={peer_name.replace(' ', '_')} peer_s={peer_s:.4g} "
        f"ratio={peer_s / ours_s:.3g} runs={runs_n}{remarks}",
        flush=True,
    )
    return peer_s / ours_s


def quoted(text: str) -> str:
    """Return the text in quotes if it holds a space, so that a line can be split at spaces by shlex."""
    return f'"{text}"' if " " in text else text


def processor() -> str:
    """Return the model of the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def machine(*packages: str) -> None:
    """Print the line that says where the figures come from: processor, cores, Python and these packages."""
    facts: Iterable[tuple[str, str]] = [
        ("machine", processor()),
        ("cores", str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())),
        ("system", platform.platform()),
        ("python", platform.python_version()),
        *((package, metadata.version(package)) for package in packages),
    ]
    print(" ".join(f"{name}={quoted(value)}" for name, value in facts), flush=True)
