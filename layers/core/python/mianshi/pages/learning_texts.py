"""What the pages about learning say, in Chinese and in English."""

from __future__ import annotations

_STUDY: dict[str, tuple[str, str]] = {
    "jobs_tab_learning": ("效果", "Learning"),
    "learn_title": ("面试有没有看准人", "Did the interviews tell?"),
    "learn_lead": (
        "把面试时的评分，和这些人后来的绩效、留任、晋升放在一起看。范围是由同一份题目（{role}）建立的全部职位。",
        "What was said in the interview, held against how these people did later: performance, staying, promotion. It "
        "covers every job of the same role ({role}).",
    ),
    "learn_made": ("更新于 {at}", "Made {at}"),
    "learn_update": ("立即更新", "Bring up to date"),
    "learn_update_hint": (
        "每晚自动更新。立即更新要几分钟，期间重复点击只算一次。",
        "Made anew every night. Bringing it up to date takes some minutes; clicking again meanwhile does nothing more.",
    ),
    "learn_asked": (
        "已经开始，几分钟后刷新本页（{minutes} 分钟内重复点击只算一次）。",
        "It has begun: reload this page in a few minutes (asked again within {minutes} minutes, it is made once).",
    ),
    "learn_none": ("还没有可以看的结果", "There is nothing to see yet"),
    "learn_none_lead": (
        "这个职位已登记入职 {hired} 人，其中 {known} 人有绩效、晋升或离职记录。要得出结论，至少需要 {fewest} "
        "位已入职的人有后来的结果。",
        "In this job {hired} hires are reported, {known} of them with a rating, a promotion or a departure. A "
        "conclusion takes at least {fewest} hired people whose later results are known.",
    ),
    "learn_step_import": (
        "下载结果表，填好入职、绩效、晋升、离职，再导入。",
        "Download the sheet of outcomes, fill in hires, ratings, promotions and departures, and import it.",
    ),
    "learn_step_api": (
        "或者让人事系统通过接口登记，或连接到人事系统。",
        "Or have your HR system report them through the interface.",
    ),
    "learn_step_wait": (
        "登记后第二天，这里会自动更新；也可以立即更新。",
        "The day after, this page is made by itself; or bring it up to date now.",
    ),
    "learn_import": ("导入后来的结果", "Import what became of them"),
    "learn_more_outcomes": (
        "结果越全，结论越可靠：离开的人和表现一般的人同样要登记。",
        "The more complete the outcomes, the sounder the conclusions: report those who left or did poorly, too.",
    ),
    "learn_chain": ("从面试到晋升", "From interview to promotion"),
    "learn_count_interviewed": ("面试过", "Interviewed"),
    "learn_count_hired": ("已入职", "Hired"),
    "learn_count_known": ("有后来的结果", "With a later result"),
    "learn_chain_hint": (
        "每一行沿着一条线看：面试时的这一项，和后来的绩效、满 {months} 个月是否仍在职、{risen} 个月之内是否晋升，"
        "关系有多大（相关系数 r，n 为人数）。",
        "Each row follows one thing: how it went together with performance, with still being there after {months} "
        "months, and with a promotion within {risen} months (correlation r, of n people).",
    ),
    "learn_nothing": ("不下结论", "nothing concluded"),
    "learn_related": ("有关系", "related"),
    "learn_relations": ("逐项对照", "One by one"),
    "learn_few_hint": (
        "灰色的行不足 {fewest} 人，不下结论。",
        "Grey rows have fewer than {fewest} people: nothing is concluded from them.",
    ),
    "learn_range_hint": (
        "只有录用的人才有后来的结果，而录用的多是分数高的人。分数挤在一起，相关会显得比实际小；没录用的人会怎样，"
        "数据说不出。总分和综合报告的关系成立时，会列出“假如全部录用”的 r，仅供参考，任何建议都不用它。",
        "Only people who were hired have later results, and mostly those with high scores were hired. With scores "
        "so close together a correlation looks smaller than it is, and of those who were not hired the data say "
        "nothing. Where the total or the combined report is related, r of all, had they been hired, stands beside "
        "it: for reading only, no proposal uses it.",
    ),
    "learn_looks_hint": (
        "“有关系”只在满 30、60、120、240……人时各判断一次，结果保留到下一次：天天看、天天判断，碰巧的“关系”会越来越多。",
        "Whether something is related is decided once each at 30, 60, 120, 240 … people and stands until the next "
        "time: deciding every day finds more and more by chance.",
    ),
    "learn_known_before": ("面试时已知", "Known before"),
    "learn_n": ("人数 n", "People n"),
    "learn_r": ("相关 r", "Correlation r"),
    "learn_interval": ("95% 区间", "95 % interval"),
    "learn_plot": ("从 −1 到 1", "From −1 to 1"),
    "learn_meaning": ("怎么理解", "What it says"),
    "learn_corrected": (
        "假如全部录用，估计皮尔逊 r 约为 {r}（95% 区间 {low} 到 {high}；"
        "录用者分数的离散度是全部面试者的 {spread} 倍）。",
        "If all had been hired, Pearson's r is estimated at {r} (95 % interval {low} to {high}; scores of the hired "
        "spread {spread} times as far as those of all).",
    ),
    "learn_method": ("方法：{method}", "Method: {method}"),
    "learn_method_pearson": ("皮尔逊相关", "Pearson"),
    "learn_method_spearman": ("斯皮尔曼秩相关", "Spearman rank correlation"),
    "learn_method_point_biserial": ("点二列相关", "point-biserial"),
    "learn_outcome_performance": ("绩效", "Performance"),
    "learn_outcome_stayed": ("留任", "Staying"),
    "learn_outcome_promoted": ("晋升", "Promotion"),
    "learn_of_total": ("面试总分", "Interview total"),
    "learn_of_competency": ("能力项", "Competency"),
    "learn_of_resume": ("简历匹配", "Résumé match"),
    "learn_of_test": ("笔试", "Written test"),
    "learn_of_human": ("人工评分", "People's ratings"),
    "learn_of_combined": ("综合报告", "Combined report"),
    "learn_no_relations": ("还没有一位录用者有后来的结果。", "Nobody who was hired has a later result yet."),
    "learn_numbers": ("{low} 到 {high}", "{low} to {high}"),
    "learn_number_of": ("r = {r}（n = {n}）", "r = {r} (n = {n})"),
}

