"""The mapping as a file: saved for next time, and used again."""

import tomllib

import streamlit as st

from layers.errors import PlannerError, SijaintiError
from layers.io.intake import mapping_text
from layers.mapping.mapping import LayerMapping, parse_mapping
from planner.text import _
from planner.ui import state
from planner.ui.data_import import draft as import_draft
from planner.ui.data_import import work as import_work
from planner.ui.data_import.draft import Draft

_MOST_BYTES_N = 1_000_000


def render() -> None:
    """Show how the fields can be saved and loaded."""
    draft = import_draft.current()
    if draft.mapping is None:
        return
    with st.expander(_("Keep how the fields are read, or load it"), key="import.mapping_file"):
        st.caption(_("The area remembers it for the next import; as a file it serves colleagues too."))
        st.download_button(
            _("Save as TOML"),
            mapping_text(draft.mapping),
            file_name=f"{draft.layer}.toml",
            mime="application/toml",
            key="import.mapping_download",
            on_click="ignore",
        )
        key = f"import.mapping_upload_{draft.inputs_n}"
        st.file_uploader(_("Load (TOML)"), type=["toml"], key=key, on_change=_load, args=(key,))
        import_work.tell(state.held("import.mapping_fault"))


def _load(key: str) -> None:
    """Use the mapping of a file; what cannot be used is told, and the present one stays."""
    file, draft = state.value(key), import_draft.current()
    state.hold("import.mapping_fault", None)
    if file is None:
        return
    try:
        mapping = _parsed(file.getvalue(), file.name, draft)
    except SijaintiError as error:
        state.hold("import.mapping_fault", error)
        return
    import_draft.keep(
        mapping=mapping, questions=(), remembered="", picture="", confirmed=False, checked=None, consent=False
    )


def _parsed(content: bytes, name: str, draft: Draft) -> LayerMapping:
    if len(content) > _MOST_BYTES_N:
        raise PlannerError(_("The file is too large: that is no mapping."))
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlannerError(_("{file} is no TOML: {reason}.").format(file=name, reason=error)) from None
    mapping = parse_mapping(table, name)
    if mapping.layer != draft.layer:
        msg = _("{file} is for another layer ({layer}). Choose that layer first.")
        raise PlannerError(msg.format(file=name, layer=mapping.layer))
    fields = {one.name for one in draft.shown.fields} if draft.shown else set()
    absent = sorted({one.source for one in mapping.fields} - fields)
    if absent:
        msg = _("{file} reads {fields}, which the source does not have.")
        raise PlannerError(msg.format(file=name, fields=", ".join(absent)))
    return mapping
