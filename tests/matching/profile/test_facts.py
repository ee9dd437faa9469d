"""Facts as people write them in many trades, in either language: numbers, what they count, and whose they are."""

import pytest

from mianshi.matching.profile.facts import facts
from mianshi.matching.profile.lines import Line
from mianshi.matching.profile.numbers import number
from mianshi.matching.profile.quantities import quantities

MONEY: list[tuple[str, set[tuple[str, float]]]] = [
    ("The company had revenue of EUR 2bn; I ran a budget of EUR 3m", {("amount", 3000000)}),
    ("I grew the company's revenue to £12m", {("amount", 12000000)}),
    ("集团营收300亿，我负责其中的2亿元区域", {("amount", 200000000)}),
    ("签下某零部件集团（合同额460万元）", {("amount", 4600000)}),
    ("推动公司营收做到3亿元", {("amount", 300000000)}),
    ("年采购额过亿", {("amount", 100000000)}),
    ("签单上千万", {("amount", 10000000)}),
    ("管理预算约三百万元", {("amount", 3000000)}),
    ("Portfolio of Rs 12 crore", {("amount", 120000000)}),
    ("Closed deals worth ₹45 lakh", {("amount", 4500000)}),
    ("Budget: EUR 2.5m", {("amount", 2500000)}),
    ("turnover of 3 million pounds", {("amount", 3000000)}),
    ("Sales of $1,250,000", {("amount", 1250000)}),
    ("年营收2.3亿", {("amount", 230000000)}),
    ("项目造价4200万", {("amount", 42000000)}),
    ("Saved the plant £85k a year", {("amount", 85000)}),
    ("US$ 300 thousand", {("amount", 300000)}),
    ("HK$1.2 million in fees", {("amount", 1200000)}),
    ("AED 5M fit-out", {("amount", 5000000)}),
    ("单笔贷款最高500万", {("amount", 5000000)}),
    ("累计放款1.2亿元", {("amount", 120000000)}),
    ("月均GMV 80w+", {("amount", 800000)}),
    ("budget of half a million dollars", {("amount", 500000)}),
    ("proceeds of €3–4 million", {("amount", 3000000)}),
    ("年产值八千万元", {("amount", 80000000)}),
    ("cut spend by $40k", {("amount", 40000)}),
    ("管理资产规模15亿", {("amount", 1500000000)}),
    ("采购成本下降300万", {("amount", 3000000)}),
    ("拿下订单300万", {("amount", 3000000)}),
    ("负责2亿元项目的造价控制", {("amount", 200000000)}),
    ("控制费用在预算内，节约12万", {("amount", 120000)}),
    ("contract value 6.5 million AED", {("amount", 6500000)}),
    ("RM 2.4 mil retail P&L", {("amount", 2400000)}),
    ("Raised GBP 1.5m seed round", {("amount", 1500000)}),
    ("P&L of ~$12MM", {("amount", 12000000)}),
    ("Budget responsibility of 1.2 Mio. EUR", {("amount", 1200000)}),
    ("kept stock worth £90k", {("amount", 90000)}),
    ("took £6,000 on a Saturday", {("amount", 6000)}),
    ("till of €3,500 a day", {("amount", 3500)}),
    ("signed 3 contracts worth $750,000 in total", {("amount", 750000)}),
    ("cash of RMB 50,000 daily", {("amount", 50000)}),
    ("流水做到一天两万", {("amount", 20000)}),
    ("日营业额3万左右", {("amount", 30000)}),
    ("管钱：备用金5万元", {("amount", 50000)}),
    ("货值约两百万的仓库", {("amount", 2000000)}),
    ("卖了1700万的货", {("amount", 17000000)}),
    ("£2.3m of orders", {("amount", 2300000)}),
    ("handled $3K in cash nightly", {("amount", 3000)}),
]
SCALE: list[tuple[str, set[tuple[str, float]]]] = [
    ("服务300名会员", {("scale", 300)}),
    ("培训新员工200余人次", {("scale", 200)}),
    ("为50名业主提供服务", {("scale", 50)}),
    ("教授两个班共96名学生", {("scale", 96)}),
    ("面试候选人500余人，入职120人", {("scale", 120), ("scale", 500)}),
    ("招聘一线员工860人", {("scale", 860)}),
    ("Served 200 customers a day", {("scale", 200)}),
    ("Cared for 24 residents", {("scale", 24)}),
    ("Taught 28 pupils in Year 4", {("scale", 28)}),
    ("Trained 60 new hires on the till system", {("scale", 60)}),
    ("Managed payroll for 180 employees", {("scale", 180)}),
    ("Recruited 45 engineers in a year", {("scale", 45)}),
    ("仓库面积1.2万㎡", {("scale", 12000)}),
    ("18,000 sq ft warehouse, 6,500 pallet positions", {("scale", 18000), ("scale", 6500)}),
    ("Handled 70 tickets a day", {("scale", 70)}),
    ("a 120-cover bistro", {("scale", 120)}),
    ("fleet of 45 trucks", {("scale", 45)}),
    ("管理车队42辆", {("scale", 42)}),
    ("日均接诊60人次", {("scale", 60)}),
    ("覆盖全国300个城市", {("scale", 300)}),
    ("维护SKU 5000+", {("scale", 5000)}),
    ("SKU数量约8000", {("scale", 8000)}),
    ("完成手术320台", {("scale", 320)}),
    ("用户规模达2000万", {("scale", 20000000)}),
    ("Picked 180 lines per hour", {("scale", 180)}),
    ("Processed 350 invoices a month", {("scale", 350)}),
    ("responsible for 14 branches", {("scale", 14)}),
    ("服务企业客户200+家", {("scale", 200)}),
    ("年吞吐量30万标箱", {("scale", 300000)}),
    ("开发课程12门", {("scale", 12)}),
    ("累计安全行驶50万公里", {("scale", 500000)}),
    ("开出12家新店", {("scale", 12)}),
    ("日处理快件两万余票", {("scale", 20000)}),
    ("审核凭证月均800张", {("scale", 800)}),
    ("2 million monthly active users", {("scale", 2000000)}),
    ("a 250-room hotel", {("scale", 250)}),
    ("400+ defects logged", {("scale", 400)}),
    ("焊接管道6000米", {("scale", 6000)}),
    ("管理客房180间", {("scale", 180)}),
    ("Interviewed 200 candidates", {("scale", 200)}),
    ("Hosted 80 delegates", {("scale", 80)}),
    ("Assisted 40 patients per shift", {("scale", 40)}),
    ("caseload of 35 clients", {("scale", 35)}),
    ("class of 32", {("scale", 32)}),
    ("responsible for 1,200 SKUs", {("scale", 1200)}),
    ("took 90 calls a day", {("scale", 90)}),
    ("日均配送120单", {("scale", 120)}),
    ("维修车辆月均60台次", {("scale", 60)}),
    ("编制预算书40余份", {("scale", 40)}),
    ("审核简历日均80份", {("scale", 80)}),
    ("每班看护病人12名", {("scale", 12)}),
    ("所带班级48人", {("scale", 48)}),
    ("管理冷库3000平", {("scale", 3000)}),
    ("年出货600柜", {("scale", 600)}),
    ("电话外呼日均150通", {("scale", 150)}),
    ("直播场观最高8万", {("scale", 80000)}),
    ("写了30多篇公众号，最高阅读10万+", {("scale", 100000), ("scale", 30)}),
    ("12 CNC machines", {("scale", 12)}),
    ("inspected 1,500 parts per shift", {("scale", 1500)}),
    ("Taught four classes of 30", {("scale", 30)}),
    ("Drove a van for 12 nursing homes", {("scale", 12)}),
    ("Sold to 40 schools", {("scale", 40)}),
    ("Hosted tours for 3,000 visitors", {("scale", 3000)}),
    ("responsible for 24 residents per shift", {("scale", 24)}),
    ("nursed 6 patients per shift on a 28-bed ward", {("scale", 28), ("scale", 6)}),
    ("Ward of 32 beds", {("scale", 32)}),
    ("caseload of 28 families", {("scale", 28)}),
    ("audience of 300", {("scale", 300)}),
    ("仓库八千平", {("scale", 8000)}),
    ("900 m² sales floor", {("scale", 900)}),
    ("a 3,000 sq. ft. kitchen", {("scale", 3000)}),
    ("两万平方米的商场", {("scale", 20000)}),
    ("一天送八十多单", {("scale", 80)}),
    ("日均出餐四百份", {("scale", 400)}),
    ("每年接三百多个项目", {("scale", 300)}),
    ("drove 90,000 km a year", {("scale", 90000)}),
    ("周转箱2000个", {("scale", 2000)}),
    ("打样80余款", {("scale", 80)}),
]
CHANGES: list[tuple[str, set[tuple[str, float]]]] = [
    ("客单价由80元提升至120元", {("amount", 120), ("amount", 80), ("result", 50)}),
    ("销售额同比增长两成", {("result", 20)}),
    ("粉丝从3万涨到12万", {("result", 300), ("scale", 120000)}),
    ("from 3.2 % to 1.9 %", {("result", 1.3)}),
    ("defects 4.5% → 1.2%", {("result", 3.3)}),
    ("Waste fell to 2% from 6%", {("result", 4)}),
    ("Turnover 18%, down from 34%", {("result", 16)}),
    ("准时率由原来的82%提高到97%", {("result", 15)}),
    ("不良率1.2%（原3.5%）", {("result", 2.3)}),
    ("改造前单件节拍90秒，改造后62秒", {("result", 28)}),
    ("on-time delivery up to 98% (was 91%)", {("result", 7)}),
    ("cycle time went from nine days to four", {("result", 5)}),
    ("reduced scrap by a fifth", {("result", 20)}),
    ("产能翻一番", {("result", 100)}),
    ("效率提升近三成", {("result", 30)}),
    ("人力成本下降百分之十五", {("result", 15)}),
    ("sales rose 12 per cent", {("result", 12)}),
    ("12% growth in repeat orders", {("result", 12)}),
    ("NPS up 9 points", {("result", 9)}),
    ("工期缩短20天", {("result", 20)}),
    ("Delivered six weeks early", {("result", 6)}),
    ("客诉从每月30起降到5起", {("result", 83.3)}),
    ("complaints from 34 a month to 9", {("result", 73.5)}),
    ("doubled the subscriber base", {("result", 100)}),
    ("响应时间缩短一半", {("result", 50)}),
    ("halved waiting times", {("result", 50)}),
    ("库存周转天数45天降至28天", {("result", 17)}),
    ("Response time: 48h -> 6h", {("result", 42)}),
    ("raised pass rate to 92 % from 78 %", {("result", 14)}),
    ("毛利率提高了2.5个百分点", {("result", 2.5)}),
    ("cut energy use by 8-10%", {("result", 8)}),
    ("sales +23% YoY", {("result", 23)}),
    ("门店数由18家增至41家", {("result", 127.8), ("scale", 41)}),
    ("人均产值由35万提升到52万", {("amount", 350000), ("amount", 520000), ("result", 48.6)}),
    ("Revenue: 3 → 8 M€", {("amount", 8000000), ("result", 166.7)}),
    ("shrink reduced by 0.8 pts", {("result", 0.8)}),
    ("cost per hire fell 30%", {("result", 30)}),
    ("退货率由12%控制在7%以内", {("result", 5)}),
    ("及格率比接手时提高21个百分点", {("result", 21)}),
    ("平均分由71.3升至82.6", {("result", 15.8)}),
    ("人效同比+18%", {("result", 18)}),
    ("能耗下降8.6%", {("result", 8.6)}),
    ("压缩交期3天", {("result", 3)}),
    ("error rate: 3% -> 0.4%", {("result", 2.6)}),
    ("attrition from 40 percent to 22", {("result", 18)}),
    ("lifted margin two points", {("result", 2)}),
    ("grew the account by a quarter", {("result", 25)}),
    ("日产量从600件提到900件", {("result", 50), ("scale", 900)}),
    ("first-pass yield 91% → 97%", {("result", 6)}),
    ("throughput increased threefold", {("result", 200)}),
    ("废品率压到1%以下，原来3%", {("result", 2)}),
    ("报损从8个点降到5个点", {("result", 3)}),
    ("等位时间40分钟减到15分钟", {("result", 25)}),
    ("waiting time cut from 40 to 15 minutes", {("result", 25)}),
    ("cut lead time in half", {("result", 50)}),
    ("took attendance from 81 to 94 %", {("result", 13)}),
    ("fuel use down 11 %", {("result", 11)}),
    ("late deliveries fell by two thirds", {("result", 66.7)}),
    ("投诉少了一半", {("result", 50)}),
    ("出勤率95%，比去年高6个点", {("result", 6)}),
    ("月销从20万翻到60万", {("amount", 200000), ("amount", 600000), ("result", 200)}),
    ("picking errors 1.4 % -> 0.3 %", {("result", 1.1)}),
    ("+18 % Umsatz", {("result", 18)}),
    ("raised the pass rate by 9 percentage points", {("result", 9)}),
    ("shrinkage 2.1% vs 3.4% the year before", {("result", 1.3)}),
]
NOTHING: list[tuple[str, set[tuple[str, float]]]] = [
    ("所在团队共8人", set()),
    ("加入10人研发团队", set()),
    ("公司现有员工12000人，是行业龙头", set()),
    ("集团旗下30家门店", set()),
    ("The company had 6,000 employees and revenue of EUR 2bn", set()),
    ("Our division of 1,200 people", set()),
    ("Our company had sales of $40m", set()),
    ("The business turned over £12m", set()),
    ("公司年营收20亿元", set()),
    ("行业：软件 | 公司性质：民营 | 公司规模：100-499人", set()),
    ("集团年销售额50亿", set()),
    ("公司共有员工3000多人，年营收30亿", set()),
    ("A £2bn turnover company", set()),
    ("My employer has revenue of $3bn", set()),
    ("Acme Ltd (500 employees, £80m turnover)", set()),
    ("我司员工300人", set()),
    ("我所在事业部1200人", set()),
    ("未带过团队", set()),
    ("计划三年内管理50人团队", set()),
    ("与6名同事配合完成", set()),
    ("Worked in a team of 8 developers", set()),
    ("Part of a 12-person project team", set()),
    ("The group has 12,000 staff in 14 countries", set()),
    ("A 300-employee manufacturer of pumps", set()),
    ("Never managed people; no direct reports", set()),
    ("Plan to lead a team of 10", set()),
    ("月薪8000元", set()),
    ("12 km of sewer", set()),
    ("专业排名前5%", set()),
    ("open 9 to 5", set()),
    ("GPA 3.8/4.0，前10%", set()),
    ("和两个同事一起", set()),
    ("operated 3 CNC lathes", set()),
    ("in a firm of 2,000", set()),
    ("Our company has 600 workers", set()),
    ("joined as one of 5 founding engineers", set()),
    ("Member of the 9-person leadership team", set()),
    ("reported to a director with 3 peers", set()),
    ("backfilled by 2 colleagues", set()),
    ("40-ton crane", set()),
    ("3.5 tonne van", set()),
    ("handled 25 kg sacks", set()),
    ("12-hour shifts", set()),
    ("worked 6 days a week", set()),
    ("5年经验，3次晋升", set()),
    ("身高体重略，45岁", set()),
    ("CET-6 533分", set()),
]


