"""The differences of a what-if as CSV."""

import pandas as pd

from planner.ui.capacity.what_if_figures import csv_bytes


def test_no_plot_id_is_run_as_a_formula():
    ids = ["=1+1", "+1", "-1", "@a", "\tx", "10-2"]
    changes = pd.DataFrame({"net_area_m2": [-1.26] * 6}, index=pd.Index(ids, name="plot_id"))
    lines = csv_bytes(changes).decode().split("\n")
    assert lines == ["plot_id,net_area_m2", *(f"'{one},-1.3" for one in ids[:-1]), "10-2,-1.3", ""]
