/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "application.h"

#include <glib/gi18n.h>

#include "about.h"
#include "pool.h"
#include "preferences.h"
#include "settings.h"
#include "start.h"
#include "window.h"

struct _MercerApplication
{
  AdwApplication parent;
  MercerEngine *engine;
};

G_DEFINE_FINAL_TYPE (MercerApplication, mercer_application, ADW_TYPE_APPLICATION)

/* --- Light and dark ----------------------------------------------------------------------------- */

static const struct
{
  const char *id;
  AdwColorScheme scheme;
} colour_schemes[] = {
  { "system", ADW_COLOR_SCHEME_DEFAULT },
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

static void
apply_colour_scheme (const char *id)
{
  for (size_t i = 0; i < G_N_ELEMENTS (colour_schemes); i++)
    if (g_str_equal (colour_schemes[i].id, id))
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), colour_schemes[i].scheme);
}

static void
colour_scheme_cb (GSimpleAction *action, GVariant *state, void *data)
{
  const char *id = g_variant_get_string (state, NULL);
  apply_colour_scheme (id);
  g_simple_action_set_state (action, state);
  if (mercer_settings () != NULL)
    g_settings_set_string (mercer_settings (), MERCER_SETTING_COLOURS, id);
}

static void
restore_colour_scheme (MercerApplication *self)
{
  if (mercer_settings () == NULL)
    return;
  g_autofree char *id = g_settings_get_string (mercer_settings (), MERCER_SETTING_COLOURS);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "colour-scheme");
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (id));
  apply_colour_scheme (id);
}

/* --- The main loop ------------------------------------------------------------------------------ */

/* Between two waits for events the window works, and threads that compute give way to it. */
static int
poll_cb (GPollFD *files, guint n_files, int timeout)
{
  mercer_pool_window_works (false);
  int ready = g_poll (files, n_files, timeout);
  mercer_pool_window_works (true);
  return ready;
}

/* --- Actions ------------------------------------------------------------------------------------ */

static MercerWindow *
new_window (MercerApplication *self)
{
  MercerWindow *window = mercer_window_new (self);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_window_show_start (new_window (data));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  /* each window may have something to say first */
  GList *windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));
  for (GList *w = windows; w != NULL; w = w->next)
    gtk_window_close (w->data);
  g_list_free (windows);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_about_show (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, void *data)
{
  mercer_preferences_show (gtk_application_get_active_window (GTK_APPLICATION (data)));
}

static const GActionEntry actions[] = {
  { "new-window", new_window_cb, NULL, NULL, NULL },
  { "quit", quit_cb, NULL, NULL, NULL },
  { "about", about_cb, NULL, NULL, NULL },
  { "preferences", preferences_cb, NULL, NULL, NULL },
  { "colour-scheme", NULL, "s", "'system'", colour_scheme_cb },
};

static const struct
{
  const char *action;
  const char *keys[4];
} accelerators[] = {
  { "app.new-window", { "<Control>n" } },
  { "app.quit", { "<Control>q" } },
  { "app.preferences", { "<Control>comma" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.export::svg", { "<Control>e" } },
  { "win.export::csv", { "<Control><Shift>e" } },
  { "win.copy-command", { "<Control><Shift>c" } },
  { "window.close", { "<Control>w" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.paint", { "<Control>b" } },
  { "win.fit", { "<Control>f" } },
  { "win.toggle-pane", { "F9" } },
  { "win.methods", { "<Control>m" } },
  { "win.fullscreen", { "F11" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.zoom-reset", { "<Control>0", "<Control>KP_0" } },
  { "win.page::plot", { "<Alt>1" } },
  { "win.page::data", { "<Alt>2" } },
  { "win.page::numbers", { "<Alt>3" } },
  { "win.next-page", { "<Control>Page_Down" } },
  { "win.previous-page", { "<Control>Page_Up" } },
};

/* --- Starting ----------------------------------------------------------------------------------- */

static void
startup (GApplication *application)
{
  MercerApplication *self = MERCER_APPLICATION (application);
  G_APPLICATION_CLASS (mercer_application_parent_class)->startup (application);
  g_main_context_set_poll_func (NULL, poll_cb);
  self->engine = mercer_engine_new (0, 0);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (size_t i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           (const char *const *) accelerators[i].keys);
  gtk_window_set_default_icon_name (MERCER_APP_ID);
  restore_colour_scheme (self);
}

static void
shutdown (GApplication *application)
{
  MercerApplication *self = MERCER_APPLICATION (application);
  G_APPLICATION_CLASS (mercer_application_parent_class)->shutdown (application);
  g_main_context_set_poll_func (NULL, NULL);
  mercer_pool_window_works (false);
  /* after the windows have closed their slots */
  g_clear_pointer (&self->engine, mercer_engine_free);
}

static void
activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  g_autoptr (MercerStart) start = mercer_start_new (MERCER_START_DATA, NULL);
  mercer_window_load (new_window (MERCER_APPLICATION (application)), start);
}

static void
open_files (GApplication *application, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    mercer_window_load_file (new_window (MERCER_APPLICATION (application)), files[i]);
}

static int
command_line (GApplication *application, GApplicationCommandLine *line)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = g_application_command_line_get_arguments (line, NULL);
  char **words = argv + (argv[0] != NULL);
  g_autofree char *answer = mercer_start_answer (words);
  if (answer != NULL)
    {
      g_application_command_line_print (line, "%s", answer);
      return 0;
    }
  g_autoptr (MercerStart) start = mercer_start_parse (words, g_application_command_line_get_cwd (line), &error);
  if (start == NULL)
    {
      g_application_command_line_printerr (line, "mercer: %s\n", error->message);
      return 2;
    }
  if (words[0] == NULL)
    g_application_activate (application);
  else
    mercer_window_load (new_window (MERCER_APPLICATION (application)), start);
  return 0;
}

static void
mercer_application_class_init (MercerApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  application_class->startup = startup;
  application_class->shutdown = shutdown;
  application_class->activate = activate;
  application_class->open = open_files;
  application_class->command_line = command_line;
}

static void
mercer_application_init (MercerApplication *self)
{
}

MercerApplication *
mercer_application_new (GApplicationFlags more_flags)
{
  /* D-Bus hands files to open (); a command line comes whole, because its options are the method's own */
  return g_object_new (MERCER_TYPE_APPLICATION, "application-id", MERCER_APP_ID, "resource-base-path", MERCER_RESOURCES,
                       "flags", G_APPLICATION_HANDLES_OPEN | G_APPLICATION_HANDLES_COMMAND_LINE | more_flags, NULL);
}

MercerEngine *
mercer_application_get_engine (MercerApplication *self)
{
  return self->engine;
}
