"""What the candidate's report says, in Chinese and in English: plain words, addressed to the person."""

from __future__ import annotations

from mianshi.contracts.base import Bilingual

CANDIDATE_TEXTS: dict[str, tuple[str, str]] = {
    "cand_title": ("你的面试报告", "Your interview report"),
    "cand_what": (
        "这份报告说明：软件从你的回答里读出了什么、有多大把握、依据是你的哪些原话。它不是录用决定。",
        "This report says what the software read in your answers, how sure it is, and which of your own words it "
        "goes by. "
        "It is not a decision about a job.",
    ),
    "cand_person": (
        "由人来决定。软件不会淘汰任何人，也不会替人作决定。",
        "A person decides. The software turns nobody down and decides nothing in a person's place.",
    ),
    "cand_outcome_scored": ("你的回答已经读过了。", "Your answers have been read."),
    "cand_outcome_insufficient_evidence": (
        "这次材料不够，软件没有评等级。这不是低分，会由人来看。",
        "There was not enough to go by this time, so no level was given. This is not a low result; a person will look.",
    ),
    "cand_outcome_rejected": (
        "这份录像没法用，所以没有评。这与你的回答好不好无关。",
        "The recording could not be used, so nothing was read. This says nothing about how well you answered.",
    ),
    "cand_outcome_failed": (
        "我们的系统出了故障，没有结果。这与你无关。",
        "Something failed on our side and there is no result. This has nothing to do with you.",
    ),
    "cand_outcome_next": (
        "你可以联系邀请你的人，重新录一次，或改为文字作答，或直接由人面试。",
        "You can ask whoever invited you to record again, to answer in writing, or to be interviewed by a person.",
    ),
    "cand_strengths": ("做得好的地方", "What went well"),
    "cand_strengths_lead": (
        "在这些方面，你的回答达到或超过了职位要求。",
        "In these your answers reached what the job asks for, or went beyond it.",
    ),
    "cand_strengths_none": (
        "这次没有哪一项有足够把握地达到职位要求。请看下面的原话和建议。",
        "This time nothing reached what the job asks for with enough certainty. Please see your words and the "
        "advice below.",
    ),
    "cand_next": ("接下来可以练什么", "What to practise next"),
    "cand_next_lead": (
        "这是针对这个职位的建议，不是要求。",
        "Suggestions for this kind of job; none of them is a demand.",
    ),
    "cand_each": ("逐项说明", "One by one"),
    "cand_each_lead": (
        "1 到 5 级是对照事先写好的描述评的。圆点是你的等级，浅色横条是可能的范围，竖虚线是职位要求。",
        "Levels run from 1 to 5 and are read against descriptions written beforehand. The dot is your level, the "
        "pale bar "
        "where it may lie, the dashed mark what the job asks for.",
    ),
    "cand_level": ("{level} 级（共 5 级）", "Level {level} of 5"),
    "cand_range": ("可能在 {low} 到 {high} 之间", "it may lie between {low} and {high}"),
    "cand_sure_high": ("把握较大", "fairly sure"),
    "cand_sure_medium": ("把握一般", "somewhat sure"),
    "cand_sure_low": ("把握不大", "not very sure"),
    "cand_ask_person": (
        "这一项软件把握不足，应该由人来评。",
        "The software is not sure enough here; a person should rate this one.",
    ),
    "cand_no_level": (
        "你的回答没有谈到这一项，所以没有等级；这不按 0 分算。",
        "Your answers did not touch on this, so there is no level. It does not count as nothing.",
    ),
    "cand_unrated": (
        "材料不够，只列出原话。",
        "There was not enough to go by: your words are listed, without a level.",
    ),
    "cand_words": ("你的原话", "Your own words"),
    "cand_supports": ("说明了", "Shows"),
    "cand_weakens": ("不利于", "Counts against"),
    "cand_at": ("回答 {answer}，{time}", "answer {answer}, {time}"),
    "cand_at_typed": ("回答 {answer}", "answer {answer}"),
    "cand_not_heard": ("没有听到的内容", "Not heard in your answers"),
    "cand_numbers": ("这些数字怎么算", "How the figures are made"),
    "cand_numbers_lead": (
        "每一项的得分乘以权重再相加，谁都可以复算。这个数字只帮助人阅读，单凭它不会决定任何事。",
        "Each score is multiplied by its weight and added up, so anybody can do the sum again. The figure helps "
        "people "
        "read; by itself it decides nothing.",
    ),
    "cand_used": ("用了什么，没用什么", "What was used, and what was not"),
    "cand_used_content": (
        "只用了你说（或写）的内容，对照这个职位事先写好的描述。",
        "Only what you said (or wrote) was used, read against descriptions written beforehand for this job.",
    ),
    "cand_never": ("没有用于评等级的", "Not used for any level"),
    "cand_never_voice": ("嗓音、音高、口音、方言、语速和停顿", "Voice, pitch, accent, dialect, speech rate and pauses"),
    "cand_never_face": (
        "长相、表情、视线、姿势、衣着和背景",
        "Face, expression, gaze, posture, clothes and background",
    ),
    "cand_never_traits": (
        "年龄、性别、婚姻、子女、健康、民族、宗教、户籍、照片、学校名次",
        "Age, sex, marriage, children, health, ethnicity, religion, household registration, photo, school rank",
    ),
    "cand_never_emotion": (
        "情绪、性格或诚信：软件不推断这些",
        "Emotion, personality or honesty: the software infers none of them",
    ),
    "cand_besides": ("另外记录、只给人看的", "Recorded besides, for people to look at"),
    "cand_besides_behaviour": (
        "画面中看得见的动作（例如微笑、转头），经你单独同意",
        "What could be seen in the picture (such as a smile or a turned head), with your separate consent",
    ),
    "cand_besides_picture": (
        "画面的技术检查（是否有一个人、光线够不够）",
        "Technical checks of the picture (is there one person, is there enough light)",
    ),
    "cand_besides_delivery": (
        "语速、停顿和填充词，经你单独同意",
        "Speech rate, pauses and filler words, with your separate consent",
    ),
    "cand_besides_voice": ("音高和响度，经你单独同意", "Pitch and loudness, with your separate consent"),
    "cand_besides_sound": (
        "声音的技术检查（噪声、是否失真）",
        "Technical checks of the sound (noise, whether it is cut off)",
    ),
    "cand_besides_none": ("没有。", "Nothing."),
    "cand_transcript": ("你说了什么：请核对", "What you said: please check"),
    "cand_transcript_lead": (
        "这是软件听写的文字。带虚线的词听得不太清楚。如果写错了，请告诉我们哪一句、应该是什么，由人更正后重新评。",
        "This is what the software wrote down. Words with a dotted line were heard less clearly. If something is "
        "wrong, say "
        "which sentence and what it should be: a person corrects it and your answers are read again.",
    ),
    "cand_typed_lead": (
        "这是你交上来的文字。",
        "This is what you handed in.",
    ),
    "cand_contest": ("不同意？可以这样做", "If you disagree"),
    "cand_contest_person": (
        "要求由人来看：写信或回复邀请你的人，说“请由人评定我的面试”，并附上面试编号。不需要理由。",
        "Ask for a person: write to whoever invited you, say “please have a person rate my interview” and give the "
        "interview "
        "number. You need not say why.",
    ),
    "cand_contest_wrong": (
        "指出错误：写明哪一项、哪一句，你认为应该怎样理解；可以补充说明或补录。",
        "Point out a mistake: say which item and which sentence, and how you see it. You may add an explanation or "
        "another "
        "recording.",
    ),
    "cand_contest_text": (
        "更正听写：写明哪个回答、几分几秒、正确的文字。",
        "Correct the transcript: say which answer, the minute and second, and the right words.",
    ),
    "cand_contest_way": (
        "提出异议不会影响对你的评价。联系方式在你收到的面试邀请里；联系时请写明：",
        "Asking or objecting does not count against you. The address is in the invitation you received; please quote:",
    ),
    "cand_contest_here": (
        "在这里直接提出：请由人来看、更正、申诉",
        "Do it here: ask for a person, correct, appeal",
    ),
    "cand_rights": ("你的权利", "Your rights"),
    "cand_rights_lead": (
        "这是概括，不是法律意见；以当地法律和雇主的告知书为准。",
        "A summary, not legal advice: the law where you are and your employer's notice come first.",
    ),
    "cand_kept": ("保存多久", "How long it is kept"),
    "cand_kept_line": (
        "保存期限写在雇主的告知书里；到期自动删除。",
        "The employer's notice says for how long; after that it is deleted by itself.",
    ),
    "cand_versions": ("评分所用的版本", "Versions that were used"),
}

