"""Every word the pages say, in both languages side by side, so that no text exists in one language only.

The words of one page stand in its own module; here are those of every page, and how a word is found.
"""

from __future__ import annotations

from mianshi.contracts.base import Language
from mianshi.pages.account_texts import ACCOUNT_TEXTS
from mianshi.pages.answers_texts import ANSWERS_TEXTS
from mianshi.pages.books_texts import BOOKS_TEXTS
from mianshi.pages.calculator_texts import CALCULATOR_TEXTS
from mianshi.pages.candidate_texts import CANDIDATE_TEXTS
from mianshi.pages.combining_texts import COMBINING_TEXTS
from mianshi.pages.connections_texts import CONNECTIONS_TEXTS
from mianshi.pages.exchange_texts import EXCHANGE_TEXTS
from mianshi.pages.finance_texts import FINANCE_TEXTS
from mianshi.pages.follow_ups_texts import FOLLOW_UPS_TEXTS
from mianshi.pages.growth_texts import GROWTH_TEXTS
from mianshi.pages.guides_texts import GUIDES_TEXTS
from mianshi.pages.handover_texts import HANDOVER_TEXTS
from mianshi.pages.jobs_texts import JOBS_TEXTS
from mianshi.pages.journey_texts import JOURNEY_TEXTS
from mianshi.pages.learning_texts import LEARNING_TEXTS
from mianshi.pages.operations_texts import OPERATIONS_TEXTS
from mianshi.pages.people_texts import PEOPLE_TEXTS
from mianshi.pages.personal_texts import PERSONAL_TEXTS
from mianshi.pages.portal_texts import PORTAL_TEXTS
from mianshi.pages.recorder_texts import RECORDER_TEXTS
from mianshi.pages.report_texts import REPORT_TEXTS
from mianshi.pages.rescoring_texts import RESCORING_TEXTS
from mianshi.pages.resumes_texts import RESUMES_TEXTS
from mianshi.pages.reviews_texts import REVIEWS_TEXTS
from mianshi.pages.terms_texts import TERMS_TEXTS
from mianshi.pages.why_texts import WHY_TEXTS

_EVERY_PAGE: dict[str, tuple[str, str]] = {
    "brand": ("面试 Mianshi", "Mianshi"),
    "skip": ("跳到正文", "Skip to content"),
    "other_language": ("English", "中文"),
    "language_menu": ("页面语言", "Page language"),
    "home_link": ("全部面试", "All interviews"),
    "language_zh": ("中文", "Chinese"),
    "language_en": ("英文", "English"),
    "nav_home": ("首页", "Home"),
    "nav_jobs": ("职位", "Jobs"),
    "nav_costs": ("费用", "Costs"),
    "nav_operations": ("运行", "Operations"),
    "nav_log": ("访问记录", "Access log"),
    "nav_usage": ("使用情况", "Usage"),
    "nav_connections": ("连接", "Connections"),
    "nav_accounts": ("账号", "Accounts"),
    "nav_guides": ("培训", "Guides"),
    "nav_menu": ("主菜单", "Main menu"),
    "sign_out": ("退出", "Sign out"),
    "signed_in_as": ("{name}", "{name}"),
    "language_auto": ("自动识别", "Detected automatically"),
}

TEXTS = (
    _EVERY_PAGE
    | REPORT_TEXTS
    | CALCULATOR_TEXTS
    | CANDIDATE_TEXTS
    | PORTAL_TEXTS
    | ACCOUNT_TEXTS
    | ANSWERS_TEXTS
    | BOOKS_TEXTS
    | COMBINING_TEXTS
    | CONNECTIONS_TEXTS
    | EXCHANGE_TEXTS
    | FINANCE_TEXTS
    | FOLLOW_UPS_TEXTS
    | GROWTH_TEXTS
    | GUIDES_TEXTS
    | HANDOVER_TEXTS
    | JOBS_TEXTS
    | JOURNEY_TEXTS
    | LEARNING_TEXTS
    | OPERATIONS_TEXTS
    | PEOPLE_TEXTS
    | PERSONAL_TEXTS
    | RECORDER_TEXTS
    | RESCORING_TEXTS
    | RESUMES_TEXTS
    | REVIEWS_TEXTS
    | TERMS_TEXTS
    | WHY_TEXTS
)


def text(key: str, language: Language, /, **values: object) -> str:
    """The text named `key`; placeholders are filled with `values`. Raises KeyError for a key nobody wrote."""
    zh, en = TEXTS[key]
    template = zh if language == "zh" else en
    return template.format(**values) if values else template
