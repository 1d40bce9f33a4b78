"""What a what-if changes in figures: over all plots, and plot by plot."""

import pandas as pd
import streamlit as st

from layers.atlas import AreaInfo
from planner.capacity.changes import FIGURES, differences
from planner.reports.csv import cell
from planner.scenario.diff import scenario_changes
from planner.text import _, number, signed, unit_name
from planner.ui import cache
from planner.ui.widgets.markup import Markup, lines, quiet, show, strong, table, wide
from planner.ui.widgets.scenario_picker import DEFAULT

_M2_PER_HA = 10_000
_SHOWN_N = 15
_TRACE_M2 = 0.5


def differs(made: str) -> None:
    """Show in what the rules differ from the default."""
    changes = scenario_changes(cache.scenario(DEFAULT), cache.scenario(made))
    if not changes:
        show(quiet(_("These are the default rules.")))
        return
    head = (_("What differs"), _("Default rules"), _("What if"))
    rows = [(strong(one.what), one.before, one.after) for one in changes]
    show(wide(table(rows, head=head, css_class="differs")))


def totals(area: AreaInfo, made: str) -> None:
    """Show the sums over all plots where a figure is known, before and after."""
    changes = _changes(area, made)
    rows = [_row(changes, name) for name in FIGURES]
    if area.place_kind == "zone":
        rows.append(_net(area, made))
    head = (_("All plots"), _("Unit"), _("Default rules"), _("What if"), _("Change"))
    show(table(rows, head=head, numbers=(2, 3, 4), css_class="totals"))


def by_plot(area: AreaInfo, made: str) -> None:
    """Show the plots that change, those that change most first, and give all of them as CSV."""
    changes = _changes(area, made)
    sizes = changes[[f"{name}_change" for name in FIGURES]].abs()
    changed = changes[(sizes > _TRACE_M2).any(axis=1)]
    if changed.empty:
        show(quiet(_("No plot changes.")))
        return
    order = sizes.loc[changed.index].max(axis=1).sort_values(ascending=False, kind="stable").index
    head = (_("Plot"), *(text for title in _titles() for text in (title, _("change"))))
    rows = [(strong(str(plot_id)), *_cells(changed.loc[plot_id])) for plot_id in order[:_SHOWN_N]]
    show(wide(table(rows, head=head, numbers=range(1, len(head)), css_class="changes")))
    told = _("{shown} of {all} plots that change; figures after, and the difference from the default rules.")
    show(quiet(told.format(shown=number(min(_SHOWN_N, len(order))), all=number(len(order)))))
    st.download_button(
        _("Download all differences as CSV"),
        csv_bytes(changes),
        file_name=f"{area.name}_what_if.csv",
        mime="text/csv",
        key="what_if.csv",
        on_click="ignore",
    )


def csv_bytes(changes: pd.DataFrame) -> bytes:
    """Return the differences as CSV, one row a plot."""
    text: str = changes.round(1).rename(index=cell).to_csv(lineterminator="\n")
    return text.encode()


def _changes(area: AreaInfo, made: str) -> pd.DataFrame:
    return differences(cache.area_capacities(area.name, DEFAULT), cache.area_capacities(area.name, made))


def _titles() -> tuple[str, ...]:
    return _("Buildable area, m²"), _("Permitted floor area, k-m²"), _("Remaining floor area, k-m²")


def _row(changes: pd.DataFrame, name: str) -> tuple[str, ...]:
    title, unit = {
        "buildable_area_m2": (_("Buildable area"), "ha"),
        "permitted_floor_area_m2": (_("Permitted floor area"), unit_name("k-m²")),
        "remaining_floor_area_m2": (_("Remaining floor area"), unit_name("k-m²")),
    }[name]
    known = changes[[name, f"{name}_after"]].dropna()
    if known.empty:
        return title, quiet(unit), *[quiet(_("not known"))] * 3
    scale, digits_n = (_M2_PER_HA, 2) if unit == "ha" else (1, 0)
    before, after = (float(known[column].sum()) / scale for column in known)
    partly = _("known of {known} of {all}").format(known=number(len(known)), all=number(len(changes)))
    return (
        lines(title, quiet(partly if len(known) < len(changes) else "")),
        quiet(unit),
        number(before, digits_n),
        number(after, digits_n),
        _signed(after - before, digits_n),
    )


def _net(area: AreaInfo, made: str) -> tuple[str, ...]:
    """Return the net land of zones: their area less what streets and green take."""
    gross_ha = sum(entry.gross_area_m2 for entry in cache.area_capacities(area.name, made)) / _M2_PER_HA
    before, after = (gross_ha * cache.scenario(name).factor("net_share") for name in (DEFAULT, made))
    title = _("Net land for plots")
    return title, quiet("ha"), number(before, 2), number(after, 2), _signed(after - before, 2)


def _cells(row: pd.Series) -> tuple[str, ...]:
    cells: list[str] = []
    for name in FIGURES:
        after, change = row[f"{name}_after"], row[f"{name}_change"]
        cells.append(quiet(_("not known")) if pd.isna(after) else number(after))
        cells.append("" if pd.isna(change) else _signed(change, 0))
    return tuple(cells)


def _signed(value: float, digits_n: int) -> Markup:
    """Return a difference with its sign."""
    return strong(signed(value, digits_n))
