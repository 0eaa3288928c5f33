/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "alert.h"
#include "compat.h"
#include "export.h"
#include "film-save.h"
#include "open-menu.h"

/* --- Sessions ----------------------------------------------------------------------------------- */

static const MercerFileFilter session_filters[] = {
  { N_("Mercer sessions"), "mercer" },
  { NULL },
};

typedef struct
{
  GPtrArray *recipes;
  char *path;
  bool close; /* the window waits for it */
} Save;

static void
save_free (void *data)
{
  Save *save = data;
  g_ptr_array_unref (save->recipes);
  g_free (save->path);
  g_free (save);
}

static void
save_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;
  if (mercer_session_write (save->recipes, save->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved (MercerWindow *self, const Save *save)
{
  mercer_session_mark_saved (self->session, save->recipes);
  g_free (self->session_path);
  self->session_path = g_strdup (save->path);
  mercer_open_menu_remember (save->path);
  g_autofree char *name = g_path_get_basename (save->path);
  g_autofree char *text = g_strdup_printf (_("Saved as “%s”"), name);
  mercer_window_toast (self, text, NULL, NULL);
  mercer_window_update_actions (self);
}

static void
saved_cb (GObject *source, GAsyncResult *result, void *data)
{
  MercerWindow *self = MERCER_WINDOW (source);
  const Save *save = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  self->exporting--;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    mercer_window_complain (self, _("The Session Could Not Be Saved"), error->message);
  else
    {
      saved (self, save);
      if (save->close)
        gtk_window_close (GTK_WINDOW (self)); /* asks again if more has changed since */
    }
}

/* Tables of a million rows take their time to become text, so a thread writes what is on screen now. */
static void
save_to (MercerWindow *self, const char *path, bool close)
{
  Save *save = g_new (Save, 1);
  *save = (Save) { mercer_session_recipes (self->session), g_strdup (path), close };
  self->exporting++;
  g_autoptr (GTask) task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, save, save_free);
  g_task_run_in_thread (task, save_thread);
}

/* The path of a file that was asked for, with this ending if it has none of its own, and once only: the dialog selects the stem of
 * the name that it suggests, so that a whole name typed over it has the ending twice. The dialog asks before it replaces a file, but
 * by the name that was typed: NULL if the whole name is that of another one, which is then said. */
static char *
whole_path (MercerWindow *self, GFile *file, const char *extension)
{
  g_autofree char *path = g_file_get_path (file), *name = g_path_get_basename (path);
  g_autofree char *twice = g_strdup_printf (".%s.%s", extension, extension);
  bool doubled = g_str_has_suffix (name, twice);
  if (!doubled && strchr (name, '.') != NULL)
    return g_steal_pointer (&path);
  g_autofree char *full = doubled ? g_strndup (path, strlen (path) - strlen (extension) - 1) : g_strconcat (path, ".", extension, NULL);
  if (!g_file_test (full, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&full);
  g_autofree char *taken = g_path_get_basename (full);
  g_autofree char *sentence
      = g_strdup_printf (_("There is a file “%s” already. Give its whole name to replace it, or choose another one."), taken);
  mercer_window_complain (self, _("That Name Is Taken"), sentence);
  return NULL;
}

static void
save_place_cb (GFile *file, gpointer data)
{
  g_autofree char *path = file != NULL ? whole_path (data, file, "mercer") : NULL;
  if (path == NULL)
    return;
  g_autofree char *full = g_str_has_suffix (path, ".mercer") ? g_strdup (path) : g_strconcat (path, ".mercer", NULL);
  save_to (data, full, false);
}

/* A file name from a title: what file systems and shells stumble over becomes a hyphen. `what` sets it apart from the
 * table's own file, NULL: nothing. */
static char *
file_name (MercerWindow *self, const char *what, const char *extension)
{
  const char *title = mercer_dataset_title (mercer_recipe_dataset (mercer_window_recipe (self)));
  g_autofree char *stem = g_strdup (title);
  char *dot = strrchr (stem, '.');
  if (dot != NULL && dot != stem)
    *dot = '\0';
  g_strdelimit (stem, "/\\:*?\"<>|", '-');
  return g_strconcat (stem, what != NULL ? "-" : "", what != NULL ? what : "", ".", extension, NULL);
}

void
mercer_window_save (MercerWindow *self, bool ask_where)
{
  if (mercer_window_recipe (self) == NULL)
    return;
  if (!ask_where && self->session_path != NULL)
    {
      save_to (self, self->session_path, false);
      return;
    }
  g_autofree char *name = file_name (self, NULL, "mercer");
  mercer_file_save (GTK_WINDOW (self), _("Save Session"), name, session_filters, save_place_cb, self);
}

static void
unsaved_cb (const char *answer, GObject *window)
{
  MercerWindow *self = MERCER_WINDOW (window);
  if (g_str_equal (answer, "save"))
    save_to (self, self->session_path, true);
  if (!g_str_equal (answer, "discard"))
    return;
  self->closing = true;
  gtk_window_close (GTK_WINDOW (self));
}

/* Only a session that lives in a file can be out of step with it; looking around in a table asks nothing. */
bool
mercer_window_may_close (MercerWindow *self)
{
  if (self->closing || self->session_path == NULL || !mercer_session_is_modified (self->session))
    return true;
  g_autofree char *name = g_path_get_basename (self->session_path);
  g_autofree char *body = g_strdup_printf (_("“%s” has changes that are not saved."), name);
  const MercerAlertAnswer answers[]
      = { { "cancel", _("_Cancel"), false }, { "discard", _("_Discard"), true }, { "save", _("_Save"), false }, { NULL } };
  mercer_alert (GTK_WINDOW (self), _("Save Changes?"), body, answers, unsaved_cb, G_OBJECT (self));
  return false;
}

/* --- Pictures and numbers ----------------------------------------------------------------------- */

static const struct
{
  const char *extension, *title;
} formats[] = {
  { "svg", N_("SVG picture") }, { "pdf", N_("PDF page") },   { "png", N_("PNG picture") },
  { "csv", N_("CSV numbers") }, { "json", N_("JSON numbers") }, { "gif", N_("GIF animation") },
};

static void
exported (MercerWindow *self, const char *path, const GError *error)
{
  self->exporting--;
  if (path == NULL)
    mercer_window_complain (self, _("The Export Failed"), error->message);
  else
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *text = g_strdup_printf (_("Exported “%s”"), name);
      mercer_window_toast (self, text, NULL, NULL);
    }
}

static void
exported_cb (GObject *source, GAsyncResult *result, void *data)
{
  MercerWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mercer_export_finish (result, &error);
  exported (self, path, error);
  g_object_unref (self);
}

static void
film_told_cb (double share, void *data)
{
  g_autofree char *text = g_strdup_printf (_("Animation: %.0f %% written"), 100 * share);
  mercer_window_toast (data, text, _("Cancel"), "win.cancel-film");
}

static void
film_saved_cb (GObject *source, GAsyncResult *result, void *data)
{
  MercerWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = mercer_film_save_finish (result, &error);
  g_clear_object (&self->film_saving);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->exporting--;
      mercer_window_toast (self, _("The animation was given up"), NULL, NULL);
    }
  else
    exported (self, path, error);
  mercer_window_update_actions (self);
  g_object_unref (self);
}