def told(text: str, *, heading: bool = False) -> set[tuple[str, float | None]]:
    line = Line(at=0, page=1, quote=text, text=text)
    found = facts(line, heading=heading)
    return {(one.kind.value, one.value) for one in found if one.kind.value != "led" and "reached" not in one.unit}


@pytest.mark.parametrize(("text", "expected"), [*MONEY, *SCALE, *CHANGES, *NOTHING])
def test_what_a_line_tells(text: str, expected: set[tuple[str, float]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三十", 30),
        ("两三百", 200),
        ("十五六", 15),
        ("一百二", 120),
        ("一百零二", 102),
        ("三千五", 3500),
        ("三万五千", 35_000),
        ("一亿两千万", 120_000_000),
        ("千万", 10_000_000),
        ("twenty-five", 25),
        ("a dozen", 12),
        ("two hundred and fifty", 250),
        ("half a million", 500_000),
        ("1,250.5", 1250.5),
    ],
)
def test_numbers_in_words(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text", ["2019.03-2021.06", "CET-6 512分，第3名", "ISO9001", "24/7", "Q3, v2.4, 1:2.6", "几十家", "No. 7"]
)
def test_dates_codes_ranks_and_ratios_count_nothing(text: str) -> None:
    counted = [text[one.start : one.end] for one in quantities(text)]
    assert counted in ([], ["512"])


