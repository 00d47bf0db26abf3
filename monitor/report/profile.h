/* What a report takes from the rules: the organisations' titles and local time. */
#pragma once

#include "base/fault.h"
#include "base/text.h"
#include "core/calendar.h"

struct profile;
struct org_rules; /* core/rules.h */

/* Reads the rules' folder. FAULT_SETUP when it cannot be read or its rules are wrong. */
MUST_CHECK int profile_open(const char *folder, struct profile **profile, struct fault *fault);
void profile_free(struct profile *profile);
RELEASE_WITH(profile, struct profile, profile_free)

/* Borrowed from the profile; an organisation without a file has those of the default. Without a
 * profile (NULL) local time is UTC and there are no titles. */
const struct calendar *profile_calendar(const struct profile *profile, struct slice org);
/* Borrowed; NULL without a profile. */
const struct org_rules *profile_rules(const struct profile *profile, struct slice org);
struct slice profile_title(const struct profile *profile, struct slice org);
