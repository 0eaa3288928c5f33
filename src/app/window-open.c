/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"
#include "open-menu.h"
#include "open-preview.h"
#include "table-chooser.h"

/* A load that is over sooner than this shows no progress bar. */
#define PATIENCE_POLLS 3
#define POLL_MS 80

/* --- Progress ----------------------------------------------------------------------------------- */

static gboolean
poll_cb (void *data)
{
  MercerWindow *self = data;
  if (++self->load_polls >= PATIENCE_POLLS)
    gtk_revealer_set_reveal_child (self->load_revealer, TRUE);
  double fraction = mercer_load_progress (self->load);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->load_progress, CLAMP (fraction, 0, 1));
  else
    gtk_progress_bar_pulse (self->load_progress);
  return G_SOURCE_CONTINUE;
}

static void
show_loading (MercerWindow *self, const char *spec)
{
  g_autofree char *name = g_path_get_basename (spec);
  g_autofree char *text = g_strdup_printf (_("Loading %s"), name);
  gtk_label_set_text (self->load_label, text);
  gtk_progress_bar_set_fraction (self->load_progress, 0);
  self->load_polls = 0;
  self->load_poll = g_timeout_add (POLL_MS, poll_cb, self);
}

static void
end_loading (MercerWindow *self)
{
  g_clear_handle_id (&self->load_poll, g_source_remove);
  gtk_revealer_set_reveal_child (self->load_revealer, FALSE);
  self->load = NULL;
}

void
mercer_window_stop_load (MercerWindow *self)
{
  if (self->load == NULL)
    return;
  mercer_load_abandon (self->load);
  end_loading (self);
  mercer_window_update_actions (self);
}

/* --- What was loaded ---------------------------------------------------------------------------- */

/* The method may be another one by now, which has no place for it. */
static void
take_table (MercerWindow *self, MercerDataset *table, const char *id)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL || !mercer_method_has_table (mercer_recipe_method (recipe), id))
    return;
  g_autofree char *done = g_strdup_printf (_("Open %s"), mercer_dataset_title (table));
  MercerRecipe *with = mercer_recipe_with_table (recipe, id, table);
  mercer_session_set (self->session, PANEL, with, done, NULL);
  mercer_recipe_unref (with);
}

/* Runs the action that the recipe ends in, and remembers the file. */
static void
begin (MercerWindow *self, const char *action, const MercerStart *start)
{
  mercer_player_begin (self->player);
  if (action != NULL)
    mercer_window_act (self, action);
  if (mercer_start_is_file (start))
    mercer_open_menu_remember (start->data);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
}

/* What the reader had to decide is said in passing; it stands on the page of the data. */
static void
tell_first_note (MercerWindow *self, MercerDataset *table)
{
  const char *const *notes = mercer_dataset_notes (table);
  if (notes[0] != NULL)
    mercer_window_toast (self, notes[0], NULL, NULL);
}

static void
show_recipe (MercerWindow *self, MercerRecipe *loaded, const MercerStart *start)
{
  g_autofree char *action = g_strdup (mercer_recipe_action (loaded));
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_action (loaded, NULL);
  if (mercer_window_recipe (self) == NULL)
    {
      mercer_session_reset (self->session, (MercerRecipe *[]) { recipe }, 1);
      g_clear_pointer (&self->session_path, g_free);
    }
  else
    {
      g_autofree char *done = g_strdup_printf (_("Open %s"), mercer_dataset_title (mercer_recipe_dataset (recipe)));
      mercer_session_set (self->session, PANEL, recipe, done, NULL);
    }
  begin (self, action, start);
  tell_first_note (self, mercer_recipe_dataset (recipe));
}

/* All panels belong to the session and are saved with it, though only one is on show. */
static void
show_session (MercerWindow *self, GPtrArray *recipes, const MercerStart *start)
{
  g_autofree char *action = g_strdup (mercer_recipe_action (recipes->pdata[PANEL]));
  MercerRecipe *plain = mercer_recipe_with_action (recipes->pdata[PANEL], NULL);
  mercer_recipe_unref (recipes->pdata[PANEL]);
  recipes->pdata[PANEL] = plain;
  mercer_session_reset (self->session, (MercerRecipe *const *) recipes->pdata, (int) recipes->len);
  g_free (self->session_path);
  self->session_path = g_strdup (start->data);
  begin (self, action, start);
  if (recipes->len > 1)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("This session has %u panel; the first is shown",
                                                         "This session has %u panels; the first is shown", recipes->len),
                                               recipes->len);
      mercer_window_toast (self, text, NULL, NULL);
    }
}

typedef struct
{
  GWeakRef window;
  MercerStart *start;
} Question;

static void load (MercerWindow *self, const MercerStart *start, const MercerReadOptions *options);

