/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"
#include "thread.h"

/* Which combinations of components are drawn. */

MercerStatus
pca_show (PcaRun *run)
{
  const size_t along[3] = { pca_horizontal (run), pca_vertical (run), pca_depth (run) };
  MercerStatus status = mercer_turn_take (&run->turn, run->job, run->p->scores, along, run->values->show == PCA_SHOW_SPACE ? 3 : 2,
                                          mercer_picture_thread (&run->in, "kernel-pca-drawn", 0), run->in.ids);
  if (status == MERCER_OK && run->at.data != NULL && run->at.rows > 0)
    status = mercer_turn_apply (&run->turn, run->job, run->at_scores, &run->at_shown);
  return status == MERCER_OK ? pca_beside_lay (run) : status;
}

MercerStatus
pca_turn (PcaRun *run)
{
  MercerStatus status = pca_show (run);
  while (status == MERCER_OK && run->turn.turning)
    {
      mercer_job_emit (run->job, MERCER_EMIT_DRAFT, pca_run_figure (run, mercer_turn_draft ()));
      status = mercer_turn_rest (run->job);
      if (status == MERCER_OK)
        status = pca_show (run);
    }
  return status;
}
