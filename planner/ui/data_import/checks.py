"""The checks: every fault by its row, what would be done about it, and the user's consent to that."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from layers.io.areas.check import check_prepared
from layers.io.areas.save import AreaSettings, changes_against
from layers.io.intake import Prepared, prepare
from layers.issues import GEOMETRY_MENDED, ROW_LEFT_OUT, VALUE_IGNORED, Issue
from planner.text import _, n_, number
from planner.ui import state
from planner.ui.data_import import changes as import_changes
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import Checked, Draft
from planner.ui.widgets import issue_table
from planner.ui.widgets.labels import plain

_UNSAVED = "new"


def render() -> None:
    """Show the button that checks, and what was found."""
    draft = import_draft.current()
    if not draft.confirmed or draft.raw is None or draft.epsg is None:
        return
    st.subheader(_("Checks"), anchor=False)
    if draft.layer == import_draft.PLOTS:
        _totals(draft)
    if draft.checked is None:
        if not st.button(_("Check the rows"), type="primary", key="import.check"):
            return
        _check(import_draft.current())
    checked = import_draft.current().checked
    if checked is not None:
        _show(checked)


def _totals(draft: Draft) -> None:
    """Ask for sums that the source states: they are compared with those of its rows."""
    totals = import_draft.mapping_of(draft, import_draft.MAIN).totals
    with st.expander(_("Sums that the source states, to compare with (if it does)"), key="import.totals"):
        asked = {"plots": _("Number of plots"), "building_right_m2": _("Building right in all, k-m²")}
        for cell, (name, title) in zip(st.columns(len(asked)), asked.items(), strict=True):
            with cell:
                key = state.preset(f"import.total_{name}", totals.get(name))
                st.number_input(
                    title, min_value=0.0, format="%.0f", key=key, on_change=_take_total, args=(name, key)
                )


def _take_total(name: str, key: str) -> None:
    import_draft.change_total(name, state.value(key))


def _check(draft: Draft) -> None:
    """Prepare the rows, compare them with each other and with what is there."""
    settings = AreaSettings(draft.area or _UNSAVED, draft.epsg or 0)
    steps: list[import_work.Step] = [
        (_("Turning fields into columns, checking row by row"), lambda _made: _prepared(draft)),
        (
            _("Comparing rows and layers with each other"),
            lambda one: (one, check_prepared(settings, [one])),
        ),
        (
            _("Comparing with what the area has now"),
            lambda made: Checked(made[0], made[1], changes_against(draft.area, [made[0]])),
        ),
    ]
    checked, fault = import_work.done(_("Checking"), steps)
    import_draft.keep(checked=checked, consent=False)
    import_work.tell(fault)
    if fault is None:
        # Without the button, which has done its work.
        st.rerun()


def _prepared(draft: Draft) -> Prepared:
    raw, mapping, table = draft.raw, draft.mapping, draft.joined
    if raw is None or mapping is None:
        msg = "no source"
        raise ValueError(msg)
    joins = [(table, draft.table_mapping)] if table is not None and draft.table_mapping is not None else []
    return prepare(raw, mapping, draft.epsg or 0, joins)


def _show(checked: Checked) -> None:
    rows_n = len(checked.prepared.layer.frame)
    st.success(n_("{n} row can be used.", "{n} rows can be used.", rows_n))
    if checked.issues:
        st.markdown(_told(checked.issues))
        issue_table.show_issues(checked.issues, key="import.issues", file_name="faults.csv")
    else:
        st.caption(_("Nothing was found wrong."))
    import_changes.render(checked.changed)
    _consent(checked.prepared)


def _told(issues: Sequence[Issue]) -> str:
    """Return what would be done, in numbers."""
    counted = Counter(str(issue.action) for issue in issues)
    known = {
        str(ROW_LEFT_OUT): _("rows left out: {n}"),
        str(GEOMETRY_MENDED): _("shapes mended: {n}"),
        str(VALUE_IGNORED): _("values ignored: {n}"),
    }
    parts = [
        text.format(n=number(counted.pop(action))) for action, text in known.items() if action in counted
    ]
    if counted:
        parts.append(_("kept as they are, to be looked at: {n}").format(n=number(sum(counted.values()))))
    return "; ".join(parts) + "."


def needs_consent(prepared: Prepared) -> bool:
    """Return whether rows would be left out or shapes mended."""
    return bool(prepared.left_out or prepared.mended)


def _consent(prepared: Prepared) -> None:
    if not needs_consent(prepared):
        return
    parts = []
    if prepared.left_out:
        parts.append(n_("{n} row is left out", "{n} rows are left out", prepared.left_out))
    if prepared.mended:
        parts.append(n_("{n} shape is mended", "{n} shapes are mended", prepared.mended))
    label = _("I agree: {what}. The source stays as it is.").format(what=", ".join(parts))
    key = state.preset("import.consent", import_draft.current().consent)
    st.checkbox(
        plain(label),
        key=key,
        on_change=_take_consent,
        args=(key,),
    )


def _take_consent(key: str) -> None:
    import_draft.keep(consent=bool(state.value(key)))
