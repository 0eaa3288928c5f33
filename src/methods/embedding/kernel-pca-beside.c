/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "alike.h"
#include "kernel-pca.h"

/* What stands beside the projection: whether it can, from which rows, kept for the next view, and laid over the projection. */

const char *
pca_beside_title (const PcaRun *run)
{
  return _ (pca_relatives[run->values->beside].title);
}

/* --- What cannot be ------------------------------------------------------------------------------------------------------------- */

static bool
is_asked_for (const PcaRun *run)
{
  return pca_relatives[run->values->beside].find != NULL && run->values->show == PCA_SHOW_SCORES;
}

/* Scores are lengths in feature space, which only a positive definite kernel has; of robust and sparse components centring makes it so where
 * the kernel is against weights that sum to zero. */
static char *
why_not_definite (const PcaRun *run)
{
  int kind = run->values->beside;
  bool dual = kind == PCA_BESIDE_ROBUST || kind == PCA_BESIDE_SPARSE;
  if (!(kind == PCA_BESIDE_SUPERVISED || dual) || (dual && mercer_kernel_conditional_order (run->kernel) <= (run->values->center ? 1 : 0)))
    return NULL;
  return mercer_kernel_check_definite (run->kernel);
}

static char *
why_not (const PcaRun *run)
{
  int kind = run->values->beside;
  if (kind == PCA_BESIDE_LINEAR)
    return run->numbers ? NULL : g_strdup (_("Linear PCA needs inputs that are all numbers, so it is left out."));
  if (run->kernel == NULL)
    return g_strdup_printf (_("Only the kernel’s values are given, and “%s” needs the kernel itself, so it is left out."), pca_beside_title (run));
  if (kind == PCA_BESIDE_SUPERVISED && pca_target_column (run) == NULL)
    return g_strdup (_("A supervised map follows the column that colours the points. Choose one under “Colour”."));
  if ((kind == PCA_BESIDE_MEANS || kind == PCA_BESIDE_SPECTRAL) && run->in.n < (size_t) run->values->clusters)
    return g_strdup_printf (_("%zu rows cannot fall into %d clusters. Ask for fewer."), run->in.n, run->values->clusters);
  char *refused = why_not_definite (run);
  return refused == NULL ? mercer_picture_check_alike (run->recipe, "x") : refused;
}

/* --- The answer ----------------------------------------------------------------------------------------------------------------- */

static void
relative_free (void *data)
{
  PcaRelative *found = data;
  g_free (found->points.data);
  g_free (found->values);
  g_free (found->labels);
  g_free (found);
}

static MercerHash
key_of (const PcaRun *run, bool some)
{
  const PcaValues *values = run->values;
  const MercerColumn *target = values->beside == PCA_BESIDE_SUPERVISED ? pca_target_column (run) : NULL;
  const size_t numbers[] = { (size_t) values->beside, (size_t) values->center, (size_t) values->clusters, (size_t) values->neighbours,
                             pca_wanted_columns (run), mercer_recipe_seed (run->recipe), some };
  MercerHash hash = mercer_hash_start ("kernel-pca-beside");
  mercer_hash_add (&hash, numbers, sizeof numbers);
  mercer_hash_add_double (&hash, values->threshold);
  if (run->kernel != NULL)
    mercer_hash_add_hash (&hash, mercer_kernel_hash (run->kernel));
  if (target != NULL)
    mercer_hash_add_hash (&hash, target->hash);
  for (size_t c = 0; c < run->in.d; c++)
    mercer_hash_add (&hash, mercer_matrix_column (run->in.x, c), run->in.n * sizeof (double));
  mercer_hash_add (&hash, run->in.ids, run->in.n * sizeof *run->in.ids);
  return hash;
}

/* What cannot be found is left out in words; the projection stands without it. */
static MercerStatus
find (const PcaTask *task)
{
  PcaRun *run = task->run;
  MercerHash key = key_of (run, task->draft);
  MercerStore *store = mercer_work_store (run->work);
  run->beside.item = mercer_store_get (store, key);
  if (run->beside.item == NULL)
    {
      PcaRelative *found = g_new0 (PcaRelative, 1);
      found->n = task->in->n;
      found->from = MIN (task->from->n, task->in->n);
      MercerMark mark = mercer_work_mark (run->work);
      MercerStatus status = pca_relatives[run->values->beside].find (task, found);
      mercer_work_release (run->work, mark);
      if (status != MERCER_OK)
        {
          relative_free (found);
          if (status != MERCER_STOPPED)
            run->beside.why_not = g_strdup_printf (_("“%s” cannot be found with this kernel, so it is left out."), pca_beside_title (run));
          return status == MERCER_STOPPED ? status : MERCER_OK;
        }
      run->beside.item = mercer_store_put (store, key, found, sizeof *found + found->n * (found->k + 1) * sizeof (double), relative_free);
    }
  run->beside.found = mercer_store_item_data (run->beside.item);
  return MERCER_OK;
}

