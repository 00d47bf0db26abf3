# What is said, not how often: PLAN.md §3, CAT-5, and the media, letters, people and flags of
# LVL-1 … LVL-7.

story: a death reported by a trusted channel is level 1 at once
clauses: LVL-1, CAT-5, A-2, A-8
09:00  complaint about battery on hotline by 陈女士 with death
       expect response.triggered level-1 was none LVL-1 passive for battery

story: a single post about a death proposes level 1; three authors start it
clauses: LVL-1, CAT-5, WRN-1, TRG-1, CLK-13
09:00  complaint about battery on social by @a with death
       expect warning.raised warning WRN-1 CAT-5 for battery
       expect response.proposed level-1 was warning LVL-1 active
09:05  complaint about battery on social by @a with death
       expect nothing
09:10  complaint about battery on social by @b with death
       expect nothing
09:20  complaint about battery on forum by @c with serious-injury
       expect nothing
09:30  complaint about battery on forum by @c with death
       expect warning.superseded WRN-8
       expect response.triggered level-1 was warning LVL-1 passive

story: what is said of others raises nothing
clauses: CAT-5
09:00  complaint about battery on hotline by 陈女士 with death of others
       expect nothing

story: a minor injury is level 2
clauses: LVL-4
09:00  complaint about battery on hotline by 陈女士 with minor-injury
       expect response.triggered level-2 LVL-4

story: a fire is a warning
clauses: CAT-5, WRN-1
09:00  complaint about battery on social by @a with fire
       expect warning.raised warning WRN-1 CAT-5

story: two national outlets are level 1, one is level 2
clauses: LVL-1, LVL-4
09:00  report about battery in 中国青年报 national
       expect response.triggered level-2 LVL-4 for battery
09:30  report about battery in 中国青年报 national
       expect nothing
11:00  report about battery in 光明日报 national
       expect response.upgraded level-1 was level-2 LVL-1

story: praise in the news raises nothing
clauses: LVL-1
09:00  report about battery in 中国青年报 national praising
09:10  report about battery in 光明日报 national neutral
       expect nothing

story: a regional outlet is level 2
clauses: LVL-4
09:00  report about battery in 南方都市报 regional
       expect response.triggered level-2 LVL-4

story: a local outlet is level 2
clauses: LVL-6
09:00  report about battery in 小城晚报 local
       expect response.triggered level-2 LVL-6

story: an authoritative outlet is level 1
clauses: LVL-2
09:00  report about battery in 新华社 authoritative
       expect response.triggered level-1 LVL-2

story: a hundred people in an open incident are level 2, a thousand level 1
clauses: LVL-2, LVL-6, LVL-7, A-4
09:00  growth of battery is unusual
       expect warning.raised
10:00  60 people complain about battery on hotline from CN-44
       expect nothing
10:01  nothing
       expect upgrade.requested level-3 was warning DYN-2
11:00  39 people complain about battery on hotline from CN-11
       expect nothing
12:00  complaint about battery on hotline by 陈女士 from CN-11
       expect warning.superseded
       expect response.triggered level-2 LVL-6 LVL-7
13:00  899 people complain about battery on hotline
       expect nothing
14:00  complaint about battery on hotline by 王先生
       expect response.upgraded level-1 LVL-2

story: people who complain twice, and complaints without an author, are not more people
clauses: A-4
09:00  growth of battery is unusual
       expect warning.raised
10:00  99 people complain about battery on hotline
10:01  nothing
       expect upgrade.requested level-3 was warning DYN-2
11:00  complaint about battery on hotline
12:00  complaint about battery on social by @a
       expect warning.superseded
       expect response.triggered level-2 LVL-6

story: people before the incident count from the window that decided
clauses: LVL-6
09:00  120 people complain about battery on hotline
       expect nothing
09:30  growth of battery is unusual
       expect response.triggered level-2 LVL-6

story: what people judge is level 1
clauses: LVL-2, LVL-10, A-18
09:00  growth of battery is unusual
       expect warning.raised
09:10  duty 李 attests battery LVL-2.regulator true
       expect warning.superseded
       expect response.triggered level-1 LVL-2

story: ten thousand people affected, verified, are level 1
clauses: LVL-3
09:00  growth of battery is 320%
       expect response.triggered level-2
09:10  duty 李 attests battery LVL-3.affected true value 9999
       expect nothing
09:15  duty 李 attests battery LVL-3.affected true value 一万多
       expect refused saying 「number」
09:16  duty 李 attests battery LVL-3.affected true value 1e5
       expect refused saying 「number」
09:20  duty 李 attests battery LVL-3.affected true value 10000
       expect response.upgraded level-1 LVL-3

story: an outage of a day in a region is level 2
clauses: LVL-6
09:00  growth of battery is unusual
       expect warning.raised
09:10  duty 李 attests battery LVL-6.outage true
       expect warning.superseded
       expect response.triggered level-2 LVL-6

story: a letter of a province asks for an upgrade, of a city it does not
clauses: DYN-2, A-18, CLK-14, A-14
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  letter about battery from city authority
       expect nothing
11:00  letter about battery from province authority
       expect upgrade.requested level-1 was level-2 DYN-2
13:00  nothing
       expect clock.due CLK-14 at 50
14:12  nothing
       expect clock.due CLK-14 at 80
15:00  nothing
       expect clock.overdue CLK-14 at due

story: an incident does not become worse by its age: people count while their complaint is fresh
clauses: LVL-6, A-4
09:00  complaint about battery on hotline by 陈女士 with fire
       expect warning.raised
10:00  60 people complain about battery on hotline
10:01  nothing
       expect upgrade.requested level-3 DYN-2
day 9 10:30  60 people complain about battery on hotline
day 9 10:31  nothing
       expect upgrade.requested level-3 DYN-2
       expect no response.triggered
day 9 11:00  39 people complain about battery on hotline
       expect no response.triggered
day 9 11:01  1 people complain about battery on hotline
       expect warning.superseded
       expect response.triggered level-2 LVL-6

story: the worst proposal is the one people are asked about; the lesser comes when it is rejected
clauses: LVL-10, TRG-1
09:00  complaint about battery on social by @a with minor-injury
       expect warning.raised
       expect response.proposed level-2 LVL-4
09:05  complaint about battery on social by @b with death
       expect response.proposed level-1 LVL-1
09:10  complaint about charger on social by @a with death
       expect warning.raised for charger
       expect response.proposed level-1 LVL-1 for charger
09:11  complaint about charger on social by @b with minor-injury
       expect nothing
09:20  group-head 王 rejects charger because 谣言
       expect done
       expect response.proposed level-2 LVL-4 for charger
09:30  group-head 王 rejects charger because 谣言
       expect done
09:31  nothing
       expect no response.proposed
