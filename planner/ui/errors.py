"""A fault that the user can mend is told in a sentence; any other goes its way."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from layers.errors import SijaintiError
from planner import text
from planner.ui.widgets.labels import plain


@contextmanager
def show_user_errors() -> Iterator[None]:
    """Show the sentence of a SijaintiError instead of the rest of the page."""
    try:
        yield
    except SijaintiError as error:
        st.error("\n".join(plain(line) for line in text.translate(error).splitlines()))
