#include "surge/surge.h"
#include "wire/yaml.h"

#include <stdio.h>

void reload_rules(struct app *surge)
{
    OWNED(complaints) struct complaints complaints = { 0 };
    struct fault fault = { 0 };

    if (engine_reload(surge->engine, &complaints, &fault) != 0) {
        if (complaints.count > 0)
            (void)fprintf(stderr, "%s\n", text_string(&complaints.text)); /* each line names file and place */
        log_error(surge->log, "rules-refused", "the old rules go on: %s", fault.text);
        return;
    }
    for (size_t i = 0; i < surge->owned_count; i++) {
        if (surge->owned[i]->stage == STAGE_FOLDING &&
            outputs_send_command(surge->owned[i], VERB_RULES, &fault) != 0)
            log_error(surge->log, "rules-unsent", "%s", fault.text);
    }
    log_notice(surge->log, "rules-loaded", "version %s, from its place in each partition's log on",
               engine_version(surge->engine));
}
