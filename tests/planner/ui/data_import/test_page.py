"""The Import page as Streamlit runs it: from a file to an area, step by step, nothing in silence."""

import csv
import errno
import io
import os
import tomllib
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from layers.io import read_atlas
from layers.io.areas.save import imports_of
from layers.io.limits import MAX_UPLOAD_BYTES
from planner.ui.data_import.save import folder_name
from planner.ui.data_import.system import number_of
from tests.layers.io.hostile_sources import REFUSED
from tests.layers.io.import_samples import squares, write
from tests.planner.ui.data_import.import_steps import (
    confirmed,
    done,
    hand_over,
    keys,
    named,
    opened,
    press,
    saved,
    table_of,
)
from tests.planner.ui.pages import words

pytestmark = pytest.mark.usefixtures("home")
HTML, FORMULA = "<img src=x onerror=alert(1)>", '=HYPERLINK("http://example.org","x")'


def test_map_and_table_become_an_area_with_its_provenance(tmp_path):
    app = hand_over(opened(), write(squares(), tmp_path / "tontit.zip"))
    hand_over(app, table_of(tmp_path), field="table")
    assert app.selectbox(key="import.main.zoning_code").value == ("field", "kaavamerk")
    assert app.selectbox(key="import.table.building_right_m2").value == ("field", "Rakennusoikeus (k-m2)")
    # The table does not say its unit; the areas on the map do.
    assert app.selectbox(key="import.unit_table.recorded_area_m2").value == "ha"
    press(confirmed(app), "check")
    app.text_input(key="import.terms_licence").set_value("CC BY 4.0")
    app.text_input(key="import.terms_accuracy").set_value("surveyed, 0.1 m")
    app.text_input(key="import.terms_supplied_by").set_value("Town of Testi")
    press(named(app), "save")
    assert "is saved" in app.success[0].value
    atlas = read_atlas("testi")
    assert list(atlas.frame("plots")["building_right_m2"]) == [5000, 4000, 6000]
    assert list(atlas.frame("plots")["recorded_area_m2"]) == [10_000] * 3
    (source,) = atlas.sources_of(["plots"])
    assert (source.licence, source.accuracy, source.supplied_by) == (
        "CC BY 4.0",
        "surveyed, 0.1 m",
        "Town of Testi",
    )
    assert source.origin == "tontit.zip"
    assert len(source.origin_sha256) == 64
    # What is saved is offered for further layers at once.
    assert "testi" in app.selectbox(key="import.area").options or app.selectbox(key="import.area").value


def test_zoning_codes_that_nobody_has_explained_are_asked(tmp_path):
    frame = squares()
    frame["kaavamerk"] = ["XYZ", None, "AO"]
    app = hand_over(opened(), write(frame, tmp_path / "tontit.gpkg"))
    press(confirmed(app), "check")
    asked = {key for key in keys(app.selectbox) if "zoning_class" in key}
    assert asked == {"import.zoning_class_XYZ", "import.zoning_class_"}
    app.selectbox(key="import.zoning_class_XYZ").set_value("industry")
    press(named(app), "save")
    assert "is saved" in app.success[0].value
    assert read_atlas("testi").info.zoning_classes == {"XYZ": "industry"}


def test_the_table_may_be_handed_over_first(tmp_path):
    app = hand_over(opened(), table_of(tmp_path))
    assert "hand over the map" in app.info[0].value
    assert "import.confirmed" not in keys(app.checkbox)
    hand_over(app, write(squares(), tmp_path / "tontit.zip"), field="table")
    press(confirmed(app), "check")
    assert app.success[0].value == "3 rows can be used."


def test_nothing_goes_on_before_the_systems_are_confirmed(tmp_path):
    app = hand_over(opened(), write(squares(2263), tmp_path / "plots.gpkg"))
    assert "import.check" not in keys(app.button)
    assert app.selectbox(key="import.working_epsg").value == 32618
    confirmed(app)
    assert "EPSG:2263" in app.checkbox(key="import.confirmed").label.replace("\\", "")
    assert "import.check" in keys(app.button)
    # As a number that is typed: the list offers none that does not suit.
    app.session_state["held.import"] = replace(app.session_state["held.import"], epsg=3857, confirmed=False)
    done(app)
    assert "Web Mercator" in app.error[0].value
    assert "import.check" not in keys(app.button)


