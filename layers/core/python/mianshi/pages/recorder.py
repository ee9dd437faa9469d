"""The pages on which a candidate tries the devices, practises, and answers aloud or in writing."""

from __future__ import annotations

from typing import Literal

from mianshi.contracts.base import Bilingual, Record
from mianshi.contracts.events import FOLLOW_UP_HOURS
from mianshi.contracts.hiring import LONGEST_TEXT, InterviewMode, InterviewRules
from mianshi.pages.frame import Frame, render_page
from mianshi.pages.journey import OpenQuestions
from mianshi.pages.texts import TEXTS

PageName = Literal["check", "practice", "record", "write"]
_TEXTS: dict[PageName, tuple[str, ...]] = {
    "check": ("rec_help_", "rec_problem_", "rec_light_", "rec_level_", "rec_device_"),
    "practice": ("rec_problem_", "rec_help_", "rec_tip_", "rec_say_", "rec_time_", "rec_level_"),
    "record": (
        "rec_problem_",
        "rec_help_",
        "rec_tip_",
        "rec_say_",
        "rec_time_",
        "rec_level_",
        "rec_place",
        "rec_own",
        "rec_more_",
        "rec_done_",
        "rec_up_",
        "rec_left",
        "rec_take_",
        "rec_trouble_",
        "rec_count",
    ),
    "write": (
        "rec_place",
        "rec_own",
        "rec_more_",
        "rec_done_",
        "rec_say_",
        "rec_up_",
        "rec_trouble_",
        "rec_write_",
        "rec_count",
    ),
}
"""Beginnings of the texts that the script of each page says."""


class RecorderView(Record):
    """A candidate's interview as the recording pages need it. `home` is the path under which their pages lie."""

    home: str
    title: Bilingual
    rules: InterviewRules
    mode: InterviewMode | None = None
    """As chosen before, if it was."""
    extra_time: bool = False
    """No clock runs."""
    appeal: str = ""
    """Id of the supplementary interview that is recorded instead, or empty."""
    promised: int = 0
    """How many follow-up questions come once the answers have been read; 0 where they are there or there are none."""
    asked: OpenQuestions | None = None
    """The follow-up questions, where they are what is left to answer."""

    @property
    def practises(self) -> bool:
        """Whether there is a practice question before the questions."""
        return self.rules.practice and not self.appeal and self.asked is None


def render(name: PageName, view: RecorderView, frame: Frame) -> str:
    """One of the recording pages. Their scripts speak the records of ``POST /c/<candidate>/api/…``."""
    english = frame.language == "en"
    data = {
        "lang": frame.language,
        "home": view.home,
        "query": f"?interview={view.appeal}" if view.appeal else "",
        "modes": view.rules.modes,
        "mode": view.mode or view.rules.modes[0],
        "think": 0 if view.extra_time else view.rules.think_seconds,
        "limit": 0 if view.extra_time else view.rules.answer_seconds,
        "retakes": view.rules.retakes,
        "practice": view.practises,
        "promised": view.promised,
        "hours": FOLLOW_UP_HOURS,
        "longest": LONGEST_TEXT,
        "texts": {key: words[english] for key, words in TEXTS.items() if key.startswith(_TEXTS[name])},
    }
    return render_page(f"journey/{name}.html", frame, view=view, hours=FOLLOW_UP_HOURS, script_data=data)
