"""Distances by pandana 0.8, run in an environment that has it: benchmarks/logistics.py starts it.

Arguments: the graph (.npz), and where the distances go (.npy).
"""

import sys
import time

import numpy as np
import pandana
import pandas as pd

kept = np.load(sys.argv[1])
start = time.perf_counter()
columns = [pd.Series(kept[name]) for name in ("x", "y", "start", "end")]
network = pandana.Network(*columns, pd.DataFrame({"m": kept["length"]}), twoway=True)
build_s = time.perf_counter() - start
plots, targets = kept["plots"], kept["targets"]
start = time.perf_counter()
found = network.shortest_path_lengths(np.repeat(plots, len(targets)), np.tile(targets, len(plots)))
search_s = time.perf_counter() - start
np.save(sys.argv[2], np.reshape(found, (len(plots), -1)))
print("RESULT", build_s, search_s)
