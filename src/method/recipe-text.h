/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "recipe-private.h"

/* The parts of a recipe's text among themselves: recipe-text.c (the whole), recipe-table-text.c (its tables). */

/* The table as a value of what is being built: by its origin, or with its cells if it was edited or has none. */
void mercer_recipe_print_data (JsonBuilder *b, const MercerDataset *dataset);
/* The inverse; NULL with a sentence. */
MercerDataset *mercer_recipe_parse_data (JsonNode *node, GError **error);
/* False, with the sentence, in which %s is `what`. */
bool mercer_recipe_refuse_text (GError **error, const char *sentence, const char *what);
