"""Traditional characters of headings, employers and jobs as their simplified forms, for comparing alone."""

from __future__ import annotations

_PAIRS = (
    "經经歷历學学職职業业現现語语證证專专長长務务員员師师銀银電电產产體体機机構构廠厂營营運运輸输貿贸險险財财會会計计設设護护醫医藥药館馆"
    "飯饭餐餐廳厅總总監监協协組组隊队處处際际導导營营銷销資资訊讯軟软開开發发測测試试維维術术網网絡络貨货儲储倉仓車车飛飞進进參参與与"
    "個个關关於于興兴趣趣獎奖榮荣譽誉獲获書书單单間间時时責责項项標标團团區区務务廣广傳传媒媒編编輯辑劃划實实習习臺台灣湾鐵铁觀观"
    "顧顾問问課课無无環环藝艺應应徵征聘聘紡纺織织餅饼麵面點点幫帮廚厨領领階阶級级練练習习樂乐診诊檢检驗验裝装備备檔档勞劳陸陆馬马幣币"
)
_TABLE = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}


def simplified(text: str) -> str:
    """`text` with the simplified forms of common traditional characters; as long as before."""
    return text.translate(_TABLE)
