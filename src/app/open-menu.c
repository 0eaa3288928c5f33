/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open-menu.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "reader.h"

#define RECENT_MAX 8

static void
append (GMenu *menu, const char *title, const char *table, const char *spec)
{
  GMenuItem *item = g_menu_item_new (title, NULL);
  if (table == NULL)
    g_menu_item_set_action_and_target (item, "win.open-spec", "s", spec);
  else
    g_menu_item_set_action_and_target (item, "win.open-table", "(ss)", table, spec);
  g_menu_append_item (menu, item);
  g_object_unref (item);
}

/* An underscore in a file's name is not an access key. */
static char *
without_mnemonics (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "_", -1);
  return g_strjoinv ("__", parts);
}

static int
newest_first (const void *a, const void *b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

/* The dialogs of GTK remember what was saved, too: pictures and films are no tables. */
#define OPENED "Mercer: opened"

static void
fill_recent (GMenu *menu)
{
  const char *table = g_object_get_data (G_OBJECT (menu), "table");
  g_menu_remove_all (menu);
  GList *items = g_list_sort (gtk_recent_manager_get_items (gtk_recent_manager_get_default ()), newest_first);
  int n = 0;
  for (GList *i = items; i != NULL && n < RECENT_MAX; i = i->next)
    {
      g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (i->data), NULL, NULL);
      if (path == NULL || !gtk_recent_info_has_application (i->data, g_get_application_name ())
          || !gtk_recent_info_has_group (i->data, OPENED)
          || !g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      g_autofree char *title = without_mnemonics (gtk_recent_info_get_display_name (i->data));
      append (menu, title, table, path);
      n++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

static void
append_section (GMenu *menu, const char *title, GMenu *section)
{
  g_menu_append_section (menu, title, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
samples (const char *table)
{
  GMenu *menu = g_menu_new ();
  for (const MercerSample *sample = mercer_samples (); sample->id != NULL; sample++)
    {
      g_autofree char *spec = g_strdup_printf ("sample:%s", sample->id);
      append (menu, _(sample->title), table, spec);
    }
  return menu;
}

static GMenu *
generators (const char *table)
{
  GMenu *menu = g_menu_new ();
  for (const MercerGenerator *generator = mercer_generators (); generator->id != NULL; generator++)
    {
      g_autofree char *spec = g_strdup_printf ("generator:%s", generator->id);
      append (menu, _(generator->title), table, spec);
    }
  return menu;
}

GMenuModel *
mercer_open_menu_new (const char *table)
{
  GMenu *menu = g_menu_new (), *recent = g_menu_new ();
  if (table != NULL)
    append (menu, _("_File…"), table, "");
  g_object_set_data_full (G_OBJECT (recent), "table", g_strdup (table), g_free);
  fill_recent (recent);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed", G_CALLBACK (fill_recent), recent,
                           G_CONNECT_SWAPPED);
  append_section (menu, _("Recent"), recent);
  append_section (menu, _("Samples"), samples (table));
  GMenu *made = generators (table), *submenu_section = g_menu_new ();
  g_menu_append_submenu (submenu_section, _("Generators"), G_MENU_MODEL (made));
  g_object_unref (made);
  append_section (menu, NULL, submenu_section);
  return G_MENU_MODEL (menu);
}

void
mercer_open_menu_remember (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  if (uri == NULL)
    return;
  GtkRecentData data = {
    .mime_type = (char *) (g_str_has_suffix (path, ".mercer") ? "application/x-mercer+json" : "text/csv"),
    .app_name = (char *) g_get_application_name (),
    .app_exec = (char *) "mercer %u",
    .groups = (char *[]) { (char *) OPENED, NULL },
  };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}
