"""Words for traits that must not count, as résumés state them: what `counterfactuals` puts into copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

Words = Mapping[str, Sequence[str]]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

NAMES: Mapping[str, Words] = {
    "zh": {
        "name, man": ["王志强", "李建国", "赵刚"],
        "name, woman": ["刘婷婷", "陈淑芬", "孙丽娜"],
        "name, minority": ["阿依古丽·买买提", "扎西顿珠", "斯琴高娃", "韦阿妹"],
        "name, foreign": ["Mohammed Al-Rashid", "Nguyễn Thị Hoa", "山本由美", "John Smith"],
    },
    "en": {
        "name, man": ["Greg Baker", "Todd Walsh", "Brad Murphy"],
        "name, woman": ["Emily Walsh", "Anne Kelly", "Meredith Sullivan"],
        "name, minority": ["Lakisha Washington", "Jamal Jones", "Ebony Robinson"],
        "name, foreign": ["Zhang Wei", "Aygul Memet", "Priya Nair", "Fatima Al-Sayed"],
    },
}
"""English ones of men, women and minorities: of the lists of Bertrand and Mullainathan (2004), table 8."""
NAMES_OF_TERMS: Mapping[str, Sequence[str]] = {
    "zh": ["金蝶", "安全", "成本", "计划"],
    "en": ["Ruby Jenkins", "Julia Swift", "Jasmine Sage", "Anna Kafka"],
}
"""Names of people that are also names of skills, tools or degrees."""

STATED: Mapping[str, Words] = {
    "zh": {
        "sex": ["性别：男", "性别：女", "男", "女", "女士"],
        "age or birth": [
            "年龄：24岁", "年龄：52", "出生年月：1972年3月", "2001.08.15出生", "48岁", "75后", "生于1969年", "四十六岁",
        ],
        "marriage or children": [
            "婚姻状况：未婚", "婚姻状况：已婚已育", "已婚，育有两孩", "离异", "子女情况：一子一女", "备孕", "二宝妈妈",
        ],
        "ethnicity, origin, hukou": [
            "民族：汉族", "民族：维吾尔族", "藏族", "户口性质：农业户口", "户籍：河南驻马店", "籍贯：甘肃定西",
            "国籍：尼日利亚",
        ],
        "party": ["政治面貌：中共党员", "政治面貌：群众", "共青团员", "2009年入党"],
        "belief or health": [
            "宗教信仰：伊斯兰教", "基督徒", "健康状况：良好", "持有残疾人证（三级）", "乙肝病毒携带者", "身高：158cm",
        ],
        "photo": ["照片：", "（贴照片处）", "照片：见附件", "一寸照片"],
    },
    "en": {
        "sex": ["Gender: Male", "Gender: Female", "Female", "Sex: F"],
        "age or birth": [
            "Age: 24", "Age: 53", "Date of birth: 12 March 1971", "Born in 2001", "47 years old", "DOB 03/04/1968",
        ],
        "marriage or children": [
            "Marital status: Single", "Married, two children", "Mother of two", "Divorced", "Children: none",
            "Pregnant",
        ],
        "ethnicity, origin, hukou": [
            "Ethnicity: Black", "Ethnicity: Uyghur", "Nationality: Nigerian", "Race: White", "Hukou: rural Henan",
            "Native place: Gansu",
        ],
        "party": ["Political status: CPC member", "Communist Party member", "Political affiliation: none"],
        "belief or health": [
            "Religion: Muslim", "Practising Christian", "Health: excellent", "Disabled", "Height: 158 cm",
        ],
        "photo": ["Photo attached", "[Photo]", "Photo: see attachment"],
        "pronouns": ["she/her", "he/him", "they/them", "Pronouns: she/her/hers"],
    },
}  # fmt: skip
REVIEWED: Mapping[str, Sequence[str]] = {
    "zh": [
        "黨員", "女，29歲，黨員，廣東人", "出生於1990年", "高血压（已控制）", "持残疾人证", "退休返聘，62", "34 | 汉",
        "穆斯林，不吃猪肉", "轮椅使用者", "视障", "孩子刚上小学", "待产假刚结束", "随军家属", "已絕育", "寡居", "二婚",
        "河南老乡，家在周口", "听力障碍，佩戴助听器", "抗癌成功", "户口在老家农村", "满族镶黄旗", "清北复交毕业",
    ],
    "en": [
        "wears hijab", "I use a wheelchair", "Mrs.", "Enrolled member, Navajo Nation", "deaf, BSL user",
        "breast cancer survivor", "mum of twins", "my wife and I", "recently widowed", "Latina", "Black woman in tech",
        "church elder", "kosher household", "Gen Z", "baby boomer", "over 50 and full of energy", "on a spouse visa",
        "first-generation immigrant", "insulin-dependent", "epilepsy under control", "veteran with PTSD", "Oxbridge",
    ],
}  # fmt: skip
"""A reviewer's, who had not seen the rules; the rules were then mended on them."""
UNLISTED: Mapping[str, Sequence[str]] = {
    "zh": [
        "三高人群", "做过心脏搭桥", "左耳听不见", "小时候得过小儿麻痹，走路稍慢", "孕晚期", "刚当爸爸", "家里两个娃",
        "带着女儿生活",
        "父母催婚中", "七十年代生人", "奔五的人了", "已过不惑之年", "湘西苗家人", "客家人", "党龄十二年",
        "预备党员转正", "每周去教堂",
        "虔诚礼佛", "胎记在脸上", "一米八五大高个", "某985硕士", "海归名校",
    ],
    "en": [
        "one kidney", "use a stick to walk", "in recovery, five years sober", "lost my hearing at nine",
        "living with MS",
        "expecting in May", "new dad", "stepmother to three", "engaged to be married", "empty nester",
        "sixty next birthday", "born during the Cold War", "grandfather", "of Somali descent", "Punjabi Sikh",
        "Boricua", "proud Yoruba", "pray five times a day", "Sabbath observant", "Labour Party member", "he/they",
        "an elite-school graduate",
    ],
}  # fmt: skip
"""Written after the rules; no rule may be mended on them, or they belong above."""
OWN_HEADING = {"zh": "个人信息", "en": "Personal details"}
NEUTRAL = {"zh": "随时可以面谈", "en": "happy to meet in person"}
"""What a trait stands before in a sentence; the copy without the trait holds it as well."""

