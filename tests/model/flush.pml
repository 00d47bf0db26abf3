/* The flush protocol (DESIGN.md §3) for Spin: two owners, one log, one Redis that may be rolled back.
 *
 * Records 0 … RECORDS-1 lie in the log; record i belongs to bucket i mod 2. An owner reads the state, folds
 * records in order, and sends what changed as absolute values. A flush travels: it may be carried out after
 * its owner gave it up, died, or was replaced. Redis may at any time go back to an older state of itself (a
 * failover that lost its tail). Whatever happens, each bucket must hold exactly its records below the stored
 * offset: none lost, none counted twice.
 *
 * NO_COMPARE, SPLIT and FENCING leave the compare out, write state and offset in two steps, and compare an
 * epoch instead of the offset: each of them must fail. */
#define OWNERS  2
#define RECORDS 4

typedef state { byte offset; byte count[2]; byte epoch };
typedef owner {
    bool holds;      /* has state in memory */
    bool waits;      /* a flush is under way */
    byte base, next; /* the delta covers base … next-1 */
    byte count[2];
    bool dirty[2];
    byte epoch
};

state redis, older;
owner owners[OWNERS];
byte rollbacks, epochs;

/* owner, base, next, count 0, count 1, dirty 0, dirty 1, epoch */
chan wire = [2] of { byte, byte, byte, byte, byte, bool, bool, byte };

#define IS_RIGHT(s) (s.count[0] == (s.offset + 1) / 2 && s.count[1] == s.offset / 2)

inline forget(o) {
    owners[o].holds = false; owners[o].waits = false;
    owners[o].base = 0; owners[o].next = 0; owners[o].epoch = 0;
    owners[o].count[0] = 0; owners[o].count[1] = 0;
    owners[o].dirty[0] = false; owners[o].dirty[1] = false
}

inline take_over(o) {
#ifdef FENCING
    if :: epochs < 3 -> epochs++ :: else fi;
    redis.epoch = epochs; older.epoch = epochs; /* the epoch is older than any tail that is lost */
    owners[o].epoch = epochs;
#endif
    owners[o].holds = true;
    owners[o].base = redis.offset; owners[o].next = redis.offset;
    owners[o].count[0] = redis.count[0]; owners[o].count[1] = redis.count[1]
}

proctype Owner(byte me) {
    do
    :: atomic { !owners[me].holds -> take_over(me) }
    :: atomic { owners[me].holds && owners[me].next < RECORDS && !owners[me].waits ->
           owners[me].count[owners[me].next % 2]++;
           owners[me].dirty[owners[me].next % 2] = true;
           owners[me].next++ }
    :: atomic { owners[me].holds && !owners[me].waits && nfull(wire) && owners[me].next > owners[me].base ->
           wire ! me, owners[me].base, owners[me].next, owners[me].count[0], owners[me].count[1],
                  owners[me].dirty[0], owners[me].dirty[1], owners[me].epoch;
           owners[me].waits = true }
    /* It dies, or gives up waiting: the state in memory is worth nothing. */
    :: atomic { owners[me].holds -> forget(me) }
    od
}

active proctype Redis() {
    byte from, base, next, count0, count1, epoch;
    bool dirty0, dirty1, good;
    do
    :: atomic { wire ? from, base, next, count0, count1, dirty0, dirty1, epoch ->
#ifdef NO_COMPARE
           good = true;
#else
#ifdef FENCING
           good = (redis.epoch == epoch);
#else
           good = (redis.offset == base);
#endif
#endif
           if
           :: good ->
                  if :: dirty0 -> redis.count[0] = count0 :: else fi;
                  if :: dirty1 -> redis.count[1] = count1 :: else fi;
#ifndef SPLIT
                  redis.offset = next
#endif
           :: else
           fi };
#ifdef SPLIT
       /* Between the two writes the owner's connection may die, or Redis. */
       if
       :: atomic { good -> redis.offset = next }
       :: good = false
       :: !good
       fi;
#endif
       atomic {
           assert(IS_RIGHT(redis));
           /* The answer reaches the owner if it is still the one that asked. */
           if
           :: owners[from].waits && good && owners[from].base == base && owners[from].next == next ->
                  owners[from].waits = false; owners[from].base = next;
                  owners[from].dirty[0] = false; owners[from].dirty[1] = false
           :: owners[from].waits && !good -> forget(from)
           :: else
           fi;
           from = 0; base = 0; next = 0; count0 = 0; count1 = 0; epoch = 0;
           dirty0 = false; dirty1 = false; good = false
       }
    /* The replica catches up … */
    :: atomic { older.offset = redis.offset; older.count[0] = redis.count[0]; older.count[1] = redis.count[1] }
    /* … and takes over without the tail, under the eyes of a living owner. */
    :: atomic { rollbacks < 2 -> rollbacks++;
           redis.offset = older.offset; redis.count[0] = older.count[0]; redis.count[1] = older.count[1];
           redis.epoch = older.epoch }
    od
}

init { atomic { run Owner(0); run Owner(1) } }
