"""Words addressed to whoever or whatever reads a résumé. They are data like all others, and followed by nobody."""

from __future__ import annotations

import re

_INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|忽视|不要(?:理会|遵守))(?:掉)?.{0,12}(?:以上|上述|之前|前面|此前|所有|全部)?.{0,6}(?:指令"
    r"|指示|要求|规则|提示|内容|说明|限制)"
    r"|系统(?:提示|指令|消息)|提示词|(?:你|您)(?:现在)?是(?:一个|一名)?.{0,8}(?:人工智能|AI|助手|模型|面试官|招聘)"
    r"|作为(?:一个)?(?:AI|人工智能|语言模型)"
    r"|(?:请)?(?:给|将|把).{0,10}(?:候选人|我|本人|该(?:求职者|简历)|此人|匹配度?|评分|分数).{0,12}(?:满分|最高分"
    r"|100\s*[%分]|高分|通过|推荐|录用)"
    r"|(?:打|评|给)(?:出)?(?:满分|最高分|100\s*分)|匹配度.{0,6}100\s*%?|(?:直接|务必|必须)(?:通过|录用"
    r"|推荐).{0,8}(?:候选人|我|本人|简历)?$"
    r"|\bignore\b.{0,30}\b(?:previous|above|prior|all|earlier|any)\b.{0,30}\b(?:instructions?|prompts?|rules?|text"
    r"|requirements?|directions?)\b"
    r"|\bdisregard\b.{0,40}\b(?:instructions?|prompts?|rules?|above|previous)\b|\b(?:system|developer) (?:prompt"
    r"|message|instruction)\b|<\|?(?:system|im_start|endoftext)"
    r"|\b(?:you are|act as)\b.{0,20}\b(?:an? )?(?:ai|assistant|language model|recruiter|llm)\b|\bas an ai\b"
    r"|\b(?:give|rate|score|rank|mark|assign)\b.{0,30}\b(?:candidate|applicant|resume|r[ée]sum[ée]|cv|me|him|her"
    r"|them)\b.{0,30}\b(?:100|full|highest|top|perfect|maximum|excellent|10/10)"
    r"|\b(?:recommend|hire|approve|accept|advance|shortlist)\b.{0,20}\b(?:this|the) (?:candidate|applicant|person)\b"
    r"|\b(?:this|the) (?:candidate|applicant) (?:is|meets|fulfils|fulfills|satisfies|matches)\b.{0,20}\b(?:perfect"
    r"|ideal|all|every|best|exceptional)\b",
    re.IGNORECASE,
)


def instructs(text: str) -> bool:
    """Whether `text` tells its reader what to do or which result to give."""
    return bool(_INSTRUCTION.search(text))