_PERSON = Bilingual(
    zh="要求由人来评定，而不是只靠软件；表达你的看法；对结果提出异议。",
    en="Have a person rate you instead of software alone, put your own view, and contest the result.",
)
_DATA = Bilingual(
    zh="查看并取得你的资料副本，要求更正错误，要求删除。",
    en="See your data and get a copy, have mistakes corrected, ask for deletion.",
)

RIGHTS: dict[str, list[Bilingual]] = {
    "cn": [
        Bilingual(
            zh="要求说明软件怎样处理你的资料；对你的权益有重大影响的决定，可以拒绝只由自动化方式作出（"
            "《个人信息保护法》第二十四条）。",
            en="Have it explained how software handles your data, and refuse a decision that weighs heavily on you "
            "if it is "
            "made by automated means alone (Personal Information Protection Law, art. 24).",
        ),
        Bilingual(
            zh="查阅、复制、更正、补充、删除你的个人信息（第四十五至四十七条）；随时撤回同意（第十五条）。",
            en="See, copy, correct, complete and delete your personal information (arts. 45–47), and withdraw "
            "consent at any "
            "time (art. 15).",
        ),
        Bilingual(
            zh="请求被拒绝时，可以要求说明理由，也可以向法院起诉（第五十条）或向主管部门投诉（第六十五条）。",
            en="If a request is refused, be told why and go to court (art. 50), or complain to the authority (art. "
            "65).",
        ),
    ],
    "eu": [
        Bilingual(
            zh="要求由人介入、表达看法、对决定提出异议（《通用数据保护条例》第 22 条）。",
            en="Have a person step in, put your view and contest a decision (GDPR art. 22).",
        ),
        Bilingual(
            zh="查阅资料并了解所用逻辑（第 15 条）、更正（第 16 条）、删除（第 17 条）、限制（第 18 条）、反对（第 "
            "21 条）。",
            en="Access to your data and to the logic involved (art. 15), correction (16), deletion (17), "
            "restriction (18), "
            "objection (21).",
        ),
        Bilingual(
            zh="向数据保护监管机构投诉（第 77 条）；《人工智能法》第 86 条适用时，"
            "要求对软件在决定中的作用作出清楚的说明。",
            en="Complain to a data protection authority (art. 77); where art. 86 of the AI Act applies, a clear "
            "explanation "
            "of the part software played in a decision.",
        ),
    ],
    "us-nyc": [
        Bilingual(
            zh="至少提前 10 个工作日得到通知，知道软件评哪些能力（纽约市 2021 年地方法第 144 号）；"
            "可以请求其他方式或便利措施。",
            en="Notice at least ten business days before, with the abilities that are assessed (New York City "
            "Local Law 144 of "
            "2021); you may ask for another way or an accommodation.",
        ),
        Bilingual(
            zh="书面请求后，了解收集哪些资料、来自哪里、保存多久；查看独立审计的摘要。",
            en="On written request, what data are collected, from where and for how long; the summary of the "
            "independent audit "
            "is public.",
        ),
        _PERSON,
    ],
    "us-il": [
        Bilingual(
            zh="面试前得到通知和说明，同意之后才分析录像；录像只能给评估所需的人看；请求后 30 天内删除录像（820 "
            "ILCS 42）。",
            en="Notice and an explanation before, and analysis only with your consent; the video goes only to "
            "those who need it "
            "to evaluate you, and is deleted within 30 days of your request (820 ILCS 42).",
        ),
        Bilingual(
            zh="不采集面部几何扫描和声纹；雇主须告知使用人工智能，且不得因此造成歧视（《伊利诺伊州人权法》）。",
            en="No scan of face geometry and no voiceprint is made; the employer must say that it uses AI and may "
            "not "
            "discriminate through it (Illinois Human Rights Act).",
        ),
        _PERSON,
    ],
    "minimal": [_PERSON, _DATA],
}
"""By policy profile; another profile gets those of ``minimal``, which every employer can promise."""


def rights(policy: str) -> list[Bilingual]:
    """What somebody interviewed under this policy profile may ask for."""
    return RIGHTS.get(policy, RIGHTS["minimal"])
