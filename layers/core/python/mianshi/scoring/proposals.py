"""A proposal for a role becomes a new version of it, by a named person. What makes proposals is `mianshi.learning`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mianshi.contracts.learning import FEWEST_TO_PROPOSE, Approval, Proposal, Term, ThresholdChange
from mianshi.contracts.role import Role
from mianshi.errors import Rejected
from mianshi.scoring.roles import role_version

BAD_PROPOSAL = "bad_proposal"
MOST_POINTS = 10
"""How far one proposal may move one weight, or the line from which an interview is put forward (0-100)."""


def apply(role: Role, proposal: Proposal, approved_by: str, at: str) -> tuple[Role, Approval]:
    """The role with the weights and the threshold of `proposal` and those of its terms that name a key point, and the
    record of it.

    Raises:
        Rejected: ``bad_proposal``: made for another version, changes nothing, moves a weight or the threshold too far,
            names an unknown key point, was not tried on other people or comes from too few, or nobody is named who
            approves it.
    """
    if not approved_by.strip():
        raise Rejected(BAD_PROPOSAL, "a proposal is applied by a named person")
    if (proposal.role, proposal.role_version) != (role.id, role_version(role)):
        raise Rejected(
            BAD_PROPOSAL,
            f"the proposal is for {proposal.role} {proposal.role_version}, not for {role.id} {role_version(role)}",
        )
    if proposal.looked_at < FEWEST_TO_PROPOSE:
        raise Rejected(BAD_PROPOSAL, f"the proposal comes from fewer than {FEWEST_TO_PROPOSE} people")
    raw = role.model_dump(mode="json")
    if proposal.weights is not None:
        if proposal.hold_out is None:
            raise Rejected(BAD_PROPOSAL, "the weights of the proposal were not tried on other people")
        _weigh(role, raw, proposal.weights)
    if proposal.threshold is not None:
        _move_line(role, raw, proposal.threshold)
    _name_terms(raw, proposal.terms)
    new = Role.model_validate(raw)
    if new == role:
        raise Rejected(
            BAD_PROPOSAL, "the proposal changes nothing: no weights, no threshold, and no term with a key point"
        )
    approval = Approval(
        role=role.id,
        from_version=role_version(role),
        to_version=role_version(new),
        proposal=proposal.content_hash(),
        approved_by=approved_by.strip(),
        at=at,
    )
    return new, approval


def _weigh(role: Role, raw: dict[str, Any], weights: Mapping[str, int]) -> None:
    """A proposal file may have been edited by hand: what holds for those we make holds for it."""
    now = {competency.id: competency.weight for competency in role.competencies}
    if set(weights) != set(now) or sum(weights.values()) != 100:
        raise Rejected(BAD_PROPOSAL, "the weights of the proposal must name every competency and make 100")
    for name, weight in weights.items():
        if weight < 1 or abs(weight - now[name]) > MOST_POINTS:
            raise Rejected(BAD_PROPOSAL, f"the weight of {name} moves by more than {MOST_POINTS} points or below 1")
    for competency in raw["competencies"]:
        competency["weight"] = weights[competency["id"]]


def _move_line(role: Role, raw: dict[str, Any], change: ThresholdChange) -> None:
    now = role.thresholds
    if change.now != now.forward:
        raise Rejected(
            BAD_PROPOSAL, f"the threshold of the proposal starts from {change.now}, the role's {now.forward}"
        )
    if not now.review <= change.proposed <= 100 or abs(change.proposed - now.forward) > MOST_POINTS:
        where = f"below {now.review} (review) or over 100"
        raise Rejected(BAD_PROPOSAL, f"the threshold moves by more than {MOST_POINTS} points, {where}")
    raw["thresholds"]["forward"] = change.proposed


def _name_terms(raw: dict[str, Any], terms: list[Term]) -> None:
    points = {point["id"]: point for competency in raw["competencies"] for point in competency["key_points"]}
    for term in terms:
        if not term.key_point:
            continue
        if term.key_point not in points:
            raise Rejected(BAD_PROPOSAL, f"there is no key point '{term.key_point[:40]}' for '{term.term[:40]}'")
        if not (term.held_out_high and term.held_out_high_of and term.held_out_others_of):
            raise Rejected(BAD_PROPOSAL, f"'{term.term[:40]}' was not found again in other people")
        synonyms = points[term.key_point]["synonyms"][term.language]
        if term.term not in synonyms:
            synonyms.append(term.term)
