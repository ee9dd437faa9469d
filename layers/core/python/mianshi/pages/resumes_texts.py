"""What the pages about résumés and about what a job asks for say, in Chinese and in English."""

from __future__ import annotations

_WORDS: dict[str, tuple[str, str]] = {
    "res_comma": ("、", ", "),
    "res_semicolon": ("；", "; "),
    "res_kind_education": ("学历", "Education"),
    "res_kind_experience": ("经验", "Experience"),
    "res_kind_skill": ("技能", "Skill"),
    "res_kind_certificate": ("证书", "Certificate"),
    "res_kind_language": ("语言", "Language"),
    "res_kind_implied": ("业绩与规模", "Results and scale"),
    "res_kind_other": ("其他", "Other"),
    "res_verdict_met": ("符合", "Met"),
    "res_verdict_partly": ("部分符合", "Partly met"),
    "res_verdict_not_met": ("未达到", "Not met"),
    "res_verdict_not_found": ("简历中未找到", "Not found"),
    "res_degree_high_school": ("高中", "high school"),
    "res_degree_vocational": ("中专", "vocational school"),
    "res_degree_college": ("大专", "college"),
    "res_degree_bachelor": ("本科", "bachelor's degree"),
    "res_degree_master": ("硕士", "master's degree"),
    "res_degree_doctor": ("博士", "doctorate"),
    "res_fact_team_size": ("带领人数", "people led"),
    "res_fact_amount": ("金额", "amount of money"),
    "res_fact_scale": ("规模", "scale"),
    "res_fact_result": ("成果", "result"),
    "res_fact_led": ("负责过", "was in charge"),
    "res_asks_degree": ("{degree}及以上", "{degree} or higher"),
    "res_asks_majors": ("专业：{majors}", "major: {majors}"),
    "res_asks_years": ("{years} 年及以上", "{years} years or more"),
    "res_terms_one": ("查找：{terms}", "looked for: {terms}"),
    "res_terms_all": ("都要有：{terms}", "all of: {terms}"),
    "res_terms_some": ("至少 {n} 项：{terms}", "at least {n} of: {terms}"),
    "res_asks_meaning": ("按意思比对这句话", "compared by the meaning of the sentence"),
}

