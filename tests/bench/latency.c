/* How long a trigger takes, beside what the broker alone takes. Puts RATE records a second onto the
 * topic of feedback, ten of them a second telling of a death about a subject of its own, and reads
 * both that topic and the triggers: from the call that sends such a record until it is read again,
 * and until its trigger is read. Prints both as milliseconds.
 *
 * usage: latency BROKER RATE SECONDS */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <librdkafka/rdkafka.h>

enum {
    ORGS = 40,
    MARKED_A_SECOND = 10,
    MARKED_LIMIT = 100000,
    RECORD_BYTES = 1024,
    LAST_MS = 30000, /* for what is still on its way at the end */
    METADATA_MS = 10000,
    WARM_SECONDS =
        20, /* not counted: connections, first incidents, a broker whose code is not compiled yet */
};

struct mark {
    double sent;
    double read;      /* 0: not yet */
    double triggered; /* 0: not yet */
};

static struct mark marks[MARKED_LIMIT];
static long marked;

static double now(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* a clock that is always there */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "latency: %s: %s\n", what, why);
    exit(1);
}

static rd_kafka_t *open_client(rd_kafka_type_t type, const char *broker)
{
    const char *settings[][2] = {
        {"bootstrap.servers", broker},    {"group.id", "latency"}, {"enable.auto.commit", "false"},
        {"fetch.wait.max.ms", "5"},       {"linger.ms", "2"},      {"compression.type", "lz4"},
        {"partitioner", "murmur2_random"}};
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char reason[512];

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], reason, sizeof reason) !=
            RD_KAFKA_CONF_OK)
            fail(settings[i][0], reason);
    rd_kafka_t *client = rd_kafka_new(type, conf, reason, sizeof reason);
    if (client == NULL)
        fail(broker, reason);
    return client;
}

/* All its partitions, from where they end now. */
static rd_kafka_t *follow(const char *broker, const char *topic)
{
    rd_kafka_t *client = open_client(RD_KAFKA_CONSUMER, broker);
    rd_kafka_topic_t *handle = rd_kafka_topic_new(client, topic, NULL);
    const struct rd_kafka_metadata *metadata = NULL;

    if (rd_kafka_metadata(client, 0, handle, &metadata, METADATA_MS) != RD_KAFKA_RESP_ERR_NO_ERROR)
        fail(topic, "its partitions are not known");
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
    for (int32_t i = 0; i < metadata->topics[0].partition_cnt; i++) {
        int64_t low = 0;
        int64_t high = 0;
        if (rd_kafka_query_watermark_offsets(client, topic, i, &low, &high, METADATA_MS) !=
            RD_KAFKA_RESP_ERR_NO_ERROR)
            fail(topic, "its end is not known");
        rd_kafka_topic_partition_list_add(list, topic, i)->offset = high;
    }
    if (rd_kafka_assign(client, list) != RD_KAFKA_RESP_ERR_NO_ERROR)
        fail(topic, "it cannot be read");
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_topic_destroy(handle);
    return client;
}

static void send_one(rd_kafka_t *producer, long number, int is_marked)
{
    char record[RECORD_BYTES];
    char org[16];
    char at[32];
    struct timespec wall;
    struct tm utc;

    (void)clock_gettime(CLOCK_REALTIME, &wall);
    gmtime_r(&wall.tv_sec, &utc);
    const size_t length = strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(at + length, sizeof at - length, ".%03ldZ", wall.tv_nsec / 1000000);
    snprintf(org, sizeof org, "org%ld", number % ORGS);
    const char *text = is_marked
                           ? "电池爆炸,我父亲当场死亡"
                           : "刚买的电动车充电时电池发热,客服电话一直打不通,太让人失望了,要求退款";
    const char *kind = is_marked ? "late" : "p";
    const long subject = is_marked ? marked : number % 50;
    const int size = snprintf(
        record, sizeof record,
        "{\"id\":\"l:%ld\",\"org\":\"%s\",\"source\":\"line\",\"channel\":\"%s\",\"at\":\"%s\","
        "\"author\":{\"id\":\"u%ld\"},\"subjects\":[\"%s%ld\"],\"text\":\"%s\"}",
        number, org, is_marked || number % 3 == 0 ? "hotline" : "social", at,
        number * 2654435761 % 100000, kind, subject, text);

    if (is_marked)
        marks[marked++].sent = now();
    for (;;) {
        const rd_kafka_resp_err_t error = rd_kafka_producev(
            producer, RD_KAFKA_V_TOPIC("tocsin.feedback.v1"), RD_KAFKA_V_KEY(org, strlen(org)),
            RD_KAFKA_V_VALUE(record, (size_t)size), RD_KAFKA_V_HEADER("tocsin", "1", 1),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_END);
        if (error == RD_KAFKA_RESP_ERR_NO_ERROR)
            return;
        if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            fail("sending", rd_kafka_err2str(error));
        rd_kafka_poll(producer, 1);
    }
}