/* Rows to find it from: those that have what it needs, few enough. */
static void
open_from (const PcaRun *run, size_t most, MercerInputs *from)
{
  const MercerColumn *target = run->values->beside == PCA_BESIDE_SUPERVISED ? pca_target_column (run) : NULL;
  mercer_inputs_open (from, run->recipe, NULL);
  if (target != NULL && target->n_missing > 0)
    {
      g_autofree bool *keep = g_new (bool, from->n + 1);
      for (size_t i = 0; i < from->n; i++)
        keep[i] = target->kind == MERCER_COLUMN_CATEGORICAL ? target->codes[from->rows[i]] >= 0 : isfinite (target->values[from->rows[i]]);
      mercer_inputs_keep (from, keep);
    }
  if (from->n > most)
    mercer_inputs_thin (from, most);
}

void
pca_beside_close (PcaRun *run)
{
  g_clear_pointer (&run->beside.item, mercer_store_release);
  g_clear_pointer (&run->beside.why_not, g_free);
  mercer_inputs_close (&run->beside.own);
  run->beside = (PcaBeside){ .found = NULL };
}

bool
pca_beside_is_slow (const PcaRun *run)
{
  if (!is_asked_for (run) || run->in.n <= pca_relatives[run->values->beside].glance_rows)
    return false;
  g_autofree char *refused = why_not (run);
  if (refused != NULL)
    return false;
  MercerStoreItem *item = mercer_store_get (mercer_work_store (run->work), key_of (run, false));
  if (item == NULL)
    return true;
  mercer_store_release (item);
  return false;
}

MercerStatus
pca_beside_compute (PcaRun *run, bool draft)
{
  PcaBeside *beside = &run->beside;
  pca_beside_close (run);
  if (!is_asked_for (run) || (beside->why_not = why_not (run)) != NULL)
    return MERCER_OK;
  const PcaRelativeKind *relative = &pca_relatives[run->values->beside];
  bool some = draft && pca_beside_is_slow (run);
  MercerInputs from;
  open_from (run, some ? MAX (relative->draft_rows, (size_t) run->values->clusters) : relative->most_rows, &from);
  if (from.n < 3)
    beside->why_not = g_strdup_printf (_("Fewer than three rows have what “%s” needs, so it is left out."), pca_beside_title (run));
  beside->in = some ? from : run->in;
  const PcaTask task = { run, &from, &beside->in, some };
  MercerStatus status = beside->why_not == NULL ? find (&task) : MERCER_OK;
  if (some)
    beside->own = from;
  else
    mercer_inputs_close (&from);
  return status;
}

/* --- Over the projection ------------------------------------------------------------------------------------------------------- */

MercerStatus
pca_beside_lay (PcaRun *run)
{
  PcaBeside *beside = &run->beside;
  const PcaRelative *found = beside->found;
  if (found == NULL)
    return MERCER_OK;
  size_t n = beside->in.n;
  MercerMatrix over = mercer_work_matrix (run->work, n, 2), own = mercer_work_matrix (run->work, n, 2);
  if (over.data == NULL || own.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  const size_t along[2] = { pca_horizontal (run), pca_vertical (run) };
  for (size_t i = 0, at = 0; i < n; i++, at++)
    {
      while (run->in.rows[at] != beside->in.rows[i])
        at++;
      for (size_t c = 0; c < 2; c++)
        {
          *mercer_matrix_at (over, i, c) = *mercer_matrix_at (run->turn.shown, at, c);
          *mercer_matrix_at (own, i, c) = along[c] < found->k && found->points.data != NULL ? *mercer_matrix_at (found->points, i, along[c]) : 0;
        }
    }
  beside->laid = over;
  if (found->points.data == NULL)
    return MERCER_OK;
  mercer_procrustes (over, own, &beside->fit);
  mercer_procrustes_apply (&beside->fit, own, own);
  beside->laid = own;
  return MERCER_OK;
}