_POSTING: dict[str, tuple[str, str]] = {
    "res_posting_lead": (
        "贴上职位描述，系统读出任职要求；每份简历逐条对照，列出原文依据。候选人可按匹配分段查看；次序不作为决定依据，也不淘汰任何人。",
        "Paste the job text, and the requirements are read from it. Every résumé is held against them one by one, with "
        "the line it rests on. Candidates can be read in bands; the order is no basis for a decision, and nobody is "
        "rejected by it.",
    ),
    "res_text": ("职位描述", "Job text"),
    "res_text_hint": (
        "最多 20,000 字。每条要求单独一行，读得最准；清空并保存即可移除。",
        "At most 20,000 characters. One requirement on each line is read best. Save it empty to take it away.",
    ),
    "res_text_save": ("保存并读出要求", "Save and read the requirements"),
    "res_text_long": ("最多 20,000 字。", "At most 20,000 characters."),
    "res_reason": ("修改原因", "Why it is changed"),
    "res_reason_hint": (
        "写进变更记录；职位开始招聘后必填。",
        "Goes into the change log; asked for once the job has been opened.",
    ),
    "res_reason_missing": ("招聘已开始，请写明为什么改。", "The job is open. Please say why it is changed."),
    "res_refused": ("没有保存，请看下面的提示。", "Nothing was saved; see below."),
    "res_done_saved": (
        "已保存，正在重新对照这个职位的全部简历。",
        "Saved. All résumés of this job are being matched anew.",
    ),
    "res_done_without": (
        "已保存。还没有已读的简历；收到后会自动对照。",
        "Saved. No résumé has been read yet; each is matched when it comes.",
    ),
    "res_done_removed": (
        "职位描述已移除，简历不再对照。",
        "The job text was taken away; résumés are not matched any more.",
    ),
    "res_done_same": ("没有改动。", "Nothing was changed."),
    "res_done_matching": (
        "已开始重新对照，几分钟内完成。",
        "Résumés are being matched anew; it takes a few minutes.",
    ),
    "res_requirements": ("读出的任职要求", "Requirements that were read"),
    "res_requirements_lead": (
        "请核对。“必须”与“加分”只影响显示和权重，缺少必须项也不会自动淘汰。",
        "Please check them. Required or an advantage changes what is shown and weighed; nobody is rejected for lacking "
        "one.",
    ),
    "res_requirements_none": (
        "这段文字里没有读出任职要求。请把要求逐条写出，例如“本科及以上学历”“三年以上零售管理经验”。",
        "No requirement was read in this text. Please write them one by one, such as “bachelor's degree or higher” or "
        "“three years of retail management”.",
    ),
    "res_requirements_save": ("保存要求", "Save the requirements"),
    "res_requirement": ("要求", "Requirement"),
    "res_name_hint": (
        "名称可改；除“按意思比对”的要求外，改名不改变查找的内容。",
        "Names can be changed. Except where the meaning is compared, a new name changes nothing that is looked for.",
    ),
    "res_name_wrong": ("1 到 200 个字。", "1 to 200 characters."),
    "res_must": ("必须", "Required"),
    "res_nice": ("加分", "Advantage"),
    "res_must_or_nice": ("“{name}”是必须还是加分", "Whether “{name}” is required"),
    "res_weight": ("权重", "Weight"),
    "res_weight_of": ("“{name}”的权重", "Weight of “{name}”"),
    "res_weight_wrong": ("1 到 10 的整数。", "A whole number from 1 to 10."),
    "res_weight_sum": ("权重合计 {n}。", "The weights add up to {n}."),
    "res_drop": ("不对照", "Leave out"),
    "res_drop_of": ("不对照“{name}”", "Leave out “{name}”"),
    "res_not_considered": ("不会对照的内容", "What is not considered"),
    "res_not_considered_lead": (
        "这些内容与工作能力无关或受法律保护，读到也不对照。建议从职位描述中删去。",
        "These lines are protected by law or say nothing about the work. They are never compared. Best take them out "
        "of the job text.",
    ),
    "res_advice": ("措辞建议", "Advice on words"),
    "res_matched": (
        "已对照 {n} 份简历，其中 {current} 份是按现在的要求。",
        "{n} résumés are matched, {current} of them against the requirements as they are now.",
    ),
    "res_match_again": ("重新对照全部简历", "Match all résumés anew"),
    "res_versions": ("版本", "Versions"),
    "res_version_current": ("现在", "Current"),
    "res_version_old": ("这是较早的版本 {v}。", "This is the earlier version {v}."),
    "res_version_to_current": ("查看现在的", "To the current one"),
    "res_posting_none": ("还没有职位描述。", "No job text was written yet."),
    "res_meanwhile": (
        "其他人刚刚修改了这个职位，你的修改没有保存：",
        "Somebody else changed this job meanwhile, so yours was not saved:",
    ),
}

