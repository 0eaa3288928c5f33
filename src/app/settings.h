/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <stdbool.h>

/* The settings, or NULL when the schema is not installed (the program then starts with defaults and
 * remembers nothing, where GIO would abort). Borrowed. */
GSettings *mercer_settings (void);

#define MERCER_SETTING_WIDTH "window-width"
#define MERCER_SETTING_HEIGHT "window-height"
#define MERCER_SETTING_MAXIMIZED "window-maximized"
#define MERCER_SETTING_COLOURS "colour-scheme"
#define MERCER_SETTING_SAMPLES "show-samples"