_AGREEMENT: dict[str, tuple[str, str]] = {
    "learn_agreement": ("人和软件评得是否一致", "Do people and software agree?"),
    "learn_agreement_none": (
        "还没有人给面试评过分。人工评分和软件评分都有的面试，才能比较。",
        "Nobody has rated an interview yet. Only interviews rated by both can be compared.",
    ),
    "learn_who": ("谁和谁", "Between"),
    "learn_person_software": ("人与软件", "People and software"),
    "learn_person_person": ("人与人", "Among people"),
    "learn_what_of": ("评什么", "Of what"),
    "learn_all_together": ("全部能力项", "All competencies"),
    "learn_pairs": ("对数 / 面试数", "Pairs / interviews"),
    "learn_kappa": ("加权 κ", "Weighted κ"),
    "learn_icc": ("ICC", "ICC"),
    "learn_bias": ("偏差", "Bias"),
    "learn_within": ("相差不超过 1 级", "Within one level"),
    "learn_blind": ("先评后看", "Rated blind"),
    "learn_terms_explained": ("这些数字是什么意思", "What these numbers mean"),
    "learn_kappa_means": (
        "扣除碰巧一致之后，还有多一致。1 为完全一致，0 与随便评一样；差得越远，扣得越多（二次加权）。",
        "How far they agree beyond chance. 1: always; 0: no better than guessing. Levels far apart count more "
        "against it (quadratic weights).",
    ),
    "learn_icc_means": (
        "一次评分里，有多少是面试本身的差别，而不是谁在评。越接近 1，换个人评结果越稳。",
        "How much of one rating is the interview and not who rated. Near 1, somebody else would have said the same.",
    ),
    "learn_bias_means": (
        "人的评分减去软件评分的平均，单位是级。正数表示人给得更高。",
        "Mean of people's level minus the software's. Above 0: people are more generous.",
    ),
    "learn_within_means": (
        "两边相差不超过 1 级的占多少。",
        "Share of the pairs that are at most one level apart.",
    ),
    "learn_blind_means": (
        "评分时还没看过软件分数的有多少对。看过再评，一致会显得更高。",
        "Of the pairs, those whose person had not seen the scores. Having seen them makes agreement look better.",
    ),
}

