"""The subjects around money: each module holds the routes of one."""

from __future__ import annotations

from figures import answers, calculator
from money import adjusting, booking, budgets, cost_files, finance, interview_costs, reconciling, terms

SUBJECTS = (adjusting, answers, budgets, booking, calculator, cost_files, finance, interview_costs, reconciling, terms)
