/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* What is shown when nothing is open: how to open something, and the samples as cards. */
GtkWidget *mercer_start_page_new (void);