_BATCHES: dict[str, tuple[str, str]] = {
    "learn_batches": ("这个职位，按月", "This job, month by month"),
    "learn_batches_hint": (
        "淘汰都由具名的人作出；软件从不淘汰任何人。",
        "Every rejection was made by a named person; software rejects nobody.",
    ),
    "learn_batches_none": ("这个职位还没有评分的面试。", "No interview of this job was scored yet."),
    "learn_month": ("面试月份", "Month of the interview"),
    "learn_scored": ("已评分", "Scored"),
    "learn_forward": ("达到推进线", "Reached the line"),
    "learn_rejected": ("淘汰", "Rejected"),
    "learn_hired": ("入职", "Hired"),
    "learn_performing": ("绩效过半", "Performing"),
    "learn_performing_hint": (
        "“绩效过半”：已评绩效的人里，在贵司分制中点或以上的人数；这个月已评的不足 {few} 人，或整个角色已评的不足 "
        "{fewest} 人时不显示。评分的面试不足 5 场的月份不显示达到推进线的人数：评分的人不应由此得知软件的建议。",
        "Performing: of those with a rating, those at or over the middle of your scale; not shown while fewer than "
        "{few} of the month or {fewest} of the role have one. Months of fewer than 5 scored interviews do not show how "
        "many reached the line: whoever rates should not learn from it what software advised.",
    ),
    "learn_performing_of": (
        "{rated} 人中 {performing} 人（入职 {hired} 人）",
        "{performing} of {rated} rated ({hired} hired)",
    ),
    "learn_rated_of": ("入职 {hired} 人中 {rated} 人已评", "{rated} of {hired} rated"),
    "learn_benchmark": ("平均水平", "Average levels"),
    "learn_benchmark_hint": (
        "约 {people} 人的平均级别（人数向下取整到十）。只用来看题目和要求是否合适，不给任何人排名。",
        "Mean levels of about {people} people (rounded down to tens). For seeing whether questions and "
        "requirements fit; nobody is ranked.",
    ),
    "learn_required": ("要求 {level}", "required {level}"),
    "learn_notes": ("说明", "Notes"),
}

