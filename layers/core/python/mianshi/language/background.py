"""Sentences of the kind interviews are full of, about nothing in particular.

They tell how similar two sentences come out that have only the register in common: what is subtracted before
any similarity counts. Written for this purpose; the same in both languages, so that the two are calibrated alike.
"""

from __future__ import annotations

from mianshi.contracts.base import Language

_PAIRS = (
    ("我叫王明,今年从一所大学毕业。", "My name is Wang Ming and I graduated from a university this year."),
    ("我平时喜欢跑步和看电影。", "In my spare time I like running and watching films."),
    ("这个问题我需要想一下。", "I need to think about this question for a moment."),
    ("我觉得这份工作很适合我。", "I think this job suits me very well."),
    ("我家离公司大概半个小时。", "I live about half an hour away from the office."),
    ("上周我们开了三次会。", "We had three meetings last week."),
    ("我把资料发给了同事。", "I sent the material to a colleague."),
    ("当时我在一家小公司上班。", "At that time I was working at a small company."),
    ("领导让我去准备一份报告。", "My manager asked me to prepare a report."),
    ("后来我学会了使用新的软件。", "Later I learned how to use the new software."),
    ("我们部门一共有十二个人。", "There are twelve people in our department."),
    ("那天下着很大的雨。", "It was raining very hard that day."),
    ("我每天早上八点开始工作。", "I start work at eight every morning."),
    ("我认为态度非常重要。", "I believe that attitude is very important."),
    ("这是一个很大的挑战。", "It was a very big challenge."),
    ("大家都说我做事认真。", "Everybody says that I am careful in what I do."),
    ("我对这个行业很感兴趣。", "I am very interested in this industry."),
    ("这个项目做了半年左右。", "The project took about half a year."),
    ("我的专业是市场营销。", "My major was marketing."),
    ("时间过得非常快。", "Time went by very quickly."),
    ("我不太记得具体的细节了。", "I do not remember the details very well."),
    ("价格比去年高了一点。", "The price is a little higher than last year."),
    ("我们用表格记录数量。", "We keep the quantities in a spreadsheet."),
    ("他走到门口打了一个电话。", "He walked to the door and made a phone call."),
    ("我花了两天时间把它做完。", "It took me two days to finish it."),
    ("客户来自不同的城市。", "The clients come from different cities."),
    ("我希望将来能有更大的发展。", "I hope to develop further in the future."),
    ("这台机器是去年买的。", "The machine was bought last year."),
    ("我们先讨论,然后各自去做。", "We discussed it first and then each did our own part."),
    ("团队的气氛一直很好。", "The mood in the team has always been good."),
    ("她告诉我事情已经解决了。", "She told me that the matter had been settled."),
    ("谢谢,我的回答就是这些。", "Thank you, that is all I have to say."),
)

BACKGROUND: dict[Language, tuple[str, ...]] = {
    "zh": tuple(zh for zh, _ in _PAIRS),
    "en": tuple(en for _, en in _PAIRS),
}