_CARD: dict[str, tuple[str, str]] = {
    "res_title": ("简历匹配", "Résumé match"),
    "res_percent": ("符合这个职位要求的 {percent}%", "Meets {percent}% of what the job asks for"),
    "res_n_of_m": ("{asked} 条要求中 {met} 条符合", "{met} of {asked} requirements met"),
    "res_missing_n": ("必须项待确认 {n} 条", "{n} required to be checked"),
    "res_doubts_n": ("需要留意 {n} 处", "{n} to look at"),
    "res_is_none": ("还没有简历。", "There is no résumé yet."),
    "res_is_reading": ("正在阅读简历，通常不到一分钟。", "The résumé is being read, usually within a minute."),
    "res_is_late": (
        "简历已收到，但还没有读完；文件没有丢失。请稍后再看，或联系管理员。",
        "The résumé has arrived and was not read yet; it is not lost. Please look again later or tell your "
        "administrator.",
    ),
    "res_is_anew": (
        "读简历的方法更新了，这份简历正在重新读，通常一天之内完成；按旧方法读出的内容不再显示。",
        "How résumés are read has been improved, and this one is being read anew, usually within a day. What the "
        "earlier method read is no longer shown.",
    ),
    "res_is_read": ("简历已读。", "The résumé was read."),
    "res_is_refused": ("简历读不了", "The résumé cannot be read"),
    "res_no_posting": (
        "这个职位还没有任职要求，因此没有对照。",
        "The job has no requirements yet, so nothing was matched.",
    ),
    "res_write_posting": ("填写任职要求", "Write the requirements"),
    "res_outdated": ("按较早版本的任职要求对照。", "Matched against an earlier version of the requirements."),
    "res_open": ("逐条查看", "See each requirement"),
    "res_upload": ("上传简历", "Upload a résumé"),
    "res_upload_new": ("换一份简历", "Replace the résumé"),
    "res_upload_hint": (
        "PDF、Word（.docx）或 TXT，不超过 10 MB；新文件会替换旧文件。",
        "PDF, Word (.docx) or TXT, at most 10 MB. A new file replaces the old one.",
    ),
    "res_upload_button": ("上传", "Upload"),
    "res_upload_no_script": (
        "上传需要浏览器启用 JavaScript；也可以由对接系统通过接口提交。",
        "Uploading needs JavaScript in your browser; a connected system can hand the file in by API as well.",
    ),
    "res_save_file": ("下载原文件", "Save the file"),
    "res_say_choose": ("请先选择文件。", "Please choose a file first."),
    "res_say_empty": ("这个文件是空的。", "This file is empty."),
    "res_say_large": ("文件超过 10 MB，请压缩后再传。", "The file is over 10 MB. Please make it smaller."),
    "res_say_old": (
        "这是旧版 Word 文件（.doc），请另存为 .docx 或 PDF。",
        "This is an old Word file (.doc). Please save it as .docx or PDF.",
    ),
    "res_say_type": ("只接受 PDF、.docx 或 .txt 文件。", "Only PDF, .docx and .txt files are taken."),
    "res_say_sending": ("正在上传…{percent}%", "Uploading… {percent}%"),
    "res_say_reading": ("已上传，正在阅读…", "Uploaded; it is being read…"),
    "res_say_failed": (
        "上传没有成功，请检查网络后再试一次。",
        "The upload did not succeed. Please check the network and try again.",
    ),
    "res_say_slow": ("还没有读完，稍后刷新页面即可看到。", "Not read yet. Reload the page in a while."),
}

