# The clocks of PLAN.md §6, with their reminders, and A-6, A-7.

story: a meeting is reminded of at 50 and 80 %, and overdue
clauses: CLK-1, CLK-7, CLK-9, A-6
09:00  growth of battery is 320%
       expect response.triggered level-2
09:15  nothing
       expect clock.due CLK-9 at 50
09:24  nothing
       expect clock.due CLK-9 at 80
09:30  nothing
       expect clock.overdue CLK-9 at due level-2
       expect clock.due CLK-1 at 50
       expect clock.due CLK-7 at 50
09:48  nothing
       expect clock.due CLK-1 at 80
10:00  nothing
       expect clock.overdue CLK-1 at due
       expect clock.overdue CLK-7 at due

story: clocks fire to the second
clauses: CLK-1
09:00:20  growth of battery is 320%
       expect response.triggered level-2
09:15:19  nothing
       expect no clock.due CLK-9
09:15:20  nothing
       expect clock.due CLK-9 at 50

story: a clock that is met is silent
clauses: CLK-1, CLK-8
09:00  growth of battery is 320%
       expect response.triggered level-2
09:20  secretariat 林 attests battery CLK-1 met because 扩大会已开
       expect done
11:00  nothing
       expect no clock.overdue CLK-1
       expect clock.overdue CLK-8 at due
11:01  secretariat 林 attests battery CLK-1 met
       expect refused saying running

story: a waiver needs a reason and somebody who may
clauses: CLK-2
09:00  growth of battery is 320%
       expect response.triggered level-2
09:20  duty 李 attests battery CLK-2 waived because 不需要
       expect refused saying waive
09:21  group-head 王 attests battery CLK-2 waived
       expect refused saying reason
09:22  group-head 王 attests battery CLK-2 waived because 各组已在岗
       expect done
14:00  nothing
       expect no clock.overdue CLK-2

story: level 1 has the shortest clocks
clauses: CLK-1, CLK-2, CLK-3, CLK-4, CLK-7, CLK-10, CLK-11, CLK-12, CLK-15, CLK-16, CLK-17
09:00  complaint about battery on hotline by 陈女士 with death
       expect response.triggered level-1
09:05  nothing
       expect clock.overdue CLK-7 at due level-1
09:30  nothing
       expect clock.overdue CLK-1 at due
       expect clock.overdue CLK-9 at due
       expect clock.overdue CLK-10 at due
10:00  nothing
       expect clock.overdue CLK-11 at due
11:00  nothing
       expect clock.overdue CLK-2 at due
       expect clock.overdue CLK-8 at due
21:00  nothing
       expect clock.overdue CLK-3 at due
       expect clock.overdue CLK-6 at due
       expect clock.overdue CLK-12 at due
day 2 09:00  nothing
       expect clock.overdue CLK-4 at due
       expect clock.overdue CLK-6 at due
day 3 09:00  nothing
       expect clock.overdue CLK-15 at due
       expect clock.overdue CLK-16 at due
day 4 09:00  nothing
       expect clock.overdue CLK-17 at due
day 8 09:00  nothing
       expect clock.overdue CLK-16 at due

story: level 2 has its own
clauses: CLK-2, CLK-3, CLK-4, CLK-5, CLK-6, A-7
09:00  growth of battery is 320%
       expect response.triggered level-2
13:00  nothing
       expect clock.overdue CLK-2 at due
       expect clock.overdue CLK-3 at due
21:00  nothing
       expect clock.overdue CLK-6 at due
day 2 09:00  nothing
       expect clock.overdue CLK-4 at due
day 3 09:00  nothing
       expect clock.overdue CLK-5 at due

story: level 3 has its own
clauses: CLK-3, CLK-4, CLK-5, CLK-7, CLK-18
09:00  duty 李 verifies charger
       expect response.triggered level-3
11:00  nothing
       expect clock.overdue CLK-3 at due
       expect clock.overdue CLK-8 at due
13:00  nothing
       expect clock.overdue CLK-4 at due
day 2 09:00  nothing
       expect clock.overdue CLK-5 at due
       expect clock.overdue CLK-7 at due
       expect clock.due CLK-18 at 50

story: an upgrade ends the observation of level 3
clauses: CLK-18
09:00  duty 李 verifies charger
       expect response.triggered level-3
10:00  general-coordinator 赵 upgrades charger
       expect response.upgraded level-2
day 3 10:00  nothing
       expect no clock.overdue CLK-18

story: a cadence goes on, met or not; with a regulator it is four hours at level 1
clauses: CLK-6, A-6
09:00  growth of battery is 320%
       expect response.triggered level-2
12:00  secretariat 林 attests battery CLK-6 met because 已更新
       expect done
21:00  nothing
       expect no clock.overdue CLK-6
day 2 09:00  nothing
       expect clock.overdue CLK-6 at due
day 2 09:10  duty 李 attests battery LVL-2.regulator true
       expect response.upgraded level-1 LVL-2
day 2 13:10  nothing
       expect clock.overdue CLK-6 at due

