"""The words a candidate agrees to. The version of a consent is the hash of exactly what stands on the page."""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Bilingual, Language, Record
from mianshi.contracts.events import FOLLOW_UP_HOURS, MOST_FOLLOW_UPS
from mianshi.contracts.policy import Policy
from mianshi.pages.candidate_texts import rights
from mianshi.pages.texts import text

Name = Literal["recording", "analysis", "observations", "talent_pool"]
NEEDED: tuple[Name, ...] = ("recording", "analysis")
"""Without these two a person interviews instead of the software."""


class Section(Record):
    """One heading of the notice and what stands under it."""

    title: str
    lines: list[str]


class Statement(Record):
    """One sentence with a box to tick, never ticked beforehand."""

    name: Name
    text: str
    needed: bool


class ConsentWords(Record):
    """The notice and the statements as one candidate sees them; `content_hash` is the version that is stored."""

    policy: str
    language: Language
    sections: list[Section]
    statements: list[Statement]


def consent_words(policy: Policy, language: Language, *, observations: bool, follow_ups: bool = False) -> ConsentWords:
    """What stands on the first page under a policy profile.

    Args:
        policy: the profile of the job.
        language: of the page.
        observations: whether the profile allows anything for which the separate consent is asked.
        follow_ups: whether the job has follow-up questions that the software chooses.
    """
    besides: tuple[Name, ...] = ("observations", "talent_pool") if observations else ("talent_pool",)
    asked = [text("journey_ai_follow_ups", language, most=MOST_FOLLOW_UPS, hours=FOLLOW_UP_HOURS)] if follow_ups else []
    return ConsentWords(
        policy=policy.id,
        language=language,
        sections=[
            Section(title=text(f"journey_notice_{name}", language), lines=lines)
            for name, lines in (
                ("ai", [*_texts(language, "journey_ai_what", "journey_ai_models"), *asked]),
                ("recorded", _texts(language, "journey_recorded_modes", "journey_recorded_practice")),
                ("analysed", _analysed(policy, language, observations=observations)),
                ("never", _never(policy, language)),
                ("kept", _kept(policy, language)),
                ("decides", _texts(language, "journey_decides_person", "journey_decides_reason")),
                ("refuse", _texts(language, "journey_refuse_how", "journey_refuse_later")),
                ("rights", [right.in_language(language) for right in rights(policy.id)]),
            )
        ],
        statements=[
            Statement(name=name, text=_statement(name, policy, language), needed=name in NEEDED)
            for name in (*NEEDED, *besides)
        ],
    )


def _texts(language: Language, *keys: str) -> list[str]:
    return [text(key, language) for key in keys]


def _analysed(policy: Policy, language: Language, *, observations: bool) -> list[str]:
    lines = _texts(language, "journey_analysed_words", "journey_analysed_sound")
    lines += _texts(language, f"journey_picture_{policy.picture}")
    if observations:
        lines.append(text("journey_analysed_observations", language, what=_observed(policy, language)))
    return lines


def _never(policy: Policy, language: Language) -> list[str]:
    keys = ["cand_never_emotion", "cand_never_voice", "cand_never_face", "cand_never_traits", "journey_never_identity"]
    if policy.picture != "behaviour":
        keys.append("journey_never_behaviour")
    return _texts(language, *keys)


def _kept(policy: Policy, language: Language) -> list[str]:
    days = policy.retention
    kept = {
        "recording": days.recording_days,
        "transcript": days.transcript_days,
        "score": days.score_days,
        "consent": days.audit_days,
    }
    lines = [text(f"journey_kept_{name}", language, days=number) for name, number in kept.items()]
    return [*lines, text("journey_kept_earlier", language)]


def _statement(name: Name, policy: Policy, language: Language) -> str:
    if name == "observations":
        return text("journey_consent_observations", language, what=_observed(policy, language))
    return text(f"journey_consent_{name}", language)


def _observed(policy: Policy, language: Language) -> str:
    """What the separate consent covers under this profile, as a list in a sentence."""
    allowed = {
        "journey_seen_behaviour": policy.picture == "behaviour",
        "journey_seen_delivery": policy.delivery,
        "journey_seen_voice": policy.voice,
    }
    parts = [text(key, language) for key, given in allowed.items() if given]
    return Bilingual(zh="、".join(parts), en=", ".join(parts)).in_language(language)
