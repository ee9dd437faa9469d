"""Policy profiles as data: what may be computed about a candidate, for how long it is kept, and why."""

from __future__ import annotations

from importlib import resources
from typing import Literal

from mianshi.contracts.base import Record
from mianshi.contracts.policy import Policy
from mianshi.errors import Rejected

UNKNOWN_POLICY = "unknown_policy"

_SHIPPED = resources.files("mianshi.privacy") / "policies"


def shipped_policies() -> list[str]:
    """Ids of the policy profiles that come with the product, sorted."""
    return sorted(entry.name.removesuffix(".json") for entry in _SHIPPED.iterdir() if entry.name.endswith(".json"))


def load_policy(policy_id: str) -> Policy:
    """The shipped profile with this id.

    Raises:
        Rejected: ``unknown_policy``, with the ids there are.
    """
    if policy_id not in shipped_policies():
        there_are = ", ".join(shipped_policies())
        raise Rejected(UNKNOWN_POLICY, f"there is no policy profile '{policy_id[:80]}'; there are {there_are}")
    return Policy.model_validate_json((_SHIPPED / f"{policy_id}.json").read_bytes())


def policy_version(policy: Policy) -> str:
    """Content hash of `policy`: 12 hexadecimal characters. Layout and key order of the file do not change it."""
    return policy.content_hash()


class Allowed(Record):
    """What may be computed about one interview: the profile and the candidate's consent together."""

    picture: Literal["behaviour", "technical", "nothing"]
    picture_reason: Literal["policy_allows", "policy_forbids", "no_consent"]
    """Why `picture` is what it is, as `Observations.reason` names it."""
    delivery: bool
    voice: bool


def allowed(policy: Policy, *, consent: bool, extra_time: bool = False) -> Allowed:
    """What the profile in force and the candidate allow.

    The profile decides before the candidate does: what it forbids, no consent can allow. Technical checks are part of
    the analysis the candidate agreed to; everything else needs `consent`, the separate one (PIPL art. 29). Whoever
    could be observed and refuses is not looked at at all.

    Args:
        policy: the profile in force.
        consent: whether the candidate gave the separate consent to observation.
        extra_time: whether an accommodation was asked for: how somebody speaks who needs more time says nothing.
    """
    rest = {kind: getattr(policy, kind) and consent and not extra_time for kind in ("delivery", "voice")}
    if policy.picture != "behaviour":
        return Allowed(picture=policy.picture, picture_reason="policy_forbids", **rest)
    if not consent:
        return Allowed(picture="nothing", picture_reason="no_consent", **rest)
    return Allowed(picture="behaviour", picture_reason="policy_allows", **rest)


def asks_consent(policy: Policy) -> bool:
    """Whether there is anything the candidate's separate consent could allow."""
    return policy.picture == "behaviour" or policy.delivery or policy.voice
