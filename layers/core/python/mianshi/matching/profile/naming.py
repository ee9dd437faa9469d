"""Which part of an entry's heading names the employer, and which the job."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mianshi.matching.profile.english import job_and_employer
from mianshi.matching.profile.pieces import labelled, organisation, split, title

_EMPLOYER_LABEL = re.compile(
    r"^(?:公司(?:名称)?|(?:工作|任职|就职)?单位|企业(?:名称)?|雇主|项目(?:名称)?|"
    r"(?i:company|employer|organi[sz]ation|project(?: name)?))$"
)
_TITLE_LABEL = re.compile(
    r"^(?:职位(?:名称)?|职务|岗位(?:名称)?|(?:担任|项目)?角色|担任职务|担任职位|"
    r"(?i:position|title|role|job title|post))$"
)
_DEPARTMENT = re.compile(
    r"(?:部|部门|事业群|事业部|业务线)$|^(?i:department|dept)|(?i:department|dept\.?|division)$|^\W*(?:所属)?部门"
)
_ASIDE = re.compile(
    r"^(?:全职|兼职|远程|正式|实习|劳务派遣|外包|民营|国企|外企|上市公司|合资|"
    r"(?i:full[- ]time|part[- ]time|contract|remote|hybrid|temporary|fixed[- ]term|"
    r"freelance|permanent|internship))$"
    r"|^[A-Z]{2}$|^(?:USA|UK|China|Remote|Singapore|Hong Kong)$"
    r"|^\d|^[\u4e00-\u9fff]{2,3}[省市区]$|^(?:北京|上海|广州|深圳|杭州|成都|武汉|南京|苏州|"
    r"西安|重庆|天津|长沙|郑州|青岛|东莞|佛山|宁波|合肥|厦门|无锡|福州|济南)$"
    r"|^\d+(?:-\d+)?人|^(?:约)?\d+年|^(?i:\d+(?:\.\d+)? ?(?:years?|yrs?|months?|mos?))\b|规模"
)
_TOGETHER = re.compile(
    r"^(.{2,24}?(?:有限责任公司|有限公司|公司|集团|事务所|银行|医院|酒店|超市|学校|工厂|商场|门店))\s*(\S{2,14})$"
)
_AT = re.compile(r"\s+(?:at|@|for|with)\s+(?=[A-Z])")
_TONGUE = re.compile(
    r"(?<![A-Za-z] )(?<![A-Za-z])([A-Za-z+#.]{1,12}) (?=(?:高级|资深|初级|中级)?(?:开发|"
    r"研发|运营|前端|后端|测试|助理|产品|数据|后台|全栈|工程师))"
)
_LEGAL_FORM = re.compile(r", ((?:Inc|Ltd|LLC|Corp|LLP)\b\.?)")
_ENGLISH_NAME = re.compile(r"&|\b(?:Inc|Ltd|LLC|Corp|Co|GmbH|plc|Limited|Company|Group|Bank|Hospital)\b\.?")


@dataclass(frozen=True)
class Names:
    employer: str
    title: str


def names(text: str, *, project: bool) -> Names:
    """Employer (a project's own name where `project`) and job that the heading `text` names; empty where none."""
    text = _TONGUE.sub(r"\1", text)
    labels = labelled(text)
    employer = next((value for label, value in labels.items() if _EMPLOYER_LABEL.match(label) and value), "")
    job = next((value for label, value in labels.items() if _TITLE_LABEL.match(label) and value), "")
    left: list[str] = []
    for part in _parts(text):
        if part in (employer, job) or _ASIDE.search(part):
            continue
        if not job and _is_job(part, project=project):
            job = part
        elif not employer and not project and organisation(part):
            employer = part
        else:
            left.append(part)
    return _completed(employer, job, left, project=project)


def _completed(employer: str, job: str, left: list[str], *, project: bool) -> Names:
    rest = [part for part in left if project or not _DEPARTMENT.search(part)]
    if not employer and rest:
        employer = rest.pop(0)
    if not job and rest and not project and len(rest[0]) <= 40:
        job = rest[0]
    return Names(employer, job)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for part in split(_LEGAL_FORM.sub(r" \1", text)):
        together = _TOGETHER.match(part)
        if together and title(together[2]):
            parts += [together[1], together[2]]
        else:
            parts += [each for long in _AT.split(part) if long.strip() for each in (job_and_employer(long) or (long,))]
    return [part.strip(" ()（）") if part.count("(") + part.count("（") == 0 else part for part in parts]


def _is_job(part: str, *, project: bool) -> bool:
    if not title(part):
        return False
    if project:
        return len(part) <= 16 or bool(re.fullmatch(r"[A-Za-z /&-]{3,40}", part))
    return not (organisation(part) and _ENGLISH_NAME.search(part))
