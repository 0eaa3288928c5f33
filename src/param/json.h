/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* The node as text, indented. Numbers read back to the same double: json-glib (up to 1.6 at least) writes 1e-08 as
 * "1e-08.0", which is no JSON; that is mended here. Free with g_free. */
char *mercer_json_print (JsonNode *root);
