/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "turn.h"

#include <glib/gi18n-lib.h>

#include "follow.h"
#include "linalg.h"

/* No axis turns further than this between two figures: a quarter in eight of them. */
static const double most_turn = 11.5 * G_PI / 180;
/* Seconds between figures of a turn that nothing else interrupts; microseconds between looks at whether the job is wanted. */
static const double pace = 0.033;
static const gulong nap = 2000;

/* The components themselves. */
static bool
open_axes (MercerTurn *turn, MercerWork *work, MercerMatrix scores, const size_t *along, size_t q)
{
  turn->axes = mercer_work_matrix (work, scores.cols, q);
  turn->shown = mercer_work_matrix (work, scores.rows, q);
  if (turn->axes.data == NULL || turn->shown.data == NULL)
    return false;
  mercer_matrix_fill (turn->axes, 0);
  for (size_t c = 0; c < q; c++)
    *mercer_matrix_at (turn->axes, along[c], c) = 1;
  return true;
}

/* A component that is drawn twice leaves no room to turn in. */
static bool
are_different (const size_t *along, size_t q)
{
  for (size_t a = 0; a < q; a++)
    for (size_t b = 0; b < a; b++)
      if (along[a] == along[b])
        return false;
  return true;
}

MercerStatus
mercer_turn_take (MercerTurn *turn, MercerJob *job, MercerMatrix scores, const size_t *along, size_t q, MercerHash thread, const uint64_t *ids)
{
  MercerWork *work = mercer_job_work (job);
  *turn = (MercerTurn){ .turning = false };
  if (!open_axes (turn, work, scores, along, q))
    return MERCER_OUT_OF_MEMORY;
  if (mercer_job_is_live (job) && are_different (along, q))
    {
      turn->turning = !mercer_follow_axes (scores, turn->axes, most_turn, turn->shown, thread, ids, work);
      return MERCER_OK;
    }
  return mercer_gemm (false, false, 1, scores, turn->axes, 0, turn->shown, work);
}

MercerStatus
mercer_turn_apply (const MercerTurn *turn, MercerJob *job, MercerMatrix scores, MercerMatrix *shown)
{
  MercerWork *work = mercer_job_work (job);
  *shown = mercer_work_matrix (work, scores.rows, turn->axes.cols);
  return shown->data != NULL ? mercer_gemm (false, false, 1, scores, turn->axes, 0, *shown, work) : MERCER_OUT_OF_MEMORY;
}

MercerStatus
mercer_turn_rest (MercerJob *job)
{
  for (double end = mercer_job_seconds (job) + pace; mercer_job_seconds (job) < end;)
    {
      if (!mercer_work_wanted (mercer_job_work (job)))
        return MERCER_STOPPED;
      g_usleep (nap);
    }
  return MERCER_OK;
}

const char *
mercer_turn_draft (void)
{
  return _("Turning to the new axes");
}

char *
mercer_turn_name (const MercerTurn *turn, char *name)
{
  if (!turn->turning)
    return name;
  char *turning = g_strdup_printf (_("Turning to: %s"), name);
  g_free (name);
  return turning;
}
