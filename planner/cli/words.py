"""What the codes of results are called on the screen: the same words as on paper."""

from planner.reports.words import CAPACITY, word

__all__ = ["CAPACITY", "word"]
