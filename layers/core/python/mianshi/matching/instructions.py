"""Words addressed to whoever or whatever reads a résumé. They are data like all others, and followed by nobody.

Only an order to the reader is meant. Work with prompts, with candidates, with scores and with messages is work.
"""

from __future__ import annotations

import re

_WHO_ZH = r"(?:候选人|我|本人|该?求职者|该?应聘者|[本该此]简历|此人)"
_BEST_ZH = r"(?:满分|最高分|高分|100\s*[%分]|通过|推荐|录用|合格)"
_WHO = (
    r"(?:(?:(?:this|the) (?:candidate|applicant|resume|r[ée]sum[ée]|cv|person|profile)|me|my (?:resume|cv)|him|her)\b)"
)
_NOUN = r"(?:instructions?|prompts?|rules?|directions?|requirements?|guidelines?|criteria|text)\b"
_TOLD = r"(?:^|[.!?:;,]\s*|\b(?:please|must|should|always|and|you|now|then)\s+)"
_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|忽视|不要(?:理会|遵守|执行)|跳过)(?:掉)?.{0,6}(?:以上|上述|之前|前面|此前|先前|上面|你的"
    r"|所有|全部).{0,8}?"
    r"(?:指令|指示|要求|规则|提示|内容|说明|限制|设定)"
    r"|(?:^|[\s。！!\[【<])(?:系统(?:提示|指令|消息)|提示词|管理员指令)\s*[】\]>]?\s*[:：]\s*.{0,6}(?:请|[你您]"
    r"|忽略|务必|必须|给|将|把|判定)"
    r"|[你您](?:现在|如今)?是(?:一个|一名|一位)?.{0,8}(?:人工智能|AI|助手|模型|面试官|招聘|筛选)"
    r"|[你您]作为(?:一个|一名)?.{0,4}(?:AI|人工智能|语言模型|筛选)|作为(?:一个)?(?:AI|人工智能"
    r"|语言模型)\s*[，,].{0,12}(?:请|应|必须|[你您])"
    rf"|(?:请|务必|必须|一定要?|应当).{{0,10}}?(?:[给将把对为让]).{{0,6}}?(?:{_WHO_ZH}|匹配度?|评分|分数"
    rf"|结果).{{0,12}}?{_BEST_ZH}"
    r"|(?:请|务必|必须|一定要?)(?:直接|务必)?.{0,6}?(?:打|评|给)(?:出|予|我)?.{0,6}?(?:满分|最高分|100\s*分)"
    r"|^\W*(?:打|评|给)(?:出|予)?(?:我|本人|候选人|本简历)?(?:满分|最高分|100\s*分)\W*$"
    rf"|(?:判定|认定|视为)\s*{_WHO_ZH}.{{0,10}}?(?:满足|符合|通过|合格|匹配)|{_WHO_ZH}(?:已|完全|均)*(?:满足"
    rf"|符合)(?:所有|全部|一切)"
    r"|(?:把|将|请).{0,8}?匹配度.{0,6}?(?:设|定|调|改|写|评|判|打)(?:为|成|到)?\s*100"
    rf"|(?:直接|务必|必须)(?:通过|录用|推荐|选择)\s*(?:{_WHO_ZH}|\W*$)"
    rf"|\b(?:ignore|disregard|forget|bypass|override)\b\s+(?:(?:all|any|everything|of|the|your|my|these|those)\s+)*"
    rf"(?:(?:previous|above|prior|earlier|preceding|foregoing)\s+(?:\w+\s+){{0,2}}?{_NOUN}|(?:instructions?"
    rf"|prompts?)\b)"
    r"|\b(?:ignore|disregard|forget)\s+(?:everything|anything|all|the text|what is|what was)\s+(?:above|before"
    r"|written)\b"
    r"|(?:^|[\s\[<(])(?:system|developer|admin)(?: (?:prompt|message|instruction)s?)?\s*[\])>]?\s*:\s*(?:you\b"
    r"|ignore|disregard"
    r"|please|always|rate|give|this candidate|the candidate)|<\|?(?:system|im_start|endoftext)"
    r"|\byou are (?:now )?(?:an? )?(?:\w+ )?(?:ai|assistant|language model|recruiter|llm|screener|hiring manager)\b"
    r"|\bact as (?:an? )?(?:ai|assistant|llm|language model)\b|\bas an ai(?: language)? model\b|\bas an ai,? (?:you"
    r"|please)\b"
    rf"|{_TOLD}(?:give|rate|score|rank|mark|assign|evaluate|grade)\s+{_WHO}.{{0,30}}?(?:\b(?:100|full|highest|top"
    rf"|perfect|maximum"
    rf"|excellent)\b|10/10)|{_TOLD}(?:recommend|hire|approve|accept|advance|shortlist"
    rf"|select)\s+(?:this (?:candidate|applicant"
    r"|person|resume|cv)|me)\b"
    r"|\bthis (?:candidate|applicant) (?:is|meets|fulfils|fulfills|satisfies|matches)\b.{0,20}\b(?:perfect|ideal"
    r"|all|every"
    r"|best|exceptional)\b",
    re.IGNORECASE,
)


def instructs(text: str) -> bool:
    """Whether `text` tells its reader what to do or which result to give."""
    return bool(_INSTRUCTION.search(text))