def test_a_source_without_a_system_is_asked_about(tmp_path):
    write(squares(3877), tmp_path / "t.shp")
    app = hand_over(opened(), *(tmp_path / f"t.{ending}" for ending in ("shp", "shx", "dbf")))
    assert "does not say in which system" in app.warning[0].value
    assert "import.confirmed" not in keys(app.checkbox)
    asked = app.selectbox(key="import.source_epsg")
    assert asked.value is None
    assert "EPSG:3877" in asked.options[0]
    asked.set_value(3877)
    done(app)
    press(confirmed(app), "check")
    press(named(app), "save")
    assert read_atlas("testi").epsg == 3877
    assert imports_of("testi")["plots"]["mapping"]["source_epsg"] == 3877


def test_faults_are_listed_by_row_and_need_consent(tmp_path, home):
    frame = squares(count=4)
    frame.loc[1, "geometry"] = None
    frame.loc[2, "geometry"] = shapely.box(305_000, 7_087_000, 305_100, 7_087_100)
    app = named(press(confirmed(hand_over(opened(), write(frame, tmp_path / "t.gpkg"))), "check"))
    told = words(app)
    assert "no geometry" in told
    assert "lies over 10-3" in told
    assert app.button(key="import.save").disabled
    assert not home.exists()
    app.checkbox(key="import.consent").set_value(True)
    done(app)
    press(app, "save")
    assert len(read_atlas("testi").frame("plots")) == 3


def test_a_changed_field_lets_the_checks_go(tmp_path):
    app = press(confirmed(hand_over(opened(), write(squares(), tmp_path / "t.gpkg"))), "check")
    assert "import.save" in keys(app.button)
    app.selectbox(key="import.main.zoning_code").set_value(("", ""))
    done(app)
    assert "import.save" not in keys(app.button)
    app.selectbox(key="import.main.plan_level").set_value(("all", "detailed"))
    press(named(press(done(app), "check")), "save")
    plots = read_atlas("testi").frame("plots")
    assert plots["zoning_code"].isna().all()
    assert set(plots["plan_level"]) == {"detailed"}


def test_values_are_given_a_meaning(tmp_path):
    frame = squares().assign(tila=["Vapaa", "Neuvottelussa", "Myyty"])
    app = hand_over(opened(), write(frame, tmp_path / "t.gpkg"))
    assert "Neuvottelussa" in app.warning[0].value
    app.selectbox(key="import.value_main.status.tila.1").set_value("reserved")
    app.text_input(key="import.value_main.zoning_code.kaavamerk.1").set_value("T")
    press(named(press(confirmed(done(app)), "check")), "save")
    plots = read_atlas("testi").frame("plots")
    assert list(plots["status"]) == ["free", "reserved", "leased"]
    assert list(plots["zoning_code"]) == ["T/kem", "T", "T-1"]


def test_sums_that_the_source_states_are_compared(tmp_path):
    app = confirmed(hand_over(opened(), write(squares(), tmp_path / "t.gpkg")))
    app.number_input(key="import.total_plots").set_value(4)
    assert "the source states 4 in all" in words(press(done(app), "check"))


