# What people decide: PLAN.md §4 and §5, A-8, A-16, A-17.

story: level 3 is opened by people only
clauses: LVL-8, LVL-9, A-17, TRG-3
09:00  5 people complain about charger on hotline
       expect nothing
09:10  duty 李 verifies charger because 说明书错误
       expect response.triggered level-3 was none LVL-8 active for charger
       expect done

story: a confirmed warning is level 3
clauses: LVL-8, A-17, WRN-8
09:00  growth of battery is unusual
       expect warning.raised
09:30  duty 李 confirms battery
       expect warning.superseded
       expect response.triggered level-3 was warning LVL-8

story: beyond its ceiling level 3 asks for an upgrade
clauses: LVL-9, A-17, CLK-14
09:00  duty 李 verifies charger
       expect response.triggered level-3
09:30  10 people complain about charger on hotline
       expect nothing
09:40  complaint about charger on hotline by 王先生
       expect upgrade.requested level-2 was level-3 LVL-9
       expect upgrade.requested level-2 was level-3 DYN-2

story: growth of a day over one half asks for an upgrade
clauses: DYN-2, A-13, A-14
09:00  12 people complain about charger on hotline
12:00  duty 李 verifies charger
       expect response.triggered level-3 LVL-8
day 2 09:30  8 people complain about charger on hotline
       expect nothing
day 2 10:30  5 people complain about charger on hotline
       expect upgrade.requested level-2 was level-3 LVL-9
day 2 11:30  10 people complain about charger on hotline
day 2 11:31  nothing
       expect upgrade.requested level-2 was level-3 DYN-2

story: a core outlet asks for an upgrade
clauses: DYN-2
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  report about battery in 财新网 core
       expect upgrade.requested level-1 was level-2 DYN-2

story: the head of the group confirms a proposal, others may not
clauses: TRG-3, DYN-5, CLK-13
09:00  complaint about battery on social by @a with death
       expect warning.raised
       expect response.proposed level-1
09:10  duty 李 confirms battery
       expect refused
09:20  group-head 王 confirms battery because 已核实
       expect warning.superseded
       expect response.triggered level-1 was warning LVL-1 active
       expect done

story: a rejected proposal is off the table and its clock stops
clauses: TRG-3, CLK-13
09:00  complaint about battery on social by @a with death
       expect warning.raised
       expect response.proposed level-1
09:20  group-head 王 rejects battery
       expect refused saying reason
09:21  group-head 王 rejects battery because 谣言
       expect done
20:00  nothing
       expect no clock.due CLK-13
       expect no clock.overdue CLK-13

story: the six hours of a proposal run from its verification
clauses: TRG-1, CLK-13
09:00  complaint about battery on social by @a with death
       expect warning.raised
       expect response.proposed level-1
10:00  duty 李 verifies battery because 医院证实
       expect done
15:00  nothing
       expect no clock.overdue CLK-13
16:00  nothing
       expect clock.overdue CLK-13

story: level 1 is never downgraded
clauses: DYN-3, A-8
09:00  complaint about battery on hotline by 陈女士 with death
       expect response.triggered level-1
09:10  group-head 王 downgrades battery level-2 because 缓和
       expect refused saying DYN-3
09:11  general-coordinator 赵 downgrades battery level-3 because 缓和
       expect refused
09:12  group-head 王 rejects battery because 误报
       expect refused
09:13  group-head 王 upgrades battery
       expect refused

story: level 2 goes down to level 3 with approval, and up to level 1
clauses: DYN-3, DYN-5, A-8
09:00  growth of battery is 320%
       expect response.triggered level-2
09:10  duty 李 downgrades battery because 局部操作失误
       expect refused
09:20  general-coordinator 赵 downgrades battery because 局部操作失误
       expect response.downgraded level-3 was level-2 DYN-3
09:30  general-coordinator 赵 upgrades battery because 又有新情况
       expect response.upgraded level-2 was level-3 DYN-3
09:40  general-coordinator 赵 upgrades battery level-1
       expect response.upgraded level-1 was level-2 DYN-3

story: a jump to level 1 needs a criterion of level 1
clauses: A-8, DYN-3
09:00  duty 李 verifies charger
       expect response.triggered level-3
09:10  group-head 王 upgrades charger level-1
       expect refused saying A-8
09:20  complaint about charger on hotline by 陈女士 with death
       expect response.upgraded level-1 was level-3 LVL-1

story: a person may raise a warning
clauses: A-3, WRN-1
09:00  duty 李 verifies charger warning because 潜在风险
       expect warning.raised warning WRN-1 active for charger

story: a person may mark a warning as corrected: what was known then proposes nothing, what is new does
clauses: LVL-11
09:00  complaint about battery on social by @a with minor-injury
       expect warning.raised
       expect response.proposed level-2 LVL-4
09:05  group-head 王 rejects battery because 说明书错误
       expect done
09:10  duty 李 rejects battery
       expect refused saying reason
