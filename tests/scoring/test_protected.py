"""What the linter refuses and what it lets pass, and how often it is right about phrases it was not made for.

The word lists were made with REFUSED and INNOCENT in view, so all of those must be right. HELD_OUT was written
afterwards and looked at once: the lists were not changed for it. Measured: before the lists were extended, 90 of the
205 refused phrases were caught and 14 of the 157 innocent ones were refused; of the held-out ones, 32 of 40 are caught and 4 of
40 innocent ones refused. An earlier set of 60 and 60 (now part of the lists) gave 34 and 8 when it was new.
"""

from __future__ import annotations

import re

import pytest

from mianshi.contracts.role import Role
from mianshi.scoring.protected import lint, lint_text
from mianshi.scoring.protected_topics import TOPICS, plain_text
from support.judged_fixture import small_role_data

REFUSED = {
    "age": """
    你今年多大了? | 您贵庚? | 属什么的? | 你是哪一年出生的? | 你的生肖是什么? | 要求35周岁以下 | 年龄要求:18-30岁 | 只招95后 | 今年几岁
    | 请说说你的星座 | 岁数大了学得慢吧? | 年轻有活力的团队优先 | 离退休还有几年? | 三十五岁以下优先 | How old are you? | What year were you born?
    | When is your birthday? | Are you over 40? | We want a young and energetic team | Recent graduates under 30 only | When did you turn 18?
    | What's your date of birth? | When do you plan to retire? | Are you a digital native? | Maximum age 35 | What is your star sign?
    """,
    "sex": """
    你的性别是? | 仅限男性 | 男士优先 | 女士优先 | 招聘前台小姐姐 | 限男性，能出差 | 这份工作女孩子做得来吗? | 女的能不能上夜班? | 你的性取向是什么?
    | 要求:男,身体好 | What gender are you? | Male candidates preferred | Are you gay? | Ladies only | Salesman wanted, men only
    | Can a woman do this job? | Do you identify as LGBT? | Looking for a girl at reception | What are your pronouns and sexual orientation?
    """,
    "marriage": """
    你结婚了吗? | 婚恋状况如何? | 有对象了吗? | 有没有男朋友? | 打算什么时候结婚? | 你爱人是做什么的? | 您先生支持你出差吗? | 单身还是已婚?
    | 你太太在哪里上班? | 是否离异 | 你成家了吗? | Are you married? | What does your husband do? | Are you single? | Do you have a boyfriend?
    | Are you engaged? | What does your partner do for a living? | What is your marital status? | Is your spouse willing to move?
    | What is your maiden name?
    """,
    "children": """
    是否打算要小孩? | 你有孩子吗? | 什么时候要宝宝? | 近期有生育计划吗? | 孩子谁带? | 家里有小朋友要照顾吗? | 生了几个? | 打算要二胎吗?
    | 目前有身孕吗? | 什么时候当妈妈? | Do you plan to have kids? | Are you pregnant? | Do you have children? | Who looks after your kids?
    | Do you want to start a family? | When are you going to have a baby? | Are you a mother? | What are your childcare arrangements?
    | Are you expecting? | Will you take maternity leave soon? | Any little ones at home?
    """,
    "family": """
    家里几口人? | 父母做什么的? | 你是独生子女吗? | 家庭条件怎么样? | 你爸妈是干什么的? | 兄弟姐妹几个? | 介绍一下你的家庭情况 | 家庭背景如何?
    | 家里人同意你来吗? | 你父亲的职业? | What do your parents do? | How many brothers and sisters do you have?
    | Tell me about your family background | What is your father's occupation? | Do you live with your parents? | Are you an only child?
    | What does your family think of this job?
    """,
    "health": """
    身体怎么样? | 有什么慢性病? | 你有乙肝吗? | 做过手术吗? | 平时吃什么药? | 有没有心理疾病? | 身体健康,无不良嗜好 | 你是残疾人吗? | 生过什么大病?
    | 有没有住过院? | 最近有没有感冒发烧住院史? | 例假会影响工作吗? | How's your health? | Do you have any disabilities?
    | Have you ever been hospitalized? | Do you take any medication? | How many sick days did you take last year? | Have you had any surgery?
    | Do you see a therapist? | Any mental health issues? | Are you HIV positive? | Are you physically fit?
    | Have you ever been treated for depression?
    """,
    "ethnicity": """
    你是少数民族吗? | 你是什么族的? | 你的国籍是? | 是汉族吗? | 你是混血吗? | 哪国人? | 你有没有口音? | Where are you originally from?
    | Where is your accent from? | Are you a native speaker? | Where were you born? | What is your mother tongue? | Where are your parents from?
    | What is your nationality? | What's your ethnicity? | Were your parents immigrants? | Is English your first language?
    """,
    "religion": """
    你信什么教? | 你有宗教信仰吗? | 你是基督徒吗? | 你信佛吗? | 周日要去教堂吗? | 平时吃斋念佛吗? | 你是回民吗? | What is your religion?
    | Do you go to church? | Do you observe Ramadan? | Which holidays do you celebrate? | Do you believe in God? | Are you Jewish?
    | What faith are you?
    """,
    "hukou": """
    哪里人? | 你老家在哪里? | 你是本地户口吗? | 户籍所在地是哪? | 籍贯是哪里? | 是不是外地的? | 你是农村的还是城里的? | 限本市户口 | 不要东北人
    | 河南人勿扰 | 你是哪个省的人? | Where is your hukou registered? | What is your hometown? | Are you a local? | Where did you grow up?
    """,
    "photo": """
    请附近期照片 | 形象气质佳 | 五官端正 | 身高165以上 | 你体重多少? | 颜值高者优先 | 请发一张生活照 | 长得好看的优先 | 形象好气质佳 | 你有纹身吗?
    | Please attach a photo | Send us a headshot | How tall are you? | Good-looking candidates preferred | How much do you weigh?
    | Attractive appearance required | Please include a picture of yourself
    """,
    "school rank": """
    985、211院校优先 | 你是双一流毕业的吗? | 限全日制统招本科名校 | 第一学历是什么? | 你毕业于哪所学校? | 你的学校排名多少? | 只要QS前100的
    | C9院校优先 | 是不是一本毕业? | 你是专升本吗? | Which university did you attend? | Ivy League graduates only | Top-tier school preferred
    | Is your university in the top 100? | We hire from elite schools | What was your school's ranking?
    """,
}
INNOCENT = """
    讲一次你修复竞态条件(race condition)的经历。 | 服务健康怎么监控? | 盘点时你会留下货架照片吗? | 你怎样安排一周的工作?
    | 讲一次你带团队完成目标的经历。 | 库龄超过90天的货你怎么处理? | 账龄分析你怎么做? | 你怎样给儿童服装做陈列? | 会员生日促销怎么策划?
    | 婚纱摄影的客户投诉怎么处理? | 母婴用品的复购率怎么提升? | 男装和女装的库存怎么平衡? | 你怎样介绍女鞋新品? | 老人和小孩的安全通道怎么设?
    | 用户画像你怎么做? | 用户分层的标准是什么? | 讲讲父子进程之间怎么通信。 | 子类和父类的区别你怎么向同事解释? | 父组件怎样向子组件传数据?
    | 机器的使用年限到了怎么办? | 设备多大功率? | 这批货多大尺寸? | 仓库有多大? | 你负责的数据量有多大? | 影响有多大? | 接口健康检查怎么做?
    | 健康码系统并发怎么扛? | 保健品销售怎么合规宣传? | 客户体检报告泄露了怎么办? | 药品近效期怎么处理? | 顾客突然晕倒你怎么办?
    | 同事受伤了你先做什么? | 安全帽没戴怎么办? | 职业健康培训你怎么组织? | 现场照片要留存吗? | 商品照片怎么拍才有吸引力? | 产品形象怎么统一?
    | 品牌形象受损怎么挽回? | 重量超标怎么处理? | 体积和重量怎么计费? | 货架高度怎么定? | 户外广告怎么投? | 开户流程怎么优化? | 本地缓存怎么失效?
    | 本地部署和云端怎么选? | 外地仓怎么调货? | 这批货产地是哪里? | 投诉的源头在哪里? | 你从哪里拿到这个数据? | 哪里人手不够你怎么调?
    | 这个问题是在哪里发现的? | 排名第一的竞品怎么分析? | 搜索排名怎么优化? | 你在学校里做过什么项目? | 毕业设计你负责哪一块? | 你在社团里负责什么?
    | 实习时你遇到的最大困难是什么? | 学到的东西你怎么用上的? | 你怎么争取到家人般的客户信任? | 家电销售怎么做? | 家居卖场动线怎么设计?
    | 对象存储怎么选型? | 面向对象设计的取舍讲一个。 | 目标对象是谁? | 离线数据怎么补? | 单身公寓的客源怎么找? | 单机故障怎么切换?
    | 合作伙伴不配合怎么办? | 爱人才怎么体现? | 怎样带教新人? | 手术器械怎么清点? | 药房排班怎么做? | 感冒药断货怎么办? | 发烧友客户怎么维护?
    | 教堂灯光项目怎么报价? | 信任危机怎么化解? | 你相信什么样的管理方式? | 年轻客群怎么吸引? | 老客户怎么维护? | 女性用品怎么陈列?
    | 男性护肤品怎么推? | 离职员工怎么交接? | 孕妇装的尺码怎么定? | 生产计划怎么排? | 生了锈的零件怎么处理? | 退休返聘的老师傅怎么传帮带?
    | 你负责几个区域? | 你们团队几个人? | 你几点到岗? | 属性怎么设计? | 属于你的职责是哪些? | 属地管理怎么做?
    | Tell me about a race condition you fixed. | How do you design a health check endpoint? | You find aged stock worth 100,000: what do you do?
    | How would you raise sales of children's clothing? | You disabled a feature flag by mistake: what next?
    | Do you take photos of the shelves after a count? | How do you manage a child process that hangs?
    | How do you handle a sexual harassment report in your shop? | How do you manage your storage and pages?
    | How old is the stock before you mark it down? | How do you handle cache age and expiry? | Tell me about an aging report you used.
    | What is the average age of an invoice here? | How do you handle a male-to-female connector mix-up?
    | How do you train a model with gender-neutral wording? | How do you merge parent and child records?
    | Tell me about a partner who let you down in a project. | How did you win back a partner agency? | What does your team do when a release fails?
    | How do you keep a single source of truth? | How do you handle a single point of failure? | How do you engage a difficult customer?
    | Were you engaged in the redesign? | What are you expecting from the first ninety days? | How do you estimate delivery dates?
    | How do you keep mother boards from static damage? | How do you brief a family restaurant on menu changes? | How would you sell a family pack?
    | Which product family did you own? | How do you cope with a lot of pressure on the line? | How do you measure customer health scores?
    | How do you keep a pipeline healthy? | What safety and health rules apply at the press? | A customer is taken ill in the shop: what do you do?
    | A colleague is hurt at the machine: your steps? | How do you handle medication errors as a pharmacist? | How would you plan surgery supplies?
    | Where did the defect originally come from? | Where were the parts made? | How do you handle native apps and web apps?
    | How did you localise the product for a new country? | Which country did you launch in first? | How do you check the country of origin of goods?
    | How do you keep faith with a promise to a client? | What do you believe makes a good handover? | Which holidays bring the most sales?
    | How did you staff the holidays? | How do you plan local deliveries? | How do you grow a local customer base?
    | Which picture would you put on the product page? | How do you handle photo uploads at scale? | How tall may a pallet be?
    | How much does the pallet weigh? | How do you improve search ranking? | How did you rank the defects?
    | What did you learn at university that you used at work? | Which course helped you most in this project?
    | How do you choose a school for a training programme? | How do you handle returns of maternity wear? | How do you price baby food?
    | What would you do with expired baby formula? | How do you handle a man-hour estimate? | How do you draft a gender pay report?
    | How do you clean master data with missing birth dates? | How do you store dates of birth safely in a database? | 你们用什么方法预测销量?
    | 讲一次你挽回大客户的经历。 | 设备报警时你按什么顺序处理? | 交接班时你怎么确认? | 老师傅不愿意教你怎么办? | 顾客带着孩子来退货你怎么接待?
    | 这个功能面向老年用户怎么设计? | 怎么处理职场性骚扰投诉? | 年底盘点怎么安排? | 你怎样管理家庭装和单人装的陈列? | 母公司和子公司怎么对账?
    | 你在哪段经历里成长得最快? | 销量增长得最快的是哪个品类?
    | 图片压缩你怎么做? | 人脸照片怎么脱敏? | 你怎么给新店选址? | 当地的法规怎么查? | 体重秤的退货率怎么降? | 你怎么设计主备切换?
    | 孕妇顾客排队你怎么安排? | 婚庆客户的订单怎么跟? | 学校团购怎么谈? | 讲一次你推动跨部门合作的经历。 | 高校市场怎么开拓? | 民宿客户怎么维护?
    | 信贷审批怎么做? | 病毒攻击怎么防? | 你怎样保证食品安全? | 康复器材怎么销售? | 年轻同事不服你怎么办? | 儿童座椅怎么安装? | 宗旨和目标怎么对齐?
    | How do you stage a rollout? | Tell me about managing a large budget. | How do you handle a customer with small children in the shop?
    | How do you package a release? | How would you sell to hospitals? | How do you onboard a new hire? | What do you do with a faulty e-stop?
    | How do you trace a defect to its origin? | How do you settle a dispute between suppliers? | How do you teach an older colleague a new tool?
    | How do you run an A/B test? | How do you design a dating app's matching? | How would you market a men's shoe line?
    | How do you handle a wheelchair user's request in the shop? | How do you keep machines healthy between services?
    | What is a healthy margin for this range? | How do you translate a page into the local language?
    | How do you handle birthdays in a loyalty scheme? | How do you plan a wedding order? | Tell me about mentoring a younger teammate.
    | How do you handle a disabled account? | How do you process images with faces? | How do you secure medical records in a database?
    | How do you explain an aging machine park to the board? | How do you sort orders by weight? | How do you keep the kids' corner safe?
    | Where did you find the information? | How do you address a backlog that has grown up over years?
    | How do you schedule people around public holidays? | How do you choose partner universities for recruiting?
"""
ALSO_REFUSED = """
    您多大年纪了? | 你今年二十几? | 我们只要九零后 | 你是哪年的? | 你离35岁还差几年? | 你是男的还是女的? | 女性能接受经常出差吗? | 你有女朋友了没?
    | 打算几年内结婚? | 你老公同意你加班吗? | 你打算什么时候生孩子? | 你现在怀孕了吗? | 孩子多大了? | 你家里是做什么的? | 你爸是做什么工作的?
    | 家里经济条件好吗? | 你有没有什么疾病? | 你身体好不好? | 你得过新冠吗? | 你近视多少度? | 你是藏族吗? | 你信基督教吗? | 你来自哪个省?
    | 你是农村户口吗? | 你是北京人吗? | 请上传一寸照 | 身高不低于170 | 要求长相甜美 | 非985不要 | 你本科是哪个学校的? | May I ask your age?
    | Are you under 35? | When did you graduate from high school? | Are you male or female? | Would you be comfortable working with mostly men?
    | Do you have a wife? | Do you live alone? | Are you planning a pregnancy? | How old are your children?
    | Who will watch your kids when you travel? | What do your siblings do? | Do you come from a wealthy family? | Have you ever had cancer?
    | Are you on any medication? | Do you need any accommodations for a disability? | Do you drink? | Is that a Chinese name?
    | Where is your family from? | Are you an American citizen? | Is that your natural hair? | Are you a Muslim?
    | Can you work on Sundays or do you go to church? | What village are you from? | Could you send a recent photograph? | Are you overweight?
    | Did you go to a top university? | Is your school a 985? | Do you have tattoos? | Only applicants from Shanghai | What is your blood type?
"""
HELD_OUT_REFUSED = """
    方便说一下年龄吗? | 你八几年的? | 四十岁以上勿投 | 你介意性别差异吗,女生很累的 | 你的婚姻状况? | 有男朋友吗,他在哪个城市? | 你什么时候要二胎?
    | 哺乳期结束了吗? | 你母亲还在工作吗? | 家里谁照顾老人? | 有没有家族遗传病? | 你能喝酒吗? | 你是哪个民族? | 你是信基督还是信佛? | 户口在本市吗?
    | 四川籍优先 | 身高体重各多少? | 请带照片面试 | 你是211毕业的吗? | 第一学历必须统招 | What's your age group?
    | Do you have a husband to support you? | Are you planning to get married? | How many children do you have? | What does your mother do?
    | Do you have any illnesses? | Are you deaf? | What is your race? | Which church do you attend? | Where does your name come from?
    | Only young people apply | Female preferred | Must be under 30 years of age | Are you breastfeeding? | Do you have family in this city?
    | Is anyone in your household sick? | Please state your height and weight | Graduates of top universities only | Were you born here?
    | Do you fast during Ramadan?
"""
HELD_OUT_INNOCENT = """
    讲一次你说服上级的经历。 | 怎样把新店的客流做起来? | 冷链断了你先做什么? | 客户突然加单你怎么排产? | 你怎么写单元测试? | 活动超预算怎么办?
    | 怎么判断供应商靠不靠谱? | 来料不良怎么处理? | 你怎么跟家长沟通课程? | 怎么做好老年客户的服务? | 双十一的人手怎么排? | 代码评审里你看什么?
    | 发现同事违规操作怎么办? | 怎样给新人定目标? | 库存年龄结构怎么看? | 怎么验证数据口径一致? | 客户说太贵你怎么回应? | 怎么控制差评率?
    | 门店形象怎么升级? | 你怎么应对断电? | Tell me about a deal you lost. | How do you brief designers? | What was the hardest bug you fixed?
    | How do you keep promises to customers? | How do you handle shift handover? | How do you decide what to test first?
    | How do you deal with a supplier delay? | How do you segment users? | Describe a campaign that failed. | How do you check a torque wrench?
    | How do you price a bundle? | How do you calm an angry father whose order is late? | How do you sell to female founders?
    | What is the age structure of our stock? | How do you deal with a sick server? | How do you prepare a store for a holiday?
    | How do you help a blind customer? | How do you phrase an alt text for a portrait photo? | How do you design for older users?
    | How do you report a near miss?
"""


