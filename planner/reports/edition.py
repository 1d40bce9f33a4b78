"""Which edition a report is: version of the program, fingerprints of the data and of the rules."""

import hashlib
from collections.abc import Sequence

from layers.sources import Source
from planner.scenario.scenario import Scenario

# As in pyproject.toml; a test compares them.
VERSION = "0.1.0"
# So many letters of a fingerprint tell two editions apart.
SHORT_N = 12


def data_hash(sources: Sequence[Source]) -> str:
    """Return the fingerprint of the data: SHA-256 over path and SHA-256 of every file, in order of path.

    Examples
    --------
    >>> data_hash(())[:12]
    'e3b0c44298fc'
    """
    lines = sorted(f"{source.path} {source.sha256}\n" for source in sources)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def rules_hash(scenario: Scenario) -> str:
    """Return the fingerprint of the rules, weights and factors: SHA-256 over the scenario as JSON."""
    return hashlib.sha256(scenario.model_dump_json().encode()).hexdigest()