/* The number of the mark in that record; -1 for another one. */
static long mark_in(const rd_kafka_message_t *message, const char *before)
{
    const char *found = memmem(message->payload, message->len, before, strlen(before));

    return found == NULL ? -1 : strtol(found + strlen(before), NULL, 10);
}

/* What has come; true while there is more. */
static int read_records(rd_kafka_t *records)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(records, 0);

    if (message == NULL)
        return 0;
    const long number = message->err ? -1 : mark_in(message, "\"subjects\":[\"late");
    if (number >= 0 && marks[number].read <= 0)
        marks[number].read = now();
    rd_kafka_message_destroy(message);
    return 1;
}

static int read_triggers(rd_kafka_t *triggers)
{
    rd_kafka_message_t *message = rd_kafka_consumer_poll(triggers, 0);

    if (message == NULL)
        return 0;
    const int is_response =
        !message->err && memmem(message->payload, message->len, "response.triggered",
                                strlen("response.triggered")) != NULL;
    const long number = is_response ? mark_in(message, "\"subject\":\"late") : -1;
    if (number >= 0 && marks[number].triggered <= 0)
        marks[number].triggered = now();
    rd_kafka_message_destroy(message);
    return 1;
}

static int ascending(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

static void print(const char *name, double *spans, long count, long missing)
{
    qsort(spans, (size_t)count, sizeof *spans, ascending);
    printf("%s %.2f %.2f %ld %ld\n", name, count ? spans[count / 2] * 1e3 : 0,
           count ? spans[count * 99 / 100] * 1e3 : 0, count, missing);
}

static void report(void)
{
    static double read[MARKED_LIMIT];
    static double triggered[MARKED_LIMIT];
    const long first = (long)WARM_SECONDS * MARKED_A_SECOND;
    long reads = 0;
    long triggers = 0;

    for (long i = first; i < marked; i++) {
        if (marks[i].read > 0)
            read[reads++] = marks[i].read - marks[i].sent;
        if (marks[i].triggered > 0)
            triggered[triggers++] = marks[i].triggered - marks[i].sent;
    }
    print("read", read, reads, marked - first - reads);
    print("trigger", triggered, triggers, marked - first - triggers);
}

static int is_waiting(void)
{
    for (long i = 0; i < marked; i++)
        if (marks[i].triggered <= 0)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        fail("usage", "latency BROKER RATE SECONDS");
    const long rate = strtol(argv[2], NULL, 10);
    const long total = rate * strtol(argv[3], NULL, 10);
    rd_kafka_t *producer = open_client(RD_KAFKA_PRODUCER, argv[1]);
    rd_kafka_t *records = follow(argv[1], "tocsin.feedback.v1");
    rd_kafka_t *triggers = follow(argv[1], "tocsin.triggers.v1");
    const double begin = now();
    double over = 0;
    long sent = 0;

    while (over <= 0 || (is_waiting() && now() < over + LAST_MS / 1e3)) {
        const struct timespec pause = {.tv_nsec = 200000};
        const long due = (long)((now() - begin) * (double)rate);
        for (; sent < due && sent < total; sent++)
            send_one(producer, sent, marked < MARKED_LIMIT && sent % (rate / MARKED_A_SECOND) == 0);
        if (sent == total && over <= 0)
            over = now();
        rd_kafka_poll(producer, 0);
        int more = 1;
        for (int i = 0; more && i < 1000; i++) {
            more = read_records(records);
            more |= read_triggers(triggers);
        }
        if (!more)
            nanosleep(&pause, NULL);
    }
    report();
    rd_kafka_flush(producer, LAST_MS);
    rd_kafka_destroy(producer);
    rd_kafka_destroy(records);
    rd_kafka_destroy(triggers);
    return 0;
}
