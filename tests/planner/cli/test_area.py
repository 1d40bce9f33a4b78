"""The commands for areas of one's own, as a planner types them."""

import openpyxl
import pytest
from typer.testing import CliRunner

from layers.errors import Unreadable
from layers.io import read_atlas
from planner.cli import app
from tests.layers.io.import_samples import squares, write

RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a workspace of the user's own."""
    monkeypatch.setenv("SIJAINTI_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments):
    return RUNNER.invoke(app, ["area", *map(str, arguments)])


@pytest.mark.usefixtures("home")
def test_monday_morning(tmp_path):
    plots = write(squares(), tmp_path / "tontit.zip")
    book = openpyxl.Workbook()
    book.active.append(["Tonttitunnus", "Rakennusoikeus (k-m2)"])
    book.active.append(["10-1", 5000])
    book.save(tmp_path / "oikeudet.xlsx")
    done = run(
        *("import", "testi", "--layer", f"plots={plots}", "--join", f"plots={tmp_path / 'oikeudet.xlsx'}"),
        *("--save-mapping", tmp_path / "m.toml", "--title", "Testi", "--licence", "CC BY 4.0"),
    )
    assert done.exit_code == 0, done.output
    assert "kaavamerk → zoning_code" in done.stdout
    assert "kept in EPSG:3067" in done.stdout
    assert read_atlas("testi").frame("plots")["building_right_m2"].iloc[0] == 5000
    again = run("import", "testi", "--layer", f"plots={plots}", "--mapping", tmp_path / "m.toml")
    assert again.exit_code == 0, again.output
    assert "plots: 0 added, 0 gone, 1 altered" in again.stdout
    remembered = run("import", "testi", "--layer", f"plots={plots}")
    assert "read as at the last import of testi" in remembered.stdout
    assert run("check", "testi").exit_code == 0
    assert "0 altered" in run("refresh", "testi").stdout
    assert run("export", "testi", "--gpkg", tmp_path / "out.gpkg").exit_code == 0
    assert (tmp_path / "out.gpkg").stat().st_size > 0


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "testi", "--layer", "plots"], "is no LAYER=SOURCE"),
        (["import", "testi", "--layer", "plots=none.zip"], "none.zip is missing"),
        (["import", "testi"], "Name what to import"),
        (["build", "testi"], "Name one of --pbf"),
        (["build", "testi", "--bbox", "1,2,3"], "west,south,east,north"),
        (["build", "testi", "--pbf", "a.pbf", "--place", "Kotka"], "Name one of --pbf"),
        (["build", "testi", "--pbf", "none.pbf"], "none.pbf is missing"),
        (["check", "nowhere"], "There is no area “nowhere”"),
        (["refresh", "karhula"], "was not made by an import"),
        (["export", "nowhere", "--gpkg", "x.gpkg"], "There is no area"),
        (["export", "karhula", "--gpkg", "/no/such/folder/x.gpkg"], "There is no folder"),
    ],
)
def test_what_can_be_mended_is_one_sentence_and_exit_code_2(arguments, sentence):
    done = run(*arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("home")
def test_a_system_that_does_not_suit_is_not_taken_in_silence(tmp_path):
    plots = write(squares(2263), tmp_path / "plots.gpkg")
    refused = run("import", "queens", "--layer", f"plots={plots}")
    assert refused.exit_code == 2
    assert "Say --epsg 32618" in refused.stderr
    done = run("import", "queens", "--layer", f"plots={plots}", "--epsg", 32618)
    assert "kept in EPSG:32618" in done.stdout


@pytest.mark.usefixtures("home")
def test_faults_are_agreed_to(tmp_path):
    frame = squares()
    frame.loc[0, "geometry"] = None
    plots = write(frame, tmp_path / "plots.gpkg")
    refused = run("import", "testi", "--layer", f"plots={plots}")
    assert refused.exit_code == 2
    assert "no geometry" in refused.stderr
    assert run("import", "testi", "--layer", f"plots={plots}", "--yes").exit_code == 0


@pytest.mark.usefixtures("home")
def test_codes_that_nobody_has_explained_are_asked_for_and_have_no_rank_until_then(tmp_path):
    frame = squares()
    frame["kaavamerk"] = ["XYZ", None, "AO"]
    source = f"plots={write(frame, tmp_path / 'tontit.gpkg')}"
    done = run("import", "testi", "--layer", source)
    assert done.exit_code == 0, done.output
    assert "Zoning codes not known: XYZ, no code." in done.stdout
    said = run(
        "import", "testi", "--layer", source, "--zoning-class", "XYZ=industry", "--zoning-class", "=other"
    )
    assert said.exit_code == 0, said.output
    assert "not known" not in said.stdout
    assert read_atlas("testi").info.zoning_classes == {"XYZ": "industry", "": "other"}
    changed = run("import", "testi", "--layer", source, "--zoning-class", "=business")
    assert read_atlas("testi").info.zoning_classes == {"XYZ": "industry", "": "business"}, changed.output
    wrong = run("import", "testi", "--layer", source, "--zoning-class", "XYZ=nothing")
    assert "write CODE=CLASS" in wrong.output + str(wrong.exception)


@pytest.mark.usefixtures("home")
def test_a_class_that_there_is_not_in_area_toml_is_refused(tmp_path, home):
    source = f"plots={write(squares(), tmp_path / 'tontit.gpkg')}"
    run("import", "testi", "--layer", source, "--zoning-class", "T=industry")
    path = home / "areas" / "testi" / "area.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"industry"', '"anything"'), encoding="utf-8")
    with pytest.raises(Unreadable, match="“T” the class “anything”"):
        read_atlas("testi")


@pytest.mark.usefixtures("home")
def test_the_country_of_an_area_is_named_or_proposed_and_said(tmp_path):
    plots = write(squares(), tmp_path / "tontit.zip")
    proposed = run("import", "testi", "--layer", f"plots={plots}")
    assert "Country Finland is proposed from the place and its system" in proposed.stdout
    assert read_atlas("testi").info.country == "FI"
    named = run("import", "toinen", "--layer", f"plots={plots}", "--country", "se")
    assert "proposed" not in named.stdout
    assert read_atlas("toinen").info.country == "SE"
    # A system of many countries proposes none.
    unknown = run("import", "kolmas", "--layer", f"plots={plots}", "--epsg", "25834")
    assert "The country is not known" in unknown.stdout
    assert read_atlas("kolmas").info.country == ""
    refused = run("import", "testi", "--layer", f"plots={plots}", "--country", "Finland")
    assert refused.exit_code == 2
    assert "“Finland” is no code of a country" in refused.stderr


@pytest.mark.usefixtures("home")
def test_a_layer_that_is_said_to_be_complete_must_be_among_those_imported(tmp_path):
    plots = write(squares(), tmp_path / "tontit.zip")
    refused = run("import", "testi", "--layer", f"plots={plots}", "--covers-area", "nature")
    assert refused.exit_code == 2
    assert "“nature”, which is not imported here" in refused.stderr
    assert run("import", "testi", "--layer", f"plots={plots}", "--covers-area", "plots").exit_code == 0
    assert read_atlas("testi").coverage("plots") is None


@pytest.mark.usefixtures("home")
def test_zoning_classes_of_another_kind_are_refused(tmp_path, home):
    source = f"plots={write(squares(), tmp_path / 'tontit.gpkg')}"
    run("import", "testi", "--layer", source)
    path = home / "areas" / "testi" / "area.toml"
    path.write_text('zoning_classes = "industry"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(Unreadable, match="zoning_classes"):
        read_atlas("testi")
