# Growth of complaints: PLAN.md §3 and A-1, A-2, A-3, A-5.
# Every line is a time and what happens; "expect" says what the plan makes of it.

story: growth over 300 % starts level 2 by itself
clauses: LVL-5, TRG-2, A-1, A-16
09:00  growth of battery is 320%
       expect response.triggered level-2 was none LVL-5 passive for battery

story: growth over 200 % alone is a warning, with a risk of spreading it is level 2
clauses: LVL-4, WRN-1, WRN-8, A-15
09:00  3 people complain about battery on hotline from CN-44
09:10  growth of battery is 240%
       expect warning.raised warning WRN-1 for battery
09:20  2 people complain about battery on social from CN-11
09:25  nothing
       expect nothing
09:30  2 people complain about battery on ecommerce from CN-44
       expect warning.superseded WRN-8 for battery
       expect response.triggered level-2 was warning LVL-4 for battery

story: growth over 500 % proposes level 1 and starts level 2 at once; held for an hour it is level 1
clauses: LVL-1, A-2, CLK-13
09:00  growth of battery is 560%
       expect response.triggered level-2 LVL-5 for battery
       expect response.proposed level-1 was level-2 LVL-1 active
09:59  nothing
       expect nothing
10:00  nothing
       expect response.upgraded level-1 was level-2 LVL-1 passive

story: growth over 500 % that lets go within the hour stays a proposal
clauses: LVL-1, A-2, TRG-1, CLK-13
09:00  growth of battery is 560%
       expect response.triggered level-2 LVL-5
       expect response.proposed level-1 LVL-1
09:40  growth of battery is 420%
10:30  nothing
       expect nothing
12:00  nothing
       expect clock.due CLK-13 at 50
15:00  nothing
       expect clock.overdue CLK-13 at due

story: growth over 500 % that people call uncontrollable is level 1 at once
clauses: LVL-1, LVL-10, A-2
09:00  growth of battery is 560%
       expect response.triggered level-2 LVL-5
       expect response.proposed level-1 LVL-1
09:10  duty 李 attests battery LVL-1.uncontrollable true
       expect response.upgraded level-1 was level-2 LVL-1

story: growth between 50 and 200 %, or some dozens of people, raise nothing
clauses: A-3, LVL-8
09:00  growth of battery is 180%
09:10  60 people complain about battery on hotline
       expect nothing

story: an unusual rate raises a warning
clauses: WRN-1, A-3, A-5
09:00  growth of battery is unusual
       expect warning.raised warning was none WRN-1 passive for battery

story: a surge that one author or one text makes is a marked warning and no more
clauses: A-3
09:00  growth of battery is 560% suspected
       expect warning.raised WRN-1 suspected_coordination
10:30  growth of battery is 560%
       expect warning.superseded
       expect response.triggered level-2 LVL-5
       expect response.proposed level-1 LVL-1

story: a wider series joins the incident that makes it, else it opens that of the whole
clauses: LVL-5
09:00  40 people complain about battery on hotline
09:05  growth of battery is 340%
       expect response.triggered level-2 LVL-5 for battery
09:06  growth of channel/hotline is 330%
       expect nothing
09:10  growth of channel/store is 320%
       expect response.triggered level-2 LVL-5 for *
09:11  growth of * is 320%
       expect nothing

story: a surge of one channel does not make everybody's complaints its own
clauses: LVL-6
09:00  300 people complain about * on store
09:10  growth of channel/hotline is unusual
       expect warning.raised WRN-1 for *
09:20  90 people complain about * on store
09:30  9 people complain about * on hotline
       expect nothing
10:00  91 people complain about * on hotline
       expect warning.superseded
       expect response.triggered level-2 LVL-6 for *

story: acceleration and shares are looked at once late records can no longer turn them over
clauses: A-15, LVL-4
09:00  growth of battery is 210%
       expect warning.raised
09:30  2 people complain about battery on social
09:30  post about battery on social by @a
09:30  post about battery on social by @b
09:30  post about battery on social by @c
09:31  5 people complain about battery on social reposting
09:32  1 people complain about battery on hotline
09:33  1 people complain about battery on forum      # three kinds of sources: one sign
09:36  nothing
       expect nothing
09:37  nothing                                       # half of what was said until 09:32 are reposts
       expect warning.superseded
       expect response.triggered level-2 LVL-4
