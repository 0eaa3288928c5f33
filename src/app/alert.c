/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert.h"

#include <adwaita.h>

/* One kind of dialog under two names: in the window since libadwaita 1.5, where the older one is deprecated and measures its texts
 * in ways that newer GTK warns of; a window of its own before. */
#if ADW_CHECK_VERSION(1, 5, 0)
#define DIALOG(name) adw_alert_dialog_##name
typedef AdwAlertDialog Dialog;
#else
#define DIALOG(name) adw_message_dialog_##name
typedef AdwMessageDialog Dialog;
#endif

G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* what is newer than the floor */

typedef struct
{
  MercerAlertFunc func;
  GWeakRef whose;
} Request;

static void
free_request (gpointer data, GClosure *closure)
{
  Request *request = data;
  g_weak_ref_clear (&request->whose);
  g_free (request);
}

static void
response_cb (Dialog *dialog, const char *response, gpointer data)
{
  Request *request = data;
  g_autoptr (GObject) whose = g_weak_ref_get (&request->whose);
  if (whose != NULL)
    request->func (response, whose);
}

static Dialog *
new_dialog (GtkWindow *parent, const char *heading, const char *body)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  return ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
#else
  return ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, heading, body));
#endif
}

static void
present (Dialog *dialog, GtkWindow *parent)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

/* The alert over the window that is in front; NULL where there is none. */
static Dialog *
shown (GtkWindow *parent)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwDialog *front = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (parent));
  return ADW_IS_ALERT_DIALOG (front) ? ADW_ALERT_DIALOG (front) : NULL;
#else
  Dialog *found = NULL;
  GList *all = gtk_window_list_toplevels ();
  for (GList *w = all; w != NULL; w = w->next)
    if (ADW_IS_MESSAGE_DIALOG (w->data) && gtk_window_get_transient_for (w->data) == parent && gtk_widget_get_visible (w->data))
      found = w->data;
  g_list_free (all);
  return found;
#endif
}

/* Names of files are words without end, for which the dialog has no room: they may be broken after a slash, and anywhere after so
 * many characters. */
enum { LONGEST_WORD = 24 };

static char *
breakable (const char *text)
{
  GString *out = g_string_new (NULL);
  size_t run = 0;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      g_string_append_len (out, c, g_utf8_next_char (c) - c);
      run = g_unichar_isspace (g_utf8_get_char (c)) ? 0 : run + 1;
      if (*c != '/' && run < LONGEST_WORD)
        continue;
      g_string_append (out, "\u200b"); /* a space of no width */
      run = 0;
    }
  return g_string_free (out, FALSE);
}

void
mercer_alert (GtkWindow *parent, const char *heading, const char *body, const MercerAlertAnswer *answers, MercerAlertFunc func,
              GObject *whose)
{
  g_autofree char *breaking_heading = breakable (heading), *breaking_body = breakable (body);
  Dialog *dialog = new_dialog (parent, breaking_heading, breaking_body);
  const MercerAlertAnswer *last = answers;
  for (const MercerAlertAnswer *answer = answers; answer->id != NULL; answer++)
    {
      DIALOG (add_response) (dialog, answer->id, answer->label);
      if (answer->loses)
        DIALOG (set_response_appearance) (dialog, answer->id, ADW_RESPONSE_DESTRUCTIVE);
      last = answer;
    }
  if (last != answers)
    DIALOG (set_response_appearance) (dialog, last->id, ADW_RESPONSE_SUGGESTED);
  DIALOG (set_default_response) (dialog, last->id);
  DIALOG (set_close_response) (dialog, answers->id);
  if (func != NULL)
    {
      Request *request = g_new0 (Request, 1);
      request->func = func;
      g_weak_ref_init (&request->whose, whose);
      g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), request, free_request, 0);
    }
  present (dialog, parent);
}

const char *
mercer_alert_body (GtkWindow *parent)
{
  Dialog *dialog = shown (parent);
  return dialog != NULL ? DIALOG (get_body) (dialog) : NULL;
}

void
mercer_alert_dismiss (GtkWindow *parent)
{
  Dialog *dialog = shown (parent);
  if (dialog == NULL)
    return;
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_force_close (ADW_DIALOG (dialog));
#else
  gtk_window_close (GTK_WINDOW (dialog));
#endif
}
G_GNUC_END_IGNORE_DEPRECATIONS
