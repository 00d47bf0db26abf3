#include "brief/issue.h"

#include "base/digest.h"
#include "brief/events.h"
#include "edge/files.h"
#include "edge/shell.h"
#include "wire/cloudevent.h"
#include "wire/writer.h"

#include <string.h>

enum { INCIDENT_SHOWN_BYTES = 8, FILE_MODE = 0640, PDF_LIMIT_MS = 20000 };

void issue_add_folder(struct text *path, const struct brief *brief, struct slice org)
{
    text_add_format(path, "%s/", brief->output_folder);
    for (size_t i = 0; i < org.length; i++) {
        const unsigned char byte = (unsigned char)org.bytes[i];
        if (byte <= ' ' || byte == '/' || byte == '%' || byte == 0x7f || (i == 0 && byte == '.'))
            text_add_format(path, "%%%02X", byte);
        else
            text_add_char(path, (char)byte);
    }
}

void issue_add_id(struct text *id, const struct issue *issue)
{
    const struct civil at =
        civil_from_moment(issue->kind == BRIEFING_HOURLY ? issue->from_at : issue->to_at);
    const size_t shown = issue->incident.length < INCIDENT_SHOWN_BYTES ? issue->incident.length
                                                                       : INCIDENT_SHOWN_BYTES;

    text_add_format(id, "%04d-%02d-%02dT%02d%02d-%s", at.year, at.month, at.day, at.hour,
                    at.minute, briefing_kind_name(issue->kind));
    if (shown > 0)
        text_add_format(id, "-%.*s", (int)shown, issue->incident.bytes);
}

static void add_path(struct text *path, const struct brief *brief, const struct issue *issue,
                     const char *ending)
{
    issue_add_folder(path, brief, issue->org.name);
    text_add_char(path, '/');
    issue_add_id(path, issue);
    text_add(path, ending);
}

bool issue_is_done(const struct brief *brief, const struct issue *issue)
{
    OWNED(text) struct text path = { 0 };

    add_path(&path, brief, issue, ".json");
    return files_exist(text_string(&path));
}

/* A process of its own sets the page: what strangers wrote meets the fonts there. Without the program
 * there is no PDF, and when it fails the report still goes out. */
static void write_pdf(struct brief *brief, const char *path, const struct text *page)
{
    OWNED(text) struct text program = { 0 };
    OWNED(text) struct text target = { 0 };
    struct fault fault = { 0 };
    int code = 0;

    if (brief->pdf_program == NULL)
        return;
    text_add_format(&program, "TOCSIN_PDF=%s", brief->pdf_program);
    text_add_format(&target, "TOCSIN_TARGET=%s", path);
    const char *const environment[] = { text_string(&program), text_string(&target), NULL };
    const struct shell shell = { .command = "exec \"$TOCSIN_PDF\" - \"$TOCSIN_TARGET\"",
                                 .input = { text_string(page), page->length },
                                 .environment = environment,
                                 .limit_ms = PDF_LIMIT_MS };
    if (shell_run(&shell, &code, &fault) != 0)
        log_warning(&brief->log, "pdf-failed", "%s: %s", path, fault.text);
    else if (code != 0)
        log_warning(&brief->log, "pdf-failed", "%s: the program ended with %d", path, code);
}

/* The JSON last: who lists the folder goes by it. */
static int write_files(struct brief *brief, const struct issue *issue,
                       const struct report *report, struct fault *fault)
{
    const struct {
        const char *ending;
        const struct text *content;
    } files[] = {
        { ".md", &report->markdown },
        { ".html", &report->html },
        { ".pdf", &report->html },
        { ".json", &report->json },
    };
    OWNED(text) struct text folder = { 0 };

    issue_add_folder(&folder, brief, issue->org.name);
    if (files_make_folder(text_string(&folder), fault) != 0)
        return -1;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        OWNED(text) struct text path = { 0 };
        add_path(&path, brief, issue, files[i].ending);
        if (strcmp(files[i].ending, ".pdf") == 0)
            write_pdf(brief, text_string(&path), files[i].content);
        else if (files_write(text_string(&path),
                        (struct slice){ text_string(files[i].content), files[i].content->length },
                        FILE_MODE, fault) != 0)
            return -1;
    }
    return 0;
}

