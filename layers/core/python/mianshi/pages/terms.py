"""The page of a customer's own figures: the form, and every revision with what it changed."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.terms import Terms
from mianshi.finance.figures import term_forms
from mianshi.finance.figures.savings import FIGURES
from mianshi.finance.figures.term_forms import Change
from mianshi.pages import costs
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.texts import TEXTS, text


class Revision(Record):
    """A revision, and what it changed of the one before."""

    terms: Terms
    changes: list[Change]


class TermsView(Record):
    """The form as it was typed or stands. `problems`: what is wrong, by field, the end of a text's key."""

    fields: dict[str, str]
    problems: dict[str, str] = Field(default_factory=dict)
    revision: int
    """The newest one that the form was made from; 0: there is none."""
    connections: dict[str, str] = Field(default_factory=dict)
    """Names of the connections whose calls may have a price, by id."""
    revisions: list[Revision]
    """Newest first."""
    in_force: int | None
    """The revision that prices the current month."""
    may_change: bool
    saved: bool = False
    meanwhile: bool = False
    """Whether somebody added a revision after the form was made: it is the first of `revisions`."""


def render_terms(view: TermsView, frame: Frame) -> str:
    """The form and its history."""
    return render_page(
        "finance/terms.html",
        frame,
        view=view,
        fields=view.fields,
        problems={name: _sentence(code) for name, code in view.problems.items()},
        notes={},
        services=[term_forms.OTHERS, *term_forms.SERVICES],
        service_name=lambda service: costs.family_name(service).in_language(frame.language),
        figures=FIGURES,
        currencies=term_forms.CURRENCIES,
        rate_rows=term_forms.rate_rows(view.fields),
        some_discounts=any(view.fields.get(f"discount.{service}") for service in term_forms.SERVICES),
        named=lambda what: named(what, view.connections, frame.language),
    )


def named(what: str, connections: Mapping[str, str], language: Language) -> str:
    """The words for a figure that a revision changed."""
    kind, _, rest = what.partition(".")
    if kind == "discount":
        service = (
            text("terms_others", language)
            if rest == term_forms.OTHERS
            else costs.family_name(rest).in_language(language)
        )
        return text("terms_change_discount", language, service=service)
    if kind == "price" and rest.startswith(term_forms.CALLS):
        known = rest.removeprefix(term_forms.CALLS)
        return text("terms_change_calls", language, name=connections.get(known) or known)
    if kind == "rate":
        return text("terms_change_rate", language, pair=rest)
    keys = {"price": "terms_review", "former": f"terms_former_{rest}", "accounts": f"terms_accounts_{rest}"}
    return text(keys.get(kind, f"terms_{kind}"), language)


def _sentence(code: str) -> Bilingual:
    zh, en = TEXTS[f"terms_wrong_{code}"]
    return Bilingual(zh=zh, en=en)