def phrases(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("|")]


def topics_of(phrase: str) -> set[str]:
    return {topic.name for topic in TOPICS if topic.find(phrase)}


def is_chinese(phrase: str) -> bool:
    return bool(re.search("[\u4e00-\u9fff]", phrase))


@pytest.mark.parametrize("topic", REFUSED)
def test_a_phrase_that_pries_is_refused_for_its_topic(topic: str) -> None:
    assert [phrase for phrase in phrases(REFUSED[topic]) if topic not in topics_of(phrase)] == []


def test_further_phrases_that_pry_are_refused() -> None:
    assert [phrase for phrase in phrases(ALSO_REFUSED) if not topics_of(phrase)] == []


def test_terms_of_trade_pass() -> None:
    assert {phrase: topics_of(phrase) for phrase in phrases(INNOCENT) if topics_of(phrase)} == {}


def test_the_lists_are_as_long_as_promised_in_both_languages() -> None:
    refused = [phrase for text in REFUSED.values() for phrase in phrases(text)]
    for listed in (refused, phrases(INNOCENT)):
        chinese = sum(map(is_chinese, listed))
        assert len(set(listed)) == len(listed)
        assert chinese >= 60
        assert len(listed) - chinese >= 60


def test_hit_rates_on_phrases_the_lists_were_not_made_for() -> None:
    caught = sum(bool(topics_of(phrase)) for phrase in phrases(HELD_OUT_REFUSED))
    wrongly = sum(bool(topics_of(phrase)) for phrase in phrases(HELD_OUT_INNOCENT))
    assert (len(phrases(HELD_OUT_REFUSED)), len(phrases(HELD_OUT_INNOCENT))) == (40, 40)
    assert caught >= 32
    assert wrongly <= 4


