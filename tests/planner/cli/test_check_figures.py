"""Every figure computed twice, from the command line: what agrees, what differs, and the exit code."""

import json

import pytest

from planner.cli import check_figures_command
from planner.siting import aggregation


@pytest.fixture
def faulty(monkeypatch):
    """Let every criterion score fifty, whatever its value."""
    monkeypatch.setattr(aggregation, "value_score", lambda *_: 50.0)


def test_figures_that_agree_are_counted(run):
    result = run("check-figures", "karhula")
    assert result.exit_code == 0, result.output
    first, second, *more = result.stdout.splitlines()
    assert first == "No figure differs."
    assert second.endswith("figures of 4 plots in Otsola/Karhula, Kotka were computed twice.")
    assert more == []


@pytest.mark.usefixtures("faulty")
def test_a_figure_that_differs_is_listed_with_both_values_and_the_exit_code_is_1(run):
    result = run("check-figures", "karhula")
    assert result.exit_code == 1
    head, *rows = result.stdout.splitlines()
    assert head.split() == ["plot", "figure", "shown", "recomputed", "tolerance"]
    listed = [row.split() for row in rows if "value_score" in row]
    assert len(listed) >= 4
    assert {row[2] for row in listed} == {"50.000"}
    assert "figures differ." in result.stdout


@pytest.mark.usefixtures("faulty")
def test_differences_go_to_other_programs_as_json(run):
    result = run("check-figures", "karhula", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["area"], told["plots_n"], told["not_recomputed"]) == ("karhula", 4, [])
    assert told["figures_n"] > 1000
    entry = next(one for one in told["differences"] if one["figure"].endswith(".value_score"))
    assert entry["plot_id"].startswith("w")
    assert entry["ours"] == 50
    assert abs(entry["independent"] - 50) > entry["tolerance"]


def test_a_scenario_of_ones_own_is_what_both_ways_go_by(run, tmp_path, root):
    text = (root / "data" / "scenarios" / "default.toml").read_text(encoding="utf-8")
    wider = tmp_path / "mine.toml"
    wider.write_text(text.replace("distance_m = 4.0", "distance_m = 9.0"), encoding="utf-8")
    assert run("check-figures", "karhula", "--scenario", str(wider)).exit_code == 0


@pytest.mark.usefixtures("faulty")
def test_what_differs_is_said_in_finnish(run):
    result = run("--lang", "fi", "check-figures", "karhula")
    assert result.exit_code == 1
    assert "tontti" in result.stdout
    assert "figure" not in result.stdout.splitlines()[0]


def test_every_step_is_named_for_whoever_waits(run, monkeypatch):
    named = set()
    slow = check_figures_command.slow
    monkeypatch.setattr(check_figures_command, "slow", lambda what: named.add(what) or slow(what))
    run("check-figures", "karhula")
    assert named == set(check_figures_command.STEPS.values())