story: an upgrade keeps the earlier instant
clauses: A-6, CLK-3
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  general-coordinator 赵 upgrades battery level-1
       expect response.upgraded level-1
13:00  nothing
       expect clock.overdue CLK-3 at due

story: a warning is observed for seven days, with its callbacks and its daily meeting
clauses: WRN-2, WRN-6, CLK-6, CLK-16, CLK-18, A-10
09:00  growth of battery is unusual
       expect warning.raised
day 2 09:00  nothing
       expect clock.overdue CLK-6 at due
day 4 09:00  nothing
       expect clock.overdue CLK-16 at due
day 4 21:00  nothing
       expect clock.due CLK-18 at 50
day 8 09:00  nothing
       expect clock.overdue CLK-18 at due

story: the clocks of a warning end when a response takes its place
clauses: WRN-8
09:00  growth of battery is unusual
       expect warning.raised
10:00  growth of battery is 320%
       expect warning.superseded
       expect response.triggered level-2
day 9 09:00  nothing
       expect no clock.overdue CLK-18

story: verification meets the clock of the first check
clauses: CLK-3
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  duty 李 verifies battery because 已核实
       expect done
13:00  nothing
       expect no clock.overdue CLK-3

story: a silence covers reminders and ends by itself, never level 1
clauses: CLK-2
09:00  growth of battery is 320%
       expect response.triggered level-2
09:01  duty 李 silences battery for 2h because 正在处理
       expect done
11:00  nothing
       expect no clock.overdue CLK-1
       expect no clock.due CLK-2
       expect no clock.overdue CLK-8
12:12  nothing
       expect clock.due CLK-2 at 80
12:13  complaint about battery on hotline by 陈女士 with death
       expect response.upgraded level-1
12:14  duty 李 silences battery for 2h because 正在处理
       expect refused saying 「level 1」

story: a silenced subject raises no warning until the silence ends
clauses: WRN-1
09:00  duty 李 silences battery for 2h because 促销日
       expect done
09:10  growth of battery is unusual
       expect nothing
10:59  nothing
       expect nothing
11:00  nothing
       expect warning.raised WRN-1 for battery

story: the end of a silence looks again only at what it kept back
clauses: WRN-1
09:00  40 people complain about battery on hotline
09:05  growth of battery is 340%
       expect response.triggered level-2 LVL-5 for battery
09:06  growth of channel/hotline is 330%
       expect nothing
day 2 10:00  duty 李 silences charger for 1h because 促销日
       expect done
day 2 11:01  nothing
       expect no response.triggered

story: a silence keeps growth from being told, never that somebody speaks of a fire
clauses: CAT-5
09:00  duty 李 silences battery for 2h because 促销日
       expect done
09:10  growth of battery is unusual
       expect nothing
09:20  complaint about battery on social by @a with fire
       expect warning.raised CAT-5 for battery

story: nine in ten complaints answered within seven days meet the clock by themselves
clauses: LED-3, CLK-16
09:00  20 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
day 3 10:00  12 complaints are answered
day 6 20:00  6 complaints are answered
day 7 09:01  nothing
       expect no clock.due CLK-16.answered at projected
day 8 09:01  nothing
       expect no clock.overdue CLK-16.answered

story: the pace of the last day is not enough, and a day before the end it is said
clauses: LED-3, CLK-16
09:00  20 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
day 3 10:00  12 complaints are answered
day 7 09:01  nothing
       expect clock.due CLK-16.answered at projected level-2
day 8 09:01  nothing
       expect clock.overdue CLK-16.answered at due

story: complaints of other subjects, and those after the end, do not count; late answers meet it late
clauses: LED-3, CLK-16
08:00  10 people complain about battery on hotline
08:30  30 people complain about app on email
09:00  growth of battery is 320%
       expect response.triggered level-2
day 2 10:00  8 complaints are answered
day 7 09:00  nothing
       expect clock.due CLK-16.answered at projected
day 8 09:00  nothing
       expect clock.overdue CLK-16.answered at due
day 8 10:00  3 people complain about battery on hotline
day 9 10:00  1 complaints are answered
day 9 10:02  secretariat 林 attests battery CLK-16.answered met
       expect refused saying running

story: a waiver or a person's word still ends it
clauses: LED-3, CLK-16
08:00  10 people complain about battery on hotline
09:00  growth of battery is 320%
       expect response.triggered level-2
day 5 10:00  secretariat 林 attests battery CLK-16.answered met because 电话已逐一答复
       expect done
day 5 10:10  secretariat 林 attests battery LED-3.satisfaction true value 87% evidence 回访表3
       expect done
day 8 09:30  nothing
       expect no clock.overdue CLK-16.answered

story: a silence has a length, a limit and a reason
clauses: WRN-1
09:00  duty 李 silences battery because 促销日
       expect refused saying length
09:01  duty 李 silences battery for 2years because 促销日
       expect refused saying length
09:02  duty 李 silences battery for 9d because 促销日
       expect refused saying most
09:03  duty 李 silences battery for 2h
       expect refused saying reason
09:04  duty 李 silences battery for 2020-01-01T00:00:00Z because 促销日
       expect refused saying length
