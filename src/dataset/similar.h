/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The file in the folder of `path` whose name is most like it, or NULL if none is; free with
 * g_free. Looks at no more than the first thousand names. */
char *mercer_similar_file (const char *path);
