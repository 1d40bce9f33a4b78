"""Ground left of plots by DuckDB spatial, run in an environment of its own by benchmarks/capacity.py.

Arguments: plots and zones as Parquet files with WKB geometry, and the number of runs. The extension comes
from the package duckdb-extension-spatial, since DuckDB would fetch it from the internet.
"""

import sys
import time
from pathlib import Path

import duckdb
import duckdb_extension_spatial

folder = Path(duckdb_extension_spatial.__file__).parent
(extension,) = folder.rglob("spatial.duckdb_extension")
base = duckdb.connect(config={"allow_unsigned_extensions": "true"})
base.execute(f"LOAD '{extension}'")
base.execute("SET threads = 2")
for name, file in (("plots", sys.argv[1]), ("zones", sys.argv[2])):
    base.execute(
        f"CREATE TABLE {name} AS SELECT row_number() OVER () AS id, ST_GeomFromWKB(shape) AS shape "  # noqa: S608 - our names
        f"FROM read_parquet('{file}')"
    )
LEFT = """
    WITH near AS (
        SELECT plots.id, ST_Union_Agg(zones.shape) AS zone
        FROM plots JOIN zones ON ST_Intersects(plots.shape, zones.shape) GROUP BY plots.id
    )
    SELECT sum(ST_Area(
        CASE WHEN near.zone IS NULL THEN plots.shape ELSE ST_Difference(plots.shape, near.zone) END
    ))
    FROM plots LEFT JOIN near USING (id)
"""
times_s = []
for _run in range(int(sys.argv[3])):
    start = time.perf_counter()
    (area_m2,) = base.execute(LEFT).fetchone()
    times_s.append(time.perf_counter() - start)
print("RESULT", sorted(times_s)[len(times_s) // 2], area_m2)
