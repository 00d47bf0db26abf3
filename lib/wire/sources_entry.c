#include "wire/sources_entry.h"

#include <string.h>

enum {
    RATE_STANDARD = 60,
    RATE_MOST = 60000,
    PAGES_STANDARD = 20,
    PAGES_MOST = 1000,
    LIST_MOST = 256,
    MEBIBYTE = 1024 * 1024,
};

#define EVERY_STANDARD_MS   (60 * SECOND_MS)
#define EVERY_LEAST_MS      (100)
#define TRANSCRIPT_WAIT_MS  (10 * MINUTE_MS)
#define TIMEOUT_STANDARD_MS (30 * SECOND_MS)

struct yaml_node *sources_entry_find(struct sources_entry *entry, const char *key)
{
    struct yaml_node *behind = entry->preset == NULL ? NULL : yaml_find(entry->preset, key);
    struct yaml_node *own = yaml_find(entry->own, key);

    return own != NULL ? own : behind;
}

static void read_string(struct sources_entry *entry, const char *key, const char **value)
{
    (void)yaml_string(sources_entry_find(entry, key), value); /* complains by itself */
}

static void read_bool(struct sources_entry *entry, const char *key, bool *value)
{
    (void)yaml_bool(sources_entry_find(entry, key), value); /* complains by itself */
}

/* One of some words; the standard stays when the key is absent. */
static void read_word(struct sources_entry *entry, const char *key, const char *const *words,
                      int *value)
{
    struct yaml_node *node = sources_entry_find(entry, key);
    const char *word = NULL;

    if (!yaml_string(node, &word))
        return;
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], word) == 0) {
            *value = i;
            return;
        }
    }
    yaml_complain(node, "'%s' is none of the words for '%s'", word, key);
}

static const char **read_list(struct sources_entry *entry, const char *key, struct arena *arena,
                              size_t *count)
{
    struct yaml_node *node = sources_entry_find(entry, key);

    if (node == NULL)
        return NULL;
    if (yaml_kind(node) != YAML_SEQUENCE || yaml_count(node) > LIST_MOST) {
        yaml_complain(node, "'%s' must be a list of at most %d", key, (int)LIST_MOST);
        return NULL;
    }
    const char **list = arena_take(arena, (yaml_count(node) + 1) * sizeof *list);
    for (size_t i = 0; i < yaml_count(node); i++)
        if (yaml_string(yaml_item(node, i), &list[*count]))
            (*count)++;
    return list;
}

/* --- secrets --- */

static void read_secret(struct yaml_node *node, struct secret *secret)
{
    if (node == NULL)
        return;
    if (yaml_kind(node) != YAML_MAPPING) {
        yaml_complain(node, "a secret never stands in this file: name it by {file: PATH} or "
                            "{credential: NAME}");
        return;
    }
    (void)yaml_string(yaml_find(node, "file"), &secret->file);             /* complains */
    (void)yaml_string(yaml_find(node, "credential"), &secret->credential); /* complains */
    (void)yaml_string(yaml_find(node, "prefix"), &secret->prefix);         /* complains */
    if ((secret->file == NULL) == (secret->credential == NULL))
        yaml_complain(node, "a secret has either 'file' or 'credential'");
    if (secret->credential != NULL && strchr(secret->credential, '/') != NULL)
        yaml_complain(node, "a credential is a name, not a path");
    yaml_finish(node);
}

static bool is_secret_name(const char *name)
{
    static const char *const words[] = { "authorization", "key", "token", "cookie", "secret", NULL };

    for (size_t i = 0; words[i] != NULL; i++)
        if (strcasestr(name, words[i]) != NULL)
            return true;
    return false;
}

static void read_headers(struct sources_entry *entry, struct arena *arena,
                         struct source_settings *settings)
{
    struct yaml_node *headers = sources_entry_find(entry, "headers");

    settings->headers = arena_take(arena, (yaml_count(headers) + 1) * sizeof *settings->headers);
    for (size_t i = 0; i < yaml_members(headers); i++) {
        struct yaml_node *node = yaml_item(headers, i);
        struct header_setting *header = &settings->headers[settings->header_count++];
        header->name = yaml_key(headers, i);
        if (yaml_kind(node) == YAML_MAPPING || is_secret_name(header->name))
            read_secret(node, &header->secret);
        else
            (void)yaml_string(node, &header->value); /* complains */
        if (strpbrk(header->name, ":\r\n ") != NULL ||
            (header->value != NULL && strpbrk(header->value, "\r\n") != NULL))
            yaml_complain(node, "a header is one line");
    }
}

/* --- parts --- */

