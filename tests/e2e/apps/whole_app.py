"""The app itself, run from another folder: what it reads is told by the environment."""

import runpy
from pathlib import Path

import planner

runpy.run_path(str(Path(planner.__file__).parents[1] / "app.py"), run_name="__main__")
