/* The guard: is the count more than chance and a badly known mean can explain? */
#pragma once

/* X ln(X/M) − (X+r) ln((X+r)/(M+r)): how far `count` lies above `expected`, in nats, for a negative
 * binomial of size r = 1/variance. 0 when it does not lie above. */
double guard_deviance(double count, double expected, double variance);
/* The least whole count, at least `from`, whose deviance reaches `minimum`. */
double guard_reach(double from, double expected, double variance, double minimum);
