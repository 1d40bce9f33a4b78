"""What the codes of results are called on the screen: the same words as on paper."""

from planner.reports.labels import area_doubt, capacity_figures, limits_text, plan_level, word

__all__ = ["area_doubt", "capacity_figures", "limits_text", "plan_level", "word"]
