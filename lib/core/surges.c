#include "core/surges.h"

#include "base/moment.h"
#include "core/plan.h"
#include "core/state.h"

#include <string.h>

static const int TIERS[SURGE_TIERS] = { 200, 300, 500 };

void surges_done(struct surges *surges)
{
    for (size_t i = 0; i < surges->count; i++)
        memory_free(surges->rows[i].name);
    memory_free(surges->rows);
    *surges = (struct surges){ 0 };
}

static struct surge_row *find(const struct surges *surges, struct slice name)
{
    for (size_t i = 0; i < surges->count; i++)
        if (slice_is(name, surges->rows[i].name))
            return &surges->rows[i];
    return NULL;
}

const struct surge_row *surges_find(const struct surges *surges, struct slice name)
{
    return find(surges, name);
}

static void take_out(struct surges *surges, struct surge_row *row)
{
    size_t after = surges->count - (size_t)(row - surges->rows) - 1;

    memory_free(row->name);
    memmove(row, row + 1, after * sizeof *row);
    surges->count--;
}

static void keep_since(int64_t since_at[SURGE_TIERS], int tier, int64_t now)
{
    for (int i = 0; i < SURGE_TIERS; i++) {
        if (tier < TIERS[i])
            since_at[i] = MOMENT_NEVER;
        else if (since_at[i] == MOMENT_NEVER)
            since_at[i] = now;
    }
}

enum surge_step surges_set(struct surges *surges, struct slice name, const struct growth *growth,
                           int64_t now)
{
    struct surge_row *row = find(surges, name);
    int before = row == NULL ? 0 : row->growth.tier;
    int literal_before = row == NULL ? 0 : row->growth.literal_tier;

    if (growth->tier == 0) {
        if (row != NULL)
            take_out(surges, row);
        return SURGE_STANDS;
    }
    if (row == NULL) {
        MEMORY_GROW(surges->rows, surges->count, surges->capacity);
        row = &surges->rows[surges->count++];
        *row = (struct surge_row){ .name = memory_copy(name.bytes, name.length) };
        keep_since(row->since_at, 0, now);
        keep_since(row->literal_since_at, 0, now);
    }
    row->growth = *growth;
    keep_since(row->since_at, growth->suspected_coordination ? 0 : growth->tier, now);
    keep_since(row->literal_since_at, growth->suspected_coordination ? 0 : growth->literal_tier, now);
    return growth->tier > before                   ? SURGE_ROSE
           : growth->literal_tier > literal_before ? SURGE_ROSE_LITERALLY
                                                   : SURGE_STANDS;
}

void surges_refresh(struct surges *surges, struct slice name, const struct growth *growth)
{
    struct surge_row *row = find(surges, name);

    if (row != NULL && row->growth.tier == growth->tier)
        row->growth = *growth;
}

int64_t surge_row_since(const struct surge_row *row, const struct condition *condition)
{
    for (int i = 0; i < SURGE_TIERS; i++)
        if (TIERS[i] >= condition->percent)
            return condition->literal ? row->literal_since_at[i] : row->since_at[i];
    return MOMENT_NEVER;
}

void surge_write_growth(const struct growth *growth, struct text *text)
{
    const double decimals[] = { growth->expected,        growth->ratio,  growth->growth_percent,
                                growth->corrected_ratio, growth->guard,  growth->probability,
                                growth->score,           growth->baseline_days,
                                growth->expected_at_open, growth->day_percent };

    pack_number(text, growth->decided_by);
    pack_number(text, growth->tier);
    pack_number(text, growth->literal_tier);
    pack_number(text, growth->window_ms);
    pack_number(text, growth->observed);
    pack_number(text, growth->baseline_version);
    state_write_bool(text, growth->suspected_coordination);
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++)
        pack_decimal(text, decimals[i]);
}

void surge_read_growth(struct unpack *unpack, struct growth *growth, bool has_day)
{
    double *const decimals[] = { &growth->expected,        &growth->ratio, &growth->growth_percent,
                                 &growth->corrected_ratio, &growth->guard, &growth->probability,
                                 &growth->score,           &growth->baseline_days,
                                 &growth->expected_at_open };

    growth->decided_by = (enum growth_decider)state_read_below(unpack, DECIDED_BY_EARLY + 1);
    growth->tier = (int)unpack_number(unpack);
    growth->literal_tier = (int)unpack_number(unpack);
    growth->window_ms = unpack_number(unpack);
    growth->observed = unpack_number(unpack);
    growth->baseline_version = (uint32_t)unpack_number(unpack);
    growth->suspected_coordination = state_read_bool(unpack);
    for (size_t i = 0; i < sizeof decimals / sizeof *decimals; i++)
        *decimals[i] = unpack_decimal(unpack);
    growth->day_percent = has_day ? unpack_decimal(unpack) : 0;
}

void surges_write(const struct surges *surges, struct text *text)
{
    pack_number(text, (int64_t)surges->count);
    for (size_t i = 0; i < surges->count; i++) {
        state_write_string(text, surges->rows[i].name);
        surge_write_growth(&surges->rows[i].growth, text);
        for (int k = 0; k < SURGE_TIERS; k++)
            pack_number(text, surges->rows[i].since_at[k]);
        for (int k = 0; k < SURGE_TIERS; k++)
            pack_number(text, surges->rows[i].literal_since_at[k]);
    }
}

void surges_read(struct surges *surges, struct unpack *unpack, struct surges_form form)
{
    size_t count = state_read_count(unpack, 8);

    for (size_t i = 0; i < count && !unpack->failed; i++) {
        MEMORY_GROW(surges->rows, surges->count, surges->capacity);
        struct surge_row *row = &surges->rows[surges->count++];
        *row = (struct surge_row){ .name = state_read_string(unpack) };
        if (row->name == NULL)
            row->name = memory_copy("", 0);
        surge_read_growth(unpack, &row->growth, form.has_day);
        for (int k = 0; k < SURGE_TIERS; k++)
            row->since_at[k] = unpack_number(unpack);
        for (int k = 0; k < SURGE_TIERS; k++)
            row->literal_since_at[k] = form.has_literal ? unpack_number(unpack) : row->since_at[k];
    }
}
