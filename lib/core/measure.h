/* The numbers that conditions look at, for core/grade and its findings. */
#pragma once

#include "core/view.h"

/* Growth of what surges, or of the subject's own series when nothing does. */
struct growth measure_growth(const struct view *view);
/* PLAN.md A-13: today's rolling 24 h against the 24 h before. */
void measure_day_growth(const struct view *view, double *percent, int64_t *increase);
/* The most authors of one of the markers; one when nobody is named. */
int64_t measure_marker_authors(const struct view *view, const struct condition *condition,
                               bool *is_trusted);
/* Outlets and letters that fit, from the view's `since_at` on. */
int64_t measure_outlets(const struct view *view, const struct condition *condition);
int64_t measure_letters(const struct view *view, const struct condition *condition);
double measure_attested_value(const struct view *view, const struct condition *condition);
/* The people of the incident, or those of them heard within the condition's time. */
int64_t measure_people(const struct incident *incident, const struct condition *condition,
                       int64_t now);
