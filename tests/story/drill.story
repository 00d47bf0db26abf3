# Drills: PLAN.md DRL-1 and CLK-19. A drill is played in an organisation of its own (acme.drill).

story: a drill runs the whole plan, ends when people say so, and its report has ten working days
clauses: DRL-1, CLK-19
drill: yes
09:00  growth of battery is 560%
       expect response.triggered level-2 LVL-5
       expect response.proposed level-1 LVL-1
09:10  group-head 王 confirms battery
       expect response.upgraded level-1 LVL-1 active
09:15  nothing
       expect clock.overdue CLK-7 at due level-1
12:00  duty 李 attests battery DRL-1 met because 演练结束
       expect response.closed none was level-1 DRL-1
       expect done
12:02  secretariat 林 attests battery CLK-1 met
       expect refused saying running
day 9 09:00  nothing
       expect clock.due CLK-19 at 50
day 14 09:00  nothing
       expect clock.due CLK-19 at 80
       expect no clock.overdue CLK-19
day 15 15:59  nothing
       expect no clock.overdue CLK-19
day 15 16:00  nothing                  # midnight in Shanghai: stories are told in UTC
       expect clock.overdue CLK-19 at due none
day 16 09:00  secretariat 林 attests battery CLK-19 met evidence 演练评估报告.pdf
       expect done
day 16 09:01  secretariat 林 attests battery CLK-19 met
       expect refused

story: a report that is there in time is not asked for
clauses: CLK-19
drill: yes
09:00  growth of battery is 320%
       expect response.triggered level-2
11:00  duty 李 attests battery DRL-1 met
       expect response.closed none was level-2 DRL-1
day 5 09:00  secretariat 林 attests battery CLK-19 met evidence 演练评估报告.pdf
       expect done
day 30 09:00  nothing
       expect nothing

story: a warning that is only practised ends as a warning
clauses: DRL-1
drill: yes
09:00  growth of battery is unusual
       expect warning.raised
09:30  duty 李 attests battery DRL-1 met
       expect warning.released none was warning DRL-1

story: nobody ends an incident by calling it a drill
clauses: DRL-1
09:00  growth of battery is 320%
       expect response.triggered level-2
11:00  group-head 王 attests battery DRL-1 met
       expect refused saying drill

story: a drill that is over asks for its report and for nothing else
clauses: DRL-1, CLK-19
drill: yes
09:00  growth of battery is 320%
       expect response.triggered level-2
10:00  duty 李 attests battery DRL-1 true
       expect refused saying met
11:00  duty 李 attests battery DRL-1 met
       expect response.closed none was level-2 DRL-1
11:10  duty 李 attests battery LVL-2.trust true
       expect refused saying CLK-19
