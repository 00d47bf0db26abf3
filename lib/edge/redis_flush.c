#include "edge/redis_flush.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* KEYS[1] is the position. ARGV: prefix, layout, expected incarnation, expected offset (empty when
 * nothing may be stored yet), expected edition, incarnation, offset, hash, count of delivered ids,
 * these ids; then commands, each as name, number of arguments, key without prefix, the other arguments. Values that
 * are absolute come before the position; should Redis refuse one in the middle, the position still
 * says where to fold from, and folding again writes the same. */
static const char SCRIPT[] =
    "local prefix = ARGV[1]\n"
    "local stored = redis.call('HMGET', KEYS[1], 'layout', 'incarnation', 'offset',\n"
    "  'edition')\n"
    "local layout = stored[1] or ARGV[2]\n"
    "local incarnation = stored[2] or ''\n"
    "local offset = stored[3] or ''\n"
    "local edition = stored[4] or '0'\n"
    "if edition ~= ARGV[5] then\n"
    "  return redis.error_reply('DIFFERS edition ' .. edition .. ', expected ' .. ARGV[5])\n"
    "end\n"
    "if layout ~= ARGV[2] or incarnation ~= ARGV[3] or offset ~= ARGV[4] then\n"
    "  return redis.error_reply('DIFFERS stored layout ' .. layout .. ', incarnation \"' ..\n"
    "    incarnation .. '\", offset \"' .. offset .. '\"; expected \"' .. ARGV[3] .. '\", \"' ..\n"
    "    ARGV[4] .. '\"')\n"
    "end\n"
    "local outbox = prefix .. 'outbox'\n"
    "local ids = prefix .. 'outbox:ids'\n"
    "local delivered = tonumber(ARGV[9])\n"
    "if delivered > 0 then\n"
    "  local entries = redis.call('LRANGE', outbox, 0, delivered - 1)\n"
    "  for i = 1, delivered do\n"
    "    local id = ARGV[9 + i]\n"
    "    if not entries[i] or string.sub(entries[i], 1, #id + 1) ~= id .. ' ' then\n"
    "      return redis.error_reply('DIFFERS outbox: not ' .. id .. ' at ' .. i)\n"
    "    end\n"
    "  end\n"
    "  redis.call('LTRIM', outbox, delivered, -1)\n"
    "  for i = 1, delivered do redis.call('SREM', ids, ARGV[9 + i]) end\n"
    "end\n"
    "local at = 10 + delivered\n"
    "while at <= #ARGV do\n"
    "  local name, count = ARGV[at], tonumber(ARGV[at + 1])\n"
    "  if name == 'OUTBOX' then\n"
    "    if redis.call('SADD', ids, ARGV[at + 2]) == 1 then\n"
    "      redis.call('RPUSH', outbox, ARGV[at + 2] .. ' ' .. ARGV[at + 3])\n"
    "    end\n"
    "  else\n"
    "    redis.call(name, prefix .. ARGV[at + 2], unpack(ARGV, at + 3, at + 1 + count))\n"
    "  end\n"
    "  at = at + 2 + count\n"
    "end\n"
    "redis.call('HSET', KEYS[1], 'layout', ARGV[2], 'incarnation', ARGV[6], 'offset', ARGV[7],\n"
    "  'hash', ARGV[8])\n"
    "return redis.status_reply('STORED')\n";

/* Lua unpacks at most some thousand arguments onto its stack. */
enum { GROUP_LIMIT = 200, FIXED_ARGUMENTS = 13 };

static const struct command_of_kind {
    const char *name;
    bool groups; /* neighbours with the same key become one command */
    bool has_field;
    bool has_value;
} COMMANDS[CHANGE_KIND_COUNT] = {
    [CHANGE_SET] = { "SET", false, false, true },
    [CHANGE_HASH_SET] = { "HSET", true, true, true },
    [CHANGE_HASH_REMOVE] = { "HDEL", true, true, false },
    [CHANGE_APPEND] = { "APPEND", false, false, true },
    [CHANGE_MEMBER_ADD] = { "SADD", true, false, true },
    [CHANGE_MEMBER_REMOVE] = { "SREM", true, false, true },
    [CHANGE_REMOVE] = { "DEL", false, false, false },
    [CHANGE_OUTBOX] = { "OUTBOX", false, true, true },
};