def test_a_mapping_is_loaded_and_remembered(tmp_path):
    odd = squares().rename(columns={"tonttitunn": "a", "kaavamerk": "b", "tila": "c"})
    path = write(odd, tmp_path / "t.gpkg")
    app = hand_over(opened(), path)
    assert app.selectbox(key="import.main.plot_id").value == ("", "")
    text = 'layer = "plots"\n[fields]\nplot_id = "a"\nzoning_code = "b"\nstatus = "c"\n'
    (tmp_path / "own.toml").write_text(text + 'block = "kortteli"\nfloor_area_ratio = "tehokkuus"\n')
    hand_over(app, tmp_path / "own.toml", field="mapping_upload")
    assert app.selectbox(key="import.main.plot_id").value == ("field", "a")
    press(named(press(confirmed(app), "check")), "save")
    again = hand_over(opened(), path)
    assert "read as at the last import of “testi”" in words(again)
    assert again.selectbox(key="import.main.zoning_code").value == ("field", "b")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("layer = ", "is no TOML"),
        ('layer = "roads"', "another layer"),
        ('layer = "plots"\n[fields]\nplot_id = "x"', "does not have"),
        ('layer = "plots"\n[fields]\ncolour = "x"', "does not have"),
    ],
)
def test_a_mapping_that_does_not_fit_is_told(tmp_path, text, sentence):
    app = hand_over(opened(), write(squares(), tmp_path / "t.gpkg"))
    (tmp_path / "own.toml").write_text(text)
    hand_over(app, tmp_path / "own.toml", field="mapping_upload")
    assert sentence in app.error[0].value
    assert app.selectbox(key="import.main.plot_id").value == ("field", "tonttitunn")


def test_one_of_several_layers_is_chosen(tmp_path):
    write(squares(), tmp_path / "t.gpkg", layer="tontit")
    write(squares(count=1), tmp_path / "t.gpkg", layer="muut", append=True)
    app = hand_over(opened(), tmp_path / "t.gpkg")
    assert "import.source_epsg" not in keys(app.selectbox)
    app.selectbox(key="import.item_main").set_value("tontit")
    assert "3 rows" in words(done(app))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("t.zip", b"hello", "no whole zip archive"),
        ("t.csv", b"id;a\n1;2\n1;2;3;4\n", "no table that can be read"),
        ("t.gpkg", b"nonsense", "t.gpkg"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    app = hand_over(opened(), tmp_path / name)
    (error,) = app.error
    assert sentence in error.value.replace("\\", "")
    assert "\n" not in error.value


STRANGE = (
    *("no system, CSV", "no system, drawing", "swapped degrees", "metres called degrees", "huge coordinates"),
    *("truncated GML", "no rows", "link to somewhere else", "ring of two corners", "Infinity", "endless id"),
    *("no geometry at all", "points", "mixed kinds", "bow-tie", "one id for all", "no ids"),
)


@pytest.mark.parametrize("what", STRANGE)
def test_strange_sources_never_break_the_page(tmp_path, home, what):
    app = hand_over(opened(), REFUSED[what][0](tmp_path))
    if "import.confirmed" in keys(app.checkbox):
        confirmed(app)
    if "import.check" in keys(app.button):
        press(app, "check")
    told = [*app.error, *app.warning, *app.info, *app.checkbox]
    assert told
    assert "import.save" not in keys(app.button) or app.button(key="import.save").disabled
    assert not home.exists()


def test_what_is_not_what_it_seems_stays_text(tmp_path):
    frame = squares().assign(nimi=HTML, tila=FORMULA, kaavamerk="**T** :red[x] $x$")
    frame = frame.rename(columns={"kortteli": "<b>kortteli</b>"})
    app = press(confirmed(hand_over(opened(), write(frame, tmp_path / "t.gpkg"))), "check")
    told = words(app)
    assert "<img" not in told
    assert "<b>kortteli" not in told
    assert "&lt;img src=x onerror=alert(1)&gt;" in told
    shown = [*app.warning, *app.caption, *app.markdown, *app.error]
    labels = [*(one.label for one in app.text_input), *(one.label for one in app.selectbox)]
    for text in [*(one.value for one in shown), *labels]:
        assert ":red[x]" not in text
        assert "=HYPERLINK" not in text.replace("\\=HYPERLINK", "")
    press(named(app), "save")
    assert set(read_atlas("testi").frame("plots")["name"]) == {HTML}


def test_a_new_area_replaces_none(tmp_path):
    saved(tmp_path)
    app = named(press(confirmed(hand_over(opened(), write(squares(), tmp_path / "t.gpkg"))), "check"))
    assert "already" in app.warning[0].value
    assert app.button(key="import.save").disabled
    named(app, "Toinen testi")
    assert not app.button(key="import.save").disabled


def test_a_full_disk_loses_nothing(tmp_path, home, monkeypatch):
    app = named(press(confirmed(hand_over(opened(), write(squares(), tmp_path / "t.gpkg"))), "check"))

    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        press(app, "save")
    assert "the disk is full" in app.error[0].value
    assert not (home / "areas" / "testi").exists()
    press(app, "save")
    assert len(read_atlas("testi").frame("plots")) == 3


def test_a_layer_joins_an_area_and_a_newer_one_says_what_changes(tmp_path):
    saved(tmp_path)
    app = opened()
    app.selectbox(key="import.area").set_value("testi")
    done(app)
    app.selectbox(key="import.layer").set_value("buildings")
    done(app)
    house = gpd.GeoDataFrame({"id": ["h1"]}, geometry=[squares().geometry.iloc[0].buffer(-30)], crs=3877)
    hand_over(app, write(house.set_crs(3067, allow_override=True), tmp_path / "h.gpkg"))
    press(confirmed(app), "check")
    assert "10,000" not in words(app)
    press(app, "save")
    assert len(read_atlas("testi").frame("buildings")) == 1
    changed = squares(count=4).iloc[1:].assign(tila="Vapaa")
    app.selectbox(key="import.layer").set_value("plots")
    press(confirmed(hand_over(done(app), write(changed, tmp_path / "u.gpkg"))), "check")
    told = words(app)
    assert "What changes in" in "".join(one.value for one in app.markdown)
    for text in ("added", "gone", "altered", "10-4", "10-1", "reserved → free"):
        assert text in told


def test_upload_sizes_agree_with_the_settings(root):
    settings = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] << 20 == MAX_UPLOAD_BYTES


