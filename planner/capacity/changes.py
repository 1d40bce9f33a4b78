"""How a changed scenario changes the capacity of each plot."""

from collections.abc import Sequence

import pandas as pd

from planner.capacity.capacity import Capacity

# What a change does is told for these figures of Capacity.
FIGURES = ("buildable_area_m2", "permitted_floor_area_m2", "remaining_floor_area_m2")


def differences(before: Sequence[Capacity], after: Sequence[Capacity]) -> pd.DataFrame:
    """Return what a change does to each plot, in m² or k-m², indexed by plot id.

    For each figure a column with the value before, after (`…_after`) and the difference (`…_change`); not a
    number where it is not known.
    """
    tables = []
    for capacities in (before, after):
        records = [{name: getattr(entry, name) for name in FIGURES} for entry in capacities]
        index = pd.Index([entry.plot_id for entry in capacities], name="plot_id")
        tables.append(pd.DataFrame(records, index=index, columns=list(FIGURES)).astype(float))
    old, new = tables
    return pd.concat([old, new.add_suffix("_after"), (new - old).add_suffix("_change")], axis=1)