static void
preview_answered_cb (const MercerReadOptions *options, void *data)
{
  Question *question = data;
  MercerWindow *self = g_weak_ref_get (&question->window);
  if (self != NULL && options != NULL)
    load (self, question->start, options);
  g_clear_object (&self);
  g_weak_ref_clear (&question->window);
  mercer_start_free (question->start);
  g_free (question);
}

static void
ask_how (MercerWindow *self, const MercerStart *start, const MercerPreview *preview)
{
  Question *question = g_new0 (Question, 1);
  g_weak_ref_init (&question->window, self);
  question->start = mercer_start_copy (start);
  mercer_open_preview_show (GTK_WINDOW (self), start->data, preview, preview_answered_cb, question);
}

static void
loaded_cb (MercerLoad *finished, const MercerLoaded *loaded, void *data)
{
  MercerWindow *self = data;
  const MercerStart *start = mercer_load_get_start (finished);
  end_loading (self);
  if (loaded->recipe != NULL && start->table != NULL)
    take_table (self, mercer_recipe_dataset (loaded->recipe), start->table);
  else if (loaded->recipe != NULL)
    show_recipe (self, loaded->recipe, start);
  else if (loaded->session != NULL)
    show_session (self, loaded->session, start);
  else if (loaded->preview != NULL)
    ask_how (self, start, loaded->preview);
  else if (loaded->error != NULL && !g_error_matches (loaded->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *name = g_path_get_basename (start->data);
      /* the name stands below: headings do not wrap everywhere */
      g_autofree char *sentence = strstr (loaded->error->message, name) != NULL
                                    ? g_strdup (loaded->error->message)
                                    : g_strdup_printf ("%s: %s", name, loaded->error->message);
      mercer_window_complain (self, loaded->error->domain == MERCER_REQUEST_ERROR ? _("These Options Do Not Fit")
                                                                                   : _("This Could Not Be Opened"), sentence);
    }
  mercer_window_update_actions (self);
}

static void
load (MercerWindow *self, const MercerStart *start, const MercerReadOptions *options)
{
  mercer_window_stop_load (self);
  self->load = mercer_load_start (start, options, loaded_cb, self);
  show_loading (self, start->data);
  mercer_window_update_actions (self);
}

void
mercer_window_load (MercerWindow *self, const MercerStart *start)
{
  load (self, start, NULL);
}

void
mercer_window_load_file (MercerWindow *self, GFile *file)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  g_autofree char *path = g_file_get_path (file);
  if (path == NULL)
    {
      mercer_window_complain (self, _("This File Is Not on This Computer"),
                              _("Copy it to a local folder and open it from there."));
      return;
    }
  g_autoptr (MercerStart) start = mercer_start_new (path, recipe != NULL ? mercer_recipe_method (recipe)->id : NULL);
  mercer_window_load (self, start);
}

/* --- Asking for a file ---------------------------------------------------------------------------- */

/* A picture is read as a density. */
#define TABLE_SUFFIXES "csv tsv tab txt dat gz png"

static const MercerFileFilter filters[] = {
  { N_("Tables, pictures and sessions"), TABLE_SUFFIXES " mercer" },
  { N_("All files"), "" },
  { NULL },
};

static const MercerFileFilter table_filters[] = {
  { N_("Tables and pictures"), TABLE_SUFFIXES },
  { N_("All files"), "" },
  { NULL },
};

static void
file_chosen_cb (GFile *file, gpointer data)
{
  if (file != NULL)
    mercer_window_load_file (data, file);
}

void
mercer_window_open_dialog (MercerWindow *self)
{
  mercer_file_open (GTK_WINDOW (self), _("Open"), filters, file_chosen_cb, self);
}

static void
load_table (MercerWindow *self, const char *id, const char *spec)
{
  MercerRecipe *recipe = mercer_window_recipe (self);
  if (recipe == NULL)
    return;
  g_autoptr (MercerStart) start = mercer_start_new (spec, mercer_recipe_method (recipe)->id);
  start->table = g_strdup (id);
  load (self, start, NULL);
}

static void
table_file_chosen_cb (GFile *file, gpointer data)
{
  MercerWindow *self = data;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL && self->table_asked_for != NULL)
    load_table (self, self->table_asked_for, path);
}

void
mercer_window_open_table (MercerWindow *self, const char *id, const char *spec)
{
  if (*spec != '\0')
    {
      load_table (self, id, spec);
      return;
    }
  g_free (self->table_asked_for);
  self->table_asked_for = g_strdup (id);
  mercer_file_open (GTK_WINDOW (self), _("Open"), table_filters, table_file_chosen_cb, self);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, MercerWindow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  bool some = files != NULL;
  if (some)
    mercer_window_load_file (self, files->data);
  g_slist_free (files);
  return some;
}

void
mercer_window_setup_open (MercerWindow *self)
{
  g_autoptr (GMenuModel) menu = mercer_open_menu_new (NULL);
  adw_split_button_set_menu_model (self->open_button, menu);
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->content), GTK_EVENT_CONTROLLER (target));
}
