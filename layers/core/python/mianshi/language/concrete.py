"""How concrete an answer is: what the person did, with figures, in order, and what came of it.

Past behaviour told with specifics is what behavioural interviewing rates (Levashina et al. 2014); general
statements about oneself are what it discounts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.contracts.base import Language
from mianshi.language.text import clauses, normalise

ENOUGH_ACTIONS = 5
ENOUGH_FIGURES = 4
ENOUGH_STEPS = 4
ENOUGH_RESULTS = 2

_NUMBER = {
    "zh": re.compile(
        r"\d+(?:\.\d+)?%?|百分之[一二三四五六七八九十百零点两\d]+|[一二三四五六七八九十百千万两几]+(?:成|倍)"
        r"|[二三四五六七八九十百千万两]+(?:个|名|人|天|周|月|年|小时|分钟|点|次|台|条|件|元|块|把|张|通|类|组|家|位|门|节|步|种|项|分)"
    ),
    "en": re.compile(
        r"\b\d+(?:[.,]\d+)*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
        r"fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|twice|double[ds]?|halved|tripled?)\b"
    ),
}
_OPINION = {
    "zh": re.compile(
        r"我(?:们)?(?:个人)?(?:觉得|认为|相信|想(?!了|办法|到)|希望|喜欢|是一个|这个人|性格|比较|应该|可能|一直很)|总的来说|总体上|一般|平时|"
        r"反正|大家都说|也许|或许|不太清楚|不记得|说不上|很重要|肯定|尽力|努力做"
    ),
    "en": re.compile(
        r"\bi (?:think|believe|feel|guess|suppose|hope|like|am|would|can|could|do not|don't|mainly|mostly|cannot|"
        r"want|consider)\b|\bi'm\b|\bi'd\b|\b(?:usually|normally|generally|in general|overall|honestly|always|maybe|"
        r"perhaps|people (?:tell|say)|everybody (?:says|had)|is (?:really |very )?important|"
        r"you (?:just|have to|need to))\b"
    ),
}
_ACTION = {
    "zh": re.compile(
        r"(?:^|[，,。；;:：])?(?:我|我们|于是|然后|接着|随后|当晚|当天|之后|后来|先|再).{0,12}(?:了|出|给|把|到|成|完|好|请|让|问|查|找|说|做|写|打|改|带|跟|用)"
        r"|^把|^(?:并|又|也)?(?:给|请|让|查|找|写|改|打|提出|说服|联系|承诺|记录|安排|调出|整理|推动).{2,}"
    ),
    "en": re.compile(
        r"\b(?:i|we)(?: \w+ly| then| also| first| just| quickly| only| both)? "
        r"(?:\w{2,}ed|told|gave|took|made|went|found|got|led|built|wrote|ran|rang|said|saw|sent|set|sold|spoke|spent|"
        r"taught|brought|bought|chose|cut|drew|held|kept|met|paid|put|read|sat|stood|had|did|came|let|split|shut)\b"
        r"|^(?:and |then )?(?:\w{3,}ed|told|gave|took|made|found|wrote|sent|set|put|cut|went|let) "
        r"(?:the|a|an|them|him|her|it|each|two|three|my|our|that|what|on|up|with|down)\b"
    ),
}
_STEP = {
    "zh": re.compile(r"首先|第[一二三四]|先(?!生)|然后|接着|随后|再(?!说|见)|之后|最后|于是|因为|所以|当晚|当天|同时"),
    "en": re.compile(
        r"\b(?:first|second|third|then|next|after(?:wards)?|before|finally|lastly|because|so that|meanwhile|"
        r"once|until)\b"
    ),
}
_RESULT = {
    "zh": re.compile(
        r"结果|最终|最后|提高|提升|增加|增长|降低|降到|下降|减少|缩短|达到|达成|完成|恢复|解决了|没有再|再没|获得|拿了|成功|"
        r"从.{1,12}(?:到|降|升|涨)|满意|少了|快了|多了"
    ),
    "en": re.compile(
        r"\b(?:as a result|in the end|eventually|result(?:s|ed)?|increased?|improved?|rose|grew|reduced?|dropped|fell|"
        r"cut|halved|doubled|saved|reached|achieved|won|completed|solved|settled|fixed|recovered|"
        r"never (?:came|happened)|has not|from \w+ to|back to normal|invited)\b"
    ),
}
_FIRST_PERSON = {"zh": re.compile(r"我(?!们)"), "en": re.compile(r"\bi\b|\bmy\b|\bme\b")}
_WE = {"zh": re.compile(r"我们|大家"), "en": re.compile(r"\b(?:we|our|us)\b")}


@dataclass(frozen=True)
class Concreteness:
    """Counts in one passage. `own_share` is I over I and we (1 where neither is said)."""

    clauses: int
    actions: int
    opinions: int
    figures: int
    steps: int
    results: int
    own_share: float

    @property
    def value(self) -> float:
        """0 to 1. Each count saturates, so going on and on adds nothing; generalities take away.

        ``0.35 actions + 0.25 figures + 0.15 steps + 0.25 results``, each over its ENOUGH_ and at most 1; the actions
        count half where only "we" acted; the whole times ``1 - opinions / clauses``, down to one third.
        """
        actions = min(1.0, self.actions / ENOUGH_ACTIONS) * (0.5 + 0.5 * self.own_share)
        figures = min(1.0, self.figures / ENOUGH_FIGURES)
        steps = min(1.0, self.steps / ENOUGH_STEPS)
        results = min(1.0, self.results / ENOUGH_RESULTS)
        told = 0.35 * actions + 0.25 * figures + 0.15 * steps + 0.25 * results
        return told * max(1 / 3, 1 - self.opinions / max(1, self.clauses))


def measure(text: str, language: Language) -> Concreteness:
    """Concreteness of a passage."""
    parts = [normalise(part) for part in clauses(text, language)]
    opinions = [bool(_OPINION[language].search(part)) for part in parts]
    acting = [
        not opinion and bool(_ACTION[language].search(part)) for part, opinion in zip(parts, opinions, strict=True)
    ]
    low = normalise(text)
    own, shared = len(_FIRST_PERSON[language].findall(low)), len(_WE[language].findall(low))
    return Concreteness(
        clauses=len(parts),
        actions=sum(acting),
        opinions=sum(opinions),
        figures=len(_NUMBER[language].findall(low)),
        steps=len(_STEP[language].findall(low)),
        results=sum(bool(_RESULT[language].search(part)) for part in parts),
        own_share=own / (own + shared) if own + shared else 1.0,
    )
