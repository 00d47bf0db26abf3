/* A model file that was cut or altered is refused, whatever it holds. */
#include "read/model.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault fault = { 0 };
    struct model *model = NULL;

    if (model_open(&model, (struct slice){ (const char *)data, size }, &fault) == 0)
        model_free(model);
    else if (model != NULL || fault.kind != FAULT_SETUP)
        abort();
    return 0;
}
