"""The choice of the language, the same on every page."""

import streamlit as st

from planner.text import LANGUAGE_NAMES, _, language
from planner.ui import state


def choose() -> None:
    """Show the choice; the address keeps it."""
    with st.container(key="language"):
        key = state.preset("language.code", language())
        st.segmented_control(
            _("Language"),
            list(LANGUAGE_NAMES),
            format_func=LANGUAGE_NAMES.__getitem__,
            key=key,
            on_change=state.take_language,
            args=(key,),
            label_visibility="collapsed",
        )
        _tell_browser()


def _tell_browser() -> None:
    """Let the page say its language, by which readers aloud choose a voice and browsers where words part."""
    # One of our own codes, nothing that a user wrote.
    st.html(f"<script>document.documentElement.lang = '{language()}';</script>", unsafe_allow_javascript=True)
