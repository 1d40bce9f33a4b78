"""areas and plots."""

import pytest


def test_areas_lists_every_area(run_json):
    found = {row["name"]: row for row in run_json("areas")}
    assert {"karhula", "kokkola"} <= set(found)
    karhula = found["karhula"]
    assert (karhula["title"], karhula["epsg"]) == ("Otsola/Karhula, Kotka", 3067)
    assert (karhula["plots"], karhula["illustrative"]) == (4, False)
    assert found["kokkola"]["illustrative"] is True
    assert found["kokkola"]["plots"] >= 48


def test_plots_lists_every_plot_with_its_area(run_json):
    rows = run_json("plots", "karhula")
    assert len(rows) == 4
    assert list(rows[0])[:5] == ["plot_id", "zoning_code", "status", "area_m2", "illustrative"]
    assert sum(row["area_m2"] for row in rows) / 10_000 == pytest.approx(16.5, rel=0.01)
    assert {row["place_kind"] for row in rows} == {"zone"}
    assert {row["zoning_code"] for row in rows} == {None}


def test_a_table_is_aligned_and_names_its_units(run):
    heads, *lines = run("plots", "karhula").stdout.splitlines()
    assert heads == "plot        status   area m²  kind            illustrative"
    assert lines[3] == "w461415540  unknown  128,021  zone, not plot  no"


def test_an_area_that_cannot_be_read_is_told_and_the_others_are_listed(run, monkeypatch):
    from layers.errors import Unreadable
    from layers.io import read_atlas

    def read(name):
        if name == "karhula":
            msg = "plots.geojson is missing in karhula/."
            raise Unreadable(msg)
        return read_atlas(name)

    monkeypatch.setattr("planner.cli.commands.read_atlas", read)
    result = run("areas")
    assert result.exit_code == 2
    assert result.stderr == "plots.geojson is missing in karhula/.\n"
    assert "Kokkola Industrial Park" in result.stdout
    assert "Otsola/Karhula, Kotka" in result.stdout