static void read_length(struct sources_entry *entry, const char *key, int64_t least,
                        int64_t *length_ms)
{
    struct yaml_node *node = sources_entry_find(entry, key);

    if (yaml_length(node, length_ms) && *length_ms < least)
        yaml_complain(node, "'%s' must be at least %lldms", key, (long long)least);
}

static void read_number(struct sources_entry *entry, const char *key, int64_t most, int64_t *number)
{
    (void)yaml_integer(sources_entry_find(entry, key), 1, most, number); /* complains */
}

static void read_channel(struct sources_entry *entry, struct source_settings *settings)
{
    struct yaml_node *node = sources_entry_find(entry, "channel");
    const char *name = NULL;

    if (node == NULL)
        (void)yaml_need(entry->own, "channel"); /* complains */
    if (yaml_string(node, &name) && !channel_find(slice_of(name), &settings->channel))
        yaml_complain(node, "there is no channel '%s'", name);
}

static void read_network(struct sources_entry *entry, struct arena *arena,
                         struct source_settings *settings)
{
    static const char *const schemes[SOURCE_TYPE_COUNT][3] = {
        [SOURCE_JSON] = { "https://", "http://", NULL },
        [SOURCE_FEED] = { "https://", "http://", NULL },
        [SOURCE_IMAP] = { "imaps://", "imap://", NULL },
        [SOURCE_JETSTREAM] = { "wss://", "ws://", NULL },
    };
    struct yaml_node *url = sources_entry_find(entry, "url");

    if (url == NULL)
        (void)yaml_need(entry->own, "url"); /* complains */
    if (yaml_string(url, &settings->url)) {
        bool known = false;
        for (size_t i = 0; schemes[settings->type][i] != NULL; i++)
            known = known || strncmp(settings->url, schemes[settings->type][i],
                                     strlen(schemes[settings->type][i])) == 0;
        if (!known)
            yaml_complain(url, "the address of a source of kind '%s' begins with %s or %s",
                          source_type_name(settings->type), schemes[settings->type][0],
                          schemes[settings->type][1]);
    }
    read_length(entry, "every", EVERY_LEAST_MS, &settings->every_ms);
    read_length(entry, "timeout", EVERY_LEAST_MS, &settings->timeout_ms);
    read_number(entry, "limit-bytes", (int64_t)256 * MEBIBYTE, &settings->limit_bytes);
    read_number(entry, "requests-a-minute", RATE_MOST, &settings->requests_a_minute);
    read_bool(entry, "allow-private", &settings->allow_private);
    read_string(entry, "ca-file", &settings->ca_file);
    read_string(entry, "user", &settings->user);
    read_secret(sources_entry_find(entry, "password"), &settings->password);
    read_secret(sources_entry_find(entry, "token"), &settings->token);
    read_headers(entry, arena, settings);
}

static void read_delimiter(struct sources_entry *entry, struct source_settings *settings)
{
    struct yaml_node *node = sources_entry_find(entry, "delimiter");
    const char *delimiter = NULL;

    if (!yaml_string(node, &delimiter))
        return;
    if (strcmp(delimiter, "tab") == 0)
        settings->delimiter = '\t';
    else if (strlen(delimiter) == 1 && strchr("\"\r\n", delimiter[0]) == NULL)
        settings->delimiter = delimiter[0];
    else
        yaml_complain(node, "a delimiter is one byte, or the word 'tab'");
}

static void read_spool(struct sources_entry *entry, struct arena *arena,
                       struct source_settings *settings)
{
    static const char *const formats[] = { "csv", "json-lines", NULL };
    struct yaml_node *folder = sources_entry_find(entry, "folder");
    int format = (int)settings->format;

    if (folder == NULL)
        (void)yaml_need(entry->own, "folder"); /* complains */
    (void)yaml_string(folder, &settings->folder); /* complains */
    read_word(entry, "format", formats, &format);
    settings->format = (enum spool_format)format;
    read_string(entry, "charset", &settings->charset);
    read_delimiter(entry, settings);
    read_number(entry, "limit-bytes", (int64_t)256 * MEBIBYTE, &settings->limit_bytes);
    read_bool(entry, "header", &settings->has_header);
    read_string(entry, "transcripts", &settings->transcripts);
    read_string(entry, "transcript-id", &settings->transcript_id);
    read_length(entry, "transcript-wait", 0, &settings->transcript_wait_ms);
    if (settings->transcripts != NULL && settings->transcript_id == NULL)
        yaml_complain(entry->own, "'transcripts' needs 'transcript-id'");
    settings->columns = read_list(entry, "columns", arena, &settings->column_count);
    if (!settings->has_header && settings->column_count == 0 && settings->format == SPOOL_CSV)
        yaml_complain(entry->own, "without a header line the 'columns' must be named");
}

