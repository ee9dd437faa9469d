"""The subjects around money: each module holds the routes of one."""

from __future__ import annotations

import adjusting
import answers
import booking
import budgets
import calculator
import cost_files
import finance
import interview_costs
import reconciling
import terms

SUBJECTS = (adjusting, answers, budgets, booking, calculator, cost_files, finance, interview_costs, reconciling, terms)
