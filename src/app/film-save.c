/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-save.h"

#include <glib/gi18n.h>

#include "gif.h"

enum { MOST_FRAMES = 300 };
static const double seconds_of_frame = 0.05, seconds_between_words = 1;

typedef struct
{
  GPtrArray *frames;
  char *path, *font;
  MercerPicture picture;
  MercerFilmToldFunc told;
  void *data;
} Save;

typedef struct
{
  GTask *task;
  double share;
} Word;

static void
save_free (void *data)
{
  Save *save = data;
  g_ptr_array_unref (save->frames);
  g_free (save->path);
  g_free (save->font);
  g_free (save);
}

static gboolean
word_cb (void *data)
{
  Word *word = data;
  const Save *save = g_task_get_task_data (word->task);
  if (!g_task_get_completed (word->task))
    save->told (word->share, save->data);
  return G_SOURCE_REMOVE;
}

static void
word_free (void *data)
{
  Word *word = data;
  g_object_unref (word->task);
  g_free (word);
}

static void
tell (GTask *task, double share)
{
  Word *word = g_new (Word, 1);
  *word = (Word) { g_object_ref (task), share };
  g_main_context_invoke_full (g_task_get_context (task), G_PRIORITY_DEFAULT, word_cb, word, word_free);
}

static bool
write_frames (GTask *task, const Save *save, GCancellable *cancellable, GError **error)
{
  MercerGif *gif = mercer_gif_open (save->path, &save->picture, seconds_of_frame, error);
  gint64 said = g_get_monotonic_time ();
  bool written = gif != NULL;
  for (guint k = 0; k < save->frames->len && written; k++)
    {
      written = !g_cancellable_set_error_if_cancelled (cancellable, error) && mercer_gif_add (gif, save->frames->pdata[k], error);
      if (g_get_monotonic_time () - said > seconds_between_words * G_USEC_PER_SEC)
        {
          said = g_get_monotonic_time ();
          tell (task, (k + 1.0) / save->frames->len);
        }
    }
  if (written)
    return mercer_gif_close (gif, error);
  mercer_gif_abandon (gif);
  return false;
}

static void
save_thread (GTask *task, void *source, void *data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;
  if (write_frames (task, save, cancellable, &error))
    g_task_return_pointer (task, g_strdup (save->path), g_free);
  else
    g_task_return_error (task, error);
}

/* New references to frames that do not change, so that a reel that thins itself out meanwhile takes none away. */
static GPtrArray *
frames_of (MercerSlot *slot)
{
  GPtrArray *frames = g_ptr_array_new_with_free_func ((GDestroyNotify) mercer_figure_unref);
  size_t step, count = 0;
  mercer_figure_unref (mercer_slot_frame (slot, 0, &step, &count));
  size_t wanted = MIN (count, MOST_FRAMES);
  for (size_t k = 0; k < wanted; k++)
    {
      size_t now, index = wanted > 1 ? k * (count - 1) / (wanted - 1) : 0;
      MercerFigure *frame = mercer_slot_frame (slot, index, &step, &now);
      if (frame != NULL)
        g_ptr_array_add (frames, frame);
    }
  return frames;
}

void
mercer_film_save_async (MercerSlot *slot, const char *path, const MercerPicture *picture, GCancellable *cancellable,
                        MercerFilmToldFunc told, GAsyncReadyCallback done, void *data)
{
  Save *save = g_new (Save, 1);
  *save = (Save) { frames_of (slot), g_strdup (path), g_strdup (picture->look.font), *picture, told, data };
  save->picture.look.font = save->font;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, data);
  g_task_set_task_data (task, save, save_free);
  g_task_set_check_cancellable (task, FALSE); /* what was whole before it was cancelled has been written */
  if (save->frames->len == 0)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s", _("There are no frames yet. Let the flow run first."));
  else
    g_task_run_in_thread (task, save_thread);
}

char *
mercer_film_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
