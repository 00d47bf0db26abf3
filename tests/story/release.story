# Taking it back: PLAN.md WRN-7, DYN-4, DYN-6, DYN-7, A-9 … A-12.

story: a warning is released after 72 hours of calm, with the laboratory's word, by the office director
clauses: WRN-7, A-10, A-11, APR-2
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual
       expect warning.raised
10:00  growth of battery is 0%
day 2 10:00  secretariat 林 attests battery WRN-7.lab true evidence 报告17
       expect done
day 3 09:00  office-director 周 releases battery
       expect refused saying 72
day 4 09:02  duty 李 releases battery
       expect refused saying role
day 4 09:03  office-director 周 releases battery because 已控制
       expect warning.released none was warning WRN-7 for battery

story: without the laboratory, or while a core outlet reports, a warning stays
clauses: WRN-7
09:00  growth of battery is unusual
       expect warning.raised
day 2 09:00  report about battery in 财新网 core
       expect warning.superseded
       expect response.triggered level-2 LVL-4
       expect upgrade.requested level-1 DYN-2

story: complaints that have not fallen by 80 % keep a warning
clauses: WRN-7, A-11
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual
       expect warning.raised
day 4 08:00  17 people complain about battery on hotline
day 4 08:01  nothing
       expect upgrade.requested level-3 DYN-2
day 4 09:02  nothing
       expect nothing
day 4 09:10  secretariat 林 attests battery WRN-7.lab true
       expect done
day 4 09:20  office-director 周 releases battery
       expect refused saying 80%

story: where the usual is much of the peak, what exceeds it must have fallen by 80 %
clauses: WRN-7, A-11
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual          # ten a day are usual: 16 are 80 % less above that
       expect warning.raised
day 4 08:00  16 people complain about battery on hotline
day 4 08:01  nothing
       expect upgrade.requested level-3 DYN-2
day 4 09:02  nothing
       expect nothing
day 4 09:10  secretariat 林 attests battery WRN-7.lab true
       expect done
day 4 09:20  office-director 周 releases battery
       expect warning.released

story: a silent source suspends the count of calm hours
clauses: WRN-7, A-12
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual
       expect warning.raised
day 2 09:00  sources fall silent
day 2 15:00  sources are back
day 3 09:00  secretariat 林 attests battery WRN-7.lab true
       expect done
day 4 10:00  office-director 周 releases battery
       expect refused saying 72
day 4 15:05  office-director 周 releases battery
       expect warning.released WRN-7

story: level 2 is cancelled when nothing grows, it has cooled, and the regulator agrees
clauses: DYN-4, DYN-5, A-9, A-11, A-12
09:00  40 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
10:00  growth of battery is 0%
day 2 08:00  20 people complain about battery on hotline
day 3 08:00  8 people complain about battery on hotline
day 4 08:00  2 people complain about battery on hotline
day 4 09:10  general-coordinator 赵 releases battery
       expect refused saying 監管
day 4 09:20  duty 李 attests battery DYN-4.regulator true
       expect refused saying document
day 4 09:21  duty 李 attests battery DYN-4.regulator true evidence 函17
       expect done
day 4 09:30  general-coordinator 赵 releases battery because 已平息
       expect response.released none was level-2 DYN-4

story: complaints that still grow keep level 2
clauses: DYN-4, A-12
09:00  40 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
day 2 20:00  2 people complain about battery on hotline
day 3 20:00  3 people complain about battery on hotline
day 4 20:00  7 people complain about battery on hotline
day 5 09:00  duty 李 attests battery DYN-4.regulator true evidence 函17
       expect done
day 5 09:10  general-coordinator 赵 releases battery
       expect refused saying 停止增長

story: level 1 takes two people, one of them as the plan names
clauses: DYN-3, DYN-4, DYN-5
09:00  40 people complain about battery on hotline
09:01  growth of battery is 560%
       expect response.triggered level-2
       expect response.proposed level-1
09:10  group-head 王 confirms battery
       expect response.upgraded level-1 LVL-1 active
10:00  growth of battery is 0%
day 4 09:00  duty 李 attests battery DYN-4.regulator true evidence 函17
       expect done
day 4 09:10  duty 李 releases battery
       expect refused saying role
day 4 09:11  office-director 周 releases battery because 同意
       expect done
       expect no response.released
day 4 09:12  office-director 周 releases battery because 再次
       expect refused saying another
day 4 09:13  group-head 王 releases battery because 同意
       expect response.released none was level-1 DYN-4

story: with casualties the termination set applies
clauses: DYN-6, A-9
09:00  complaint about battery on hotline by 陈女士 with death
       expect response.triggered level-1