09:11  duty 李 rejects battery because 说明书错误,已更正
       expect done
09:20  complaint about battery on social by @a with minor-injury
       expect nothing
09:30  complaint about battery on social by @a with death
       expect response.proposed level-1 LVL-1

story: a warning that was corrected still hears of a letter and of the papers
clauses: LVL-11, DYN-2
09:00  growth of battery is unusual
       expect warning.raised
09:11  duty 李 rejects battery because 说明书错误,已更正
       expect done
10:00  12 people complain about battery on hotline
       expect nothing
11:00  letter about battery from province authority
       expect upgrade.requested DYN-2
11:10  report about battery in 澎湃新闻 core
       expect response.triggered level-2 LVL-4
       expect warning.superseded
       expect upgrade.requested DYN-2

story: an automatic response can be voided, with a reason
clauses: A-16
09:00  growth of battery is 320%
       expect response.triggered level-2 passive
09:10  general-coordinator 赵 rejects battery because 数据错误
       expect response.closed none was level-2 A-16

story: the assessment of the day comes round every 24 hours
clauses: DYN-1, DYN-2, A-13
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  20 people complain about battery on hotline
10:01  nothing
       expect upgrade.requested level-1 was level-2 DYN-2
day 2 09:00  nothing                                   # what was asked about is not asked about again
       expect nothing
day 2 09:30  31 people complain about battery on hotline
       expect nothing
day 2 10:02  nothing                                   # growth that lasts is
       expect upgrade.requested level-1 was level-2 DYN-2
day 3 10:30  nothing
       expect nothing

story: level 1 that was rejected does not come by lasting, only by coming again
clauses: LVL-10, TRG-3, A-2
09:00  growth of battery is 560%
       expect response.triggered level-2 LVL-5
       expect response.proposed level-1 LVL-1
09:20  group-head 王 rejects battery because 可控
       expect done
10:30  nothing
       expect nothing
11:00  growth of battery is 420%
12:00  growth of battery is 560%
       expect response.proposed level-1 LVL-1
13:00  nothing
       expect response.upgraded level-1 LVL-1 passive

story: what was done at level 2 is asked for again at level 1
clauses: CLK-1, CLK-3
09:00  growth of battery is 320%
       expect response.triggered level-2
09:20  secretariat 林 attests battery CLK-1 met
09:21  duty 李 verifies battery because 已核实
10:00  complaint about battery on hotline by 陈女士 with death
       expect response.upgraded level-1
10:30  nothing
       expect clock.overdue CLK-1 at due
22:00  nothing
       expect clock.overdue CLK-3 at due

story: growth of the day that wavers is asked about once a day
clauses: DYN-2, A-13
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  20 people complain about battery on hotline
10:01  nothing
       expect upgrade.requested DYN-2
12:00  15 people complain about battery on hotline
       expect nothing
day 2 10:30  nothing
       expect nothing
day 2 11:00  31 people complain about battery on hotline
day 2 11:01  nothing                                   # 46 after 20: another day, asked about at once
       expect upgrade.requested DYN-2
day 2 12:30  nothing                                   # 31 after 35: it let go
day 2 13:00  25 people complain about battery on hotline
day 2 13:01  nothing                                   # 56 after 35, the same day
       expect nothing

story: an upgrade that was asked for is granted by naming its level, not by signing off the announcement
clauses: DYN-2, DYN-5, CLK-14, A-16
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  letter about battery from province authority
       expect upgrade.requested level-1 was level-2 DYN-2
10:10  group-head 王 confirms battery
       expect done
10:20  pr-director 何 confirms battery level-1
       expect refused saying DYN-5
10:30  general-coordinator 赵 confirms battery level-1
       expect response.upgraded level-1 was level-2 DYN-3 active
       expect done
14:30  nothing
       expect no clock.overdue CLK-14

story: people may start level 2 out of a warning, and the decision names the clauses that hold
clauses: TRG-1, TRG-3
09:00  growth of battery is unusual
       expect warning.raised
09:10  duty 李 upgrades battery level-2 because 预判
       expect refused
09:20  group-head 王 upgrades battery level-2 because 预判可能达级
       expect warning.superseded
       expect response.triggered level-2 was warning TRG-3 active
09:30  growth of battery is 560%
       expect response.proposed level-1 LVL-1
09:40  general-coordinator 赵 upgrades battery because 短期内无法控制
       expect response.upgraded level-1 DYN-3 LVL-1 active

story: people say what the plan wants said in the reports
clauses: RPT-2, RPT-3, RPT-4, RPT-7
09:00  duty 李 verifies charger
       expect response.triggered level-3
09:10  duty 李 attests charger RPT-2.impact true value 单个网点
       expect done
09:20  duty 李 attests charger RPT-3.casualties true value 无伤亡
       expect done
09:30  duty 李 attests charger RPT-4.spokesperson true value 公关部王总监
       expect done
