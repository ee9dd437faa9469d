"""A month as a workbook: a summary, a sheet for each thing it can be told apart by, and the sums all of them refer to.

Rows of the group sheets are formulas over the sheet of sums. Conditions compare numbers and our own words, never what
people typed: a spreadsheet program takes a department called ``>5`` or ``*`` for an instruction, and Sales for sales.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from mianshi.contracts.base import Bilingual, Language
from mianshi.contracts.money import MICRO
from mianshi.contracts.terms import ExchangeRate
from mianshi.contracts.usage import LineKind
from mianshi.finance.files import summaries
from mianshi.finance.files.shown import Shown
from mianshi.finance.files.spreadsheet import (
    Below,
    Column,
    Formula,
    Page,
    Table,
    Value,
    Workbook,
    in_units,
    letter,
    parts_of,
)
from mianshi.finance.files.summaries import By
from mianshi.finance.files.workbook_columns import (
    CANDIDATE_NO,
    CHECKS,
    INTERVIEW_COLUMNS,
    INTERVIEWS,
    NUMBERS,
    RATES,
    SHEETS,
    SUMMARY,
    SUMS,
    SUMS_COLUMNS,
    TOTALS,
    WORDS,
    Sheet,
    kept,
)
from mianshi.finance.months import rollup
from mianshi.finance.months.rollup import DaySummary, Group, Sum

MOST_COMPARISONS = 20_000_000
"""Rows times rows that the formulas of a sheet compare whenever a program opens the file; a sheet that would need more
has its rows as numbers, and its totals and checks as formulas."""

_KINDS: tuple[LineKind, ...] = ("usage", "overhead", "credit", "adjustment")


def to_xlsx(
    month: str,
    days: Sequence[DaySummary],
    job_names: Mapping[str, str],
    language: Language = "zh",
    shown: Shown | None = None,
) -> bytes:
    """The month's workbook. The same days give the same bytes.

    Args:
        month: ``YYYY-MM``.
        job_names: titles by id of the job.
        shown: the currency in which amounts are also shown.

    Raises:
        Defect: ``too_large_for_a_sheet`` for a sum that a spreadsheet program would change.
    """
    return _Month(month, days, job_names, language, shown).written()


class _Month:
    def __init__(
        self,
        month: str,
        days: Sequence[DaySummary],
        job_names: Mapping[str, str],
        language: Language,
        shown: Shown | None,
    ) -> None:
        self._month, self._days, self._titles, self._language, self._shown = month, days, job_names, language, shown
        self._book = Workbook(_last(days, month), language)
        self._groups = {sheet.by: summaries.groups(days, sheet.by) for sheet in SHEETS}
        self._numbers = {by: _numbered(found) for by, found in self._groups.items()}
        self._interviews, self._rest = rollup.interviews(days), rollup.beside_interviews(days)
        self._cells = sum(len(day.cells) for day in days)

    def written(self) -> bytes:
        front = self._book.page(self._say(SUMMARY))
        # The sums are last in the book and referred to before: where their rows are follows from how many there are.
        sums = Table(self._with_sums(SUMS_COLUMNS, NUMBERS), parts_of(self._say(SUMS), self._cells))
        met = len(self._interviews) + len(self._rest)
        interviews = Table(self._with_sums(INTERVIEW_COLUMNS, [CANDIDATE_NO]), parts_of(self._say(INTERVIEWS), met))
        tables = []
        for sheet in SHEETS:
            within = (interviews, met) if sheet.by == "candidate" else (sums, self._cells)
            tables.append((self._say(sheet.name), self._group_sheet(sheet, *within)))
        tables.append((self._say(INTERVIEWS), self._interview_sheet()))
        tables.append((self._say(SUMS), self._sums_sheet()))
        self._front(front, tables, sums)
        return self._book.done()

    def _group_sheet(self, sheet: Sheet, within: Table, rows: int) -> Table:
        found = self._groups[sheet.by]
        columns = self._with_sums(sheet.columns)
        at = _letters(columns)
        own = at[sheet.columns[0].name]
        conditions = ((sheet.within, f"${own}{{row}}"), ("currency", f"${at['currency']}{{row}}"))
        live = len(found) * rows <= MOST_COMPARISONS
        pairs = [(group.currency, group.sum) for group in found]

        def written() -> Iterator[list[Value]]:
            for group, shown in zip(found, self._converted(pairs), strict=True):
                total = _Total(group.sum, within, conditions) if live else _Total(group.sum)
                yield [*self._key(sheet.by, group.key), group.currency, *total.cells(at, shown, self._shown)]

        return self._book.table(self._say(sheet.name), columns, written(), self._below(columns, pairs))

    def _interview_sheet(self) -> Table:
        columns = self._with_sums(INTERVIEW_COLUMNS, [CANDIDATE_NO])
        at, numbers = _letters(columns), self._numbers["candidate"]
        pairs = [(one.currency, one.sum) for one in self._interviews]
        pairs += [(group.currency, group.sum) for group in self._rest]

        def written() -> Iterator[list[Value]]:
            shown = iter(self._converted(pairs))
            for entry in self._interviews:
                words = [
                    entry.interview_id,
                    entry.candidate_id,
                    self._title(entry.job_id),
                    entry.department,
                    entry.source,
                    entry.outcome,
                ]
                cells = _Total(entry.sum).cells(at, next(shown), self._shown)
                yield [*words, entry.currency, *cells, numbers[entry.candidate_id]]
            for group in self._rest:
                cells = _Total(group.sum).cells(at, next(shown), self._shown)
                yield [
                    WORDS["no_interview"].in_language(self._language),
                    group.key,
                    "",
                    "",
                    "",
                    "",
                    group.currency,
                    *cells,
                    numbers[group.key],
                ]

        return self._book.table(self._say(INTERVIEWS), columns, written(), self._below(columns, pairs))

    def _sums_sheet(self) -> Table:
        columns = self._with_sums(SUMS_COLUMNS, NUMBERS)
        at = _letters(columns)
        pairs = [(cell.currency, cell.sum) for day in self._days for cell in day.cells]

        def written() -> Iterator[list[Value]]:
            shown = iter(self._converted(pairs))
            for day in self._days:
                for cell in day.cells:
                    words: list[Value] = [
                        _date(day.day),
                        self._title(cell.job_id),
                        cell.job_id,
                        cell.department,
                        cell.source,
                        cell.service,
                        cell.kind,
                        cell.currency,
                    ]
                    numbers = [
                        self._numbers["job"][cell.job_id],
                        self._numbers["department"][cell.department],
                        self._numbers["source"][cell.source],
                    ]
                    yield [*words, *_Total(cell.sum).cells(at, next(shown), self._shown), *numbers]

        return self._book.table(self._say(SUMS), columns, written(), self._below(columns, pairs))

    def _below(self, columns: Sequence[Column], pairs: Sequence[tuple[str, Sum]]) -> Below:
        """A total for each currency under the rows of a sheet."""
        at, amounts = _letters(columns), self._converted(pairs)

        def rows(table: Table) -> Iterator[list[Value]]:
            for currency in sorted({currency for currency, _ in pairs}):
                whole, shown = Sum(), None
                for (own, total), amount in zip(pairs, amounts, strict=True):
                    if own == currency:
                        whole = whole.plus(total)
                        shown = amount if shown is None else shown + (amount or 0)
                conditions = (("currency", f"${at['currency']}{{row}}"),)
                cells: dict[str, Value] = dict.fromkeys((column.name for column in columns), "")
                cells[columns[0].name] = self._word("total")
                cells["currency"] = currency
                named = [column.name for column in columns[list(cells).index("currency") + 1 :]]
                sums = _Total(whole, table, conditions).cells(at, shown, self._shown)
                yield list((cells | dict(zip(named, sums, strict=False))).values())

        return rows

    def _front(self, page: Page, tables: Sequence[tuple[str, Table]], sums: Table) -> None:
        page.widths([26, *[20] * (len(TOTALS) - 1)])
        state = "final" if all(day.state == "final" for day in self._days) else "open"
        page.words(f"{self._word('title')} {self._month}", "title")
        page.words(f"{self._word(state)}{'。' if self._language == 'zh' else '. '}{self._word('note')}", "plain")
        page.skip()
        totals = rollup.totals(self._days)
        first = page.row + 2
        page.titles(TOTALS)
        page.rows(TOTALS, [self._total_row(group, sums) for group in totals])
        page.skip()
        if self._shown:
            page.titles(RATES)
            start = page.row + 1
            page.rows(RATES, self._rates(totals, first, self._shown))
            page.rows(RATES, [self._together(totals, start, page.row, self._shown)])
            page.skip()
        page.titles(CHECKS)
        page.rows(CHECKS, self._checks(tables, totals, first))

    def _total_row(self, group: Group, sums: Table) -> list[Value]:
        at = _letters(TOTALS)
        kinds = {one.key: one.sum for one in summaries.groups(self._days, "kind") if one.currency == group.currency}
        micros: list[Value] = []
        for kind in _KINDS:
            own = kinds.get(kind, Sum())
            formula = sums.sumifs("micro", ("kind", f'"{kind}"'), ("currency", f"${at['currency']}{{row}}"))
            micros.append(None if own.lines and own.amount is None else Formula(formula, own.micro))
        added = f"SUM({at['usage_micro']}{{row}}:{at['adjustment_micro']}{{row}})"
        net: Value = None if group.sum.amount is None else Formula(added, group.sum.micro)
        amounts = [
            None if micro is None else Formula(in_units(at[f"{name}_micro"]), Decimal(micro.value) / MICRO)
            for name, micro in zip((*_KINDS, "net"), [*micros, net], strict=True)
            if micro is None or isinstance(micro, Formula)
        ]
        counted = _Total(group.sum, sums, (("currency", f"${at['currency']}{{row}}"),)).by_name(at)
        return [
            group.currency,
            *amounts,
            *(counted[name] for name in ("lines", "unpriced", "failed")),
            *(*micros, net),
            counted["failed_micro"],
        ]

    def _checks(
        self, tables: Sequence[tuple[str, Table]], totals: Sequence[Group], first: int
    ) -> Iterator[list[Value]]:
        """Whether the rows of each sheet add up to the net amount, worked out anew by whoever opens the file."""
        at, net = _letters(CHECKS), _letters(TOTALS)["net_micro"]
        same = f'IF({at["its"]}{{row}}={at["ours"]}{{row}},"{self._word("same")}","{self._word("differs")}")'
        for name, table in tables:
            for row, group in enumerate(totals, start=first):
                its = table.sumifs("micro", ("currency", f"${at['currency']}{{row}}"))
                yield [
                    name,
                    group.currency,
                    Formula(its, group.sum.micro),
                    Formula(f"SUM({net}{row})", group.sum.micro),  # SUM makes 0 of the word for unpriced
                    Formula(same, self._word("same")),
                ]

    def _rates(self, totals: Sequence[Group], first: int, shown: Shown) -> Iterator[list[Value]]:
        at, net = _letters(RATES), _letters(TOTALS)["net_micro"]
        amounts = self._converted([(group.currency, group.sum) for group in totals])
        for row, (group, amount) in enumerate(zip(totals, amounts, strict=True), start=first):
            rate = shown.rate(group.currency)
            amount_net = group.sum.amount
            told = self._rate(rate.entry) if rate else ["" if amount is not None else self._word("no_rate"), "", ""]
            yield [
                group.currency,
                None if amount_net is None else Formula(f"{net}{row}/{MICRO}", Decimal(amount_net) / MICRO),
                *told,
                "" if amount is None else Formula(in_units(at["shown_micro"]), Decimal(amount) / MICRO),
                "" if amount is None else shown.currency,
                "" if amount is None else amount,
            ]

    def _rate(self, entry: ExchangeRate) -> list[str]:
        return [f"1 {entry.base} = {entry.rate} {entry.quote}", entry.day, entry.source]

    def _together(self, totals: Sequence[Group], start: int, end: int, shown: Shown) -> list[Value]:
        at = _letters(RATES)
        amounts = self._converted([(group.currency, group.sum) for group in totals])
        known = [amount for amount in amounts if amount is not None]
        left = [
            group.currency
            for group, amount in zip(totals, amounts, strict=True)
            if amount is None and group.sum.amount is not None
        ]
        label = f"{self._word('partly')}{', '.join(left)}" if left else self._word("total")
        if not known:
            return [label, "", "", "", "", "", "", ""]
        whole, letter_of = sum(known), at["shown_micro"]
        return [
            *(label, "", "", "", ""),
            Formula(in_units(letter_of), Decimal(whole) / MICRO),
            shown.currency,
            Formula(f"SUM({letter_of}{start}:{letter_of}{end})", whole),
        ]

    def _with_sums(self, columns: Sequence[Column], numbers: Sequence[Column] = ()) -> list[Column]:
        return [*columns, *kept(self._shown.currency if self._shown else None), *numbers]

    def _key(self, by: By, key: str) -> list[Value]:
        if by == "day":
            return [_date(key)]
        if by == "service":
            return [key]
        number = self._numbers[by][key]
        if by == "job":
            return [number, self._title(key) or self._word("none"), key]
        return [number, key or self._word("none")]

    def _converted(self, pairs: Sequence[tuple[str, Sum]]) -> list[int | None]:
        return summaries.converted(pairs, self._shown)

    def _title(self, job_id: str) -> str:
        return self._titles.get(job_id, "")

    def _say(self, words: Bilingual) -> str:
        return words.in_language(self._language)

    def _word(self, name: str) -> str:
        return WORDS[name].in_language(self._language)


class _Total:
    """The cells of one sum: formulas over a table where there is one to look in, else numbers."""

    def __init__(self, total: Sum, within: Table | None = None, conditions: Sequence[tuple[str, str]] = ()) -> None:
        self._total, self._within, self._conditions = total, within, conditions

    def cells(self, at: Mapping[str, str], shown: int | None, wanted: Shown | None) -> list[Value]:
        """In the order of the columns: amount, lines, unpriced, failed, shown, and their millionths."""
        told = self.by_name(at)
        amounts = [told["amount"], told["lines"], told["unpriced"], told["failed"]]
        if not wanted:
            return [*amounts, told["micro"], told["failed_micro"]]
        spoken = "" if shown is None else Formula(in_units(at["shown_micro"]), Decimal(shown) / MICRO)
        counted = self._counted("shown_micro", shown) if shown is not None and self._sums_shown else shown
        return [*amounts, spoken, told["micro"], told["failed_micro"], "" if counted is None else counted]

    def by_name(self, at: Mapping[str, str]) -> dict[str, Value]:
        """The cells by the names of their columns."""
        own = self._total
        failed, failed_micro = None, None
        if own.failed_amount is not None:
            failed = Formula(in_units(at["failed_micro"]), Decimal(own.failed_amount) / MICRO)
            failed_micro = self._counted("failed_micro", own.failed_amount)
        return {
            "amount": None
            if own.amount is None
            else Formula(in_units(at.get("micro", "")), Decimal(own.micro) / MICRO),
            "lines": self._counted("lines", own.lines),
            "unpriced": self._counted("unpriced", own.unpriced),
            "failed": failed,
            "micro": None if own.amount is None else self._counted("micro", own.micro),
            "failed_micro": failed_micro,
        }

    @property
    def _sums_shown(self) -> bool:
        """Converted amounts are rounded so that they add up by currency; by any other condition they need not."""
        return len(self._conditions) == 1

    def _counted(self, column: str, value: int) -> Value:
        return Formula(self._within.sumifs(column, *self._conditions), value) if self._within else value


def _letters(columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: letter(at) for at, column in enumerate(columns)}


def _numbered(found: Sequence[Group]) -> dict[str, int]:
    return {key: number for number, key in enumerate(dict.fromkeys(group.key for group in found), start=1)}


def _date(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _last(days: Sequence[DaySummary], month: str) -> datetime:
    return _date(max((day.day for day in days), default=f"{month}-01"))
