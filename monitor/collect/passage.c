#include "collect/passage.h"

#include "core/topics.h"
#include "edge/clock.h"
#include "edge/kafka_cluster.h"
#include "edge/kafka_producer.h"
#include "edge/redis.h"
#include "edge/redis_flush.h"

#include <string.h>

enum {
    KNOWN_MS = 2000,         /* so long Kafka is asked for what was known at the last start */
    AWAY_MS = 3000,          /* nothing delivered for so long: Kafka is away */
    ASK_MS = 20,         /* between two questions to Redis while something is under way */
    ASK_AGAIN_MS = 500,  /* after it did not answer */
    RECORD_COST_BYTES = 100, /* what a record takes beside its key and value */
    LINGER_MS = 2,
};

/* One record under way. */
struct parcel {
    struct parcel *next;
    struct passage *passage;
    int32_t partition;
    int64_t offset; /* -1 until delivered */
    size_t bytes;
    uint64_t mark;
};

struct lane {
    struct parcel *first; /* in the order of sending */
    struct parcel *last;
    size_t bytes;
    int64_t stored; /* offsets below are stored by surge */
};

struct passage {
    struct passage_options options;
    char *incarnation;
    struct kafka_producer *producer;
    struct redis *redis;
    struct lane *lanes; /* of the partitions, and one for what is put aside */
    int32_t lane_count;
    size_t under_way;   /* parcels in all lanes */
    size_t undelivered; /* of these, without a report */
    int64_t progress_at; /* monotonic: nothing waited, or something was delivered */
    bool has_progress;
    int64_t ask_at;
    char *lost;        /* why a record was given up */
};

static void take_report(void *context, const struct kafka_delivery *delivery)
{
    struct passage *passage = context;
    struct parcel *parcel = delivery->opaque;

    if (delivery->reason != NULL && passage->lost == NULL)
        passage->lost = memory_copy(delivery->reason, strlen(delivery->reason));
    passage->has_progress = passage->has_progress || delivery->reason == NULL;
    if (parcel == NULL)
        return;
    parcel->offset = delivery->offset;
    passage->undelivered--;
}

static int count_partitions(const struct passage_options *options, int32_t *count,
                            struct fault *fault)
{
    OWNED(kafka_cluster) struct kafka_cluster *cluster = NULL;

    if (kafka_cluster_open(options->kafka, &cluster, fault) != 0)
        return -1;
    if (options->known_partitions > 0) /* sources need not wait for what is known already */
        kafka_cluster_set_limit(cluster, KNOWN_MS);
    if (kafka_cluster_partitions(cluster, TOPIC_FEEDBACK, count, fault) != 0)
        return -1;
    if (*count == 0)
        return fault_set(fault, FAULT_SETUP, "the topic '%s' is not there", TOPIC_FEEDBACK);
    return 0;
}

static int take_partitions(struct passage *passage, struct fault *fault)
{
    struct fault trouble = { 0 };

    if (count_partitions(&passage->options, &passage->lane_count, &trouble) == 0)
        return 0;
    passage->lane_count = passage->options.known_partitions;
    if (trouble.kind == FAULT_AWAY && passage->lane_count > 0)
        return 0;
    return fault_set(fault, trouble.kind, "%s", trouble.text);
}

int passage_open(const struct passage_options *options, struct passage **passage,
                 struct fault *fault)
{
    OWNED(passage) struct passage *opened = memory_new(sizeof *opened);
    struct kafka_producer_options producing = {
        .servers = options->kafka,
        .client = "tocsin-collect",
        .report = take_report,
        .context = opened,
        .timeout_ms = options->give_up_ms,
        .linger_ms = LINGER_MS,
        .topics = { TOPIC_FEEDBACK, TOPIC_QUARANTINE },
    };

    opened->options = *options;
    if (options->incarnation != NULL)
        opened->incarnation = memory_copy(options->incarnation, strlen(options->incarnation));
    if (take_partitions(opened, fault) != 0 ||
        redis_open(options->redis, &opened->redis, fault) != 0 ||
        kafka_producer_open(&producing, &opened->producer, fault) != 0)
        return -1;
    opened->lanes = memory_array((size_t)opened->lane_count + 1, sizeof *opened->lanes);
    opened->progress_at = clock_monotonic();
    *passage = TAKE(opened);
    return 0;
}

void passage_free(struct passage *passage)
{
    if (passage == NULL)
        return;
    kafka_producer_free(passage->producer); /* first: its reports point at parcels */
    redis_free(passage->redis);
    for (int32_t i = 0; passage->lanes != NULL && i <= passage->lane_count; i++) {
        for (struct parcel *parcel = passage->lanes[i].first, *next; parcel != NULL;
             parcel = next) {
            next = parcel->next;
            memory_free(parcel);
        }
    }
    memory_free(passage->lanes);
    memory_free(passage->incarnation);
    memory_free(passage->lost);
    memory_free(passage);
}

int32_t passage_partitions(const struct passage *passage)
{
    return passage->lane_count;
}

