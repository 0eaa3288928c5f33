/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* The menu beside Open: recent files, samples, generators; every item is win.open-spec with a path or a spec.
 * It fills itself anew whenever the list of recent files changes. */
GMenuModel *mercer_open_menu_new (void);
/* Puts a file on the list of recent ones. */
void mercer_open_menu_remember (const char *path);
