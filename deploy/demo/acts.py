"""What happens in the demonstration: how much is said in which hour, and what people decide.

Hours count from the end of learning (the fifteenth day, 06:00 in Shanghai)."""

LEARN_HOURS = 14 * 24
TOTAL_HOURS = 21 * 24

# items a day, share of complaints among them, channel, languages
SOURCES = {
    "social-zh": (560, 0.12, "social", {"zh-Hans": 0.82, "zh-Hant": 0.18}),
    "social-en": (150, 0.12, "social", {"en": 1.0}),
    "news-watch": (36, 0.0, "news", {"zh-Hans": 0.75, "zh-Hant": 0.15, "en": 0.1}),
    "hotline-400": (105, 1.0, "hotline", {"zh-Hans": 1.0}),
    "mailbox-care": (64, 1.0, "email", {"zh-Hans": 0.6, "zh-Hant": 0.2, "en": 0.2}),
    "shop-reviews": (300, 0.12, "ecommerce", {"zh-Hans": 0.9, "zh-Hant": 0.1}),
}

SUBJECTS = {"battery": 12, "brake": 8, "delivery": 20, "app": 14, "service": 20, "charger": 8,
            "price": 10, "none": 8}

# share of a day's talk in each local hour, about 24 in sum
DAY = [0.62, 0.54, 0.5, 0.5, 0.52, 0.58, 0.7, 0.88, 1.05, 1.18, 1.24, 1.24,
       1.18, 1.14, 1.16, 1.2, 1.22, 1.2, 1.2, 1.28, 1.36, 1.38, 1.2, 0.93]
WEEK = [1.0, 1.0, 0.99, 1.0, 1.02, 1.04, 1.03]

# (from hour, complaints about the overheating battery an hour)
CRISIS = [(0.8, 3.0), (2.4, 4.5), (4.2, 8), (6.0, 14), (9.0, 24), (10.5, 55), (14.0, 44),
          (18.0, 20), (25.0, 26), (32.0, 14), (42.0, 6), (50.0, 4), (60.0, 2.8), (74.0, 1.3),
          (96.0, 0.3), (108.0, 0)]
CRISIS_SOURCES = {"social-zh": 0.36, "social-en": 0.08, "hotline-400": 0.32, "mailbox-care": 0.12,
                  "shop-reviews": 0.12}

FALSE_START = (28.0, 28.15, 28.3)    # three posts about a smoking cabinet
COORDINATED = (75.0, 76.5, 60, 5)    # from, to, posts an hour, authors
SILENT = ("shop-reviews", 51.0, 60.0)
PROMOTION = (144.0, 166.0)
PROMOTION_FACTOR = {"social-zh": 4.0, "social-en": 2.5, "shop-reviews": 4.5, "hotline-400": 1.4,
                    "mailbox-care": 1.3, "news-watch": 1.5}

INJURY_POST = 2.6
MEDIA = [  # hour, outlet, tier
    (7.2, "粤闻网", "regional"), (8.6, "成都街报", "local"), (14.2, "国民观察报", "national"),
    (15.1, "中部时讯", "national"), (22.0, "两轮行业周刊", "regional"),
    (27.3, "国民观察报", "national"), (34.5, "粤闻网", "regional"), (47.0, "成都街报", "local"),
]


def crisis_rate(hour):
    rate = 0
    for begin, value in CRISIS:
        if hour >= begin:
            rate = value
    return rate