void redis_key_add_prefix(struct text *text, int32_t partition)
{
    text_add_format(text, "tocsin:{%" PRId32 "}:", partition);
}

int redis_flush_prepare(struct redis *redis, char script[REDIS_SCRIPT_BYTES], struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;

    if (redis_ask_words(redis, &reply, fault, "SCRIPT", "LOAD", SCRIPT, NULL) != 0)
        return -1;
    struct slice name = redis_reply_text(reply);
    if (name.length != REDIS_SCRIPT_BYTES - 1)
        return fault_set(fault, FAULT_AWAY, "Redis does not name the script it was given");
    memcpy(script, name.bytes, REDIS_SCRIPT_BYTES); /* with the NUL */
    return 0;
}

static size_t per_change(const struct command_of_kind *command)
{
    return (size_t)command->has_field + (size_t)command->has_value;
}

/* How many changes from `first` on become one command. */
static size_t group_length(const struct redis_flush *flush, size_t first)
{
    const struct change *changes = flush->changes;
    size_t length = 1;

    if (!COMMANDS[changes[first].kind].groups)
        return 1;
    while (first + length < flush->change_count && length < GROUP_LIMIT &&
           changes[first + length].kind == changes[first].kind &&
           slice_equals(changes[first + length].key, changes[first].key))
        length++;
    return length;
}

static bool has_key(enum change_kind kind)
{
    return kind != CHANGE_OUTBOX;
}

static size_t count_arguments(const struct redis_flush *flush)
{
    size_t count = FIXED_ARGUMENTS + flush->delivered_count;

    for (size_t i = 0, length; i < flush->change_count; i += length) {
        length = group_length(flush, i);
        count += 2 + (size_t)has_key(flush->changes[i].kind) +
                 length * per_change(&COMMANDS[flush->changes[i].kind]);
    }
    return count;
}

static void add_number(struct text *request, int64_t number)
{
    char digits[24]; /* a 64-bit number in decimal */
    int length = snprintf(digits, sizeof digits, "%" PRId64, number);

    redis_request_add(request, (struct slice){ digits, (size_t)length });
}

static void add_group(struct text *request, const struct change *changes, size_t length)
{
    const struct command_of_kind *command = &COMMANDS[changes->kind];

    redis_request_add(request, slice_of(command->name));
    add_number(request,
               (int64_t)((size_t)has_key(changes->kind) + length * per_change(command)));
    if (has_key(changes->kind))
        redis_request_add(request, changes->key);
    for (size_t i = 0; i < length; i++) {
        if (command->has_field)
            redis_request_add(request, changes[i].field);
        if (command->has_value)
            redis_request_add(request, changes[i].value);
    }
}

static void add_head(struct text *request, const struct redis_flush *flush)
{
    OWNED(text) struct text key = { 0 };
    char hash[24]; /* a 64-bit number in hexadecimal */
    bool first = flush->expected_incarnation.length == 0;

    redis_key_add_prefix(&key, flush->partition);
    size_t prefix_length = key.length;
    text_add(&key, "position");
    redis_request_add(request, SLICE("EVALSHA"));
    redis_request_add(request, slice_of(flush->script));
    add_number(request, 1);
    redis_request_add(request, (struct slice){ key.bytes, key.length });
    redis_request_add(request, (struct slice){ key.bytes, prefix_length });
    add_number(request, REDIS_LAYOUT);
    redis_request_add(request, flush->expected_incarnation);
    if (first)
        redis_request_add(request, SLICE(""));
    else
        add_number(request, flush->expected_offset);
    add_number(request, flush->expected_edition);
    redis_request_add(request, flush->incarnation);
    add_number(request, flush->offset);
    snprintf(hash, sizeof hash, "%016" PRIx64, flush->hash);
    redis_request_add(request, slice_of(hash));
    add_number(request, (int64_t)flush->delivered_count);
}

