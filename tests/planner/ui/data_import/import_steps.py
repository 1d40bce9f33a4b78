"""The steps of an import as a user takes them on the page."""

import openpyxl
from streamlit.testing.v1 import AppTest

from layers.io.areas.save import AreaSettings, Provenance, save_area
from layers.io.intake import guess, parse_ref, prepare, read_source
from tests.layers.io.import_samples import squares, write


def run_import():
    from planner.ui.data_import import page as import_page

    import_page.render()


def opened():
    app = AppTest.from_function(run_import, default_timeout=60).run()
    assert not app.exception
    return app


def done(app):
    """Run the page, which must not fall."""
    app.run()
    assert not app.exception, app.exception[0].value
    return app


def hand_over(app, *paths, field="files"):
    uploader = next(one for one in app.file_uploader if f"import.{field}" in one.key)
    uploader.set_value([(path.name, path.read_bytes(), "application/octet-stream") for path in paths])
    return done(app)


def press(app, key):
    app.button(key=f"import.{key}").click()
    return done(app)


def confirmed(app):
    app.checkbox(key="import.confirmed").set_value(True)
    return done(app)


def named(app, title="Testi"):
    app.text_input(key="import.field_title").set_value(title)
    return done(app)


def keys(elements):
    return {element.key for element in elements}


def table_of(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Tonttitunnus", "Rakennusoikeus (k-m2)", "Pinta-ala"])
    for number, right in ((1, 5000), (2, 4000), (3, 6000)):
        book.active.append([f"10-{number}", right, 1.0])
    book.save(tmp_path / "oikeudet.xlsx")
    return tmp_path / "oikeudet.xlsx"


def saved(tmp_path, frame=None, name="testi"):
    """Save an area as the command line would."""
    raw = read_source(parse_ref(str(write(squares() if frame is None else frame, tmp_path / "own.gpkg"))))
    one = prepare(raw, guess(raw, "plots").mapping, 3067)
    save_area(AreaSettings(name, 3067, "Testi"), [one], Provenance())
