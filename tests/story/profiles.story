# The other plan profiles: what they share, and what is their own.

story: negative-events counts people and exposure, not growth
profile: negative-events
clauses: LVL-2, LVL-6
09:00  growth of battery is 560%
       expect warning.raised WRN-1
10:00  99 people complain about battery on hotline
10:01  nothing
       expect upgrade.requested DYN-2
11:00  complaint about battery on hotline by 王先生
       expect warning.superseded
       expect response.triggered level-2 LVL-6
12:00  complaint about battery on hotline by 陈女士 with death
       expect response.upgraded level-1 LVL-2
       expect no clock.due CLK-9
day 2 12:00  nothing
       expect clock.overdue CLK-6 at due

story: negative-events has only its own clocks
profile: negative-events
clauses: CLK-1, CLK-7
09:00  complaint about battery on hotline by 陈女士 with death
       expect response.triggered level-1 LVL-2
09:30  nothing
       expect clock.overdue CLK-1 at due
       expect no clock.overdue CLK-7
       expect no clock.overdue CLK-10

story: financial-services and tech-petitions decide as complaint-disclosure does
profile: financial-services
clauses: LVL-5
09:00  growth of transfer is 320%
       expect response.triggered level-2 LVL-5 for transfer
10:00  duty 李 verifies branch
       expect response.triggered level-3 INT-5 for branch

story: a technology company's petitions are cases of level 3 by its own clause
profile: tech-petitions
clauses: LVL-8
09:00  complaint about account on petition by 陈女士
       expect nothing
10:00  duty 李 verifies account because 数据隐私
       expect response.triggered level-3 INT-6 for account

story: a bank closes nothing before nature and impact of the event are known
clauses: INT-5, DYN-7
profile: financial-services
09:00  duty 李 verifies charger
       expect response.triggered level-3 INT-5
day 3 09:00  nothing
       expect response.proposed none was level-3 DYN-7
day 3 09:10  duty 李 confirms charger
       expect refused saying 事件性质
day 3 09:20  duty 李 attests charger INT-5.nature true value 服务纠纷
       expect done
day 3 09:30  duty 李 attests charger INT-5.impact true value 单个网点
       expect done
day 3 10:00  duty 李 confirms charger
       expect response.closed none was level-3 DYN-7
