/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reel.h"

typedef struct
{
  MercerFigure *figure;
  size_t turn;  /* of being appended, from 0 */
  size_t step;  /* that it shows */
  size_t bytes;
} Frame;

struct _MercerReel
{
  GArray *frames;
  size_t limit, bytes;
  size_t appended; /* frames seen */
  size_t stride;   /* of the turns kept */
};

static void
clear_frame (gpointer frame)
{
  mercer_figure_unref (((Frame *) frame)->figure);
}

MercerReel *
mercer_reel_new (size_t limit)
{
  MercerReel *reel = g_new0 (MercerReel, 1);
  reel->frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  g_array_set_clear_func (reel->frames, clear_frame);
  reel->limit = limit;
  reel->stride = 1;
  return reel;
}

void
mercer_reel_free (MercerReel *reel)
{
  if (reel == NULL)
    return;
  g_array_unref (reel->frames);
  g_free (reel);
}

void
mercer_reel_clear (MercerReel *reel)
{
  g_array_set_size (reel->frames, 0);
  reel->bytes = reel->appended = 0;
  reel->stride = 1;
}

static Frame *
frame_at (const MercerReel *reel, size_t index)
{
  return &g_array_index (reel->frames, Frame, index);
}

static void
drop (MercerReel *reel, size_t index)
{
  reel->bytes -= frame_at (reel, index)->bytes;
  g_array_remove_index (reel->frames, (guint) index);
}

/* Keeps the turns that the doubled stride divides. The newest frame always stays. */
static void
thin (MercerReel *reel)
{
  reel->stride *= 2;
  g_autoptr (GArray) old = reel->frames;
  reel->frames = g_array_sized_new (FALSE, FALSE, sizeof (Frame), old->len / 2 + 1);
  g_array_set_clear_func (reel->frames, clear_frame);
  for (guint i = 0; i < old->len; i++)
    {
      Frame *frame = &g_array_index (old, Frame, i);
      if (frame->turn % reel->stride == 0 || i + 1 == old->len)
        g_array_append_val (reel->frames, *frame);
      else
        {
          reel->bytes -= frame->bytes;
          mercer_figure_unref (frame->figure);
        }
    }
  g_array_set_clear_func (old, NULL);
}

static size_t
step_of (const MercerFigure *figure, size_t turn)
{
  const MercerReadout *steps = mercer_figure_find_readout (figure, "steps");
  return steps != NULL && steps->value >= 0 ? (size_t) steps->value : turn;
}

void
mercer_reel_append (MercerReel *reel, MercerFigure *figure)
{
  size_t step = step_of (figure, reel->appended), count;
  /* what a flow that has gone back showed from there on is no more */
  for (; (count = reel->frames->len) > 0 && frame_at (reel, count - 1)->step >= step; drop (reel, count - 1))
    reel->appended = frame_at (reel, count - 1)->turn;
  /* nor is one that was kept only for being the newest */
  if (count > 0 && frame_at (reel, count - 1)->turn % reel->stride != 0)
    drop (reel, count - 1);
  Frame frame = { figure, reel->appended, step, mercer_figure_bytes (figure) };
  reel->appended++;
  g_array_append_val (reel->frames, frame);
  reel->bytes += frame.bytes;
  while (reel->bytes > reel->limit && reel->frames->len > 2)
    thin (reel);
}

void
mercer_reel_revise (MercerReel *reel, MercerFigure *figure)
{
  size_t step = step_of (figure, SIZE_MAX), low = 0, high = reel->frames->len;
  while (low < high)
    {
      size_t middle = (low + high) / 2;
      if (frame_at (reel, middle)->step < step)
        low = middle + 1;
      else
        high = middle;
    }
  Frame *frame = low < reel->frames->len ? frame_at (reel, low) : NULL;
  if (frame == NULL || frame->step != step)
    {
      mercer_figure_unref (figure);
      return;
    }
  reel->bytes -= frame->bytes;
  mercer_figure_unref (frame->figure);
  frame->figure = figure;
  frame->bytes = mercer_figure_bytes (figure);
  reel->bytes += frame->bytes;
  while (reel->bytes > reel->limit && reel->frames->len > 2)
    thin (reel);
}

void
mercer_reel_finish (MercerReel *reel, MercerFigure *figure)
{
  if (reel->frames->len > 0)
    mercer_reel_append (reel, figure);
  else
    mercer_figure_unref (figure);
}

size_t
mercer_reel_count (const MercerReel *reel)
{
  return reel->frames->len;
}

MercerFigure *
mercer_reel_frame (const MercerReel *reel, size_t index)
{
  g_return_val_if_fail (index < reel->frames->len, NULL);
  return frame_at (reel, index)->figure;
}

size_t
mercer_reel_step (const MercerReel *reel, size_t index)
{
  g_return_val_if_fail (index < reel->frames->len, 0);
  return frame_at (reel, index)->step;
}

size_t
mercer_reel_bytes (const MercerReel *reel)
{
  return reel->bytes;
}