_PROPOSAL: dict[str, tuple[str, str]] = {
    "learn_proposal": ("改进建议", "Proposal"),
    "learn_nothing_applied": (
        "任何建议都不会自动生效：只有具名的人写明理由、确认之后，才会成为新版本；旧版本随时可以恢复。",
        "Nothing is applied by itself: only a named person, with a reason and a confirmation, makes it a new "
        "version; the old one can be restored at any time.",
    ),
    "learn_proposal_there": (
        "根据 {n} 人的结果，有一份针对当前版本的建议。",
        "From the results of {n} people there is a proposal for the version the job has now.",
    ),
    "learn_proposal_look": ("查看建议", "Look at the proposal"),
    "learn_proposal_none": (
        "目前没有建议。需要至少 50 人有后来的结果，而且规律要在没有参与推算的人身上也成立。",
        "There is no proposal. It takes at least 50 people with later results, and what is found must also hold "
        "for people it was not found in.",
    ),
    "learn_proposal_other": (
        "题目在上次计算之后改过。更新之后，才有针对当前版本的建议。",
        "The role was changed since. Proposals for the version of now come once this page is brought up to date.",
    ),
    "learn_applied": (
        "已成为新版本 {v}。以前的面试保留原来的分数；需要时，在那场面试的页面上用“按新版本重评”。",
        "It is the new version {v}. Earlier interviews keep their scores; where needed, score one anew on its page.",
    ),
    "learn_to_candidates": ("到候选人和面试", "To candidates and interviews"),
    "learn_to_versions": ("查看或恢复旧版本", "Look at or restore an old version"),
    "learn_prop_title": ("建议 {v}", "Proposal {v}"),
    "learn_prop_lead": (
        "“现在”是当前版本，“建议”是数据所建议的。数据只是理由之一，采用与否由您决定。",
        '"Now" is the version of today, "proposed" what the data suggest. Data are one reason among others; you '
        "decide.",
    ),
    "learn_prop_gone": ("没有针对当前版本的建议", "There is no proposal for this version"),
    "learn_prop_gone_lead": (
        "题目改过之后，旧建议不能再用；请先更新。",
        "Once the role was changed, an older proposal cannot be used: bring the study up to date first.",
    ),
    "learn_prop_anew": (
        "没有采用：您打开页面之后，建议已经重新计算，或题目已经改动。请重新查看。",
        "Nothing was applied: since you opened the page the proposal was made anew, or the role was changed. "
        "Please look again.",
    ),
    "learn_how_sure": ("有多可靠", "How sure is this"),
    "learn_cases": (
        "依据：{cases} 位已入职并有结果的人；按结果登记的先后，看了最早的 {looked} 人。",
        "From {cases} hired people with a later result; the first {looked} of them, by when their result came in, were "
        "looked at.",
    ),
    "learn_alpha": (
        "只在满 50、100、200……人时各看一次，看过的不再重看，每次的门槛更严：这一次，纯属偶然也会提出建议的概率不超过 "
        "{alpha}，这一版的所有次数合计低于 5%。每天看也不会多出建议。",
        "It is looked at once each at 50, 100, 200 … people, never again, and more strictly each time: at this look "
        "chance alone would propose something with a probability of at most {alpha}, over all looks of this version "
        "under 5 %. Looking every day finds no more.",
    ),
    "learn_weights": ("权重", "Weights"),
    "learn_take_weights": ("采用这些权重", "Take these weights"),
    "learn_now": ("现在", "Now"),
    "learn_proposed": ("建议", "Proposed"),
    "learn_held_weights": (
        "留出检验：在 {n} 位没有参与推算的人身上，总分与绩效的秩相关由 {now} 变为 {proposed}。只有通过检验才会显示，"
        "所以实际的改善通常比这里小。得到确认的是整套权重，不是每一项权重。",
        "Hold-out: in {n} people whose data did not make the weights, the rank correlation of the total with "
        "performance goes from {now} to {proposed}. It is shown only because it passed; the gain is usually smaller. "
        "The whole set of weights is confirmed, not each weight.",
    ),
    "learn_held_none": ("没有留出检验的结果。", "There is no hold-out result."),
    "learn_terms": ("要点里的说法", "Phrases for key points"),
    "learn_terms_hint": (
        "绩效最好的四分之一的人更常说到的词。放进哪个要点，由您决定；不放就不会计分。它只是说法，不是能力。"
        "请逐个读：说法里仍可能有单位、学校或人的名字，那样的不能采用。",
        "Phrases that the best quarter by performance used more often. You say which key point takes one; left out, it "
        "counts nothing. A phrase is a way of saying something, no skill by itself. Read each: it may still name an "
        "employer, a school or a person, and must then not be taken.",
    ),
    "learn_term": ("说法", "Phrase"),
    "learn_found_in": ("发现", "Found in"),
    "learn_checked_in": ("检验", "Checked in"),
    "learn_counts": (
        "最好的四分之一 {high_with}/{high_of} 人，其他 {others_with}/{others_of} 人",
        "{high_with} of {high_of} of the best quarter, {others_with} of {others_of} others",
    ),
    "learn_counts_p": ("p：{p}；校正后 q：{q}", "p: {p}; corrected q: {q}"),
    "learn_not_checked": ("没有检验", "not checked"),
    "learn_take_into": ("放进要点", "Key point that takes it"),
    "learn_leave_out": ("不采用", "Leave it out"),
    "learn_threshold": ("推进线", "Forward line"),
    "learn_take_threshold": ("采用这条推进线", "Take this line"),
    "learn_threshold_moves": ("{now} → {proposed}", "{now} → {proposed}"),
    "learn_threshold_held": (
        "在 {n} 位没有参与选线的人身上试算：",
        "Tried on {n} people whose data did not choose it:",
    ),
    "learn_would_forward": ("会达到推进线", "Would reach the line"),
    "learn_would_perform": ("其中绩效在上半的", "Of them, in the better half"),
    "learn_see_changes": ("查看会改什么", "See what it would change"),
    "learn_choose_first": (
        "先勾选要采用的部分，或为说法选一个要点；没有选择，就没有改动。",
        "First tick what to take, or choose a key point for a phrase; without a choice nothing changes.",
    ),
    "learn_nothing_chosen": ("没有选择任何一项。", "Nothing was chosen."),
    "learn_prop_changes": ("会改 {n} 处", "{n} changes"),
    "learn_by_name": (
        "将以 {name} 的名义记入变更记录。",
        "The change log will name {name}.",
    ),
    "learn_reason": ("为什么采用（必填）", "Why you take it (required)"),
    "learn_apply": ("采用，成为新版本", "Apply as a new version"),
    "learn_read_only": (
        "可以编辑职位的人才能采用。",
        "Only people who may change the job can apply it.",
    ),
}

