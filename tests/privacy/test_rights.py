"""Who may do what, as the page about permissions tells it, and what is masked for whom."""

from __future__ import annotations

import pytest

from mianshi.contracts.base import Bilingual
from mianshi.contracts.hiring import Candidate, Job
from mianshi.contracts.people import Person, StaffRole
from mianshi.privacy.rights import MATRIX, Right, mask_email, mask_phone, masked, may, sees_job
from support.documents import rows, section, text_of

AT = "2026-11-28T08:00:00.000Z"
ORDER = ("admin", "hr", "interviewer", "hiring_manager", "finance", "auditor")


def person(*roles: StaffRole, who: str = "me") -> Person:
    return Person(id=who, name="Me", roles=list(roles))


def job() -> Job:
    return Job(
        id="jb_1",
        title=Bilingual(zh="店长", en="Manager"),
        owner="owner",
        team=["mate"],
        role="retail_store_manager",
        role_version="v",
        policy="cn",
        created_at=AT,
        changed_at=AT,
    )


def test_the_page_tells_the_matrix() -> None:
    told = {cells[0].strip("`"): cells[2:] for cells in rows(section(text_of("docs/permissions.md"), "People"))}
    told = {name: cells for name, cells in told.items() if name in set(Right)}
    assert told == {
        right.value: ["yes" if right in MATRIX[StaffRole(role)] else "–" for role in ORDER] for right in Right
    }


def test_everybody_has_a_role_in_the_matrix_and_only_admins_everything() -> None:
    assert set(MATRIX) == set(StaffRole) == set(map(StaffRole, ORDER))
    assert [role for role in StaffRole if MATRIX[role] == frozenset(Right)] == [StaffRole.ADMIN]


def test_reading_roles_change_nothing() -> None:
    changes = {
        Right.MAKE_JOBS,
        Right.EDIT_JOB,
        Right.EDIT_CANDIDATES,
        Right.INVITE,
        Right.UPLOAD,
        Right.RATE,
        Right.COMMENT,
        Right.DECIDE,
        Right.SHARE,
        Right.ANSWER_REQUESTS,
        Right.OPERATE,
        Right.MANAGE_PEOPLE,
    }
    for role in (StaffRole.AUDITOR, StaffRole.FINANCE):
        assert not MATRIX[role] & changes
    assert MATRIX[StaffRole.FINANCE] == {Right.SEE_COSTS, Right.BOOK_COSTS}
    assert Right.BOOK_COSTS not in MATRIX[StaffRole.AUDITOR]
    assert [role for role in StaffRole if Right.MANAGE_PEOPLE in MATRIX[role]] == [StaffRole.ADMIN]


def test_several_roles_add_up_and_none_gives_nothing() -> None:
    both = person(StaffRole.FINANCE, StaffRole.INTERVIEWER)
    assert may(both, Right.SEE_COSTS) and may(both, Right.RATE) and not may(both, Right.DECIDE)
    assert not any(may(person(), right) for right in Right)


@pytest.mark.parametrize(
    ("who", "role", "sees"),
    [
        ("owner", StaffRole.HR, True),
        ("mate", StaffRole.INTERVIEWER, True),
        ("mate", StaffRole.HIRING_MANAGER, True),
        ("stranger", StaffRole.HR, False),
        ("stranger", StaffRole.INTERVIEWER, False),
        ("owner", StaffRole.FINANCE, False),
        ("stranger", StaffRole.FINANCE, False),
        ("stranger", StaffRole.AUDITOR, True),
        ("stranger", StaffRole.ADMIN, True),
    ],
)
def test_a_job_is_seen_by_its_own_people(who: str, role: StaffRole, sees: bool) -> None:
    assert sees_job(person(role, who=who), job()) is sees


def test_contacts_are_masked_for_whoever_does_not_write_to_candidates() -> None:
    known = Candidate(
        id="ca_1",
        job_id="jb_1",
        name="李雷",
        email="lilei@example.com",
        phone="+86 138 0000 5678",
        created_at=AT,
        created_by="owner",
    )
    for role in StaffRole:
        shown = masked(known, person(role))
        plain = Right.SEE_CONTACTS in MATRIX[role]
        assert (shown.email, shown.phone) == (
            ("lilei@example.com", "+86 138 0000 5678") if plain else ("l***@example.com", "***********78")
        )
    assert known.email == "lilei@example.com"


@pytest.mark.parametrize(
    ("given", "shown"),
    [("lilei@example.com", "l***@example.com"), ("@example.com", "***@example.com"), ("no address", "***"), ("", "")],
)
def test_an_address_keeps_its_first_letter(given: str, shown: str) -> None:
    assert mask_email(given) == shown


@pytest.mark.parametrize(
    ("given", "shown"), [("13800005678", "*********78"), ("12", "**"), ("1", "*"), ("", ""), ("tel", "")]
)
def test_a_number_keeps_its_last_two_digits(given: str, shown: str) -> None:
    assert mask_phone(given) == shown
