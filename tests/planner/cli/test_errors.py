"""What the user can mend: exit code 2, one sentence on stderr, never a traceback."""

import subprocess
import sys

import pytest

PLOT = "w461415540"
EXPORT = ("export", "karhula", "--format", "csv", "--out")

MENDABLE = {
    "no command": ((), "The command is missing."),
    "unknown command": (("bogus",), "There is no command bogus."),
    "unknown option": (("areas", "--nonsense"), "There is no option --nonsense."),
    "no area": (("plots",), "AREA is missing."),
    "unknown area": (("plots", "nowhere"), "There is no area “nowhere”. There are: karhula"),
    "an area that is a path": (("plots", "../karhula"), "There is no area “../karhula”."),
    "unknown plot": (("appraise", "karhula", "T-1"), "There is no plot “T-1” in Otsola/Karhula, Kotka."),
    "unknown plot to export": (
        ("export", "karhula", "T-1", "--format", "csv", "--out", "x"),
        "no plot “T-1”",
    ),
    "one plot to compare": (("compare", "karhula", PLOT), "Choose 2 to 6 different plots"),
    "a plot with itself": (("compare", "karhula", PLOT, PLOT), "Choose 2 to 6 different plots"),
    "no plots to compare": (("compare", "karhula"), "PLOT PLOT... is missing."),
    "unknown table format": (("areas", "--format", "xml"), "'xml' is not one of 'table', 'json'."),
    "unknown export format": (("export", "karhula", "--format", "shp", "--out", "x"), "'shp' is not one of"),
    "no export format": (("export", "karhula", "--out", "x"), "--format is missing."),
    "no export file": (("export", "karhula", "--format", "csv"), "--out is missing."),
    "no such folder": ((*EXPORT, "/nowhere/at/all.csv"), "There is no folder “/nowhere/at”"),
    "a folder for a file": ((*EXPORT, "/"), "is not a file"),
    "no such scenario": (("rank", "karhula", "--scenario", "/nowhere.toml"), "cannot be read as text"),
}


@pytest.mark.parametrize("case", MENDABLE)
def test_it_is_said_in_one_sentence(case, run):
    args, sentence = MENDABLE[case]
    result = run(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr


def test_a_faulty_scenario_names_its_faults(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\ntitle = { en = "Mine" }\nwieghts = 3\n', encoding="utf-8")
    result = run("rank", "karhula", "--scenario", str(path))
    assert result.exit_code == 2
    assert "wieghts" in result.stderr


def test_a_scenario_that_is_not_toml_is_told(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("name = ", encoding="utf-8")
    result = run("appraise", "karhula", PLOT, "--scenario", str(path))
    assert result.exit_code == 2
    assert result.stderr.startswith("The scenario is not valid TOML")


def test_names_from_data_do_not_command_the_terminal():
    from planner.cli.table import Column, table_text

    text = table_text((Column("name", "name"),), [{"name": "a\x1b[2J\nb\u202ec"}])
    assert text == "name\na[2J bc"


# --- as a process of its own ---


def planner(root, *args, **options):
    command = [sys.executable, "-W", "error", "-m", "planner", *args]
    return subprocess.run(command, cwd=root, capture_output=True, check=False, **options)


def complaints(done):
    """Return what stderr says but for what slow work is being done, which depends on the machine."""
    return [line for line in done.stderr.decode().splitlines() if not line.endswith(" ...")]


def test_the_real_command_answers(root):
    done = planner(root, "plots", "karhula", env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
    assert done.returncode == 0
    assert complaints(done) == []
    assert done.stdout.decode().splitlines()[-1].split() == [
        PLOT,
        "unknown",
        "128,021",
        "zone,",
        "not",
        "plot",
        "no",
    ]


def test_the_real_command_refuses(root):
    done = planner(root, "plots", "nowhere")
    assert done.returncode == 2
    assert complaints(done)[0].startswith("There is no area “nowhere”.")


def test_a_terminal_without_the_signs_shows_question_marks(root):
    env = {"PYTHONIOENCODING": "latin-1", "PATH": "/usr/bin:/bin"}
    done = planner(root, "rank", "kokkola", env=env)
    assert done.returncode == 0
    assert b"Its status is ?built?." in done.stdout
    done = planner(root, "appraise", "karhula", PLOT, "--format", "json", env=env)
    assert "©".encode() in done.stdout


def test_a_broken_pipe_is_quiet(root):
    command = f"{sys.executable} -W error -m planner appraise karhula {PLOT} --format json | head -c 1"
    done = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, check=False)
    assert done.stdout == b"{"
    assert complaints(done) == []
