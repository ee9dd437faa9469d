"""What is typed as figures: read whole, or refused field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mianshi.contracts.terms import Terms
from mianshi.finance.figures import term_forms
from mianshi.finance.figures.term_forms import Reading

FORM = {
    "effective_from": "2026-11",
    "discount.*": "5",
    "review.price": "120",
    "review.currency": "CNY",
    "calls.feishu.price": "0",
    "calls.feishu.currency": "USD",
    "rate.0.day": "2026-11-01",
    "rate.0.base": "USD",
    "rate.0.quote": "CNY",
    "rate.0.rate": "7.1",
    "rate.0.source": "PBoC",
    "rate.1.day": "",
    "rate.1.base": "USD",
    "rate.1.quote": "USD",
    "former.currency": "CNY",
    "former.hourly_rate": "60",
}


def read(form: dict[str, str]) -> Reading:
    return term_forms.read(form, revision=1, by="qian", by_name="Qian", at="2026-11-28T12:00:00.000Z")


def terms(form: dict[str, str]) -> Terms:
    found = read(form).terms
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("effective_from", "2026-13", "month"),
        ("effective_from", "", "month"),
        ("effective_from", "2026-11-01", "month"),
        ("discount.*", "100.5", "percent"),
        ("discount.lambda", "nan", "number"),
        ("review.price", "-1", "number"),
        ("review.price", "1e9", "number"),
        ("review.price", "Infinity", "number"),
        ("review.price", "12,50", "number"),
        ("rate.0.rate", "7,1", "number"),
        ("review.currency", "GBP", "currency"),
        ("calls.feishu.currency", "", "currency"),
        ("rate.0.day", "2026-02-30", "day"),
        ("rate.0.day", "1926-02-03", "day"),
        ("rate.0.rate", "0", "rate"),
        ("rate.0.rate", "", "rate"),
        ("rate.0.rate", "seven", "number"),
        ("rate.0.quote", "USD", "pair"),
        ("rate.0.source", " ", "source"),
        ("former.currency", "<script>", "currency"),
        ("former.hourly_rate", "\u202e12", "number"),
        ("former.source", "长" * 201, "long"),
        ("accounts.costs", "x" * 61, "long"),
    ],
)
def test_a_mistake_is_told_by_its_field(field: str, value: str, code: str) -> None:
    found = read({**FORM, field: value})
    assert found.terms is None
    assert found.problems[field] == code
    assert set(found.problems) <= {field, "effective_from"}


def test_commas_blanks_and_full_width_digits_are_numbers() -> None:
    assert terms({**FORM, "review.price": " 1,234.50 "}).prices["people.review"].price == "1234.50"
    assert terms({**FORM, "review.price": "１２，３００．５"}).prices["people.review"].price == "12300.5"


def test_a_blank_row_of_rates_is_none_and_a_blank_price_is_not_0() -> None:
    found = terms({**FORM, "review.price": "", "former.hourly_rate": ""})
    assert [rate.day for rate in found.rates] == ["2026-11-01"]
    assert set(found.prices) == {"connector.calls.feishu"}
    assert found.prices["connector.calls.feishu"].price == "0"
    assert found.former.hourly_rate is None


def test_what_a_revision_changed_is_told_figure_by_figure() -> None:
    before = terms(FORM)
    assert term_forms.changes(before, before) == []
    after = terms({**FORM, "discount.*": "", "rate.0.rate": "7.2", "former.hourly_rate": "90", "free_tiers": "yes"})
    told = {change.what: (change.before, change.after) for change in term_forms.changes(before, after)}
    assert told == {
        "discount.*": ("5 %", ""),
        "rate.2026-11-01 USD/CNY": ("7.1 · PBoC", "7.2 · PBoC"),
        "former.hourly_rate": ("60", "90"),
        "free_tiers": ("no", "yes"),
    }


strange = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["", "0", "99999999999.12345678", "123456789012", "1e400", "-0", "２", "2026-11-30", "USD", "\u202e", "x" * 500]
    ),
)


@given(
    st.dictionaries(st.sampled_from([*FORM, "report_currency", "calls.x.price", "rate.7.day", "rate.99.day"]), strange)
)
def test_whatever_is_typed_is_read_or_refused_by_field(typed: dict[str, str]) -> None:
    found = read({**FORM, **typed})
    assert (found.terms is None) == bool(found.problems)


amounts = st.decimals("0", "99999", places=3).map(str)


@given(
    form=st.fixed_dictionaries(
        {
            "effective_from": st.sampled_from(["2026-11", "2027-01"]),
            "report_currency": st.sampled_from(["", "EUR"]),
            "free_tiers": st.sampled_from(["", "yes"]),
            "former.currency": st.sampled_from(term_forms.CURRENCIES),
        },
        optional={
            "discount.lambda": st.decimals("0", "100", places=2).map(str),
            "review.price": amounts,
            "calls.wecom.price": amounts,
            "former.value_per_hire": amounts,
            "former.source": st.text("ab <>&\"'长", max_size=20).map(lambda text: " ".join(text.split())),
            "accounts.counter": st.just("2241.01"),
        },
    )
)
def test_a_form_filled_in_with_terms_gives_the_same_terms(form: dict[str, str]) -> None:
    first = terms(form)
    again = term_forms.fields_of(first, ["wecom"], first.effective_from)
    assert terms(again) == first
