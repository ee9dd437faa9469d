"""What interviews will cost: the same figures as `mianshi costs estimate`, on a page and as a file."""

from __future__ import annotations

from functools import partial

from mianshi.accounting import billing
from mianshi.contracts.people import AuditAction
from mianshi.doors import access, staff, web
from mianshi.doors.web import Answer, Visit
from mianshi.errors import Rejected
from mianshi.finance.estimates.assumptions import DEFAULTS, assume, decimal_in
from mianshi.finance.estimates.estimate import estimate
from mianshi.finance.estimates.estimate_files import to_csv
from mianshi.finance.estimates.sensitivity import swings
from mianshi.finance.estimates.work import Work
from mianshi.finance.overheads.standing import standing_of
from mianshi.finance.tariff import Tariff
from mianshi.pages.calculator import LIMITS, CalculatorView, render_calculator
from mianshi.pages.calculator_rows import label
from mianshi.platform.clock import now
from mianshi.platform.prices import standing_file
from mianshi.platform.settings import settings
from mianshi.privacy.rights import Right

_PLAN = {"minutes": "20", "answers": "5", "follow_ups": "0", "per_month": "300"}
_LONGEST = 40
_CSV = "text/csv; charset=utf-8"


def shown(visit: Visit) -> Answer:
    """The form and the estimate."""
    access.require(visit, Right.SEE_COSTS)
    return web.html(visit, render_calculator(_view(visit), staff.frame(visit, "costs")))


def download(visit: Visit) -> Answer:
    """The estimate as a file."""
    access.require(visit, Right.SEE_COSTS)
    view = _view(visit)
    access.note(visit, AuditAction.DATA_EXPORTED, "costs estimate")
    content = to_csv(view.found, partial(label, language=visit.language), visit.language)
    return web.file(content, "mianshi-estimate.csv", _CSV)


def _view(visit: Visit) -> CalculatorView:
    """The estimate of what was asked; a figure that cannot be used is named, and its default taken."""
    tariff = billing.tariff(f"{now():%Y-%m}")
    problems: list[str] = []
    plan = {name: _figure(visit, name, default, problems) for name, default in _PLAN.items()}
    region = _region(visit, tariff)
    spoken = "en" if visit.query("spoken") == "en" else "zh"
    assumed = _assumed(visit, problems)
    work = Work(
        minutes=plan["minutes"],
        answers=int(plan["answers"]),
        per_month=int(plan["per_month"]),
        follow_ups=int(plan["follow_ups"]),
        language="en" if spoken == "en" else "zh",
        assumptions=assumed,
    )
    standing = standing_of(standing_file())
    conditions = settings().standing_conditions
    compute = billing.compute_meter()
    found = estimate(work, tariff, region, standing=standing, conditions=conditions, compute=compute)
    rows = {row.name: row.value for row in found.assumptions}
    changed = {row.name: row.value for row in found.assumptions if row.basis == "yours"}
    typed = {name: visit.query(name)[:_LONGEST] for name in problems}
    asked = {**plan, "region": region, "spoken": spoken, **changed}
    return CalculatorView(
        fields={**rows, **asked, **typed},
        problems=problems,
        regions=list(tariff.book.regions()),
        asked=asked,
        found=found,
        swings=swings(work, tariff, region, standing=standing, conditions=conditions, compute=compute),
    )


def _figure(visit: Visit, name: str, default: str, problems: list[str]) -> str:
    typed, (least, most, step) = visit.query(name).strip(), LIMITS[name]
    if not typed:
        return default
    try:
        return decimal_in(name, typed, least, most, whole=step == "1")
    except Rejected:
        problems.append(name)
        return default


def _region(visit: Visit, tariff: Tariff) -> str:
    """The region asked for, else this deployment's, else the first of the book."""
    known = tariff.book.regions()
    wanted = (visit.query("region"), settings().aws_region, *known)
    return next(region for region in wanted if region in known)


def _assumed(visit: Visit, problems: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in DEFAULTS:
        typed = visit.query(row.name).strip()
        try:
            assume({row.name: typed} if typed else {})
        except Rejected:
            problems.append(row.name)
            continue
        if typed:
            found[row.name] = typed
    return found
