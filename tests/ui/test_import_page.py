"""The Import page as Streamlit runs it: from a file to an area, step by step, nothing in silence."""

import tomllib

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from layers.io import read_atlas
from layers.io.area_import import imports_of
from layers.io.limits import MAX_UPLOAD_BYTES
from tests.layers.io.import_samples import squares, write
from tests.ui.test_app import words

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


def run_import():
    from planner.ui import import_page

    import_page.render()


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def opened():
    app = AppTest.from_function(run_import, default_timeout=60).run()
    assert not app.exception
    return app


def hand_over(app, *paths, which="files"):
    uploader = app.file_uploader(key=next(one.key for one in app.file_uploader if which in one.key))
    uploader.set_value([(path.name, path.read_bytes(), "application/octet-stream") for path in paths]).run()
    assert not app.exception
    return app


def test_from_a_zipped_shapefile_to_an_area(tmp_path):
    app = hand_over(opened(), write(squares(), tmp_path / "tontit.zip"))
    print(words(app))
