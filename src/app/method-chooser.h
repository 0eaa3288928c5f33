/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "method.h"

/* The button that says which method is on show, and its list of all others, grouped by room; searchable where they
 * are many. Signal "chosen" (MercerMethod *method): a person wants another one. */
#define MERCER_TYPE_METHOD_CHOOSER (mercer_method_chooser_get_type ())
G_DECLARE_FINAL_TYPE (MercerMethodChooser, mercer_method_chooser, MERCER, METHOD_CHOOSER, AdwBin)

/* methods: ends with NULL; borrowed for good. */
GtkWidget *mercer_method_chooser_new (const MercerMethod *const *methods);
void mercer_method_chooser_show (MercerMethodChooser *chooser, const MercerMethod *method);
const MercerMethod *mercer_method_chooser_get (MercerMethodChooser *chooser);
/* Opens the list. */
void mercer_method_chooser_open (MercerMethodChooser *chooser);
