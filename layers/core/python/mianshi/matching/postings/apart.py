"""What stands among the requirements and asks for nothing: pay, benefits, waivers; and what is not about work."""

from __future__ import annotations

import re

from mianshi.contracts.base import Bilingual

NOT_ABOUT_WORK = Bilingual(
    zh="看不出与学历、经验、技能、证书、语言或上班时间有关，没有参与匹配；确有需要，请写明工作中要会做什么。",
    en="This does not seem to be about education, experience, skills, certificates, languages or availability, so it "
    "is left out. If the work needs it, say what has to be done.",
)
_OFFER = re.compile(
    r"[月年底日时起]薪|薪[资酬水]|工资|提成|奖金|年终奖|[餐房车话]补|补贴|补助|社保|公积金|[五六]险|[一二]金|试用期"
    r"|转正|[双单]休"
    r"|大小周|年假|带薪|包[吃住]|[食住]宿|上[四五六]休|做[四五六]休|每[天日]\s*\d+\s*(?:个)?小时"
    r"|[早朝]\s*[\d八九十]+\s*晚|工作(?:地点|时间)"
    r"|\b(?:salary|wages?|compensation|benefits|annual leave|paid (?:leave|holidays?|time off)|vacation|PTO|probation"
    r"|probationary|pension|401k|stock options|visa sponsorship)\b|^(?:[£$€]\s*[\d,.]+"
    r"|\d+\s*days?['’]? (?:holidays?|leave))"
    r"|\b(?:remote|hybrid|home|flexible)\b.{0,12}\b(?:work(?:ing)?|possible|available|role|position|days?)\b"
    r"|\b(?:based in|located in)\b|^(?:hybrid|remote|on-?site)$|^\d days? (?:per|a) week\b|^(?:全职|兼职"
    r"|full[- ]?time|part[- ]?time)(?: (?:role|position|job))?$",
    re.IGNORECASE,
)
_TRIAL = re.compile(r"^(?:能?接受)?试用期|\bprobation\b(?!.*\b(?:officer|service)\b)", re.IGNORECASE)
_DONE_WITH_IT = re.compile(
    r"熟|经验|经历|办理|核算|计算|负责|了解|管理|设计|制定|掌握|操作|精通|懂|接受|适应|能|愿|做过|从事"
    r"|\b(?:experience|knowledge|manag\w+|administ\w+|process\w*|design\w*|familiar\w*|understand\w*|able|willing\w*"
    r"|comfortable|analy\w+|plan\w*)\b",
    re.IGNORECASE,
)
_SHUTS_OUT = re.compile(
    r"^(?:不接受|不招|不要|拒绝|谢绝|非|限|仅限|只限|只招)|(?:勿扰|无.{0,4}(?:信用|征信)|勿投|免谈|绕行)", re.IGNORECASE
)
_WORK = re.compile(
    r"[能会懂熟]|经[验历]|具备|了解|掌握|精通|擅长|善于|负责|做过|从事|参与|处理|操作|使用|沟通|协[调作]|合作|管理"
    r"|组织|策划|分析|设计|开发|编[写程]"
    r"|撰写|写作|文[笔字案]|表达|谈判|培训|服务|销售|维护|技[能术巧]|知识|水平|基础|功底|背景|思[维路]|逻辑|意识"
    r"|敏[感锐]|学习|执行|规范|流程"
    r"|标准|作品|案例|项目|接受|适应|出差|加班|[倒轮夜值]班|到岗|入职|每周|资源|渠道|客户|打字|审美|创意|驾|开车"
    r"|口语|语言|独立|岗位|团队|业务|[识写制编检修装焊录拍剪绘审核教授测排盘谈讲]"
    r"|\b(?:experience\w*|abilit\w+|able|knowledge\w*|skill\w*|understand\w*|familiar\w*|proficien\w+|expert\w*|can"
    r"|capable|comfortable|willing\w*|availab\w+|flexib\w+|shifts?|travel\w*|weekends?|communicat\w+|organi[sz]\w+"
    r"|manag\w+|lead\w*|plan\w*|analy\w+|writ\w+|design\w*|develop\w*|build\w*|cod(?:e|ing)|program\w*|teach\w*"
    r"|train\w*|sell\w*|sales|customers?|clients?|services?|support\w*|operat\w+|maint\w+|handl\w+|track record"
    r"|background|portfolio|think\w*|approach|work\w*|driv\w+|lift\w*|teams?|stakeholders?|business|technical"
    r"|competen\w+|deliver\w*|present\w*|negotiat\w+|collaborat\w+|solv\w+|us(?:e|ing)|help\w*|creat\w+|learn\w*"
    r"|languages?|degrees?|certificat\w*|licen[cs]e\w*|\w{3,}(?:ing|tions?|ment)|grasp|command|exposure|attention"
    r"|multi-?task\w*|prioriti\w+|deadlines?|confidential\w*|typing|literate"
    r"|literacy|start immediately|notice)\b",
    re.IGNORECASE,
)


def offered(text: str) -> bool:
    """Whether `text` tells of pay, leave, a trial period or a place, and not of work with them (``薪酬核算经验``)."""
    return bool(_TRIAL.search(text) or (_OFFER.search(text) and not _DONE_WITH_IT.search(text)))


def about_work(text: str) -> bool:
    """Whether what only meaning can compare is something that is done at work or needed for it."""
    return bool(_WORK.search(text)) and not _SHUTS_OUT.search(text)