def test_a_level_is_no_change_by_so_much() -> None:
    line = Line(at=0, page=1, quote="", text="完成率112%，on-time delivery 98%")
    found = facts(line, heading=False)
    assert [(one.value, one.unit) for one in found] == [(112, "percent reached"), (98, "percent reached")]


@pytest.mark.parametrize("text", ["负责人，主导仓库搬迁", "Headed up the move", "带领8人完成搬迁", "Oversaw two sites"])
def test_being_in_charge(text: str) -> None:
    assert any(one.kind.value == "led" for one in facts(Line(at=0, page=1, quote=text, text=text), heading=False))


@pytest.mark.parametrize("text", ["在店长带领下完成盘点", "从未带过团队", "LED light fitting", "Never led a team"])
def test_not_being_in_charge(text: str) -> None:
    assert not facts(Line(at=0, page=1, quote=text, text=text), heading=False)


def test_traditional_characters_read_as_simplified_ones() -> None:
    assert told("帶領12位員工，年省成本 NT$3,600 萬") == {("team_size", 12), ("amount", 36_000_000)}


def test_a_heading_tells_teams_and_money_alone() -> None:
    assert told("店长（团队12人），3家门店，提升20%", heading=True) == {("team_size", 12)}


def test_money_without_a_currency_is_never_taken_for_another() -> None:
    found = facts(Line(at=0, page=1, quote="", text="Managed a budget of 400k"), heading=False)
    assert [(one.value, one.unit) for one in found] == [(400_000, "currency not named")]