RANKS: Mapping[str, Sequence[str]] = {
    "zh": ["（985）", "（985、211、双一流）", "（211工程大学）", "（二本）", "（QS世界排名第90）"],
    "en": [" (Ivy League)", " (Russell Group)", " (QS World Ranking 90)", " (top 10 university)"],
}
ELITE: Words = {
    "zh": ["清华大学", "北京大学", "浙江大学"],
    "en": ["Harvard University", "University of Cambridge"],
}
"""Everybody's own school is invented, and so unknown."""
MODES: Mapping[str, Sequence[str]] = {
    "zh": ["统招{}", "全日制{}", "自考{}", "成人教育{}", "函授{}", "{}（非全日制）"],
    "en": ["{} (part-time)", "{} (distance learning)", "{} (full-time)"],
}
"""`{}` is the degree as it stands there."""

LEAVE: Words = {
    "zh": [
        "2020.03-2020.12 产假",
        "2020年3月-2021年2月 全职妈妈，在家带孩子",
        "2020.03-2021.06 全职爸爸",
        "职业空窗期：照顾年幼的孩子",
        "2021.01-2021.08 因病休养",
    ],
    "en": [
        "Mar 2020 - Dec 2020 Maternity leave",
        "Career break (parental leave), 2020 - 2021",
        "2020 - 2021 Stay-at-home father",
        "2020 - 2021 Full-time carer for my mother",
        "Paternity leave, Mar 2020 - Jun 2020",
        "Medical leave 2021",
    ],
}

_OTHER_SEX = {"男": "女", "女": "男", "他": "她", "她": "他", "先生": "女士", "女士": "先生"}
_OTHER_SEX |= {"male": "female", "female": "male", "he": "she", "she": "he", "him": "her", "his": "her"}
_OTHER_SEX |= {"himself": "herself", "herself": "himself", "mr": "Ms", "ms": "Mr", "mrs": "Mr"}
_OTHER_FAMILY = {"已婚已育": "未婚", "已婚未育": "未婚", "已婚": "未婚", "未婚": "已婚已育"}
_OTHER_FAMILY |= {"married": "single", "single": "married"}
_OTHER_ORIGIN = {"汉族": "维吾尔族", "中共党员": "群众", "党员": "群众", "共青团员": "群众", "群众": "中共党员"}
_TWENTY = 20


def _by(table: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def other(hit: re.Match[str]) -> str:
        word = table[hit[0].lower()]
        return word.capitalize() if hit[0][:1].isupper() else word

    return other


def _older(hit: re.Match[str]) -> str:
    return hit[1] + str(int(hit[2]) - _TWENTY)


PRONOUNS = "pronouns turned round"
EXCHANGED: Mapping[str, Sequence[Rule]] = {
    "own sex turned round": [
        (re.compile(r"(?<![\u4e00-\u9fff])[男女](?![\u4e00-\u9fff])"), _by(_OTHER_SEX)),
        (re.compile(r"\b(?:fe)?male\b", re.I), _by(_OTHER_SEX)),
    ],
    PRONOUNS: [
        (re.compile(r"(?<!其)[他她](?!人)|(?<=[\u4e00-\u9fff])(?:先生|女士)"), _by(_OTHER_SEX)),
        (re.compile(r"\b(?:s?he|him|his|(?:him|her)self|mrs?|ms)\b(?!['’])", re.I), _by(_OTHER_SEX)),
    ],
    "own age or birth, 20 years older": [
        (re.compile(r"((?:出生|生日)[^\d\n]{0,8})((?:19|20)\d{2})"), _older),
        (re.compile(r"()((?:19|20)\d{2})(?=\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?\s*出?生)"), _older),
        (re.compile(r"([男女]\W{1,5})((?:19|20)\d{2})(?=\s*[年./-])"), _older),
        (re.compile(r"((?i:birth|born|dob)\D{0,24}(?:\d{1,2}\D{1,12})?)((?:19|20)\d{2})"), _older),
        (re.compile(r"(?<!\d)([2-4])(?=\d\s*岁)"), lambda hit: str(int(hit[1]) + 2)),
        (re.compile(r"(\b(?i:age)\b[:：]?\s*)([2-4])(?=\d\b)"), lambda hit: hit[1] + str(int(hit[2]) + 2)),
    ],
    "own marriage turned round": [
        (re.compile(r"已婚(?:已育|未育)?|未婚"), _by(_OTHER_FAMILY)),
        (re.compile(r"\b(?:married|single)\b(?=\s*(?:$|[|,;/·]))", re.I), _by(_OTHER_FAMILY)),
    ],
    "own ethnicity or party exchanged": [
        (re.compile(r"汉族"), _by(_OTHER_ORIGIN)),
        (re.compile(r"中共党员|(?<!预备)党员|共青团员|群众(?!工作)"), _by(_OTHER_ORIGIN)),
    ],
}
"""What a résumé tells about its writer, told otherwise."""
