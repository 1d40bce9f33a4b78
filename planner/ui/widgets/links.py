"""Links from page to page that take along what is chosen."""

import streamlit as st

from planner.ui import state


def to_page(path: str, label: str, *, icon: str = "", **also: str) -> None:
    """Show a link to the page at this path of the app; opened in a new tab, it shows the same.

    `also` is what the address is to say besides.
    """
    st.page_link(
        st.Page(_shown_by_app, url_path=path, title=label),
        label=label,
        icon=f":material/{icon}:" if icon else None,
        query_params={**state.address(), **also},
    )


def open_map() -> None:
    """Go to the Map page, where the app opens; what is chosen goes along."""
    st.switch_page(st.Page(_shown_by_app, default=True))


def _shown_by_app() -> None:
    """Stand for a page: Streamlit finds the one that app.py shows by its path."""
