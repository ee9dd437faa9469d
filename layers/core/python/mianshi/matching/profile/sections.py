"""Headings of a résumé in both languages, alone on a line or before a colon."""

from __future__ import annotations

import re

from mianshi.matching.lexicon.traditional import simplified

Section = frozenset[str]
NO_SECTION: Section = frozenset()

_CHINESE = {
    "education": "上学 上过的学 学校 学业 求学经历 毕业院校 教育背景 教育经历 教育 学历 学习经历 "
    "教育信息 学历背景 教育情况 教育程度 受教育经历 教育履历 学历信息 教育培训经历 "
    "教育和培训",
    "work": "经历 个人经历 主要经历 过往经历 工作过的地方 干过的工作 做过的工作 从业 打工经历 "
    "任职 工作经历 工作经验 工作履历 职业经历 从业经历 工作背景 任职经历 工作情况 "
    "职业履历 工作 从业经验 主要工作经历 全职经历 工作简历 职业生涯",
    "internship": "实习经历 实习经验 实习 实践经历 实习实践 实习实践经历 兼职经历 实习工作经历 "
    "社会实践经历 实践经验 兼职 实习情况",
    "project": "项目经验 项目经历 项目 主要项目 代表项目 科研项目 科研经历 项目介绍 代表作品 "
    "项目案例 项目实践 主要项目经验 重点项目 项目成果 参与项目 "
    "工程业绩 项目业绩 作品集 项目描述列表",
    "campus": "校园经历 校内经历 学生工作 社团经历 社会实践 在校经历 校园活动 志愿者经历 "
    "学生干部经历 校园实践 校内实践 在校情况 志愿经历 社团活动 "
    "学生工作经历 在校实践 校园经验 在校活动 志愿活动",
    "skills": "会的 会什么 我会的 擅长 掌握的技能 手艺 技能 专业技能 技能特长 个人技能 职业技能 "
    "掌握技能 技术栈 技能专长 核心技能 专业能力 核心能力 技能清单 计算机技能 特长 "
    "专业特长 "
    "个人能力 工作技能 技术能力 技术特长 办公技能 软件技能 相关技能 技能标签 岗位技能 "
    "专长 it技能 计算机水平 计算机能力 技能水平 技能概况 技能总结 专业知识 能力 工具 "
    "个人特长 业务技能 其他技能 职业能力 软件 操作技能 掌握软件",
    "certificates": "证件 证照 有的证 证 证书 资格证书 技能证书 荣誉证书 所获证书 职业资格 资质证书 "
    "执业资格 专业证书 资质 职业证书 持有证书 专业资格 从业资格 资格认证 获得证书 "
    "职业技能证书 相关证书 个人证书 证书情况 执业证书 上岗证书 操作证书 职业资格证书 认证 证书资质 资格",
    "languages": "语言能力 语言技能 外语水平 语言 外语能力 外语 语言水平 英语水平 英语能力 掌握语言",
    "awards": "荣誉奖项 获奖经历 奖项荣誉 荣誉 所获荣誉 获奖情况 获奖 奖项 奖励 荣誉奖励 获奖荣誉 "
    "奖励情况 所获奖项 奖惩情况 个人荣誉 在校荣誉 主要荣誉",
    "summary": "自我评价 个人评价 自我描述 个人简介 个人总结 个人优势 自我介绍 关于我 职业概述 "
    "个人概况 核心优势 职业概况 自我总结 个人介绍 个人概述 职业总结 "
    "自我鉴定 概述 工作总结 职业简介 个人亮点 我的优势 综合评价 简介",
    "intention": "求职意向 求职意愿 应聘意向 职业目标 期望工作 意向岗位 求职目标 应聘职位 应聘岗位 "
    "求职岗位 职业意向 就业意向 工作意向 期望职位 目标岗位",
    "personal": "个人信息 基本信息 个人资料 联系方式 基本资料 个人简历 简历 求职简历 个人情况 "
    "基本情况 联系信息 应聘登记表 求职登记表 个人履历",
    "other": "培训经历 培训 兴趣爱好 爱好 兴趣 论文 发表论文 专利 附加信息 其他 其他信息 附件 "
    "个人作品 学术成果 培训经验 论文发表 个人爱好 推荐人 证明人 附录 参考人 "
    "备注 补充信息 致谢 学术论文 科研成果",
}
_ENGLISH = {
    "education": "education|academic background|academic qualifications|educational background|education background"
    "|academic history|education history|academics|academic record|studies|schooling|"
    "school|schools|qualifications and education",
    "work": "experience|work experience|employment|professional experience|employment history|"
    "work history|career history"
    "|relevant experience|career|professional background|positions held|employment experience|working experience"
    "|professional history|job history|industry experience|other experience|previous "
    "employment|work|jobs|roles|career to date|appointments|"
    "(?:academic|research|teaching|clinical|faculty|university|professional|previous|current) "
    "(?:appointments|positions|posts|employment)",
    "internship": "internships?|internship experience|internships? and work|placements?|part-time work|part-time jobs"
    "|intern experience",
    "project": "projects?|project experience|selected projects|key projects|personal projects|academic projects"
    "|research projects|research experience|research|major projects|project highlights|notable projects|portfolio",
    "campus": "campus experience|activities|extracurricular activities|extracurriculars|leadership and activities"
    "|volunteer experience|volunteering|volunteer work|leadership|leadership experience|campus activities"
    "|student activities|community involvement|extra-curricular activities",
    "skills": "skills|technical skills|core skills|key skills|core competencies|competencies|technologies|tools"
    "|areas of expertise|technical proficiencies|expertise|professional skills|skill set|computer skills|it skills"
    "|skills summary|technical expertise|relevant skills|software|tech stack|additional "
    "skills|soft skills|hard skills"
    "|other skills|key competencies|strengths|technical stack|software skills|personal skills|tools used",
    "certificates": "certificates?|certifications?|licen[cs]es?|professional certifications?|qualifications"
    "|professional qualifications|licensure|accreditations?|credentials|certificates held",
    "languages": "languages?|language skills|language proficiency|foreign languages|languages spoken",
    "awards": "awards?|honou?rs|achievements|accomplishments|honou?rs and awards|key achievements|recognition"
    "|scholarships|prizes",
    "summary": "summary|profile|about me|professional summary|personal statement|career summary|"
    "about|professional profile"
    "|executive summary|overview|personal profile|highlights|self[- ]evaluation|self[- ]assessment|introduction"
    "|summary of qualifications|career profile|personal summary|bio",
    "intention": "objective|career objective|job objective|target position|desired position|job "
    "intention|career goals?"
    "|job target|target role|position sought|position desired|job preferences?|career intention|position applied for",
    "personal": "personal information|personal details|contact|contact information|resume|curriculum "
    "vitae|cv|personal data"
    "|contact details|basic information|personal info|my resume|details",
    "other": "references?|referees|training|courses|interests|hobbies|publications|patents|additional information"
    "|other|interests and hobbies|memberships|professional memberships|affiliations|"
    "coursework|professional development"
    "|training and development|hobbies and interests|conferences|miscellaneous|training courses",
}
_TABLE = {word: kind for kind, words in _CHINESE.items() for word in words.split()}
_ENGLISH_TABLE = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _ENGLISH.items()), re.IGNORECASE)
_DECORATION = re.compile(r"^[\W_\d一二三四五六七八九十]*?(?=[A-Za-z\u3400-\u9fff])|[\W_]+$")
_NUMBERED = re.compile(r"^\W*(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[IVX]{1,4})\s*[、.．:：)）]\s*")
_CHINESE_PART = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff\s/、&与及和|·・]*[\u3400-\u9fff])?")
_JOINED = re.compile(r"\s*(?:[/、&|·・,，+\s]|与|及|和|以及)\s*")
_ENGLISH_JOINED = re.compile(r"\s*(?:[/&|,+]|\band\b)\s*", re.IGNORECASE)
_LONGEST = 44
_INLINE = re.compile(r"^([^:：]{2,24})\s*[:：]\s*(?=\S)")
_INLINE_KINDS = {"skills", "certificates", "languages", "intention", "summary", "awards"}