static struct key event_id(const struct issue *issue, struct slice id)
{
    OWNED(digest) struct digest *digest = digest_new();

    digest_add(digest, SLICE("briefing"));
    digest_add(digest, issue->org.name);
    digest_add(digest, id);
    return digest_finish(digest);
}

/* The same report has the same event, so that a repeat is known by its id. */
static void write_event(struct text *event, const struct issue *issue, struct slice id,
                        const struct text *document)
{
    struct writer writer = writer_on(event);
    OWNED(text) struct text source = { 0 };
    const struct key key = event_id(issue, id);

    cloudevent_add_source(&source, issue->org.name);
    writer_object(&writer);
    writer_member(&writer, "specversion", "1.0");
    writer_name(&writer, "id");
    writer_hex(&writer, key.bytes, KEY_BYTES);
    writer_member(&writer, "source", text_string(&source));
    writer_member(&writer, "type", "tocsin.briefing.published.v1");
    writer_member_slice(&writer, "subject", id);
    writer_member_moment(&writer, "time", issue->to_at);
    writer_member(&writer, "datacontenttype", "application/json");
    writer_name(&writer, "data");
    writer_raw(&writer, (struct slice){ text_string(document), document->length });
    writer_object_end(&writer);
}

void issue_delivered(void *context, const struct kafka_delivery *delivery)
{
    struct brief *brief = context;

    brief->unsent--;
    if (delivery->reason != NULL)
        log_error(&brief->log, "report-unpublished",
                  "Kafka did not take a report: %s; its files are in the folder",
                  delivery->reason);
}

static int publish(struct brief *brief, const struct issue *issue, struct slice id,
                   const struct report *report, struct fault *fault)
{
    OWNED(text) struct text event = { 0 };

    write_event(&event, issue, id, &report->json);
    const struct kafka_message message = {
        .topic = TOPIC_BRIEFINGS,
        .partition = 0,
        .key = issue->org.name,
        .value = { text_string(&event), event.length },
        .at = clock_is_feed(brief->clock) ? clock_now(brief->clock) : 0,
        .is_ours = true,
    };
    if (kafka_producer_send(brief->producer, &message, fault) != 0)
        return -1;
    brief->unsent++;
    return 0;
}

int issue_now(struct brief *brief, const struct issue *issue, struct fault *fault)
{
    static const char *const languages[] = { "zh", "en" };
    OWNED(report) struct report report = { 0 };
    OWNED(text) struct text id = { 0 };
    struct briefing briefing = { 0 };

    arena_clear(brief->arena);
    issue_add_id(&id, issue);
    const struct report_request request = {
        .view = { brief->store, issue->org, brief->arena, issue->to_at },
        .kind = issue->kind,
        .id = { text_string(&id), id.length },
        .from_at = issue->from_at,
        .to_at = issue->to_at,
        .late = issue->late,
        .present = issue->present,
        .incident = issue->incident,
        .calendar = profile_calendar(brief->profile, issue->org.name),
        .title = profile_title(brief->profile, issue->org.name),
        .events = events_all(brief->events),
        .trouble = issue->trouble,
    };
    const struct report_style style = { brief->templates_folder,
                                        languages[brief->settings.language] };
    if (report_gather(&request, &briefing, fault) != 0 ||
        report_render(&briefing, &style, &report, fault) != 0 ||
        publish(brief, issue, request.id, &report, fault) != 0 ||
        write_files(brief, issue, &report, fault) != 0)
        return fault_during(fault, "report %s of '%.*s'", text_string(&id),
                            LOG_QUOTE(issue->org.name));
    log_info(&brief->log, "report-issued", "%s of " QUOTED "%s", text_string(&id),
             LOG_QUOTE(issue->org.name), issue->late ? ", late" : "");
    return 0;
}
