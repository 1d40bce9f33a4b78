"""The choice of the language, the same on every page."""

import json

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
        _name_file_fields()


def _tell_browser() -> None:
    """Let the page say its language, by which readers aloud choose a voice and browsers where words part."""
    # One of our own codes, nothing that a user wrote.
    st.html(f"<script>document.documentElement.lang = '{language()}';</script>", unsafe_allow_javascript=True)


def _name_file_fields() -> None:
    """Give the style sheet the words of fields for files: Streamlit's own are English only."""
    words = {"--choose-file": _("Choose a file"), "--or-drop-file": _("or drop it here")}
    # A JSON text is a CSS string too, as long as it has no escapes but that of the quotation mark.
    told = "; ".join(f"{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in words.items())
    st.html(f"<style>:root {{ {told} }}</style>")
