"""Bring hostile files in, as they are named on the standard input, and say what came of each.

It is a process of its own, so that a case that hangs can be ended. The line that answers is JSON.
"""

import json
import os
import shutil
import sys
import time
import traceback
import types
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    # Another package in the environment may be called "tests" as well.
    sys.path.insert(0, str(ROOT))
    sys.modules["tests"] = types.ModuleType("tests")
    sys.modules["tests"].__path__ = [str(ROOT / "tests")]

from layers.errors import SijaintiError  # noqa: E402 - the path is set above
from layers.io import read_atlas  # noqa: E402
from layers.io.areas.build import OsmSource, build_area  # noqa: E402
from layers.io.areas.rasters import import_raster  # noqa: E402
from layers.io.areas.save import AreaSettings, Provenance, save_area  # noqa: E402
from layers.io.intake import guess, parse_ref, prepare, read_source  # noqa: E402
from layers.io.sandbox import confined  # noqa: E402
from tests.hostile.corpus import EXTRACT, RASTER, Trap, cases  # noqa: E402
from tests.hostile.seeds import ROWS, seed  # noqa: E402

EPSG = 3067
TOKEN = "canary-7f3a"  # noqa: S105 - stands in the file that nobody may read
_LONGEST_SENTENCE = 700
# A bit turned over in an id is another id, which nobody can know.
_MOST_STRANGE = 2
_ID_ENDINGS = (".gpkg", ".zip", ".geojson", ".fgb", ".parquet", ".gml", ".csv", ".xlsx")


def bring_in(path, name="uusi"):
    """Import plots; return the number of rows, and of what is said about others."""
    raw = read_source(parse_ref(str(path)))
    mapping = guess(raw, "plots").mapping
    if raw.epsg is None:
        mapping = replace(mapping, source_epsg=EPSG)
    one = prepare(raw, mapping, EPSG)
    save_area(AreaSettings(name, EPSG), [one], Provenance(), consent=True)
    return len(one.layer.frame), _told(one.issues)


def _told(issues):
    """Return of how many rows something is said; of all, where it is said of the layer."""
    return 10**9 if any(not issue.row for issue in issues) else len({issue.row for issue in issues})


def bring_in_raster(path):
    """Import a terrain model into the area that is there."""
    import_raster("testi", "terrain", path, Provenance())
    return None, 0


def build(path):
    """Make an area of an extract of OpenStreetMap."""
    saved = build_area("uusi", OsmSource(pbf=path), epsg=EPSG).saved
    return saved.rows["plots"], _told(saved.issues)


def state(home):
    """Return what the areas hold, by the paths of their files."""
    return {str(path): path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def is_one_sentence(text):
    """Return whether a text is one line that a person can read."""
    return "\n" not in text and "Traceback" not in text and 0 < len(text) < _LONGEST_SENTENCE


def faults_of_import(case, path, home, rows, told):
    """Return what is wrong with an area that was brought in."""
    faults = []
    atlas = read_atlas("testi" if case.kind == RASTER else "uusi")
    if any(TOKEN.encode() in content for content in state(home).values()):
        faults.append("read outside")
    if case.rows is not None and rows + told < case.rows:
        faults.append(f"silent loss: {rows} of {case.rows} rows")
    if case.rows is not None and path.suffix in _ID_ENDINGS:
        faults += strange_values(atlas.frame("plots"), told)
    if rows is not None and len(atlas.frame("plots")) != rows:
        faults.append("another number of rows than was said")
    return faults


def strange_values(plots, told):
    """Return a fault if several plots have another id than in the good source, and nothing is said."""
    ids = {f"10-{number + 1}" for number in range(ROWS)}
    strange = [one for one in plots["plot_id"].astype(str) if one not in ids]
    return [f"other values: {', '.join(strange[:3])}"] if len(strange) > _MOST_STRANGE + told else []


def accounted():
    """Return a list that grows by what each file took that the worker reads from now on."""
    uses, run = [], confined._Host.run

    def recorded(host, job, wall_s):
        used = run(host, job, wall_s)
        uses.append(used)
        return used

    confined._Host.run = recorded
    return uses


def tried(case, folder, trap, uses):
    """Return what comes of a case."""
    home = folder / "home"
    shutil.copytree(folder.parent / "good", home)
    os.environ["SIJAINTI_HOME"] = str(home)
    (folder / "in").mkdir()
    path = case.make(folder / "in", trap)
    before = state(home)
    work = {RASTER: bring_in_raster, EXTRACT: build}.get(case.kind, bring_in)
    faults, said = [], ""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    uses.clear()
    started, began_cpu_s = time.monotonic(), time.process_time()
    try:
        rows, told = work(path)
    except SijaintiError as error:
        outcome, said = "refused", str(error)
        faults += [] if is_one_sentence(said) else ["no single sentence"]
        faults += ["read outside"] if TOKEN in said else []
        faults += [] if state(home) == before else ["the old state was changed"]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        outcome, said = "traceback", traceback.format_exc()[-1500:]
        faults.append(f"traceback: {type(error).__name__}")
    else:
        outcome = "imported"
        faults += faults_of_import(case, path, home, rows, told)
    seconds = time.monotonic() - started
    done = [used for used in uses if used is not None]
    return {
        "outcome": outcome,
        "faults": faults,
        "said": said,
        "seconds": seconds,
        # What other programs do on the machine changes neither of the two.
        "cpu_s": time.process_time() - began_cpu_s + sum(used.cpu_s for used in done),
        "peak_mb": max([peak_mb(), *(used.peak_mb for used in done)]),
    }


def peak_mb():
    """Return the largest memory of this process since it was last asked."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (found,) = [line for line in lines if line.startswith("VmHWM:")]
    return int(found.split()[1]) / 1024


def main():
    """Obey line by line."""
    place, canary, address = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    os.environ["SIJAINTI_HOME"] = str(place / "good")
    if not (place / "good").exists():
        (place / "seed.gpkg").write_bytes(seed(".gpkg"))
        bring_in(place / "seed.gpkg", "testi")
    known = {case.name: case for case in cases()}
    uses = accounted()
    answer({"outcome": "ready"})
    for number, line in enumerate(sys.stdin):
        folder = place / f"{os.getpid()}-{number}"
        folder.mkdir()
        answer(tried(known[json.loads(line)], folder, Trap(canary, address), uses))
        shutil.rmtree(folder, ignore_errors=True)


def answer(table):
    """Say one line."""
    sys.stdout.write(json.dumps(table) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
