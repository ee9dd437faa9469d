from __future__ import annotations

import pytest

from mianshi.contracts.policy import Policy
from mianshi.errors import Rejected
from mianshi.privacy.policies import allowed, asks_consent, load_policy, policy_version, shipped_policies


def test_shipped_profiles() -> None:
    profiles = {name: load_policy(name) for name in shipped_policies()}
    assert {name: (p.picture, p.delivery, p.voice) for name, p in profiles.items()} == {
        "cn": ("behaviour", True, True),
        "eu": ("technical", False, False),
        "minimal": ("nothing", False, False),
        "us-il": ("nothing", True, False),
        "us-nyc": ("technical", True, False),
    }


@pytest.mark.parametrize("policy_id", shipped_policies())
def test_profiles_carry_the_agreed_retention_and_an_explanation_in_both_languages(policy_id: str) -> None:
    policy = load_policy(policy_id)
    assert policy.id == policy_id
    retention = policy.retention
    assert (retention.recording_days, retention.transcript_days, retention.score_days, retention.audit_days) == (
        90,
        180,
        2 * 365,
        3 * 365,
    )
    assert policy.name.zh in policy.explanation.zh
    assert policy.name.en in policy.explanation.en


@pytest.mark.parametrize("policy_id", ["us", "", "CN", "../cn", "cn.json"])
def test_an_unknown_profile_names_those_there_are(policy_id: str) -> None:
    with pytest.raises(Rejected) as caught:
        load_policy(policy_id)
    assert caught.value.code == "unknown_policy"
    assert "there are cn, eu" in caught.value.detail


def test_version_follows_content() -> None:
    policy = load_policy("cn")
    longer = policy.retention.model_copy(update={"recording_days": 91})
    assert policy_version(policy) == policy_version(Policy.model_validate_json(policy.model_dump_json()))
    assert policy_version(policy) != policy_version(policy.model_copy(update={"retention": longer}))
    assert len({policy_version(load_policy(name)) for name in shipped_policies()}) == len(shipped_policies())
    assert len(policy_version(policy)) == 12


@pytest.mark.parametrize(
    ("policy_id", "consent", "picture", "reason", "delivery", "voice"),
    [
        ("cn", True, "behaviour", "policy_allows", True, True),
        ("cn", False, "nothing", "no_consent", False, False),
        ("eu", True, "technical", "policy_forbids", False, False),
        ("eu", False, "technical", "policy_forbids", False, False),
        ("us-nyc", True, "technical", "policy_forbids", True, False),
        ("us-nyc", False, "technical", "policy_forbids", False, False),
        ("us-il", True, "nothing", "policy_forbids", True, False),
        ("us-il", False, "nothing", "policy_forbids", False, False),
        ("minimal", True, "nothing", "policy_forbids", False, False),
    ],
)
def test_profile_and_candidate_together_decide(
    policy_id: str, consent: bool, picture: str, reason: str, delivery: bool, voice: bool
) -> None:
    may = allowed(load_policy(policy_id), consent=consent)
    assert (may.picture, may.picture_reason, may.delivery, may.voice) == (picture, reason, delivery, voice)


def test_consent_is_asked_only_where_it_could_allow_something() -> None:
    asked = {name for name in shipped_policies() if asks_consent(load_policy(name))}
    assert asked == {"cn", "us-il", "us-nyc"}
    for name in set(shipped_policies()) - asked:
        policy = load_policy(name)
        assert allowed(policy, consent=True) == allowed(policy, consent=False)
