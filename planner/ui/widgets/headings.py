"""The heading of a section whose figures the Help page explains."""

import streamlit as st

from planner.text import _
from planner.ui.widgets import links


def section(title: str, figure: str) -> None:
    """Show the heading, and beside it the way to how the figure is computed, by its key on the Help page."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"
    ):
        st.subheader(title, anchor=False, width="content")
        links.to_page("help", _("How it is computed"), icon="help", help=figure)
