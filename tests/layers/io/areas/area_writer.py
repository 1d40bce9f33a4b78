"""Write areas in processes of their own, as the tests of competing and killed writers tell them to.

Each line of the standard input is a command in JSON; the answer is one line.
"""

import json
import os
import sys
import time
from pathlib import Path

import geopandas as gpd
import shapely

from layers.errors import SijaintiError
from layers.io.areas.write import NewLayer, frame_writer, store
from layers.io.formats.archives import unpacked
from layers.io.scratch import scratch_root

SETTINGS = {"name": "testi", "title": "Testi", "epsg": 3067, "place_kind": "plot"}
X_M, Y_M = 305_000.0, 7_087_000.0


def plots(mark, count=3):
    """Return plots whose names say who wrote them."""
    shapes = [shapely.box(X_M + n * 150, Y_M, X_M + n * 150 + 100, Y_M + 100) for n in range(count)]
    rows = {"plot_id": [f"{n + 1}" for n in range(count)], "name": [mark] * count}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=3067)


def save(mark, count=3):
    """Store the plots under this mark."""
    suffix, write = frame_writer(plots(mark, count))
    record = {
        "layer": "plots",
        "title": mark,
        "url": "",
        "licence": "",
        "attribution": "",
        "retrieved": "2026-01-01",
        "accuracy": "",
        "illustrative": False,
    }
    store("testi", SETTINGS, [NewLayer("plots", suffix, write, record, {"kind": "drawn"})])


def say(text):
    """Answer with one line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def forked(work):
    """Do the work in a child, and say its number when it has begun."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    say(child)
    os.waitpid(child, 0)
    say("ended")


def save_on_and_on():
    """Store again and again, until somebody ends the process."""
    n = 0
    while True:
        n += 1
        save(f"{os.getpid()}-{n}", 50)


def unpack(path):
    """Unpack an archive and stay there."""
    with unpacked(Path(path)):
        (scratch_root() / "ready").touch()
        time.sleep(600)


def main():
    """Obey line by line."""
    say("ready")
    for line in sys.stdin:
        command = json.loads(line)
        if command["do"] == "save":
            try:
                save(command["mark"])
                say(json.dumps({"saved": True}))
            except SijaintiError as error:
                say(json.dumps({"saved": False, "said": str(error)}))
        elif command["do"] == "save on and on":
            forked(save_on_and_on)
        elif command["do"] == "unpack":
            forked(lambda path=command["path"]: unpack(path))


if __name__ == "__main__":
    main()
