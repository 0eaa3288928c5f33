/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* The about window, with what a bug report needs to know about the machine. */
void mercer_about_show (GtkWindow *parent);
