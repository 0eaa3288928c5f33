/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>

#include "new-dots.h"
#include "new-points.h"

/* Points of another table: projected, denoised and drawn by what the data have decided. */

/* More of them than this have no line from where they are to their pre-image. */
enum { MOST_LINES = 2000 };

static bool
are_there (const PcaRun *run)
{
  return run->at.data != NULL && run->at.rows > 0;
}

MercerStatus
pca_compute_at (PcaRun *run)
{
  size_t m = mercer_dataset_rows (mercer_recipe_at (run->recipe));
  run->at = mercer_work_matrix (run->work, m, run->in.d);
  run->at_scores = mercer_work_matrix (run->work, m, run->p->k);
  run->at_error = mercer_work_doubles (run->work, m);
  if (run->at.data == NULL || run->at_scores.data == NULL || run->at_error == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_new_points_fill (run->recipe, run->at);
  return mercer_projection_apply (run->p, run->kernel, run->at, run->at_scores, run->at_error, run->work);
}

/* --- The picture ------------------------------------------------------------------------------------------------- */

void
pca_draw_at_scores (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  if (are_there (run))
    mercer_picture_new_dots (b, panel, run->at.rows, mercer_matrix_column (run->at_shown, 0), mercer_matrix_column (run->at_shown, 1));
}

void
pca_draw_at_space (const PcaRun *run, MercerFigureBuilder *b, int panel)
{
  if (!are_there (run))
    return;
  MercerStyle ring = mercer_dots_ring (run->at.rows, _("New points"));
  mercer_figure_points_in_space (b, panel, &ring, run->at.rows, mercer_matrix_column (run->at_shown, 0), mercer_matrix_column (run->at_shown, 1),
                                 mercer_matrix_column (run->at_shown, 2), NULL, NULL, MERCER_MAP_VIRIDIS, 0, 0);
}

void
pca_draw_at_inputs (const PcaRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up)
{
  MercerStyle ring = mercer_dots_ring (run->at.rows, NULL); /* the scores beside say what they are */
  if (are_there (run))
    mercer_figure_points (b, panel, &ring, run->at.rows, mercer_matrix_column (run->at, across), mercer_matrix_column (run->at, up), NULL);
}

void
pca_draw_at_denoised (const PcaRun *run, MercerFigureBuilder *b, int panel, size_t across, size_t up)
{
  if (!are_there (run) || run->at_denoised.data == NULL)
    return;
  const double *x = mercer_matrix_column (run->at, across), *y = mercer_matrix_column (run->at, up);
  const double *to_x = mercer_matrix_column (run->at_denoised, across), *to_y = mercer_matrix_column (run->at_denoised, up);
  if (run->at.rows <= MOST_LINES)
    mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_ACCENT, .width = 0.8, .opacity = 0.5 }, run->at.rows, x, y, to_x,
                            to_y);
  mercer_picture_new_dots (b, panel, run->at.rows, x, y);
  MercerStyle after = mercer_dots_ring (run->at.rows, _("New points, denoised"));
  after.hollow = false;
  after.size *= 0.7;
  mercer_figure_points (b, panel, &after, run->at.rows, to_x, to_y, NULL);
}

/* --- Tables ------------------------------------------------------------------------------------------------------ */

static int
open_table (const PcaRun *run, MercerFigureBuilder *b, const char *id, const char *title)
{
  int table = mercer_figure_table (b, id, title, run->at.rows);
  mercer_picture_new_rows (b, table, run->at.rows);
  return table;
}

void
pca_at_scores_table (const PcaRun *run, MercerFigureBuilder *b, const char *id)
{
  int table = open_table (run, b, id, _("Scores of the new points"));
  for (size_t j = 0; j < run->p->k; j++)
    {
      g_autofree char *name = g_strdup_printf ("pc%zu", j + 1);
      mercer_figure_table_column (b, table, name, "", mercer_matrix_column (run->at_scores, j));
    }
}

void
pca_at_tables (const PcaRun *run, MercerFigureBuilder *b)
{
  if (run->at.data == NULL)
    return;
  if (run->kernel != NULL) /* of given kernel values the length of a new point is not known */
    {
      int table = open_table (run, b, "reconstruction_new", _("Squared reconstruction errors of the new points"));
      mercer_figure_table_column (b, table, "error", "", run->at_error);
    }
  if (run->at_denoised.data == NULL)
    return;
  int table = open_table (run, b, "denoised_new", _("New points, denoised"));
  for (size_t c = 0; c < run->in.d; c++)
    mercer_figure_table_column (b, table, run->in.names[c], "", mercer_matrix_column (run->at_denoised, c));
}
