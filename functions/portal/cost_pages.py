"""The subjects around money: each module holds the routes of one."""

from __future__ import annotations

import finance
import interview_costs
import terms

SUBJECTS = (finance, interview_costs, terms)
