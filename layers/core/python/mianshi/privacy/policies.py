"""Policy profiles as data: what may be computed about a candidate, for how long it is kept, and why."""

from __future__ import annotations

from importlib import resources

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


def observe_decision(policy: Policy, *, consent: bool, has_video: bool) -> tuple[bool, str]:
    """Whether behaviour may be observed, and the reason as `Observations.reason` names it.

    The profile decides before the candidate does: what it forbids, no consent can allow.

    Args:
        policy: the profile in force.
        consent: whether the candidate gave the separate consent to observation (PIPL art. 29).
        has_video: whether there is any picture.
    """
    if not policy.observations:
        return False, "policy_forbids"
    if not consent:
        return False, "no_consent"
    if not has_video:
        return False, "no_video"
    return True, "policy_allows"