_RESTORE: dict[str, tuple[str, str]] = {
    "learn_restore": ("恢复这个版本", "Restore this version"),
    "learn_restore_lead": (
        "恢复之后，版本号与当时相同，变更记录多一行；以前的面试保留原来的分数。会改 {n} 处：",
        "It gets the same version number as then and a new line in the change log; earlier interviews keep their "
        "scores. {n} changes:",
    ),
    "learn_restore_reason": ("为什么恢复（必填）", "Why you restore it (required)"),
    "learn_restore_do": ("恢复", "Restore"),
}

_BAND: dict[str, tuple[str, str]] = {
    "jobs_band": ("通过率范围", "Band of the pass rate"),
    "jobs_band_lead": (
        "现在是 {band}。最近四周至少评了 10 场、通过率在范围之外时，首页和职位列表会提醒，也会告知已订阅的系统；"
        "复核的结论记入变更记录。提醒不改变任何人的结果。",
        "It is {band} now. Once at least 10 interviews were scored in the last four weeks and their pass rate is "
        "outside the band, the first page and the list of jobs say so, and systems that listen are told; what a "
        "review concludes goes into the change log. It changes nobody's result.",
    ),
    "jobs_band_low": ("最低（%）", "Lowest (%)"),
    "jobs_band_high": ("最高（%）", "Highest (%)"),
    "jobs_band_wrong": (
        "请填 0 到 100 的整数，最低要小于最高。",
        "Whole numbers from 0 to 100, please, the lowest under the highest.",
    ),
    "jobs_band_save": ("保存范围", "Save the band"),
    "jobs_band_saved": ("已保存。", "Saved."),
}

LEARNING_TEXTS: dict[str, tuple[str, str]] = _STUDY | _AGREEMENT | _BATCHES | _PROPOSAL | _RESTORE | _BAND