def source_rate(source, hour):
    """Usual items an hour of a source, `hour` counted from the end of learning."""
    local = (hour + LEARN_HOURS + 6) % (24 * 7)
    rate = SOURCES[source][0] / 24 * DAY[int(local % 24)] * WEEK[int(local // 24)]
    if PROMOTION[0] <= hour < PROMOTION[1]:
        rate *= PROMOTION_FACTOR[source]
    if SILENT[0] == source and SILENT[1] <= hour < SILENT[2]:
        rate = 0
    return rate


def person(hour, verb, who, **members):
    actor, role = who
    return hour, {"verb": verb, "actor": actor, "role": role, **members}


DUTY = ("chen.yu", "duty")
SECRETARIAT = ("he.lin", "secretariat")
OFFICE = ("zhou.min", "office-director")
PRESS = ("sun.qiao", "pr-director")
LEGAL = ("xu.wen", "legal-manager")
PRESIDENT = ("guo.feng", "vice-president")
COORDINATOR = ("lin.hao", "general-coordinator")
HEAD = ("tang.rui", "group-head")


def attest(hour, who, item, reason, evidence="", subject="battery"):
    members = {"subject": subject, "item": item, "result": "met", "reason": reason}
    if item.startswith("WRN-3"):
        members["value"] = reason
    if evidence:
        members["evidence"] = evidence
    return person(hour, "attest", who, **members)


DECISIONS = [
    # warning
    person(2.4, "ack", DUTY, subject="battery", reason="值班已看到，正在核实电池过热的投诉"),
    attest(2.7, PRESS, "WRN-3.risk_nature", "充电时电池过热，原因待查"),
    attest(2.75, PRESS, "WRN-3.scope", "Q3 系列，涉及多个城市"),
    attest(2.8, PRESS, "WRN-3.advice", "暂停充电，置于通风处，联系热线"),
    attest(2.85, PRESS, "WRN-3.official_contact", "400 热线与官网"),
    # the post about an injury
    person(3.9, "note", DUTY, subject="battery", reason="重伤一帖只有一个来源，已请医院协查"),
    person(4.6, "reject", HEAD, subject="battery", level="level-1",
           reason="医院与家属核实：轻度烫伤，无重伤"),
    # level 2
    person(3.2, "ack", DUTY, subject="battery", reason="二级响应已通知副总指挥"),
    attest(3.4, SECRETARIAT, "CLK-9", "初步处置方案已上报"),
    attest(3.7, OFFICE, "CLK-11", "质检部、技术部已同步"),
    attest(3.8, SECRETARIAT, "CLK-1", "领导小组扩大会已召开"),
    attest(3.9, SECRETARIAT, "CLK-7", "已向上级报告"),
    attest(4.9, LEGAL, "CLK-8", "书面报告已审核签发"),
    attest(6.6, OFFICE, "CLK-2", "各工作组到位"),
    attest(6.8, OFFICE, "CLK-3", "初步核查完成"),
    # level 1: the emergency meeting comes nine minutes too late
    attest(11.32, SECRETARIAT, "CLK-7", "一级事件已立即报告"),
    person(11.4, "ack", DUTY, subject="battery", reason="一级响应已报总指挥"),
    attest(11.6, SECRETARIAT, "CLK-9", "处置方案：停售、暂停充电提示、上门检测"),
    attest(11.65, SECRETARIAT, "CLK-10", "已向总经理及分管副总汇报"),
    attest(11.9, SECRETARIAT, "CLK-1", "紧急会议已召开"),
    attest(12.1, OFFICE, "CLK-11", "质检部、技术部及生产厂长已同步"),
    attest(12.9, OFFICE, "CLK-2", "六个工作组到位"),
    attest(13.0, LEGAL, "CLK-8", "书面报告已审核签发"),
    attest(16.5, PRESS, "CLK-4", "声明经审核后发布"),
    attest(20.0, OFFICE, "CLK-3", "事实通报完成"),
    attest(20.5, PRESS, "CLK-12", "已备案"),
    attest(14.5, SECRETARIAT, "CLK-6", "第一次进展报告"),
    attest(26.5, SECRETARIAT, "CLK-6", "第二次进展报告"),
    attest(40.0, OFFICE, "CLK-15", "完整核查：同一批次电芯保护板"),
    attest(44.0, OFFICE, "CLK-5", "整改方案与致歉已发布"),
    attest(46.0, OFFICE, "CLK-16.callback", "首轮回访完成"),
    attest(38.5, SECRETARIAT, "CLK-6", "第三次进展报告"),
    attest(50.5, SECRETARIAT, "CLK-6", "第四次进展报告"),
    attest(60.0, OFFICE, "CLK-17", "供应商沟通清单完成"),
    attest(62.5, SECRETARIAT, "CLK-6", "第五次进展报告"),
    attest(74.5, SECRETARIAT, "CLK-6", "第六次进展报告"),
    attest(86.5, SECRETARIAT, "CLK-6", "第七次进展报告"),
    attest(98.5, SECRETARIAT, "CLK-6", "第八次进展报告"),
    attest(110.5, SECRETARIAT, "CLK-6", "第九次进展报告"),
    # the false start
    person(28.5, "ack", DUTY, subject="cabinet", reason="已联系门店"),
    person(29.9, "note", DUTY, subject="cabinet", reason="门店开业演出的舞台烟雾机，换电柜完好"),
    person(30.5, "reject", OFFICE, subject="cabinet", reason="误报，更正说明已发，无需升级"),
    attest(101.5, OFFICE, "WRN-7.lab", "换电柜现场检测正常", "report Q-2288", "cabinet"),
    person(102.0, "release", OFFICE, subject="cabinet", reason="解除条件均已满足"),
    # the coordinated attempt
    person(76.8, "note", DUTY, subject="helmet", reason="同一文本，五个账号"),
    person(77.0, "reject", OFFICE, subject="helmet", reason="协同发帖：头盔送检合格，无真实投诉支撑"),
    attest(148.5, OFFICE, "WRN-7.lab", "头盔第三方检测合格", "report Q-2294", "helmet"),
    person(149.0, "release", OFFICE, subject="helmet", reason="解除条件均已满足"),
    # release
    attest(118.0, OFFICE, "WRN-7.lab", "第三方检测：更换保护板后未见异常", "report Q-2291"),
    attest(119.0, LEGAL, "DYN-4.regulator", "监管部门确认无扩大风险", "letter 2026-114"),
    attest(119.5, OFFICE, "DYN-6.site", "无事故现场遗留"),
    attest(119.6, OFFICE, "DYN-6.environment", "环境指标正常"),
    person(121.0, "release", COORDINATOR, subject="battery", reason="撤销条件均已满足"),
    person(121.5, "release", HEAD, subject="battery", reason="同意撤销一级响应"),
]
