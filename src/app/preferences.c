/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "preferences.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "compat.h"
#include "settings.h"

static const char *const scheme_ids[] = { "system", "light", "dark" };

static void
scheme_chosen_cb (GtkDropDown *choice, GParamSpec *pspec, void *data)
{
  guint index = gtk_drop_down_get_selected (choice);
  if (index < G_N_ELEMENTS (scheme_ids))
    g_action_group_change_action_state (G_ACTION_GROUP (g_application_get_default ()), "colour-scheme",
                                        g_variant_new_string (scheme_ids[index]));
}

static GtkWidget *
scheme_row (void)
{
  const char *titles[] = { _("Follow system"), _("Light"), _("Dark"), NULL };
  GtkDropDown *choice;
  GtkWidget *row = mercer_combo_row_new (_("Appearance"), NULL, titles, &choice);
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (g_application_get_default ()),
                                                                "colour-scheme");
  for (guint i = 0; i < G_N_ELEMENTS (scheme_ids); i++)
    if (g_str_equal (scheme_ids[i], g_variant_get_string (state, NULL)))
      gtk_drop_down_set_selected (choice, i);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (scheme_chosen_cb), NULL);
  return row;
}

static GtkWidget *
samples_row (void)
{
  GtkSwitch *control;
  GtkWidget *row = mercer_switch_row_new (_("Offer sample tables"), _("On the page that is shown when nothing is open"),
                                          &control);
  if (mercer_settings () != NULL)
    g_settings_bind (mercer_settings (), MERCER_SETTING_SAMPLES, control, "active", G_SETTINGS_BIND_DEFAULT);
  else
    gtk_widget_set_sensitive (row, FALSE);
  return row;
}

void
mercer_preferences_show (GtkWindow *parent)
{
  GtkWidget *window = adw_preferences_window_new ();
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_add (group, scheme_row ());
  adw_preferences_group_add (group, samples_row ());
  adw_preferences_page_add (page, group);
  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);
  adw_preferences_window_set_search_enabled (ADW_PREFERENCES_WINDOW (window), FALSE);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_present (GTK_WINDOW (window));
}
