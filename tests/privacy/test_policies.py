from __future__ import annotations

import pytest

from mianshi.contracts.policy import Policy
from mianshi.errors import Rejected
from mianshi.privacy.policies import load_policy, observe_decision, policy_version, shipped_policies


def test_shipped_profiles() -> None:
    assert shipped_policies() == ["cn", "eu"]
    assert load_policy("cn").observations
    assert not load_policy("eu").observations


@pytest.mark.parametrize("policy_id", shipped_policies())
def test_profiles_carry_the_agreed_retention_and_an_explanation_in_both_languages(policy_id: str) -> None:
    policy = load_policy(policy_id)
    assert policy.id == policy_id
    assert policy.technical_checks
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
    assert policy_version(policy) != policy_version(load_policy("eu"))
    assert len(policy_version(policy)) == 12


@pytest.mark.parametrize(
    ("policy_id", "consent", "has_video", "decision"),
    [
        ("cn", True, True, (True, "policy_allows")),
        ("cn", False, True, (False, "no_consent")),
        ("cn", False, False, (False, "no_consent")),
        ("cn", True, False, (False, "no_video")),
        ("eu", True, True, (False, "policy_forbids")),
        ("eu", False, False, (False, "policy_forbids")),
    ],
)
def test_who_decides_whether_behaviour_is_observed(
    policy_id: str, consent: bool, has_video: bool, decision: tuple[bool, str]
) -> None:
    assert observe_decision(load_policy(policy_id), consent=consent, has_video=has_video) == decision