void
mercer_window_cancel_film (MercerWindow *self)
{
  g_cancellable_cancel (self->film_saving);
}

static void
save_film (MercerWindow *self, const char *path, const MercerPicture *picture)
{
  if (self->film_saving != NULL)
    return;
  self->exporting++;
  self->film_saving = g_cancellable_new ();
  mercer_window_update_actions (self);
  mercer_window_toast (self, _("The animation is being written"), _("Cancel"), "win.cancel-film");
  mercer_film_save_async (mercer_feed_slot (self->feed), path, picture, self->film_saving, film_told_cb, film_saved_cb,
                          g_object_ref (self));
}

/* Pictures leave in the colours of paper, whatever the window wears, and show what the window shows. */
void
mercer_window_export (MercerWindow *self, const char *path)
{
  MercerFigure *figure = mercer_canvas_get_figure (self->canvas);
  if (figure == NULL)
    return;
  MercerPicture picture = { 0 };
  mercer_canvas_get_look (self->canvas, &picture.look);
  picture.look.theme = MERCER_THEME_PRINT;
  picture.look.high_contrast = false;
  picture.width = gtk_widget_get_width (GTK_WIDGET (self->canvas));
  picture.height = gtk_widget_get_height (GTK_WIDGET (self->canvas));
  if (g_str_has_suffix (path, ".gif"))
    {
      save_film (self, path, &picture);
      return;
    }
  self->exporting++;
  mercer_export_async (figure, path, &picture, exported_cb, g_object_ref (self));
}

static void
export_place_cb (GFile *file, gpointer data)
{
  MercerWindow *self = data;
  g_autofree char *path = file != NULL ? whole_path (self, file, self->export_format) : NULL;
  if (path != NULL)
    mercer_window_export (self, path);
}

void
mercer_window_export_dialog (MercerWindow *self, const char *format)
{
  if (mercer_window_recipe (self) == NULL)
    return;
  MercerFileFilter filters[2] = { { NULL }, { NULL } };
  for (size_t i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i].extension, format))
      {
        filters[0] = (MercerFileFilter) { formats[i].title, formats[i].extension };
        self->export_format = formats[i].extension;
      }
  g_return_if_fail (filters[0].title != NULL);
  g_autofree char *name = file_name (self, mercer_recipe_method (mercer_window_recipe (self))->id, format);
  mercer_file_save (GTK_WINDOW (self), _("Export"), name, filters, export_place_cb, self);
}
