"""What the page of questions for one candidate says, in Chinese and in English."""

from __future__ import annotations

PERSONAL_TEXTS: dict[str, tuple[str, str]] = {
    "pq_title": ("个人问题与复试提纲", "Questions for this person"),
    "pq_lead": (
        "核心题对每个人都一样，用来评分；除系统追问外，这里的问题只供面试官参考或追加，不计入分数。",
        "The core questions are the same for everybody and are what is scored. What stands here, other than the "
        "software's follow-ups, is for interviewers or is asked besides, and never counts.",
    ),
    "pq_before": ("面试前：从简历中选题", "Before the interview: from the résumé"),
    "pq_before_lead": (
        "勾选后会在核心题之后问候选人，并注明不计分。最多 {most} 题，对每位候选人都是这个上限。文字可以改。",
        "What is ticked is asked after the core questions, marked as not scored. At most {most}, the same limit for "
        "everybody. You can change the words.",
    ),
    "pq_none": (
        "这个职位不问个人问题。可在“设置”里把上限设为 1 到 3。",
        "This job asks no questions of this kind. The limit can be set to 1 to 3 in its settings.",
    ),
    "pq_no_resume": (
        "还没有读好的简历（或正在重新读）；也可以自己写一题。",
        "No résumé has been read yet, or it is being read anew; you can write a question of your own.",
    ),
    "pq_question": ("问题", "Question"),
    "pq_ask_it": ("问这一题", "Ask this one"),
    "pq_own": ("自己写一题", "A question of your own"),
    "pq_from": ("出处：", "From: "),
    "pq_save": ("保存选择", "Save the choice"),
    "pq_saved": ("已保存。", "Saved."),
    "pq_begun": ("候选人已经开始，选择不能再改。", "The candidate has begun; the choice stands."),
    "pq_chosen": ("会问的题", "What is asked"),
    "pq_follow": ("追问：说得笼统的地方", "Follow-ups: where an answer stayed general"),
    "pq_follow_lead": (
        "由人来问，不计分。凡是能评分的人，数量相同；措辞中立，不暗示答案。",
        "For people to ask; they do not count. The same number for everyone whose answers can be scored, neutral, "
        "without hinting at an answer.",
    ),
    "pq_second": ("复试问题：第一轮较弱的能力", "Second round: what was weak in the first"),
    "pq_second_none": ("第一轮没有低于要求的能力。", "Nothing was below what the job asks for."),
    "pq_listen": ("给面试官：", "For the interviewer: "),
    "pq_rate_first": (
        "请先评分，再看由分数得出的问题。",
        "Please rate first; what the scores suggest is shown afterwards.",
    ),
    "pq_not_scored": (
        "面试评分完成后，这里会出现追问和复试问题。",
        "Follow-ups and second-round questions appear once the interview is scored.",
    ),
    "pq_print": ("打印此页即为复试提纲。", "Print this page for the second round."),
    "pq_link": ("个人问题与复试提纲", "Questions for this person"),
    "pq_too_many": ("最多选 {most} 题。", "At most {most} can be chosen."),
    "pq_protected": (
        "“{word}”涉及{topic}，不能问。{instead}",
        '"{word}" touches {topic}, which may not be asked. {instead}',
    ),
}