def heading(text: str) -> Section | None:
    """Kinds of section that `text` heads, or None where it heads none. 技能与证书 heads two."""
    if not 0 < len(text) <= _LONGEST:
        return None
    text = simplified(_DECORATION.sub("", _NUMBERED.sub("", text)).strip())
    chinese = _CHINESE_PART.search(text)
    if chinese is None:
        return _english(text)
    rest = _DECORATION.sub("", (text[: chinese.start()] + " " + text[chinese.end() :]).strip()).strip()
    if rest and re.search(r"[A-Za-z\u3400-\u9fff]", rest) and not (rest.lower() == "it" or _english(rest)):
        return None
    return _chinese(chinese[0])


def _chinese(text: str) -> Section | None:
    whole = _TABLE.get(re.sub(r"\s", "", text))
    if whole:
        return frozenset({whole})
    parts = [part for part in _JOINED.split(text) if part]
    kinds = [_TABLE.get(part) or _TABLE.get(part + "经历") or _TABLE.get(part + "证书") for part in parts]
    return frozenset(filter(None, kinds)) if len(parts) > 1 and all(kinds) else None


def _english(text: str) -> Section | None:
    text = re.sub(r"\s+", " ", text).strip(" :")
    if re.fullmatch(r"(?:[A-Za-z] ){3,}[A-Za-z]", text):
        text = text.replace(" ", "")
    whole = _ENGLISH_TABLE.fullmatch(text)
    if whole:
        return frozenset({str(whole.lastgroup)})
    parts = [part for part in _ENGLISH_JOINED.split(text) if part]
    if len(parts) < 2:
        return None
    hits = [_ENGLISH_TABLE.fullmatch(part) or _ENGLISH_TABLE.fullmatch(f"{part} skills") for part in parts]
    return frozenset(str(hit.lastgroup) for hit in hits if hit) if all(hits) else None


