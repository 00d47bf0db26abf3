#include "wire/growth_json.h"

#include <math.h>

static double rounded(double number)
{
    return floor(number * 1000 + 0.5) / 1000;
}

void growth_json_write(struct writer *writer, const struct growth *growth)
{
    writer_object(writer);
    writer_member_integer(writer, "tier", growth->tier);
    writer_member_integer(writer, "literal_tier", growth->literal_tier);
    writer_member_integer(writer, "window_minutes", growth->window_ms / MINUTE_MS);
    writer_member_integer(writer, "observed", growth->observed);
    writer_member_decimal(writer, "expected", rounded(growth->expected));
    writer_member_decimal(writer, "ratio", rounded(growth->ratio));
    writer_member_decimal(writer, "growth_percent", rounded(growth->growth_percent));
    writer_member_decimal(writer, "probability", rounded(growth->probability));
    writer_member_decimal(writer, "guard", rounded(growth->guard));
    writer_member_decimal(writer, "score", rounded(growth->score));
    writer_member_decimal(writer, "baseline_days", rounded(growth->baseline_days));
    writer_member_bool(writer, "suspected_coordination", growth->suspected_coordination);
    writer_object_end(writer);
}