_PAGE: dict[str, tuple[str, str]] = {
    "res_page_lead": (
        "简历、面试和经历放在一起看。这里的每一项都给出依据，决定由人作出。",
        "Résumé, interview and history side by side. Everything here shows what it rests on; a person decides.",
    ),
    "res_interview": ("面试", "Interview"),
    "res_interview_none": ("还没有面试。", "No interview yet."),
    "res_interview_total": ("{total} 分（满分 100）", "{total} of 100"),
    "res_interview_rate_first": ("先由你评分，再显示分数。", "You rate first; then the score is shown."),
    "res_interview_open": ("打开面试", "Open the interview"),
    "res_each": ("逐条对照", "Requirement by requirement"),
    "res_required_h": ("必须", "Required"),
    "res_advantages_h": ("加分", "Advantages"),
    "res_quote_page": ("第 {page} 页", "page {page}"),
    "res_not_there": ("缺：", "Missing: "),
    "res_line_points": ("权重 {weight} × {share} = {points}", "weight {weight} × {share} = {points}"),
    "res_missing": ("必须项，待人确认", "Required, for a person to check"),
    "res_missing_lead": (
        "下列必须项在简历中未达到或未找到。简历没写不等于没有，请在面试中问清；由人决定，不会自动淘汰。",
        "These are required and not met or not found in the résumé. What is not written may still be so: ask about it. "
        "A person decides; nobody is rejected by this.",
    ),
    "res_doubts": ("需要留意", "To look at"),
    "res_doubts_lead": (
        "以下情况不加分也不减分，请自行查看。",
        "None of this raises or lowers anything by itself; please look yourself.",
    ),
    "res_hidden": ("看不见的文字", "Text that cannot be seen"),
    "res_hidden_lead": (
        "文件里有读者看不到的文字。它没有参与对照；除去个人特征和联系方式后，列在这里。",
        "The file holds text that a reader of the page does not see. It was left out of everything; here it is, "
        "without what tells of a person's traits or contacts.",
    ),
    "res_hidden_same_colour": ("与背景同色", "same colour as its background"),
    "res_hidden_tiny": ("字号小于 4 磅", "smaller than 4 points"),
    "res_hidden_transparent": ("透明", "transparent"),
    "res_hidden_off_page": ("在页面之外", "outside the page"),
    "res_hidden_covered": ("被遮住", "covered"),
    "res_hidden_marked_hidden": ("标为隐藏", "marked as hidden"),
    "res_hidden_characters": ("{n} 个字符", "{n} characters"),
    "res_note_picture_pages": ("有的页面是图片，没有读。", "Some pages are pictures and were not read."),
    "res_note_shortened": (
        "简历很长，只读了前 60,000 个字符。",
        "The résumé is long; its first 60,000 characters were read.",
    ),
    "res_note_macros_left_out": (
        "文件含宏，未执行也未读取。",
        "The file holds macros; they were neither run nor read.",
    ),
    "res_note_many_pages": ("简历页数很多。", "The résumé has very many pages."),
    "res_how": ("这个百分比怎样得出", "How the percentage is made"),
    "res_how_words": (
        "每条要求的权重乘以符合的程度（符合为 1，未找到为 0），相加后除以权重合计：{points} ÷ {weights} = {percent}%"
        "，四舍五入。只比对简历里写出的内容；年龄、性别、婚育、照片、民族、户籍和学校名气从不读取。",
        "The weight of each requirement times how far it is met (1 for met, 0 for not found), added up and divided by "
        "the sum of the weights: {points} ÷ {weights} = {percent}%, rounded. Only what the résumé says is compared; "
        "age, sex, family, photo, ethnicity, household registration and the rank of a school are never read.",
    ),
    "res_how_versions": (
        "要求版本 {posting}，文件 {resume}，方法 {method}",
        "requirements {posting}, file {resume}, method {method}",
    ),
    "res_profile": ("人才画像", "Talent profile"),
    "res_profile_lead": (
        "从简历中读出，每项附原文；只供了解，不参与计分。",
        "Read from the résumé, each with its line; shown and not weighed.",
    ),
    "res_intention": ("求职意向", "What they look for"),
    "res_intention_position": ("职位", "Position"),
    "res_intention_city": ("城市", "City"),
    "res_intention_pay": ("期望薪酬", "Expected pay"),
    "res_intention_available": ("到岗时间", "Available"),
    "res_work": ("工作经历", "Work"),
    "res_projects": ("项目经历", "Projects"),
    "res_education": ("教育", "Education"),
    "res_skills": ("技能", "Skills"),
    "res_languages": ("语言", "Languages"),
    "res_certificates": ("证书", "Certificates"),
    "res_facts": ("业绩与规模", "Results and scale"),
    "res_shown": ("做过", "used in work"),
    "res_listed": ("仅列出", "only listed"),
    "res_now": ("至今", "now"),
    "res_months": (
        "工作共 {years} 年 {months} 个月（重叠只算一次）",
        "{years} years {months} months of work, overlaps counted once",
    ),
    "res_tells": ("原文 {n} 行", "Lines of the résumé: {n}"),
    "res_elsewhere": ("在其他职位", "In other jobs"),
    "res_nothing_read": ("简历里没有读出这一项。", "Nothing of this was read in the résumé."),
    "res_back": ("候选人", "Candidate"),
}

_LIST: dict[str, tuple[str, str]] = {
    "res_column": ("简历匹配", "Résumé"),
    "res_short": ("{percent}% · {met}/{asked}", "{percent}% · {met} of {asked}"),
    "res_short_banded": ("{met}/{asked} 条符合", "{met} of {asked} met"),
    "res_short_refused": ("读不了", "not readable"),
    "res_short_none": ("没有已读的简历", "no résumé read"),
    "res_short_older": ("按旧要求", "earlier requirements"),
    "res_filter": ("任职要求", "Requirements"),
    "res_filter_all": ("符合全部必须项", "Has all that is required"),
    "res_sort": ("排列", "Order"),
    "res_sort_newest": ("最新的在前", "Newest first"),
    "res_sort_match": ("按简历匹配分段", "By band of match"),
    "res_sort_note": (
        "可按匹配分段查看（每 10 个百分点一段，段内最新的在前）；次序不作为决定依据。"
        "尚未按现在的要求对照的人列在最后，不会被隐藏。",
        "Candidates can be read in bands of ten percent, newest first within a band; the order is no basis for a "
        "decision. Whoever was not matched against the requirements in force comes last and is not hidden.",
    ),
    "res_band": ("{low}–{high}%", "{low}–{high}%"),
    "res_band_none": ("未对照", "Not matched"),
    "res_export_percent": ("简历匹配（%）", "Résumé match (%)"),
    "res_export_met": ("符合的要求", "Requirements met"),
    "res_export_missing": ("必须项待确认", "Required to be checked"),
    "res_compare": ("简历", "Résumé"),
}

RESUMES_TEXTS = _WORDS | _POSTING | _CARD | _PAGE | _LIST
