/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "export.h"

typedef struct
{
  MercerFigure *figure;
  char *path;
  MercerPicture picture;
  char *font;
} Export;

static void
export_free (void *data)
{
  Export *export = data;
  mercer_figure_unref (export->figure);
  g_free (export->path);
  g_free (export->font);
  g_free (export);
}

static void
export_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  Export *export = data;
  GError *error = NULL;
  if (mercer_figure_write (export->figure, export->path, &export->picture, &error))
    g_task_return_pointer (task, g_strdup (export->path), g_free);
  else
    g_task_return_error (task, error);
}

void
mercer_export_async (MercerFigure *figure, const char *path, const MercerPicture *picture, GAsyncReadyCallback done,
                     void *data)
{
  Export *export = g_new0 (Export, 1);
  export->figure = mercer_figure_ref (figure);
  export->path = g_strdup (path);
  export->picture = *picture;
  export->picture.look.font = export->font = g_strdup (picture->look.font);
  GTask *task = g_task_new (NULL, NULL, done, data);
  g_task_set_task_data (task, export, export_free);
  g_task_run_in_thread (task, export_thread);
  g_object_unref (task);
}

char *
mercer_export_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
