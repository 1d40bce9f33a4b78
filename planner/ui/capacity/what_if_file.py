"""Keeping a what-if: for this session, as a file, and from a file."""

import re

import streamlit as st

from layers.atlas import AreaInfo
from layers.errors import PlannerError, SijaintiError
from planner.scenario.edit import scenario_text
from planner.text import _, number, translate
from planner.ui import cache, state
from planner.ui.widgets.labels import plain
from planner.ui.widgets.scenario_picker import key_of, title_of_key

_MOST_BYTES_N = 1_000_000


def render(area: AreaInfo, made: str) -> None:
    """Show the buttons that keep, save and load."""
    is_new = made not in state.what_ifs() and state.what_if_text(made) is not None
    with st.container(horizontal=True):
        if st.button(
            _("Use on all pages"), key="what_if.keep", type="primary", disabled=not is_new, width="content"
        ):
            state.keep_what_if(made, state.what_if_text(made) or "")
            st.rerun()
        st.download_button(
            _("Save as TOML"),
            state.what_if_text(made) or scenario_text(cache.scenario(made)),
            file_name=_file_name(title_of_key(made)),
            mime="application/toml",
            key="what_if.download",
            on_click="ignore",
        )
    if made == state.current().scenario and made in state.what_ifs():
        st.caption(_("All pages count by these rules. The choice “Rules” at their top leads back."))
    _load(area)


def _file_name(name: str) -> str:
    """Return a name that every file system takes.

    Examples
    --------
    >>> _file_name("Wider: rail/road")
    'wider_rail_road.toml'
    """
    return f"{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_') or 'what_if'}.toml"


def _load(area: AreaInfo) -> None:
    file = st.file_uploader(_("Load a scenario (TOML)"), type=["toml"], key="what_if.upload")
    if file is None:
        return
    try:
        key, text = _checked(file.getvalue(), area)
    except SijaintiError as error:
        st.error("\n".join(plain(line) for line in translate(error).splitlines()))
        return
    if key not in state.what_ifs():
        state.keep_what_if(key, text)
        st.rerun()


def _checked(content: bytes, area: AreaInfo) -> tuple[str, str]:
    """Return key and text of a scenario by which the area can be computed."""
    if len(content) > _MOST_BYTES_N:
        msg = _("The file is larger than {most} MB: that is no scenario.")
        raise PlannerError(msg.format(most=number(_MOST_BYTES_N / 1_000_000)))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise PlannerError(_("The file is not UTF-8 text. Save it as UTF-8 and load it again.")) from None
    key = key_of(text)
    if key not in state.what_ifs():
        state.draft(key, text)
        cache.area_capacities(area.name, key)
    return key, text
