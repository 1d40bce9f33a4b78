"""The table in which a user tells what the firm brings in and sends out; kept, checked, saved and read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from layers.errors import PlannerError
from planner.logistics.freight.demand import ALL_MODES, FreightRow, parse_freight
from planner.text import _, translate
from planner.ui import cache, state
from planner.ui.widgets.freight_file import (
    COLUMNS,
    DEFAULTS,
    MOST_ROWS_N,
    Choices,
    checked,
    example,
    freight_toml,
    records_of,
)
from planner.ui.widgets.labels import carried_by, plain

_LARGEST_FILE_MB = 1
# Columns whose cells hold several values.
_LISTS = ("modes", "agreed_quays")


def render(area: str) -> tuple[FreightRow, ...]:
    """Show the table with what goes with it, and return the rows that can be computed."""
    known = cache.freight_choices(area, state.current().scenario)
    st.subheader(_("What the firm brings in and sends out"), anchor=False)
    key, start = state.freight_table()
    shown = st.data_editor(
        _frame(start),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        placeholder="–",
        column_config=_columns(known),
        alt=_("Freight of the firm, a row for each stream of goods"),
    )
    records = _records(shown)
    state.change(freight=records)
    found = checked(records, known)
    if found.faults:
        st.warning("\n".join(f"- {plain(fault)}" for fault in found.faults))
    _files(area, known, found.rows)
    return found.rows


def _frame(records: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame([dict(record) for record in records], columns=list(COLUMNS), dtype=object)
    for column in ("t_yr", "dispatches_yr"):
        frame[column] = pd.to_numeric(frame[column], errors="coerce").astype(float)
    return frame


def _records(frame: pd.DataFrame) -> state.Records:
    return tuple(
        {
            str(name): list(value) if name in _LISTS and isinstance(value, Iterable) else _given(value)
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    )


def _given(value: Any) -> Any:
    return None if isinstance(value, float) and pd.isna(value) else value


def _columns(known: Choices) -> dict[str, Any]:
    config = st.column_config

    def listed(title: str, column: str, told: str, width: int) -> Any:
        shown = known.of(column)
        return config.SelectboxColumn(
            title,
            options=list(shown),
            format_func=lambda name: shown.get(str(name), str(name)),
            help=told,
            width=width,
        )

    own = _("Empty: as the scenario says.")
    directions = {"in": _("brought in"), "out": _("sent out")}
    return {
        "commodity": config.TextColumn(_("Goods"), max_chars=80, width=170),
        "t_yr": config.NumberColumn(_("Tonnes a year"), min_value=0.0, format="localized", width=145),
        "direction": config.SelectboxColumn(
            _("Direction"),
            options=list(directions),
            format_func=lambda name: directions.get(str(name), str(name)),
            default=DEFAULTS["direction"],
            width=100,
        ),
        "place": listed(
            _("From or to"), "place", _("Type to search: ports abroad, companies, towns, ports, parks."), 240
        ),
        "modes": config.MultiselectColumn(
            _("May go by"),
            options=list(ALL_MODES),
            default=DEFAULTS["modes"],
            format_func=carried_by,
            width=215,
        ),
        "vehicle_id": listed(_("Lorry"), "vehicle_id", own, 150),
        "train_factor_id": listed(_("Train"), "train_factor_id", own, 150),
        "ship_id": listed(_("Ship"), "ship_id", own, 150),
        "cargo_kind": listed(
            _("Kind of cargo"), "cargo_kind", _("By sea: empty is asked of the port, not assumed."), 150
        ),
        "agreed_quays": config.MultiselectColumn(
            _("Quays that have agreed"),
            options=list(known.quays),
            format_func=lambda name: known.quays.get(str(name), str(name)),
            help=_("Quays or ports whose owners take this cargo."),
            width=215,
        ),
        "dispatches_yr": config.NumberColumn(
            _("Trains a year"),
            min_value=1.0,
            help=_("How often the railway is to come. Empty: as the scenario says."),
            width=130,
        ),
    }


def _files(area: str, known: Choices, rows: Sequence[FreightRow]) -> None:
    offered = example(known)
    with st.container(horizontal=True):
        if offered:
            st.button(
                _("Start from an example"),
                key="logistics.example",
                help=_("Made up, to show what a profile looks like. It replaces what stands in the table."),
                on_click=state.start_freight,
                args=(offered,),
            )
        with st.popover(_("Read a file")):
            file = st.file_uploader(
                _("Freight as TOML, at most {n} rows").format(n=MOST_ROWS_N),
                type="toml",
                key="logistics.upload",
                max_upload_size=_LARGEST_FILE_MB,
            )
            # While a file is on its way there is none: a click then would be lost.
            if st.button(_("Put it into the table"), key="logistics.read", disabled=file is None) and file:
                _read(file)
        st.download_button(
            _("Download as TOML"),
            freight_toml(rows),
            file_name=f"{area}_freight.toml",
            mime="application/toml",
            key="logistics.download",
            on_click="ignore",
            disabled=not rows,
        )


def _read(file: UploadedFile) -> None:
    """Put the rows of a file into the table; what is wrong with it is told, and the table stays."""
    try:
        rows = parse_freight(file.getvalue().decode("utf-8"))
    except UnicodeDecodeError:
        st.error(_("The file is no text in UTF-8."))
    except PlannerError as error:
        st.error("\n".join(plain(line) for line in translate(error).splitlines()))
    else:
        state.start_freight(records_of(rows[:MOST_ROWS_N]))
        st.rerun()