09:40  duty 李 attests charger RPT-7.cause true value 说明书有误
       expect done
09:50  duty 李 attests charger RPT-9.weather true
       expect refused saying RPT-9.weather

story: an upgrade that was asked for can be declined, with a reason
clauses: DYN-2, DYN-5, CLK-14
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  letter about battery from province authority
       expect upgrade.requested level-1 was level-2 DYN-2
10:10  general-coordinator 赵 rejects battery
       expect refused saying reason
10:11  general-coordinator 赵 rejects battery because 函件与本事件无关
       expect done
14:30  nothing
       expect no clock.overdue CLK-14

story: what people put in force is released, not voided
clauses: A-16
09:00  duty 李 verifies charger
       expect response.triggered level-3
09:10  general-coordinator 赵 rejects charger because 误报
       expect refused saying release

story: a confirmation puts nothing in force that was not proposed
clauses: TRG-3, A-17
09:00  growth of battery is unusual
       expect warning.raised
09:10  duty 李 confirms battery level-2
       expect refused saying level-2
09:20  complaint about battery on social by @a with death
       expect response.proposed level-1
09:30  group-head 王 confirms battery level-1
       expect warning.superseded
       expect response.triggered level-1
09:40  duty 李 verifies charger
       expect response.triggered level-3 for charger
09:50  pr-director 何 confirms charger level-2
       expect refused saying proposed
09:55  pr-director 何 confirms charger
       expect done

story: a level goes one way by each word, and says why it cannot go the other
clauses: DYN-3, A-8
09:00  group-head 王 upgrades battery warning because 潜在风险
       expect warning.raised WRN-1 active
09:10  group-head 王 upgrades battery warning
       expect refused saying worse
09:20  growth of battery is 320%
       expect warning.superseded
       expect response.triggered level-2
09:30  general-coordinator 赵 upgrades battery level-3
       expect refused saying worse
09:40  general-coordinator 赵 downgrades battery level-1 because 误
       expect refused saying A-8
09:50  general-coordinator 赵 downgrades battery
       expect refused saying reason

story: a note says something, and an acknowledgement is no decision
clauses: TRG-3
09:00  growth of battery is unusual
       expect warning.raised
09:10  operator 钱 notes battery
       expect refused saying words
09:11  operator 钱 notes battery because 已致电客户
       expect done
09:12  operator 钱 acks battery
       expect done

story: what is attested must be a thing the plan asks for, said in the form it asks for
clauses: LVL-3, WRN-3, WRN-5, TRG-3
09:00  growth of battery is unusual
       expect warning.raised
09:10  secretariat 林 attests battery CLK-2 met
       expect refused saying running
09:11  secretariat 林 attests battery CLK-6 true
       expect refused saying waived
09:12  secretariat 林 attests battery CLK-6 waived because 免
       expect refused saying role
09:13  office-director 周 attests battery CLK-6 waived
       expect refused saying reason
09:20  secretariat 林 attests battery DRL-1 met
       expect refused saying drill
09:30  secretariat 林 attests battery LVL-3.affected true value 约一万
       expect refused saying digits
09:31  secretariat 林 attests battery LVL-2.trust
       expect refused saying result

story: a warning is published when it is complete, reviewed by one and released by the other
clauses: WRN-3, WRN-5
09:00  growth of battery is unusual
       expect warning.raised
09:10  secretariat 林 attests battery WRN-3.risk_nature true value 电池过热
09:11  secretariat 林 attests battery WRN-3.scope true value 三个批次
09:12  secretariat 林 attests battery WRN-3.advice true value 停止充电
09:20  pr-director 何 attests battery WRN-5 met
       expect refused saying official_contact
09:21  secretariat 林 attests battery WRN-3.official_contact true value 400-1
09:30  duty 李 attests battery WRN-5 met
       expect refused saying reviews
09:40  pr-director 何 attests battery WRN-5 met
       expect done
09:41  pr-director 何 attests battery WRN-5 met
       expect refused saying publishes
09:50  duty 李 attests battery WRN-5 met
       expect done

story: a letter that names nobody belongs to the one case that is open
clauses: DYN-2, A-18
09:00  duty 李 verifies charger
       expect response.triggered level-3
09:10  letter about * from province authority
       expect upgrade.requested level-2 was level-3 DYN-2 for charger
09:20  duty 李 verifies battery
       expect response.triggered level-3 for battery
09:30  letter about * from province authority
       expect warning.raised WRN-1 for *
       expect upgrade.requested level-3 DYN-2 for *

story: an upgrade that is asked for during a silence is not told, but its four hours run
clauses: DYN-2, CLK-14
09:00  growth of battery is unusual
       expect warning.raised
09:10  duty 李 silences battery for 2h because 正在处理
       expect done
09:20  letter about battery from province authority
       expect no upgrade.requested
11:20  nothing
       expect clock.due CLK-14 at 50
13:20  nothing
       expect clock.overdue CLK-14 at due
