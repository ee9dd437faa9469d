"""Traits that people state in their own words are cut by kind; the same words about work stay."""

import pytest

from mianshi.matching.profile import quotable

STATED = [
    "高血压（已控制）", "本人患有轻度哮喘", "视障", "听力障碍，佩戴助听器", "轮椅使用者", "待产假刚结束", "丈夫在深圳工作",
    "河南老乡，家在周口", "满族镶黄旗", "回族同胞", "不吃猪肉", "退休返聘，62", "34 | 汉", "清北复交毕业", "九零后", "年龄—34",
    "I use a wheelchair", "wears hijab", "breast cancer survivor", "epilepsy under control", "deaf, BSL user",
    "Black woman in tech", "baby boomer", "on a spouse visa", "Marital Status - Single", "Mrs.", "my wife and I",
]  # fmt: skip
WORK = [
    "负责高血压、糖尿病、冠心病患者的护理", "视障儿童教学", "助听器验配师", "家电销售，家居导购", "老乡鸡，店长", "手术、麻醉",
    "清真食堂厨师", "入职、调动、退休、离职手续", "申请牛剑、藤校", "Diversity officer", "Taught deaf children",
    "autism, dyslexia, SEN", "Led the Black Women in Tech network", "Wheelchair services manager", "Managed stroke ward",
    "Reported to Mr. Chen, CFO", "Mr Price, cashier", "My family's restaurant, waiter", "Trans World Airlines",
    "Blind spot detection software", "Second generation biofuels", "over 50 stores", "Cancer research nurse",
]  # fmt: skip


@pytest.mark.parametrize("text", STATED)
def test_what_somebody_states_of_themselves_goes(text: str) -> None:
    assert quotable(text) == ""
    assert quotable(f"Python | {text}") == "Python"


@pytest.mark.parametrize("text", WORK)
def test_the_same_words_about_work_stay(text: str) -> None:
    assert quotable(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mrs. Jane Roe", "Jane Roe"),
        ("王强先生", "王强"),
        ("985本科 会计学", "本科 会计学"),
        ("回族同胞，負責清真食堂", "負責清真食堂"),
    ],
)
def test_the_name_and_the_level_stay(text: str, left: str) -> None:
    assert quotable(text) == left