static struct lane *lane_of(const struct passage *passage, int32_t partition)
{
    return &passage->lanes[partition == PASSAGE_ASIDE ? passage->lane_count : partition];
}

bool passage_has_room(const struct passage *passage, int32_t partition, size_t bytes)
{
    const struct lane *lane = lane_of(passage, partition);

    return lane->first == NULL ||
           lane->bytes + bytes + RECORD_COST_BYTES <= passage->options.limit_bytes;
}

static void append(struct lane *lane, struct parcel *parcel)
{
    if (lane->last != NULL)
        lane->last->next = parcel;
    else
        lane->first = parcel;
    lane->last = parcel;
    lane->bytes += parcel->bytes;
}

static int send(struct passage *passage, const struct passage_record *record, const char *topic,
                struct fault *fault)
{
    OWNED(memory) void *memory = memory_new(sizeof(struct parcel));
    struct parcel *parcel = memory;

    *parcel = (struct parcel){
        .passage = passage,
        .partition = record->partition,
        .offset = -1,
        .bytes = record->key.length + record->value.length + RECORD_COST_BYTES,
        .mark = record->mark,
    };
    struct kafka_message message = {
        .topic = topic,
        .partition = record->partition == PASSAGE_ASIDE ? KAFKA_BY_KEY : record->partition,
        .key = record->key,
        .value = record->value,
        .at = record->at,
        .is_ours = true,
        .opaque = parcel,
    };
    if (kafka_producer_send(passage->producer, &message, fault) != 0)
        return -1;
    append(lane_of(passage, record->partition), TAKE(memory));
    passage->under_way++;
    passage->undelivered++;
    return 0;
}

int passage_send(struct passage *passage, const struct passage_record *record, struct fault *fault)
{
    return send(passage, record, TOPIC_FEEDBACK, fault);
}

int passage_put_aside(struct passage *passage, struct slice key, struct slice value, uint64_t mark,
                      struct fault *fault)
{
    return send(passage,
                &(struct passage_record){
                    .partition = PASSAGE_ASIDE, .key = key, .value = value, .mark = mark },
                TOPIC_QUARANTINE, fault);
}

/* Hands over what is safe at the front of the lane. */
static void release_front(struct passage *passage, int32_t partition)
{
    struct lane *lane = lane_of(passage, partition);
    bool until_stored = passage->options.until_stored && partition != PASSAGE_ASIDE;

    while (lane->first != NULL && lane->first->offset >= 0) {
        OWNED(memory) void *memory = lane->first;
        struct parcel *parcel = memory;
        if (until_stored && parcel->offset >= lane->stored) {
            memory = NULL; /* it stays */
            return;
        }
        lane->first = parcel->next;
        if (lane->first == NULL)
            lane->last = NULL;
        lane->bytes -= parcel->bytes;
        passage->under_way--;
        if (parcel->mark != 0)
            passage->options.safe(passage->options.context, partition, parcel->mark);
    }
}

/* What surge has stored of this log; an earlier incarnation's position says nothing. */
static int ask_stored(struct passage *passage, int32_t partition, struct fault *fault)
{
    OWNED(arena) struct arena *arena = arena_new();
    struct redis_position position = { 0 };

    if (redis_position_read(passage->redis, partition, arena, &position, fault) != 0)
        return -1;
    if (position.exists &&
        (passage->incarnation == NULL || slice_is(position.incarnation, passage->incarnation)))
        passage->lanes[partition].stored = position.offset;
    return 0;
}

static void ask_all(struct passage *passage, int64_t now)
{
    passage->ask_at = now + ASK_MS;
    for (int32_t i = 0; i < passage->lane_count; i++) {
        if (passage->lanes[i].first == NULL)
            continue;
        if (ask_stored(passage, i, NULL) != 0) {
            passage->ask_at = now + ASK_AGAIN_MS; /* surge says it when Redis is away */
            return;
        }
    }
}

int passage_serve(struct passage *passage, int64_t now_monotonic, struct fault *fault)
{
    if (kafka_producer_serve(passage->producer, fault) != 0)
        return -1;
    if (passage->undelivered == 0 || passage->has_progress)
        passage->progress_at = now_monotonic;
    passage->has_progress = false;
    if (passage->lost != NULL)
        return fault_set(fault, FAULT_AWAY, "Kafka took no records for %lld minutes: %s",
                         (long long)(passage->options.give_up_ms / 60000), passage->lost);
    if (passage->options.until_stored && passage->under_way > 0 &&
        now_monotonic >= passage->ask_at)
        ask_all(passage, now_monotonic);
    for (int32_t i = 0; i < passage->lane_count; i++)
        release_front(passage, i);
    release_front(passage, PASSAGE_ASIDE);
    return 0;
}

bool passage_is_away(const struct passage *passage, int64_t now_monotonic)
{
    return passage->undelivered > 0 && now_monotonic - passage->progress_at > AWAY_MS;
}

bool passage_is_busy(const struct passage *passage)
{
    return passage->under_way > 0 || kafka_producer_waiting(passage->producer) > 0;
}

int passage_descriptor(const struct passage *passage)
{
    return kafka_producer_descriptor(passage->producer);
}
