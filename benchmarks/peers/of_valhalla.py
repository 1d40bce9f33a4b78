"""Valhalla's ways, run in an environment that has pyvalhalla: benchmarks/valhalla_check.py starts it.

Arguments: the OpenStreetMap file, a folder for the tiles, and what is asked (.json).
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import valhalla

Place = tuple[float, float]
# Where lorries may go, but none of a size that any limit would stop.
COSTING = "truck"
SMALL = {"height": 1.9, "width": 1.8, "length": 5.0, "weight": 2.0, "axle_load": 1.0}


def routable(pbf: str, folder: Path) -> valhalla.Actor:
    """Return Valhalla on tiles built from the file; it may search everywhere, not only along main roads."""
    tiles = folder / "tiles"
    tiles.mkdir()
    config = valhalla.get_config(tile_dir=str(tiles), tile_extract="", verbose=False)
    config["service_limits"]["max_distance_disable_hierarchy_culling"] = 1e7
    kept = folder / "config.json"
    kept.write_text(json.dumps(config))
    builder = Path(sys.executable).parent / "valhalla_build_tiles"
    subprocess.run([builder, "-c", kept, pbf], check=True, capture_output=True)
    return valhalla.Actor(str(kept))


def at(place: Place) -> dict[str, float]:
    """Return a place as Valhalla wants it: on the nearest way, and on no other."""
    return {"lon": place[0], "lat": place[1], "radius": 0, "minimum_reachability": 0}


def is_shared(actor: valhalla.Actor, place: Place, way_id: int) -> bool:
    """Return whether Valhalla's lorry stands on this way there, and on no other as near."""
    try:
        edges = actor.locate({"locations": [at(place)], "costing": COSTING, "verbose": True})[0]["edges"]
    except RuntimeError:
        return False
    return {edge["edge_info"]["way_id"] for edge in edges or []} == {way_id}


def length_m(actor: valhalla.Actor, ends: list[Place], option: dict[str, Any]) -> float | None:
    """Return the length of the shortest way; None where there is none."""
    costing = {COSTING: {"shortest": True, "disable_hierarchy_pruning": True, **SMALL, **option}}
    asked = {"locations": [at(place) for place in ends], "costing": COSTING, "costing_options": costing}
    try:
        return actor.route(asked)["trip"]["summary"]["length"] * 1000
    except RuntimeError:
        return None


def main() -> None:
    """Answer what is asked: pairs of places that Valhalla knows too, and their lengths, option by option."""
    folder = Path(sys.argv[2])
    asked = json.loads(Path(sys.argv[3]).read_text())
    actor = routable(sys.argv[1], folder)
    places = asked["places"]
    shared = [n for n, (place, way_id) in enumerate(places) if is_shared(actor, place, way_id)]
    pairs = [pair for n in range(0, 2 * asked["pairs_n"], 2) if len(pair := shared[n : n + 2]) == 2]
    lengths_m = [
        [length_m(actor, [places[n][0] for n in pair], option) for pair in pairs]
        for option in asked["options"]
    ]
    print("RESULT " + json.dumps([pairs, lengths_m]))


if __name__ == "__main__":
    main()
