/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* A sentence or a question over a window, which waits until it is answered. */

typedef struct
{
  const char *id;    /* told when it is chosen */
  const char *label; /* for people, with a mnemonic */
  bool loses;        /* what it does cannot be taken back: drawn as a warning */
} MercerAlertAnswer;

/* Told which answer was chosen. Not called once the object given with it has gone. */
typedef void (*MercerAlertFunc) (const char *id, GObject *whose);

/* Asks. The list of answers ends with an id of NULL: Escape is the first, Return the last, which is also drawn as suggested where
 * there is a choice. func may be NULL where nothing follows. */
void mercer_alert (GtkWindow *parent, const char *heading, const char *body, const MercerAlertAnswer *answers, MercerAlertFunc func,
                   GObject *whose);
/* The text of the alert over the window, or NULL; borrowed until the main loop runs. For tests. */
const char *mercer_alert_body (GtkWindow *parent);
/* Closes the alert over the window as Escape would. For tests. */
void mercer_alert_dismiss (GtkWindow *parent);
