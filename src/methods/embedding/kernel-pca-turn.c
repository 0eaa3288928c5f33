/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>

#include "follow.h"
#include "linalg.h"

/* Components are numbered by their eigenvalues. Where these cross under the hand the numbers change places, and the cloud turns from the
 * old axes to the new ones instead of jumping. */

/* No axis turns further than this between two figures: a quarter in eight of them. */
static const double most_turn = 11.5 * G_PI / 180;
/* Seconds between figures of a turn that nothing else interrupts. */
static const double pace = 0.033;
static const gulong nap = 2000; /* microseconds between looks at whether the job is wanted */

static MercerHash
drawn_thread (const PcaRun *run)
{
  MercerHash hash = mercer_hash_start ("kernel-pca-drawn");
  mercer_hash_add_hash (&hash, run->problem.thread);
  return hash;
}

/* The components themselves. */
static bool
open_axes (PcaRun *run)
{
  size_t along[3] = { pca_horizontal (run), pca_vertical (run), pca_depth (run) };
  size_t k = run->p->k, q = run->values->show == PCA_SHOW_SPACE ? 3 : 2;
  run->axes = mercer_work_matrix (run->work, k, q);
  run->shown = mercer_work_matrix (run->work, run->in.n, q);
  if (run->axes.data == NULL || run->shown.data == NULL)
    return false;
  mercer_matrix_fill (run->axes, 0);
  for (size_t c = 0; c < q; c++)
    *mercer_matrix_at (run->axes, along[c], c) = 1;
  return true;
}

/* Whether no component is drawn twice, which would leave no room to turn in. */
static bool
are_different (MercerMatrix axes)
{
  for (size_t j = 0; j < axes.rows; j++)
    {
      double times = 0;
      for (size_t c = 0; c < axes.cols; c++)
        times += *mercer_matrix_at (axes, j, c);
      if (times > 1)
        return false;
    }
  return true;
}

MercerStatus
pca_show (PcaRun *run)
{
  if (!open_axes (run))
    return MERCER_OUT_OF_MEMORY;
  run->turning = false;
  if (mercer_job_is_live (run->job) && are_different (run->axes))
    run->turning = !mercer_follow_axes (run->p->scores, run->axes, most_turn, run->shown, drawn_thread (run), run->in.ids, run->work);
  MercerStatus status = mercer_gemm (false, false, 1, run->p->scores, run->axes, 0, run->shown, run->work);
  if (run->at.data == NULL || run->at.rows == 0 || status != MERCER_OK)
    return status;
  run->at_shown = mercer_work_matrix (run->work, run->at.rows, run->axes.cols);
  return run->at_shown.data != NULL ? mercer_gemm (false, false, 1, run->at_scores, run->axes, 0, run->at_shown, run->work)
                                    : MERCER_OUT_OF_MEMORY;
}

static MercerStatus
rest (PcaRun *run)
{
  for (double end = mercer_job_seconds (run->job) + pace; mercer_job_seconds (run->job) < end;)
    {
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      g_usleep (nap);
    }
  return MERCER_OK;
}

MercerStatus
pca_turn (PcaRun *run)
{
  MercerStatus status = MERCER_OK;
  for (MercerMark mark = mercer_work_mark (run->work); status == MERCER_OK; mercer_work_release (run->work, mark))
    {
      status = pca_show (run);
      if (status != MERCER_OK || !run->turning)
        break; /* and what is shown stays */
      mercer_job_emit (run->job, MERCER_EMIT_DRAFT, pca_run_figure (run, _("Components change places: the cloud turns")));
      status = rest (run);
    }
  return status;
}
