"""What the calculator says, in Chinese and in English."""

from __future__ import annotations

CALCULATOR_TEXTS: dict[str, tuple[str, str]] = {
    "calc_title": ("费用测算", "What will it cost?"),
    "calc_lead": (
        "还没有上传录像，就能算出一场面试和一个月要花多少。价目和规则与账本相同；"
        "另外算进了账本不记、只出现在 AWS 账单上的流量和跟踪，已逐项注明。与命令行 mianshi costs estimate 的结果一致。",
        "What one interview and one month will cost, before anybody uploads: by the ledger's own prices and rules, and "
        "with what is on AWS's bill only, data leaving the cloud and traces, marked item by item. The command mianshi "
        "costs estimate says the same.",
    ),
    "calc_minutes": ("每场录像的总时长（分钟）", "Minutes of one interview"),
    "calc_answers": ("每场几段回答（几个文件）", "Answers of one interview (files)"),
    "calc_follow_ups": ("每场几个追问（按人人都答计）", "Follow-up questions (everybody is taken to answer)"),
    "calc_per_month": ("每月面试场数", "Interviews a month"),
    "calc_region": ("AWS 区域", "AWS region"),
    "calc_spoken": ("面试语言", "Language of the interviews"),
    "calc_go": ("测算", "Work it out"),
    "calc_more": ("改变前提（{n} 项）", "Change what is assumed ({n})"),
    "calc_more_changed": ("改变前提（已改 {n} 项）", "Change what is assumed ({n} changed)"),
    "calc_between": ("{least} 到 {most}", "{least} to {most}"),
    "calc_reset": ("恢复默认", "Back to the defaults"),
    "calc_result": ("结果", "The result"),
    "calc_one": ("每场", "One interview"),
    "calc_month": ("每月 {n} 场", "A month of {n}"),
    "calc_at_least": ("至少 {amount}", "at least {amount}"),
    "calc_not_known": ("未知", "not known"),
    "calc_comma": ("、", ", "),
    "calc_cannot": (
        "无法测算：{region} 没有以下项目的价格：{names}。下面列出用量，以及有价格的项目。",
        "This cannot be estimated: there is no price in {region} for {names}. Below are the quantities, and whatever "
        "has a price.",
    ),
    "calc_own_prices": (
        "请在“改变前提”里填写您账单上的价格，再测算一次：听写实例和评分实例每小时、函数每 GB·秒、函数每百万次调用。",
        "Put the prices of your own bill into what is assumed and work it out again: an hour of each instance, a "
        "GB-second of functions, a million calls of functions.",
    ),
    "calc_own_prices_command": (
        "命令行：--assume speech_hour_price=… rater_hour_price=… gb_second_price=… million_calls_price=…",
        "On the command line: --assume speech_hour_price=… rater_hour_price=… gb_second_price=… million_calls_price=…",
    ),
    "calc_unpriced": (
        "价目表里没有这些项目在 {region} 的可靠价格，金额不包含它们，也没有当作 0：{names}。",
        "The price book has no price anybody could vouch for in {region} for these, so the amounts are without them, "
        "and they are not taken as 0: {names}.",
    ),
    "calc_priced_part": ("有价格的 {n} 项小计", "Sum of the {n} items that have a price"),
    "calc_bill_only": ("{item}（在 AWS 账单上，账本不记）", "{item} (on AWS's bill, not in the ledger)"),
    "calc_reach_within": (
        "函数时间按实测推算：{minutes} 分钟、{answers} 段回答以内的实测，总时间与推算相差不到 {band}%。",
        "Times of functions follow measured runs: up to {minutes} minutes and {answers} answers the sum of a run was "
        "within {band} % of what is taken here.",
    ),
    "calc_reach_beyond": (
        "函数时间是外推的：实测只到 {minutes} 分钟、{answers} 段回答（误差 {band}% 以内）。"
        "唯一一次 {longest_minutes} 分钟、{longest_answers} 段的实测与其他任务同时进行，函数时间比推算多 {over}%。",
        "Times of functions are extrapolated: they were measured up to {minutes} minutes and {answers} answers (within "
        "{band} %). The only run of {longest_minutes} minutes in {longest_answers} answers was made beside other work "
        "and took {over} % more than is taken here.",
    ),
    "calc_crowded_speech": (
        "忙时要 {n} 个听写实例同时工作，模板默认最多 {most} 个：结果会晚到，或请调高 SpeechMaxInstances。"
        "启动与等待按一个实例计算。",
        "In busy hours {n} speech instances have to work at once, and the template allows {most}: results come later, "
        "or raise SpeechMaxInstances. Starting and waiting are worked out for one.",
    ),
    "calc_crowded_rater": (
        "忙时要 {n} 个评分实例同时工作，模板默认最多 {most} 个：结果会晚到，或请调高 RaterMaxInstances。"
        "启动与等待按一个实例计算。",
        "In busy hours {n} instances of the rater have to work at once, and the template allows {most}: results come "
        "later, or raise RaterMaxInstances. Starting and waiting are worked out for one.",
    ),
    "calc_item": ("项目", "Item"),
    "calc_quantity": ("每场用量", "Quantity of one"),
    "calc_any_quantity": ("用量", "Quantity"),
    "calc_price": ("单价", "Unit price"),
    "calc_amount_one": ("每场金额", "Amount, one"),
    "calc_amount_month": ("每月金额", "Amount, month"),
    "calc_of_month": ("{quantity}／月", "{quantity} a month"),
    "calc_a_month": ("月", "month"),
    "calc_per_gb": ("GB", "GB"),
    "calc_per_gb_month": ("GB·月", "GB·month"),
    "calc_no_price": ("未定价", "unpriced"),
    "calc_total": ("合计", "Total"),
    "calc_where": ("钱花在哪里", "Where the money goes"),
    "calc_group_interview": ("面试本身的处理", "Work on the interviews"),
    "calc_group_overhead": ("实例的启动与等待", "Instances that start and wait"),
    "calc_group_storage": ("保存到删除为止", "Keeping, until deletion"),
    "calc_group_standing": ("固定费用", "What is there without interviews"),
    "calc_group_people": ("人工评审", "People's reviews"),
    "calc_group_credit": ("免费额度、阶梯价和折扣", "Free units, tiers and discounts"),
    "calc_item_ingest": ("检查和切分录像", "Checking and cutting recordings"),
    "calc_item_language": ("整理文字稿、准备评分", "Shaping transcripts, preparing the rating"),
    "calc_item_vision": ("看画面", "Looking at the picture"),
    "calc_item_others": ("其余处理步骤", "The other steps"),
    "calc_item_pages": ("网页", "Pages"),
    "calc_item_tmp": ("临时磁盘", "Temporary disk"),
    "calc_item_calls": ("函数调用", "Calls of functions"),
    "calc_item_http": ("网页请求", "Requests for pages"),
    "calc_item_traces": ("调用跟踪", "Traces of calls"),
    "calc_item_speech": ("听写（GPU 实例工作时间）", "Writing down speech (GPU instance at work)"),
    "calc_item_rater": ("评分模型（GPU 实例工作时间）", "The rater (GPU instance at work)"),
    "calc_item_workflow": ("工作流的步骤", "Steps of the workflow"),
    "calc_item_workflow_more": ("等文件和发送结果的步骤", "Steps that wait for files and send results"),
    "calc_item_s3_standard_put_requests": ("写文件", "Files written"),
    "calc_item_s3_standard_get_requests": ("读文件", "Files read"),
    "calc_item_dynamodb_ondemand_write_units": ("写数据表", "Table rows written"),
    "calc_item_dynamodb_ondemand_read_units": ("读数据表", "Table rows read"),
    "calc_item_secretsmanager_calls": ("读密钥", "Secrets read"),
    "calc_item_eventbridge_custom_events": ("事件", "Events"),
    "calc_item_logs": ("写日志", "Logs written"),
    "calc_item_replays": ("回放录像的流量", "Recordings watched: data leaving the cloud"),
    "calc_item_messages": ("邮件", "Mails"),
    "calc_item_review": ("人工评审时间", "Time on reports"),
    "calc_item_recordings": ("录像", "Recordings"),
    "calc_item_results": ("文字稿和结果", "Transcripts and results"),
    "calc_item_work": ("处理用的片段", "Clips and sound for the run"),
    "calc_item_table": ("数据表", "Table"),
    "calc_item_table_backup": ("数据表备份", "Backup of the table"),
    "calc_item_logs_kept": ("日志", "Logs"),
    "calc_item_waiting_speech": ("听写实例：启动与等待", "Speech instance: starting and waiting"),
    "calc_item_waiting_rater": ("评分实例：启动与等待", "Rater's instance: starting and waiting"),
    "calc_item_standing_cloudwatch_alarms": ("告警", "Alarms"),
    "calc_item_standing_secretsmanager_secrets": ("密钥", "Secrets"),
    "calc_item_standing_lambda_requests": ("定时任务的调用", "Calls by the clock"),
    "calc_item_standing_lambda_compute_x86": ("定时任务的计算", "Computing by the clock"),
    "calc_item_standing_lambda_compute_arm": ("定时任务的计算", "Computing by the clock"),
    "calc_item_standing_xray_traces": ("定时任务的跟踪", "Traces by the clock"),
    "calc_item_standing_cloudwatch_logs_ingestion": ("定时任务的日志", "Logs by the clock"),
    "calc_item_standing_dynamodb_ondemand_read_units": ("定时任务读数据表", "Table rows read by the clock"),
    "calc_item_standing_dynamodb_ondemand_write_units": ("定时任务写数据表", "Table rows written by the clock"),
    "calc_item_standing_s3_standard_get_requests": ("定时任务读文件", "Files read by the clock"),
    "calc_item_credit": ("{what}的减免", "Taken off {what}"),
    "calc_managed": ("换成 AWS 托管服务", "The same from services that AWS manages"),
    "calc_managed_lead": (
        "按目录价，同样的录像交给 Amazon Transcribe 听写、Rekognition Video 找人脸。"
        "这只换掉听和看：评分、报告、网页、保存和删除还要另做另付。",
        "At list price: Amazon Transcribe to write down, Rekognition Video to find faces in the same recordings. This "
        "takes the place of hearing and looking only; rating, reports, pages, keeping and deleting would still have "
        "to be built and paid for.",
    ),
    "calc_managed_transcribe": (
        "Amazon Transcribe（批量，按秒计费）",
        "Amazon Transcribe (batch, by the second)",
    ),
    "calc_managed_rekognition": ("Rekognition Video 人脸检测", "Rekognition Video, face detection"),
    "calc_managed_least": (
        "按 2026 年 9 月读到的价目页，Transcribe 以 1 秒为单位计费；更早的版本写明每次请求至少 15 秒。以您的账单为准。",
        "As its price page was read in September 2026, Transcribe is billed in one-second increments; earlier copies "
        "name 15 seconds at least for a request. Your bill is the truth.",
    ),
    "calc_managed_source": ("来源：{source}", "Source: {source}"),
    "calc_managed_missing": (
        "{region} 没有这项服务，或没有可靠的价格",
        "not offered in {region}, or no price anybody could vouch for",
    ),
    "calc_managed_part": (
        "本系统做同样的事（含实例的启动与等待）每月 {ours}：托管服务是它的 {times} 倍",
        "Mianshi does the same for {ours} a month, starting and waiting of instances included: {times} times that",
    ),
    "calc_managed_times": (
        "两项合计 {one}／场、{month}／月，是本系统全部费用（评分、保存、网页都在内，不含人工评审）的 {times} 倍。",
        "Together {one} an interview and {month} a month: {times} times everything Mianshi costs, rating, keeping and "
        "pages included, people's time left out.",
    ),
    "calc_managed_unknown": (
        "两边的价格不全，不给出倍数。",
        "Prices are missing on one of the sides, so there is no ratio.",
    ),
    "calc_former": ("与以前的做法相比", "Against the way you did it before"),
    "calc_former_says": (
        "以前的首轮面试：每场 {one}，每月 {month}（{formula}）。这是您在“核算设置”里填写的数字。",
        "First interviews the former way: {one} each, {month} a month ({formula}). These are your own figures, from "
        "the accounting settings.",
    ),
    "calc_swings": ("哪个假设影响最大", "Which assumption it hangs on"),
    "calc_swings_lead": (
        "把一个没有测过的数值减半或加倍、其余不变时，每月的合计。",
        "The month's total with one figure that nobody measured halved or doubled, and the others as they are.",
    ),
    "calc_swings_none": (
        "主要价格未知，无法比较各个前提的影响。",
        "Without the main prices nobody can say what the assumptions do.",
    ),
    "calc_unweighed": (
        "以下前提还影响没有价格的项目，这里只算了有价格的部分：{names}。",
        "These also change how much is used of what has no price, and only the priced part is weighed: {names}.",
    ),
    "calc_half": ("减半", "Half"),
    "calc_double": ("加倍", "Double"),
    "calc_assumed": ("前提和来源", "What is assumed, and where it is from"),
    "calc_assumed_lead": (
        "“假设”的意思是没有人测过，请改成您自己的数字。",
        "Assumed means that nobody measured it: put your own figure there.",
    ),
    "calc_name": ("前提", "Assumption"),
    "calc_value": ("数值", "Value"),
    "calc_basis": ("依据", "Basis"),
    "calc_source": ("来源", "Source"),
    "calc_basis_assumed": ("假设，未测", "assumed, not measured"),
    "calc_basis_measured": ("我们测过", "measured by us"),
    "calc_basis_template": ("本系统的默认设置", "this version's default"),
    "calc_basis_policy": ("隐私档案", "privacy profile"),
    "calc_basis_yours": ("您填写的", "your own"),
    "calc_measured": (
        "函数的时间在 {day} 测于一台两核的机器，不是 Lambda；同样的录像在那里可能快些或慢些。"
        "每一步的时间用 {minutes} 分钟、{answers} 段以内的实测拟合，误差在 {band}% 以内。"
        "次数和单位数是数出来的，在哪里都一样。",
        "Times of functions were measured on {day} on a machine of two cores, which is not Lambda; there the same "
        "recordings may take more or less. Step by step they were fitted on runs of up to {minutes} minutes and "
        "{answers} answers, within {band} % there. Calls and units were counted and are the same anywhere.",
    ),
    "calc_not_counted": (
        "流出云的数据和 X-Ray 跟踪在 AWS 账单上，账本不记，这里算进了合计。两边都不算的："
        "CloudWatch 的自定义指标和指标查询、用户登录、网页的文件和事件请求、模型文件和镜像。",
        "Data leaving the cloud and X-Ray traces are on AWS's bill and not in the ledger; the totals here have them. "
        "In neither are custom metrics of CloudWatch and queries of metrics (GetMetricData), sign-in of users, files "
        "and events of the pages, model weights and images.",
    ),
    "calc_book": ("价目表 {book}，{month}", "Price book {book}, {month}"),
    "calc_link": ("这次测算的链接", "Link to this calculation"),
    "calc_csv": ("下载 (CSV)", "Download (CSV)"),
    "calc_command": ("同样的命令", "The same as a command"),
    "calc_wrong": (
        "有数值不能用，已标出；下面的结果在这些地方用了默认值。",
        "Some figures cannot be used and are marked; the result has the defaults in their place.",
    ),
    "calc_a_upload_mb_per_minute": ("每分钟录像的大小", "Size of a minute of recording"),
    "calc_a_speech_instance": ("听写的实例类型", "Instance type for speech"),
    "calc_a_rater_instance": ("评分模型的实例类型", "Instance type of the rater"),
    "calc_a_speech_hour_price": ("听写实例每小时价格", "Price of the speech instance"),
    "calc_a_rater_hour_price": ("评分实例每小时价格", "Price of the rater's instance"),
    "calc_a_gb_second_price": ("函数每 GB·秒价格", "Price of a GB-second of functions"),
    "calc_a_million_calls_price": ("函数每百万次调用价格", "Price of a million calls of functions"),
    "calc_a_speech_speed": ("听写速度（实时的倍数）", "Speed of hearing (times real time)"),
    "calc_a_rater_ms_per_check": ("评分模型：每个小问题", "Rater: one small question"),
    "calc_a_checks_per_answer": ("每段回答的小问题", "Small questions about an answer"),
    "calc_a_rater_ms_per_answer": ("评分模型：读一段回答", "Rater: reading an answer"),
    "calc_a_start_minutes": ("实例启动", "Start of an instance"),
    "calc_a_idle_minutes": ("实例等待多久才关", "Idle time before an instance goes"),
    "calc_a_busy_days": ("每月有面试的天数", "Days with interviews"),
    "calc_a_busy_hours": ("每天的作答时段", "Hours of a day with interviews"),
    "calc_a_wakings_per_day": ("每天集中处理几批", "Batches a day"),
    "calc_a_observations": ("记录可见行为", "Observing the picture"),
    "calc_a_recording_days": ("录像保留", "Recordings kept"),
    "calc_a_transcript_days": ("文字稿保留", "Transcripts kept"),
    "calc_a_score_days": ("评分保留", "Scores kept"),
    "calc_a_work_days": ("处理片段保留", "Working files kept"),
    "calc_a_log_days": ("日志保留", "Logs kept"),
    "calc_a_connections": ("结果发往几个系统", "Systems that take results"),
    "calc_a_page_requests": ("每场的网页请求", "Page requests for one interview"),
    "calc_a_page_ms": ("一次网页请求的计算", "Computing for a page"),
    "calc_a_replays": ("录像完整回放", "Recordings watched in full"),
    "calc_a_messages": ("每场的邮件", "Mails for one interview"),
    "calc_a_review_minutes": ("每场的人工评审时间", "A person's review"),
    "calc_unit_MB": ("MB", "MB"),
    "calc_unit_price": ("／小时", "an hour"),
    "calc_unit_price_gb_second": ("／GB·秒", "a GB-second"),
    "calc_unit_price_million": ("／百万次", "a million"),
    "calc_unit_x": ("倍", "x"),
    "calc_unit_ms": ("毫秒", "ms"),
    "calc_unit_minutes": ("分钟", "min"),
    "calc_unit_hours": ("小时", "h"),
    "calc_unit_days": ("天", "days"),
    "calc_unit_times": ("次", "times"),
    "calc_unit_checks": ("个", "questions"),
    "calc_unit_connections": ("个", "systems"),
    "calc_unit_requests": ("次", "requests"),
    "calc_unit_messages": ("封", "mails"),
}