void redis_flush_write(struct text *request, const struct redis_flush *flush)
{
    redis_request_begin(request, count_arguments(flush));
    add_head(request, flush);
    for (size_t i = 0; i < flush->delivered_count; i++)
        redis_request_add(request, flush->delivered[i]);
    for (size_t i = 0, length; i < flush->change_count; i += length) {
        length = group_length(flush, i);
        add_group(request, flush->changes + i, length);
    }
}

int redis_flush_stored(const struct redis_reply *reply, struct fault *fault)
{
    if (reply == NULL)
        return fault_set(fault, FAULT_AWAY, "Redis did not answer");
    struct slice text = redis_reply_text(reply);
    if (redis_reply_kind(reply) == REDIS_TEXT && slice_is(text, "STORED"))
        return 0;
    return fault_set(fault, FAULT_AWAY, "Redis answers '%.*s'",
                     (int)slice_cut(text, 400).length, text.bytes);
}

int redis_position_read(struct redis *redis, int32_t partition, struct arena *arena,
                        struct redis_position *position, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text key = { 0 };

    redis_key_add_prefix(&key, partition);
    text_add(&key, "position");
    if (redis_ask_words(redis, &reply, fault, "HMGET", text_string(&key), "layout", "incarnation",
                        "offset", "hash", "edition", NULL) != 0)
        return fault_during(fault, "reading where partition %" PRId32 " stands", partition);
    *position = (struct redis_position){ .exists = false };
    if (redis_reply_count(reply) != 5 ||
        redis_reply_kind(redis_reply_item(reply, 2)) != REDIS_TEXT)
        return 0;
    struct slice incarnation = redis_reply_text(redis_reply_item(reply, 1));
    *position = (struct redis_position){
        .exists = true,
        .layout = redis_reply_number(redis_reply_item(reply, 0)),
        .incarnation = { arena_copy(arena, incarnation.bytes, incarnation.length),
                         incarnation.length },
        .offset = redis_reply_number(redis_reply_item(reply, 2)),
        .hash = strtoull(redis_reply_text(redis_reply_item(reply, 3)).bytes, NULL, 16),
        .edition = redis_reply_number(redis_reply_item(reply, 4)),
    };
    return 0;
}

/* KEYS: the position, then the values. ARGV: what each value was, and what it becomes, in turn. */
static const char EXCHANGE[] =
    "for i = 2, #KEYS do\n"
    "  if redis.call('GET', KEYS[i]) ~= ARGV[i * 2 - 3] then return 0 end\n"
    "end\n"
    "for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i * 2 - 2]) end\n"
    "redis.call('HINCRBY', KEYS[1], 'edition', 1)\n"
    "return 1\n";

int redis_exchange(struct redis *redis, int32_t partition, const struct redis_exchange *exchanges,
                   size_t count, bool *done, struct fault *fault)
{
    OWNED(redis_reply) struct redis_reply *reply = NULL;
    OWNED(text) struct text request = { 0 };
    OWNED(text) struct text key = { 0 };

    redis_request_begin(&request, 4 + 3 * count);
    redis_request_add(&request, SLICE("EVAL"));
    redis_request_add(&request, slice_of(EXCHANGE));
    add_number(&request, (int64_t)count + 1);
    redis_key_add_prefix(&key, partition);
    size_t prefix_length = key.length;
    text_add(&key, "position");
    redis_request_add(&request, (struct slice){ key.bytes, key.length });
    for (size_t i = 0; i < count; i++) {
        OWNED(text) struct text name = { 0 };
        text_add_bytes(&name, key.bytes, prefix_length);
        text_add_bytes(&name, exchanges[i].key.bytes, exchanges[i].key.length);
        redis_request_add(&request, (struct slice){ name.bytes, name.length });
    }
    for (size_t i = 0; i < count; i++) {
        redis_request_add(&request, exchanges[i].before);
        redis_request_add(&request, exchanges[i].after);
    }
    redis_send_request(redis, &request);
    if (redis_await(redis, &reply, fault) != 0)
        return -1;
    if (redis_reply_kind(reply) != REDIS_NUMBER) {
        struct slice text = redis_reply_text(reply);
        return fault_set(fault, FAULT_AWAY, "Redis answers '%.*s'", (int)text.length, text.bytes);
    }
    *done = redis_reply_number(reply) == 1;
    return 0;
}