@pytest.mark.parametrize(("title", "name"), [("Hästö, 2. vaihe", "hasto-2-vaihe"), ("  ", ""), ("../x", "x")])
def test_a_title_gives_the_name_of_a_folder(title, name):
    assert folder_name(title) == name


def test_issues_as_a_file_run_nothing():
    from layers.issues import Issue
    from planner.ui.widgets.issue_table import csv_bytes

    rows = list(csv.reader(io.StringIO(csv_bytes([Issue("plots", 1, "name", FORMULA, "x", "y")]).decode())))
    assert rows[1][3] == f"'{FORMULA}"


@pytest.mark.parametrize(("typed", "epsg"), [("EPSG:3857", 3857), (3067, 3067), ("", None), ("x", None)])
def test_a_system_may_be_typed(typed, epsg):
    assert number_of(typed) == epsg


def test_a_machine_that_cannot_confine_readers_says_so(monkeypatch):
    assert not [one for one in opened().warning if "cannot confine" in one.value]
    monkeypatch.setattr("layers.io.sandbox.confinement.landlock_abi", lambda: 0)
    (warning,) = [one for one in opened().warning if "cannot confine" in one.value]
    assert "SIJAINTI_ALLOW_UNCONFINED=1" in warning.value.replace("\\", "")


def test_a_run_whose_tab_was_closed_reads_no_longer():
    """The run ends where it next shows something; the seconds are shown while a file is read."""
    from layers.io.sandbox import confined
    from planner.ui.data_import import work as import_work

    class TabClosedError(BaseException):
        pass

    class Bar:
        def progress(self, _share, text):
            assert text == "Reading · 1 s"
            raise TabClosedError

    def closed():
        confined._tick.get()(1.2)

    with (
        pytest.raises(TabClosedError),
        confined.watched(lambda seconds: import_work._show_seconds(Bar(), 0.5, "Reading", seconds)),
    ):
        closed()


def test_the_country_and_what_the_source_covers_are_asked_and_kept(tmp_path):
    app = hand_over(opened(), write(squares(), tmp_path / "tontit.zip"))
    press(confirmed(app), "check")
    country = app.selectbox(key="import.country")
    assert country.value == "FI"
    assert any(
        "proposed from the place and its coordinate system" in caption.value for caption in app.caption
    )
    country.set_value("SE")
    done(app)
    assert not app.checkbox(key="import.covers").value
    app.checkbox(key="import.covers").set_value(True)
    press(named(app), "save")
    atlas = read_atlas("testi")
    assert atlas.info.country == "SE"
    assert atlas.coverage("plots") is None
