"""Whether some words are only a place: towns, districts and countries that résumés name beside an employer."""

from __future__ import annotations

import re

_CHINESE = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
    "贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 "
    "宁夏 新疆 香港 澳门 台湾 广州 深圳 杭州 成都 武汉 南京 苏州 西安 长沙 郑州 青岛 东莞 佛山 宁波 合肥 厦门 无锡 "
    "福州 济南 昆明 大连 沈阳 哈尔滨 长春 石家庄 "
    "太原 南昌 南宁 贵阳 兰州 海口 珠海 中山 惠州 常州 温州 嘉兴 绍兴 金华 义乌 台州 泉州 烟台 潍坊 徐州 南通 扬州 "
    "洛阳 襄阳 宜昌 株洲 乌鲁木齐 呼和浩特 银川 西宁 "
    "拉萨 三亚 昆山 张家港 镇江 盐城 芜湖 赣州 九江 桂林 柳州 绵阳 遵义 大理 包头 唐山 保定 廊坊 秦皇岛 邯郸 威海 "
    "临沂 淄博 漳州 莆田 汕头 湛江 江门 肇庆 衡阳 岳阳 "
    "常德 荆州 黄石 咸阳 宝鸡 鞍山 海外 国内 外地 本地 全国 新加坡 日本 东京 美国 英国 德国 法国 加拿大 澳大利亚 "
    "韩国 越南 泰国 马来西亚 印度尼西亚 迪拜"
)
_ENGLISH = (
    "beijing|shanghai|guangzhou|shenzhen|hangzhou|chengdu|wuhan|nanjing|suzhou|xi'an|chongqing|tianjin|dongguan|"
    "foshan|xiamen|qingdao|dalian|ningbo"
    "|hong kong|macau|taipei|singapore|tokyo|osaka|seoul|bangkok|hanoi|ho chi minh city|kuala lumpur|jakarta|"
    "manila|cebu|mumbai|delhi|new delhi"
    "|bengaluru|bangalore|hyderabad|chennai|pune|kolkata|gurgaon|gurugram|noida|dubai|abu dhabi|sharjah|doha|"
    "riyadh|karachi|lahore|dhaka|colombo|lagos"
    "|abuja|nairobi|accra|cairo|johannesburg|cape town|durban|london|greater london|manchester|birmingham|leeds|"
    "liverpool|bristol|sheffield|glasgow"
    "|edinburgh|cardiff|belfast|newcastle|nottingham|leicester|southampton|brighton|reading|oxford|cambridge|york|"
    "bath|exeter|plymouth|norwich|coventry"
    "|hull|dublin|cork|galway|limerick|paris|lyon|berlin|munich|hamburg|frankfurt|cologne|stuttgart|vienna|zurich|"
    "geneva|basel|amsterdam|rotterdam"
    "|utrecht|brussels|antwerp|luxembourg|madrid|barcelona|valencia|lisbon|porto|rome|milan|turin|athens|warsaw|"
    "krakow|prague|budapest|bucharest|sofia"
    "|copenhagen|stockholm|gothenburg|oslo|helsinki|tallinn|riga|vilnius|istanbul|moscow|kyiv|tel aviv|new york|"
    "new york city|brooklyn|queens|los angeles"
    "|san francisco|san jose|san diego|oakland|seattle|portland|chicago|boston|houston|dallas|austin|san antonio|"
    "denver|phoenix|las vegas|atlanta|miami"
    "|orlando|tampa|philadelphia|pittsburgh|detroit|cleveland|columbus|cincinnati|minneapolis|milwaukee|"
    "st\\.? louis|kansas city|nashville|memphis|charlotte"
    "|raleigh|baltimore|washington|washington,? d\\.?c\\.?|salt lake city|sacramento|toronto|vancouver|montreal|"
    "calgary|ottawa|edmonton|winnipeg|halifax"
    "|sydney|melbourne|brisbane|perth|adelaide|canberra|auckland|wellington|christchurch|mexico city|são paulo|"
    "sao paulo|rio de janeiro|buenos aires"
    "|usa|u\\.s\\.a?\\.?|us|uk|u\\.k\\.|united kingdom|united states|england|scotland|wales|northern ireland|"
    "ireland|china|prc|p\\.r\\. china|japan|korea|south korea"
    "|taiwan|india|germany|france|spain|italy|portugal|netherlands|the netherlands|belgium|switzerland|austria|"
    "poland|sweden|norway|denmark|finland"
    "|canada|australia|new zealand|mexico|brazil|argentina|uae|u\\.a\\.e\\.|qatar|saudi arabia|egypt|kenya|nigeria|"
    "ghana|south africa|malaysia|philippines"
    "|vietnam|thailand|indonesia|pakistan|bangladesh|sri lanka|turkey|russia|ukraine|israel|emea|apac|texas|"
    "california|florida|ohio|georgia|illinois"
    "|virginia|michigan|washington|oregon|arizona|colorado|massachusetts|new jersey|pennsylvania|ontario|quebec|"
    "british columbia|alberta|nsw|vic|qld"
    "|victoria|queensland|new south wales|kent|essex|surrey|sussex|hampshire|devon|cornwall|somerset|norfolk|"
    "suffolk|yorkshire|lancashire|cheshire"
    "|merseyside|midlands|west midlands|remote|anywhere|worldwide|nationwide|various"
)
_CODES = (
    "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]"
    "|ON|BC|QC|AB|MB|SK|NS|NB|NSW|VIC|QLD|TAS|ACT|UK|USA|UAE|PRC|HK|SG|[A-Z]{1,2}\\d{1,2}[A-Z]?"
)
_PLACE = re.compile(
    rf"^(?:(?:{_CHINESE.replace(' ', '|')})(?:[省市]|地区)?(?:[·\-—/、\s]?[\u4e00-\u9fff]{{2,4}}(?:[市区县镇州]|"
    rf"新区|开发区))?"
    rf"(?:[/、](?:{_CHINESE.replace(' ', '|')}))*|[\u4e00-\u9fff]{{2,4}}(?:[省市县镇]|新区|开发区)|"
    rf"[\u4e00-\u9fff]{{2}}区)$"
    rf"|^(?:(?i:north|south|east|west|central|greater|inner|downtown) )?(?i:{_ENGLISH})(?:[ ,/]+(?:(?i:{_ENGLISH})|"
    rf"[A-Z]{{2,3}}|\d{{4,5}}))*$"
    rf"|^[A-Z][a-z]+(?: [A-Z][a-z]+)?,? (?:{_CODES})(?: \d{{4,5}})?$|^(?:{_CODES})$"
)


def place(part: str) -> bool:
    """Whether `part` names a place and nothing else."""
    return bool(_PLACE.match(part.strip(" ()（）.")))
