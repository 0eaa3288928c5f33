/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* The node as text, indented. Numbers read back to the same double: json-glib (up to 1.6 at least) writes 1e-08 as
 * "1e-08.0", which is no JSON; that is mended here. Free with g_free. */
char *mercer_json_print (JsonNode *root);

/* Members of an object; otherwise, NULL, where there is none of this kind. Borrowed. */
const char *mercer_json_string (JsonObject *object, const char *name, const char *otherwise);
JsonArray *mercer_json_array (JsonObject *object, const char *name);
JsonObject *mercer_json_object (JsonObject *object, const char *name);
/* The strings of an array, "" for what is none; g_strfreev. */
char **mercer_json_strings (JsonArray *array);
