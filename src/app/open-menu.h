/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What can be opened: recent files, samples, generators. Beside Open (table NULL) every item is win.open-spec with a
 * path or a spec; for a further table of the method it is win.open-table with the table's id too, and the first item
 * asks for a file. It fills itself anew whenever the list of recent files changes. */
GMenuModel *mercer_open_menu_new (const char *table);
/* Puts a file on the list of recent ones. */
void mercer_open_menu_remember (const char *path);