@pytest.mark.parametrize(
    "phrase",
    ["你結婚了嗎?", "結 婚", "你 结 婚 了 吗", "３５岁以下", "９８５院校", "How old are you?", "你的戶口在哪裡?"],
)
def test_width_script_and_gaps_do_not_hide_a_word(phrase: str) -> None:
    assert topics_of(phrase)


def test_plain_text_keeps_english_words_apart() -> None:
    assert plain_text("Ａ b　c") == "A b c"


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_every_topic_says_why_and_what_may_be_asked_instead(topic: object) -> None:
    for words in (topic.label, topic.reason, topic.instead):  # type: ignore[attr-defined]
        assert is_chinese(words.zh)
        assert not is_chinese(words.en)
    assert re.search(r"art\. \d|\d{4}/\d+/E[CU]|Act|item \d", topic.reason.en)  # type: ignore[attr-defined]
    assert re.search(r"第 ?\d|\d{4}/\d+/EC|法》", topic.reason.zh)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("competencies.0.anchors.level_3.en", "Level 3 of a married person"),
        ("competencies.0.wrong_acts.0.zh", "说自己怀孕了"),
        ("competencies.0.next_steps.0.en", "Go to church"),
        ("competencies.0.excellence.zh", "年龄小"),
        ("competencies.0.key_points.1.shown_when.en", "the candidate is not disabled people"),
        ("competencies.0.key_points.1.synonyms.zh.0", "985"),
        ("probes.0.en", "And your husband?"),
        ("vocabulary.zh.0", "身份证照片"),
    ],
)
def test_every_text_of_a_role_is_looked_at(place: str, text: str) -> None:
    data = small_role_data()
    competency = data["competencies"][0]
    competency |= {
        "wrong_acts": [{"zh": "错", "en": "wrong"}],
        "next_steps": [{"zh": "练", "en": "practise"}],
        "excellence": {"zh": "好", "en": "good"},
    }
    competency["key_points"][1]["shown_when"] = {"zh": "做了", "en": "did it"}
    data |= {"probes": [{"zh": "然后?", "en": "And then?"}], "vocabulary": {"zh": ["急停"], "en": []}}
    inner: object = data
    *steps, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    for step in steps:
        inner = inner[step]  # type: ignore[index]
    inner[last] = text  # type: ignore[index]
    assert [finding.where for finding in lint(Role.model_validate(data))] == [place]


ADVERTISEMENT = """招聘门店店长 Store manager
职责:带领8人团队,负责销售与盘点。
要求:35岁以下,形象气质佳,限女性
Requirements: recent photo, native speaker, 3 years of experience
福利:五险一金、年度体检、带薪产假、生日礼金。Health insurance, parental leave, birthday off.
年龄不限,男女不限。We hire regardless of age, sex, religion or disability.
"""


def test_a_job_text_is_refused_by_line_and_may_offer_benefits_and_promise_fairness() -> None:
    found = [(finding.where, finding.topic, finding.word) for finding in lint_text(ADVERTISEMENT)]
    assert found == [
        ("line 3", "age", "35岁"),
        ("line 3", "photo", "形象气质"),
        ("line 3", "sex", "限女"),
        ("line 4", "ethnicity", "native speaker"),
        ("line 4", "photo", "photo"),
    ]


def test_a_promise_of_fairness_does_not_hide_the_line_beside_it() -> None:
    assert [finding.topic for finding in lint_text("性别不限,但要35岁以下")] == ["age"]
    assert [finding.topic for finding in lint_text("We are an equal opportunity employer. Send a photo.")] == ["photo"]
