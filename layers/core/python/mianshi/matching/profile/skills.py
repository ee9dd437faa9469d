"""Skills, languages and certificates, each with the lines that list it and the lines that show it at work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from mianshi.contracts.resumes import Certificate, Quoted, Skill
from mianshi.matching import lexicon
from mianshi.matching.profile.held import held
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.listed import enlisted, is_proper, lists_tools, parts
from mianshi.matching.profile.work import Told

_LONGEST_LIST, _SHORT = 240, 6
MOST_QUOTES = 20
"""Of one skill, listed or shown; more of the same word tells nothing more."""

_ACTION = re.compile(
    r"负责|搭建|开发|设计|完成|优化|管理|制定|推动|带领|提升|实现|编写|组织|分析|维护|运营|"
    r"执行|策划|使用|运用|利用|基于|通过|参与|协助|主导|建立|处理|撰写|跟进|对接|协调|培训|"
    r"操作|解决|降低|提高|审核|编制|接待|销售了|调试|维修|检查|检验|"
    r"采用|引入|改造|重构|部署|上线|测试|统计|整理|招聘|谈判|拓展|开拓|开展|服务|办理|核算|"
    r"登记|拍摄|剪辑|制作|投放|监控|盘点|配合|承担|独立|指导|引导|发起|筹备|推广|做|用|写|"
    r"获得|达成|增长|缩短"
    r"|\b(?:\w{2,}ed|led|built|ran|wrote|grew|cut|won|taught|sold|oversaw|drove|kept|made|"
    r"held|set up|took|gave|rebuilt|brought|spoke|began|met|dealt|sent|drew|paid|did|got|"
    r"found|\w{3,}ing)\b"
    r"|\b(?i:manage|lead|build|develop|design|create|maintain|support|handle|operate|"
    r"prepare|analy[sz]e|write|train|use|perform|conduct|coordinate|plan|supervise|process|"
    r"provide|ensure|test|deploy|assist|work with|responsible for)s?\b"
)
_DUTY = re.compile(
    r"审核|核算|申报|录入|盘点|收付|开票|统计|安排|采购|接待|回访|跟进|整理|归档|对账|催收|收银|补货|陈列|理货|拣货"
    r"|打包|配送|装卸|点检|巡检|维护|维修|保养|调试|检验|排班|排产|"
    r"报销|报名|上架|上新|优化|投放|策划|剪辑|拍摄|撰写|编写|备课|授课|批改|招聘|面试|培训|考勤|办理|谈判|询价|比价"
    r"|下单|跟单|订舱|报关|拜访|签约|议价|带看|报价|样品|复盘|审批|编制|测试|联调"
)
_LIST_LABEL = re.compile(
    r"^(?:技术栈|开发环境|开发工具|开发语言|所用技术|使用技术|关键词|工具|技术|项目技术|"
    r"环境|软件环境|涉及技术|主要技术|技能|相关技能|(?i:tech(?:nologies|nical stack|"
    r" stack)?|tools|environment|stack|skills(?: used)?|keywords|built with|"
    r"tools used))\s*[:：]"
)
_NEGATED = re.compile(
    r"(?:不会|不懂|不熟悉|没用过|未接触过?|没有接触过?|没有|无|不具备|零)\s*(?:使用|"
    r"任何)?$|\b(?i:no|without|not|lacks?|lacking|never used|unfamiliar with)(?: (?:any|"
    r"prior|experience|knowledge|familiar|with|of|in|used|yet|worked))* $"
)
_LANGUAGE_WORDS = re.compile(
    r"流利|流畅|熟练|精通|母语|听说读写|口语|书面|读写|日常交流|工作语言|沟通|良好|商务|"
    r"[四六八]级|[ABC][12]\b|N[1-5]\b|双语|日常会话|语言|外语|翻译|"
    r"(?i:native|fluent|proficient|conversational|business|working|intermediate|advanced|"
    r"basic|mother tongue|bilingual|professional|elementary|language|beginner|limited|good|"
    r"speak|spoken|written|translat|clients|customers|guests)"
)
_COUNTRY_WORDS = re.compile(
    r"^\s*(?:market|food|restaurant|customers?|clients?|companies|company|cuisine|"
    r"suppliers?|brands?|tea|dishes|subsidiary|parent)\b",
    re.IGNORECASE,
)
_PROOF = {
    "English": {"English test", "CET-4", "CET-6", "IELTS", "TOEFL", "TEM-4", "TEM-8", "TOEIC", "BEC", "PETS"},
    "Japanese": {"JLPT"},
    "Korean": {"TOPIK"},
    "German": {"TestDaF"},
    "French": {"DELF"},
    "Spanish": {"DELE"},
    "Mandarin Chinese": {"Putonghua certificate", "HSK"},
}


class Gathered:
    """Names with the lines that list and show them; a name counts once a line."""

    def __init__(self) -> None:
        self._skills: dict[str, tuple[list[Quoted], list[Quoted]]] = {}

    def add(self, name: str, line: Line, *, shown: bool) -> None:
        """`name` stands in `line`."""
        quotes = self._skills.setdefault(name, ([], []))[int(shown)]
        if len(quotes) < MOST_QUOTES and not any(quote.line == line.at for quote in quotes):
            quotes.append(line.quoted())

    def skills(self) -> list[Skill]:
        """Every name, in the order in which they were added."""
        return [Skill(name=name, listed=listed, shown=shown) for name, (listed, shown) in self._skills.items()]


def shows(line: Line, before: Line | None) -> bool:
    """Whether something is done in `line`, or in the sentence above that it ends."""
    if _LIST_LABEL.match(line.text) or (_is_list(line.text) and not _lists_duties(line.text)):
        return False
    if _ACTION.search(line.text) or re.search(r"\d", line.text):
        return True
    runs_on = (
        before is not None
        and not line.bullet
        and before.at == line.at - 1
        and not re.search(r"[。.；;!！]$", before.text)
    )
    return bool(runs_on and before and _ACTION.search(before.text))


def _lists_duties(text: str) -> bool:
    """Whether half of the parts of a list are things that are done (费用报销审核、工资核算), not tools."""
    told = parts(text)
    return 2 * sum(bool(_DUTY.search(part)) for part in told) >= len(told)


def _is_list(text: str) -> bool:
    told = [part for part in re.split(r"[、,，/|｜;；·•]", text.partition("：")[2] or text) if part.strip()]
    return len(told) >= 4 and sum(map(len, told)) / len(told) <= 10 and not re.search(r"负责|完成|[a-z]ed\b", text)


def bodies(told: Iterable[Told]) -> dict[int, bool]:
    """Lines that tell what was done, by place, and whether something is done in them."""
    found: dict[int, bool] = {}
    for each in told:
        before: Line | None = None
        for line in each.body:
            found[line.at] = shows(line, before)
            before = line
    return found


def skills(lines: list[Line], done: dict[int, bool], heads: set[int]) -> tuple[list[Skill], list[Skill]]:
    """Skills, and languages spoken."""
    found, spoken = Gathered(), Gathered()
    before: Line | None = None
    for line in lines:
        if line.heads or line.at in heads or not _read_for_skills(line, done):
            continue
        for name in _across(line, before):
            found.add(name, line, shown=False)
        before = line
        _named(line, done.get(line.at, False), found, spoken)
        for written in _unknown(line, told=line.at in done):
            found.add(written, line, shown=False)
    return found.skills(), spoken.skills()


def _named(line: Line, shown: bool, found: Gathered, spoken: Gathered) -> None:
    """Takes in what the lexicon finds in one line."""
    for each in lexicon.find(line.text):
        if _NEGATED.search(line.text[: each.start][-40:]):
            continue
        if each.kind == "skill" or (each.kind == "field" and _claims_field(line)):
            found.add(each.name, line, shown=shown)
        elif each.kind == "language" and _spoken(line, each, shown=shown):
            spoken.add(each.name, line, shown=shown)
        elif each.kind == "certificate":
            for language in _proven(each.name):
                spoken.add(language, line, shown=False)


def _claims_field(line: Line) -> bool:
    return "skills" in line.section or ("summary" in line.section and _is_list(line.text))


def _across(line: Line, before: Line | None) -> Iterator[str]:
    """Names that the end of a line breaks in two, in a list of skills."""
    if before is None or line.bullet or "skills" not in line.section & before.section or before.at != line.at - 1:
        return
    gap = "" if re.search(r"[\u4e00-\u9fff]$", before.text) else " "
    seam = len(before.text[-12:])
    for each in lexicon.find(before.text[-12:] + gap + line.text[:12]):
        if each.kind == "skill" and each.start < seam < each.end:
            yield each.name


def _read_for_skills(line: Line, done: dict[int, bool]) -> bool:
    if line.at in done:
        return True
    if line.section & {"personal", "intention", "education"}:
        return lists_tools(line.text)
    return bool(line.section or line.at > 2)


def _proven(certificate: str) -> Iterator[str]:
    names = {certificate, *lexicon.broader(certificate)}
    return (language for language, proofs in _PROOF.items() if names & proofs)


def _spoken(line: Line, each: lexicon.Found, *, shown: bool) -> bool:
    if _COUNTRY_WORDS.match(line.text[each.end :]):
        return False
    if line.section & {"languages"}:
        return True
    if each.name == "Mandarin Chinese" and shown:
        return False
    return bool(_LANGUAGE_WORDS.search(line.text))


def _unknown(line: Line, *, told: bool) -> Iterator[str]:
    """Parts of a list of skills that no list knows, as written; of a line that tells what was done only names."""
    proper = "skills" in line.section
    if len(line.text) > _LONGEST_LIST or not (proper or lists_tools(line.text)):
        return
    for written in enlisted(line.text):
        if (proper or not told or is_proper(written)) and _fits(line, written) and not _LANGUAGE_WORDS.search(written):
            yield written


def _fits(line: Line, written: str) -> bool:
    """Whether a part may be a name: Chinese words only where the whole line is a list of short ones."""
    return not re.search(r"[\u4e00-\u9fff]", written) or (
        _is_list(line.text) and not (len(written) > _SHORT and _ACTION.search(written))
    )


def certificates(lines: list[Line], done: dict[int, bool], heads: set[int]) -> list[Certificate]:
    """Certificates that are held, each once, with the first line that names it."""
    found: dict[str, Certificate] = {}
    for line in lines:
        if line.heads or line.at in heads:
            continue
        for name in held(line, told=line.at in done):
            found.setdefault(name, Certificate(name=name, quote=line.quoted()))
    return list(found.values())
