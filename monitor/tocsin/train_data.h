/* What training reads: word lists and labelled texts. */
#pragma once

#include "base/fault.h"
#include "read/trainer.h"

/* Adds every labelled line of the file (plain, .xz, .zst or -). FAULT_INPUT names the line. */
MUST_CHECK int train_data_read(const char *path, struct trainer *trainer, struct fault *fault);

/* Adds the word lists of the folder: every .tsv; complaint*.tsv speak for complaints. */
MUST_CHECK int train_data_read_words(const char *folder, struct trainer *trainer,
                                     struct fault *fault);