static void read_json(struct sources_entry *entry, struct source_settings *settings)
{
    static const char *const ways[] = { "none", "number", "next", "forward", NULL };
    int paging = (int)settings->paging;

    read_word(entry, "paging", ways, &paging);
    settings->paging = (enum paging)paging;
    read_string(entry, "items", &settings->items);
    read_string(entry, "next", &settings->next);
    read_string(entry, "since", &settings->since);
    read_string(entry, "start", &settings->start);
    (void)yaml_integer(sources_entry_find(entry, "first-page"), 0, PAGES_MOST,
                       &settings->first_page); /* complains */
    read_number(entry, "most-pages", PAGES_MOST, &settings->most_pages);
    read_bool(entry, "oldest-first", &settings->oldest_first);
    struct yaml_node *stream = sources_entry_find(entry, "stream");
    if (yaml_string(stream, &settings->stream) && strncmp(settings->stream, "wss://", 6) != 0 &&
        strncmp(settings->stream, "ws://", 5) != 0)
        yaml_complain(stream, "a stream begins with wss:// or ws://");
    read_secret(sources_entry_find(entry, "stream-token"), &settings->stream_token);
    if (settings->paging == PAGING_NEXT && settings->next == NULL)
        yaml_complain(entry->own, "paging by 'next' needs the path 'next'");
    if (settings->paging == PAGING_FORWARD && settings->since == NULL)
        yaml_complain(entry->own, "paging 'forward' needs the path 'since'");
}

static void read_webhook(struct sources_entry *entry, struct source_settings *settings)
{
    static const char *const schemes[] = { "standard", "zendesk", "hmac", "bearer", NULL };
    struct yaml_node *secret = sources_entry_find(entry, "secret");
    int signature = (int)settings->signature;

    if (secret == NULL)
        (void)yaml_need(entry->own, "secret"); /* complains */
    read_secret(secret, &settings->secret);
    read_word(entry, "signature", schemes, &signature);
    settings->signature = (enum webhook_scheme)signature;
    read_string(entry, "signature-header", &settings->signature_header);
    read_string(entry, "items", &settings->items);
}

static void check_mapping(struct sources_entry *entry, const struct source_settings *settings)
{
    bool maps = settings->type == SOURCE_JSON || settings->type == SOURCE_SPOOL ||
                settings->type == SOURCE_WEBHOOK;

    if (maps && settings->mapping.targets[MAP_TEXT].count == 0 &&
        settings->mapping.targets[MAP_TITLE].count == 0 &&
        settings->mapping.targets[MAP_STATUS].count == 0)
        yaml_complain(entry->own, "the 'map' must say where the text, title or status stands");
}

void sources_entry_read(struct sources_entry *entry, struct arena *arena,
                        struct source_settings *settings)
{
    settings->enabled = true;
    settings->has_header = true;
    settings->delimiter = ',';
    settings->charset = "auto";
    settings->every_ms = EVERY_STANDARD_MS;
    settings->timeout_ms = TIMEOUT_STANDARD_MS;
    settings->limit_bytes = (int64_t)16 * MEBIBYTE;
    settings->requests_a_minute = RATE_STANDARD;
    settings->transcript_wait_ms = TRANSCRIPT_WAIT_MS;
    settings->first_page = 1;
    settings->most_pages = PAGES_STANDARD;
    read_bool(entry, "enabled", &settings->enabled);
    read_bool(entry, "required", &settings->required);
    read_length(entry, "expected", SECOND_MS, &settings->expected_ms);
    read_string(entry, "zone", &settings->zone);
    read_string(entry, "lang", &settings->language);
    read_string(entry, "region", &settings->region);
    read_channel(entry, settings);
    mapping_read(entry->own, arena, &settings->mapping);
    if (entry->preset != NULL)
        mapping_read(entry->preset, arena, &settings->mapping);
    if (settings->type != SOURCE_SPOOL && settings->type != SOURCE_IMAP &&
        settings->type != SOURCE_WEBHOOK)
        settings->words = read_list(entry, "words", arena, &settings->word_count);
    if (settings->type == SOURCE_SPOOL)
        read_spool(entry, arena, settings);
    else if (settings->type == SOURCE_WEBHOOK)
        read_webhook(entry, settings);
    else
        read_network(entry, arena, settings);
    if (settings->type == SOURCE_JSON || settings->type == SOURCE_JETSTREAM)
        read_json(entry, settings);
    if (settings->type == SOURCE_IMAP) {
        settings->mailboxes = read_list(entry, "mailboxes", arena, &settings->mailbox_count);
        read_bool(entry, "from-now", &settings->from_now);
    }
    check_mapping(entry, settings);
}