day 3 09:00  complaint about battery on hotline by 王先生 with death
day 4 10:00  duty 李 attests battery DYN-6.site true
day 4 10:01  duty 李 attests battery DYN-6.environment true
day 4 10:10  group-head 王 releases battery
       expect refused saying 新增傷亡
day 6 09:10  group-head 王 releases battery because 已控制
       expect done
day 6 09:11  general-coordinator 赵 releases battery because 同意
       expect response.released none was level-1 DYN-6

story: level 3 is proposed for closing after 48 hours without a spread trend
clauses: DYN-7, CLK-18
09:00  duty 李 verifies charger
       expect response.triggered level-3
day 2 09:00  duty 李 releases charger
       expect refused saying 48
day 3 09:00  nothing
       expect response.proposed none was level-3 DYN-7
       expect no clock.overdue CLK-18
day 3 10:00  duty 李 confirms charger because 无扩散
       expect response.closed none was level-3 DYN-7

story: a spread trend puts the closing off
clauses: DYN-7, A-15
09:00  duty 李 verifies charger
       expect response.triggered level-3
day 2 12:00  2 people complain about charger on hotline from CN-44
day 2 12:10  2 people complain about charger on social from CN-11
day 2 12:20  2 people complain about charger on forum from CN-11
day 3 09:00  nothing
       expect clock.overdue CLK-18 at due
       expect no response.proposed
day 6 09:00  nothing
       expect response.proposed none was level-3 DYN-7

story: a released incident never swallows the next surge
clauses: WRN-7, LVL-5
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual
       expect warning.raised
10:00  growth of battery is 0%
day 4 09:00  secretariat 林 attests battery WRN-7.lab true
day 4 09:10  office-director 周 releases battery
       expect warning.released
day 5 09:00  growth of battery is 320%
       expect response.triggered level-2 was none LVL-5

story: a warning is publishable with four fields, reviewed and then published
clauses: WRN-3, WRN-5
09:00  growth of battery is unusual
       expect warning.raised
09:10  pr-director 何 attests battery WRN-5 met
       expect refused saying WRN-3.risk_nature
09:11  duty 李 attests battery WRN-3.risk_nature true value 疑似批次性问题
09:12  duty 李 attests battery WRN-3.scope true value 华南用户
09:13  duty 李 attests battery WRN-3.advice true value 暂停充电
09:14  duty 李 attests battery WRN-3.official_contact true value 400-000
09:20  duty 李 attests battery WRN-5 met
       expect refused saying PR
09:21  pr-director 何 attests battery WRN-5 met
       expect done
09:22  duty 李 attests battery WRN-5 met
       expect done

story: whoever rejects the closing of a case has it watched for another 48 hours
clauses: DYN-7, CLK-18
09:00  duty 李 verifies charger
       expect response.triggered level-3
day 3 09:00  nothing
       expect response.proposed none was level-3 DYN-7
day 3 10:00  duty 李 rejects charger because 门店还在议论
       expect done
day 4 10:00  nothing
       expect clock.due CLK-18 at 50
day 5 09:59  nothing
       expect clock.due CLK-18 at 80
       expect no response.proposed
day 5 10:00  nothing
       expect response.proposed none was level-3 DYN-7
       expect no clock.overdue CLK-18

story: three days without growth are three days of data: a silence suspends them
clauses: DYN-4, A-12
09:00  40 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
10:00  growth of battery is 0%
day 2 09:00  sources fall silent
day 2 15:00  sources are back
day 4 09:00  duty 李 attests battery DYN-4.regulator true evidence 函17
       expect done
day 4 10:00  general-coordinator 赵 releases battery
       expect refused saying 72
day 4 15:10  general-coordinator 赵 releases battery
       expect response.released none was level-2 DYN-4

story: without data nobody can say that nothing grows
clauses: DYN-4, A-12
09:00  40 people complain about battery on hotline
09:01  growth of battery is 320%
       expect response.triggered level-2
10:00  sources fall silent
day 13 10:00  duty 李 attests battery DYN-4.regulator true evidence 函17
       expect done
day 13 10:10  general-coordinator 赵 releases battery
       expect refused saying 停止增長

story: a week after its end an incident is forgotten, and the next surge opens another
clauses: WRN-7
09:00  40 people complain about battery on hotline
09:01  growth of battery is unusual
       expect warning.raised
10:00  growth of battery is 0%
day 4 09:00  secretariat 林 attests battery WRN-7.lab true
day 4 09:10  office-director 周 releases battery
       expect warning.released
day 4 09:20  operator 钱 notes battery because 已归档
       expect refused
day 12 09:00  duty 李 releases battery
       expect refused saying open
day 12 09:10  growth of battery is unusual
       expect warning.raised WRN-1 for battery
day 12 09:12  nothing
       expect nothing
