"""Names and terms of a role that the recogniser should expect to hear."""

from __future__ import annotations

from mianshi.contracts.base import LanguageChoice
from mianshi.contracts.role import Role


def vocabulary(role: Role, language: LanguageChoice) -> list[str]:
    """Terms in the language of the interview, the most useful first and each once: what the role names as its
    vocabulary, then the words that name its key points. Both languages where the language is not known yet.
    """
    terms: dict[str, None] = {}
    lists = [role.vocabulary, *(point.synonyms for c in role.competencies for point in c.key_points)]
    for phrases in lists:
        for spoken in ("zh", "en"):
            if language in ("auto", spoken):
                terms.update(dict.fromkeys(phrases.zh if spoken == "zh" else phrases.en))
    return [term for term in terms if term.strip()]
