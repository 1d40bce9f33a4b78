"""The command report: a file to hand over, in one line."""

import pytest

BEGINNINGS = {"pdf": b"%PDF", "xlsx": b"PK", "gpkg": b"SQLite format 3\x00", "geojson": b"{"}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_a_report_is_written_in_every_format(kind, run, tmp_path):
    out = tmp_path / f"plot.{kind}"
    result = run("report", "karhula", "w461415540", "--format", kind, "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert out.read_bytes().startswith(BEGINNINGS[kind])
    assert "1 plot of Otsola/Karhula, Kotka written to" in result.stderr


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_several_plots_are_set_side_by_side(kind, run, tmp_path):
    out = tmp_path / f"plots.{kind}"
    result = run("report", "karhula", "w461415540", "w369849792", "--format", kind, "--out", str(out))
    assert result.exit_code == 0, result.stderr
    assert "Comparison" in result.stderr
    assert "2 plots" in result.stderr


def test_the_same_plot_twice_is_one_plot(run, tmp_path):
    result = run(
        "report", "karhula", "w461415540", "w461415540", "--format", "pdf", "--out", str(tmp_path / "a.pdf")
    )
    assert result.exit_code == 0
    assert "Plot report (PDF): 1 plot" in result.stderr


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("karhula", "nowhere", "--format", "pdf"), "There is no plot “nowhere”"),
        (("nowhere", "x", "--format", "pdf"), "There is no area “nowhere”"),
        (("karhula", "w461415540", "--format", "docx"), "'docx' is not one of 'pdf'"),
        (("karhula", "w461415540", "--format", "pdf", "--lang", "xx"), "'xx' is not one of "),
    ],
)
def test_what_can_be_mended_is_said_in_a_sentence(args, sentence, run, tmp_path):
    out = tmp_path / "a.pdf"
    result = run("report", *args, "--out", str(out))
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not out.exists()
