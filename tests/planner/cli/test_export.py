import json
import os

import pytest

from planner.reports import REPORTS


@pytest.mark.parametrize("kind", REPORTS)
def test_an_area_is_written(kind, run, tmp_path):
    out = tmp_path / f"karhula.{kind}"
    result = run("export", "karhula", "--format", kind, "--out", str(out))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "4 plots of Otsola/Karhula, Kotka written to" in result.stderr
    assert out.stat().st_size > 1000


def test_one_plot_is_written(run, tmp_path):
    out = tmp_path / "plot.geojson"
    assert run("export", "karhula", "w461415540", "--format", "geojson", "--out", str(out)).exit_code == 0
    (feature,) = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert feature["properties"]["plot_id"] == "w461415540"


def test_standard_output_takes_an_export(run):
    result = run("export", "karhula", "--format", "csv", "--out", "-")
    assert result.exit_code == 0
    assert result.stdout.startswith("area,plot_id,")


def test_an_old_file_is_replaced_in_one_piece(run, tmp_path):
    out = tmp_path / "karhula.csv"
    out.write_text("old", encoding="utf-8")
    assert run("export", "karhula", "--format", "csv", "--out", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("area,plot_id,")
    assert os.listdir(tmp_path) == ["karhula.csv"]  # noqa: PTH208 - names alone


def test_a_failure_leaves_the_old_file_whole(run, tmp_path, monkeypatch):
    out = tmp_path / "karhula.csv"
    out.write_text("old", encoding="utf-8")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    result = run("export", "karhula", "--format", "csv", "--out", str(out))
    assert result.exit_code == 2
    assert result.stderr == f"“{out}” cannot be written: No space left on device. Nothing was changed.\n"
    assert out.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["karhula.csv"]  # noqa: PTH208 - names alone


def test_a_link_stays_a_link(run, tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert run("export", "karhula", "--format", "csv", "--out", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("area,")


def test_slow_work_says_what_it_does(capsys, monkeypatch):
    import time

    from planner.cli import output

    monkeypatch.setattr(output, "_PATIENCE_S", 0.01)
    with output.slow("Counting ..."):
        time.sleep(0.2)
    assert capsys.readouterr().err == "Counting ...\n"


def test_quick_work_says_nothing(capsys):
    from planner.cli.output import slow

    with slow("Counting ..."):
        pass
    assert capsys.readouterr().err == ""
