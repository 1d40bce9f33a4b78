"""Nearest distances by PyLUSAT 0.5.8, run in an environment that has it: benchmarks/logistics.py starts it.

Arguments: points and lines (.gpkg), where the distances go (.npy), the side of a cell in metres, and
the number of runs.
"""

import sys
import time

import geopandas as gpd
import numpy as np
from pylusat import distance

points, lines = gpd.read_file(sys.argv[1]), gpd.read_file(sys.argv[2])
times = []
for _run in range(int(sys.argv[5])):
    start = time.perf_counter()
    found = distance.to_line(points, lines, cellsize=float(sys.argv[4]))
    times.append(time.perf_counter() - start)
np.save(sys.argv[3], np.asarray(found))
print("RESULT", min(times))
