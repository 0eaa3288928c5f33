/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "open-load.h"

#include <gio/gio.h>
#include <stdatomic.h>

struct _MercerLoad
{
  MercerStart *start;
  bool has_options;
  MercerReadOptions options;
  char *encoding;
  MercerWork *work;
  _Atomic double fraction;
  MercerLoadedFunc done; /* NULL once abandoned */
  void *data;
  MercerRecipe *recipe;
  GPtrArray *session;
  MercerPreview *preview;
};

static void
load_free (void *data)
{
  MercerLoad *load = data;
  mercer_start_free (load->start);
  g_free (load->encoding);
  mercer_work_free (load->work);
  g_clear_pointer (&load->recipe, mercer_recipe_unref);
  g_clear_pointer (&load->session, g_ptr_array_unref);
  g_clear_pointer (&load->preview, mercer_preview_free);
  g_free (load);
}

static void
progress_cb (double fraction, const char *doing, void *data)
{
  MercerLoad *load = data;
  atomic_store (&load->fraction, fraction);
}

/* The table; NULL with load->preview set if a person should look first. */
static MercerDataset *
read_table (MercerLoad *load, const char *spec, GError **error)
{
  if (!mercer_start_is_file (load->start))
    return mercer_dataset_open (spec, load->work, error);
  if (!load->has_options)
    {
      MercerPreview *preview = mercer_dataset_preview (spec, NULL, error);
      if (preview == NULL)
        return NULL;
      /* where the beginning is no table no choice would help, and the whole says why */
      if (preview->head != NULL && !preview->sure)
        {
          load->preview = preview;
          return NULL;
        }
      mercer_preview_free (preview);
    }
  return mercer_dataset_read (spec, load->has_options ? &load->options : NULL, load->work, error);
}

static void
load_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  MercerLoad *load = data;
  GError *error = NULL;
  if (mercer_start_is_session (load->start))
    load->session = mercer_start_session (load->start, &error);
  else
    {
      MercerDataset *dataset = read_table (load, load->start->data, &error);
      if (dataset != NULL)
        {
          load->recipe = mercer_start_recipe (load->start, dataset, &error);
          mercer_dataset_unref (dataset);
        }
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, void *data)
{
  MercerLoad *load = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_task_propagate_boolean (G_TASK (result), &error);
  MercerLoaded loaded = { .recipe = load->recipe, .session = load->session, .preview = load->preview, .error = error };
  if (load->done != NULL)
    load->done (load, &loaded, load->data);
}

MercerLoad *
mercer_load_start (const MercerStart *start, const MercerReadOptions *options, MercerLoadedFunc done, void *data)
{
  MercerLoad *load = g_new0 (MercerLoad, 1);
  load->start = mercer_start_copy (start);
  load->has_options = options != NULL;
  if (options != NULL)
    {
      load->options = *options;
      load->options.encoding = load->encoding = g_strdup (options->encoding);
    }
  load->work = mercer_work_new (0, NULL);
  mercer_work_set_progress (load->work, progress_cb, load);
  atomic_init (&load->fraction, -1);
  load->done = done;
  load->data = data;

  GTask *task = g_task_new (NULL, NULL, loaded_cb, NULL);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
  g_object_unref (task);
  return load;
}

void
mercer_load_stop (MercerLoad *load)
{
  mercer_work_stop (load->work);
}

void
mercer_load_abandon (MercerLoad *load)
{
  load->done = NULL;
  mercer_work_stop (load->work);
}

double
mercer_load_progress (MercerLoad *load)
{
  return atomic_load (&load->fraction);
}

const MercerStart *
mercer_load_get_start (MercerLoad *load)
{
  return load->start;
}