def inline_heading(text: str) -> Section | None:
    """The section of a line whose label is a heading (技能：Java、SQL), for kinds that fit on a line."""
    hit = _INLINE.match(text)
    named = heading(hit[1]) if hit else None
    return named if named and named <= _INLINE_KINDS else None


_GUESSED = (
    (
        "summary",
        r"我是谁|关于我|自我|个人(?:简介|优势|评价|总结)|一句话|亮点|^(?:(?:my|career|personal|professional|"
        r"executive|candidate) )?profile$"
        r"|\b(?:about(?: me)?|summary|who i am|hello|snapshot|in brief"
        r"|at a glance|(?:personal )?statement|introduction|overview|in a nutshell)\b",
    ),
    (
        "intention",
        r"求职|应聘|期望|意向|想找|找什么|\b(?:objectives?|looking for|(?:expected|desired|current) salary|"
        r"availability|position (?:sought|wanted)|next step)\b",
    ),
    (
        "personal",
        r"^(?:个人|基本|联系)(?:信息|资料|情况|方式)$|\b(?:particulars|personal (?:details|data|info\w*)|contact|"
        r"get in touch|find me)\b",
    ),
    (
        "other",
        r"培训|爱好|兴趣|论文|专利|推荐人|证明人|备注|其他|其它|进修|业余|闲暇|生活|\b(?:referees?|references?|"
        r"interests?|hobbies|beyond work|outside (?:of )?work"
        r"|(?:professional|further|other|additional)? ?training|courses?|publications?|talks|memberships?|"
        r"free time|spare time|away from|off duty|life outside)\b",
    ),
    (
        "project",
        r"项目|作品|案例|业绩清单|工程业绩|\b(?:projects?|engagements|case studies|portfolio|(?:things|"
        r"what) i(?:['’]ve)? (?:built|made)|selected works?|side work)\b",
    ),
    ("internship", r"实习|见习|\b(?:internships?|placements?|co-ops?)\b"),
    (
        "campus",
        r"校园|校内|社团|在校|学生(?:工作|干部|会)|志愿|\b(?:volunt\w+|extracurriculars?|societies|student life|"
        r"community)\b",
    ),
    (
        "certificates",
        r"证(?!券)|资质|资格|执照|\b(?:certif\w+|licen[cs]\w+|tickets?|badges?|qualified|accredit\w+|papers|"
        r"registrations?|endorsements?"
        r"|credentials|professional qualifications?)\b",
    ),
    ("languages", r"语言|语文|外语|\b(?:languages?|spoken|tongues?|i speak)\b"),
    ("awards", r"奖|荣誉|\b(?:awards?|honou?rs|recognition|prizes?)\b"),
    (
        "education",
        r"学历|学校|读书|念书|求学|上学|教育|院校|学业|学习|\b(?:educat\w+|school\w*|stud(?:y|ies|ied)|degrees?|"
        r"academ\w+|universit\w+|college"
        r"|learn(?:ed|ing|t)?|qualifications)\b",
    ),
    (
        "work",
        r"工作|任职|就职|从业|职业|打工|上班|干过|做过|任教|执教|行医|现职|曾任|履历|经历|经验|服务单位|雇主|职场|"
        r"东家|待过|这些年|走过的路|一路|足迹|历程|生涯|岗位"
        r"|\b(?:work\w*|jobs?|career|employ\w*|experience|roles?|positions?|journey|track record|chronology|"
        r"history|assignments|appointments"
        r"|posts|where i|so far|on the job|service record|kitchens|sites|vessels|wards|clients|stints|timeline|"
        r"earlier|previously|current)\b",
    ),
    (
        "skills",
        r"技能|会什么|会的|会用|擅长|工具|软件|系统|手艺|本事|拿手|技术|能力|专长|特长|设备|方法|熟悉|掌握|"
        r"\b(?:skills?|skill ?set|tool\w*|tech\w*|stack|know\w*"
        r"|things i (?:know|can)|what i (?:can|bring|know|do)|software|systems?|equipment|expertise|competenc\w+|"
        r"proficien\w+|abilities|good at|machines"
        r"|i (?:use|work with))\b",
    ),
)
_GUESSES = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _GUESSED]
_PARTS = re.compile(r"\s*(?:[/、&+]|与|和|及|\band\b)\s*", re.IGNORECASE)


def guess(text: str) -> Section | None:
    """Kinds of section that a heading of its writer's own may head, by its words; None where they tell nothing.

    Only what stands below can tell whether it is a heading at all.
    """
    bare = simplified(_DECORATION.sub("", _NUMBERED.sub("", text)))
    parts = [part for part in _PARTS.split(bare) if part] or [bare]
    kinds = [_guessed(part) for part in parts]
    if len(parts) > 1 and all(kinds):
        return frozenset(kind for kind in kinds if kind)
    kind = _guessed(bare)
    return frozenset({kind}) if kind else None


def _guessed(text: str) -> str | None:
    return next((kind for kind, pattern in _GUESSES if pattern.search(text)), None)
