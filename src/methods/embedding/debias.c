/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "debias.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "alike.h"
#include "extend.h"
#include "follow.h"
#include "look.h"
#include "new-points.h"
#include "start-kernel.h"
#include "thread.h"

/* So many rows are a glance; more than MOST take minutes. Directions beyond RANK carry next to nothing. */
enum { CHECK_ROWS = 300, DRAFT_ROWS = 80, MOST_ROWS = 1500, RANK = 60 };

static const MercerParam params[] = {
  MERCER_REAL (DebiasValues, protection, "protection", N_("Protection"), "",
               N_("0 follows the label alone; towards 1 the map forgets the protected column, at a price in the label"), 0.5, 0, 1, 0, 1, 0),
  MERCER_REAL (DebiasValues, gamma, "smoothness", N_("Smoothness"), "",
               N_("More asks for smoother functions of the inputs, which learn less by heart"), 0.01, 1e-8, 1e3, 1e-4, 1, MERCER_LOG),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are represented, such as an embedding"), true, 1, 0, NULL, 0 },
  { "y", N_("Label"), N_("The column that the representation should follow, numbers or categories"), false, 1, 1, NULL, 1 },
  { "s", N_("Protected"), N_("The column that the representation should not tell, numbers or categories; by itself the first of "
                           "few categories, or else the last of numbers"),
    false, 0, 1, NULL, 0, N_("Automatic") },
  { NULL }
};

/* The column that is asked for, or the first of few categories that is not the label, or the last of the numbers that vary. */
static const MercerColumn *
protected_column (const MercerRecipe *recipe, const MercerColumn *label)
{
  enum { FEW_LEVELS = 8 };
  int asked;
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  const MercerColumn *last = NULL;
  if (mercer_recipe_role_columns (recipe, "s", &asked, 1) > 0)
    return mercer_dataset_column (dataset, (size_t) asked);
  for (size_t c = 0; c < mercer_dataset_columns (dataset); c++)
    {
      const MercerColumn *column = mercer_dataset_column (dataset, c);
      if (column != label && column->kind == MERCER_COLUMN_CATEGORICAL && column->n_levels >= 2 && column->n_levels <= FEW_LEVELS)
        return column;
      if (column != label && column->kind == MERCER_COLUMN_NUMERIC && (last == NULL || column->sd > 0))
        last = column;
    }
  return last;
}

static bool
has_value (const MercerColumn *column, size_t row)
{
  return column->codes != NULL ? column->codes[row] >= 0 : !isnan (column->values[row]);
}

/* The inputs of rows that have a label and a protected value as well, of at most so many rows (0: all). False if there are fewer than
 * three. */
static bool
open_inputs (const MercerRecipe *recipe, size_t most, MercerInputs *in, const MercerColumn **label, const MercerColumn **shield)
{
  int y;
  if (most > 0)
    mercer_inputs_peek (in, recipe, "y", most);
  else
    mercer_inputs_open (in, recipe, "y");
  if (mercer_recipe_role_columns (recipe, "y", &y, 1) == 0)
    return false;
  *label = mercer_dataset_column (in->dataset, (size_t) y);
  *shield = protected_column (recipe, *label);
  g_autofree bool *keep = g_new (bool, in->n + 1);
  for (size_t i = 0; i < in->n && *shield != NULL; i++)
    keep[i] = has_value (*shield, in->rows[i]);
  if (*shield != NULL)
    mercer_inputs_keep (in, keep);
  return in->n >= 3 && *shield != NULL;
}

static char *
check (const MercerRecipe *recipe)
{
  MercerInputs in;
  const MercerColumn *label, *shield;
  bool enough = open_inputs (recipe, CHECK_ROWS, &in, &label, &shield);
  mercer_inputs_close (&in);
  if (!enough) /* values are rare: only all rows tell */
    {
      enough = open_inputs (recipe, 0, &in, &label, &shield);
      mercer_inputs_close (&in);
    }
  if (!enough)
    return g_strdup (_("Fewer than three rows have inputs, a label and a protected value. Add rows or choose other columns."));
  char *refusal = mercer_new_points_check (recipe);
  return refusal != NULL ? refusal : mercer_picture_check_alike (recipe, "x");
}

/* How alike rows are in a column: categories are or are not, numbers by an RBF as wide as they spread. Lower triangle. */
static void
column_gram (const MercerInputs *in, const MercerColumn *column, MercerMatrix k)
{
  for (size_t j = 0; j < in->n; j++)
    for (size_t i = j; i < in->n; i++)
      {
        size_t a = in->rows[i], b = in->rows[j];
        double step = column->codes != NULL ? 0 : (column->values[a] - column->values[b]) / (column->sd > 0 ? column->sd : 1);
        *mercer_matrix_at (k, i, j) = column->codes != NULL ? column->codes[a] == column->codes[b] : exp (-0.5 * step * step);
      }
}

static MercerStatus
trade_off (DebiasRun *run, MercerMatrix room)
{
  size_t kept;
  for (int k = 0; k < DEBIAS_CURVE; k++)
    {
      run->taus[k] = (double) k / (DEBIAS_CURVE - 1);
      MercerStatus status
          = mercer_fair_map_solve (&run->map, run->taus[k], room.cols, room, (MercerMatrix){ 0 }, &run->labels[k], &run->protecteds[k],
                                   &kept, run->work);
      if (status != MERCER_OK)
        return status;
    }
  return MERCER_OK;
}

/* The functions of the rows they were found from at points (m x d), into *out (m x 2). first: the first column of K_x. */
static MercerStatus
extend (DebiasRun *run, MercerMatrix z, MercerMatrix a, const double *first, MercerMatrix points, const char *doing, MercerMatrix *out)
{
  *out = mercer_work_matrix (run->work, points.rows, DEBIAS_DIMS);
  if (points.data == NULL || out->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (*out, 0);
  MercerMatrix to = mercer_matrix_block (*out, 0, 0, points.rows, z.cols);
  return mercer_extend_to_points (run->kernel, run->found.x, z, a, first, points, to, 0.6, doing, run->work);
}

static MercerStatus
extend_to_new (DebiasRun *run, MercerMatrix z, MercerMatrix a, const double *first)
{
  MercerMatrix points = mercer_work_matrix (run->work, mercer_dataset_rows (mercer_recipe_at (run->recipe)), run->in.d);
  if (points.data != NULL)
    mercer_new_points_fill (run->recipe, points);
  return extend (run, z, a, first, points, NULL, &run->at_z);
}

/* The map for the protection that is asked for: rows it is found from, the others, new points. first: the first column of K_x. */
static MercerStatus
represent (DebiasRun *run, const double *first)
{
  double signs[DEBIAS_DIMS];
  size_t n = run->found.n, dims = MIN ((size_t) DEBIAS_DIMS, run->map.rank);
  MercerMatrix a = mercer_work_matrix (run->work, n, dims);
  run->z = mercer_work_matrix (run->work, n, DEBIAS_DIMS);
  if (run->z.data == NULL || a.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_matrix_fill (run->z, 0);
  MercerMatrix z = mercer_matrix_block (run->z, 0, 0, n, dims);
  MercerStatus status = trade_off (run, z);
  if (status == MERCER_OK)
    status = mercer_fair_map_solve (&run->map, run->values->protection, dims, z, a, &run->on_label, &run->on_protected, &run->kept,
                                    run->work);
  if (status != MERCER_OK)
    return status;
  mercer_follow_signs (z, signs, mercer_picture_thread (&run->found, "debias", 0), run->found.ids, run->work);
  for (size_t j = 0; j < dims; j++)
    for (size_t i = 0; i < n; i++)
      *mercer_matrix_at (a, i, j) *= signs[j];
  if (mercer_recipe_at (run->recipe) != NULL)
    status = extend_to_new (run, z, a, first);
  return status == MERCER_OK && n < run->in.n ? extend (run, z, a, first, run->in.x, _("The other rows"), &run->z) : status;
}

/* A draft leaves the others out. */
static MercerStatus
compute (DebiasRun *run, size_t most_rows, bool is_draft)
{
  if (!open_inputs (run->recipe, 0, &run->in, &run->label, &run->shield) || run->kernel == NULL)
    return MERCER_BAD_INPUT;
  if (is_draft)
    mercer_inputs_thin (&run->in, most_rows);
  mercer_inputs_part (&run->in, most_rows, &run->found, NULL);
  size_t n = run->found.n;
  MercerMatrix k_x = mercer_work_matrix (run->work, n, n), k_y = mercer_work_matrix (run->work, n, n);
  MercerMatrix k_s = mercer_work_matrix (run->work, n, n);
  if (k_x.data == NULL || k_y.data == NULL || k_s.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_kernel_gram (run->kernel, run->found.x, k_x, run->work);
  if (status == MERCER_OK && !mercer_matrix_lower_is_finite (k_x))
    return MERCER_BAD_INPUT;
  double *first = mercer_work_doubles (run->work, n); /* K_x is used up */
  if (first == NULL)
    return MERCER_OUT_OF_MEMORY;
  memcpy (first, k_x.data, n * sizeof *first);
  column_gram (&run->found, run->label, k_y);
  column_gram (&run->found, run->shield, k_s);
  mercer_work_progress (run->work, 0.2, _("Eigenvectors"));
  if (status == MERCER_OK)
    status = mercer_fair_map_open (&run->map, k_x, k_y, k_s, run->values->gamma, RANK, run->work);
  if (status != MERCER_OK)
    return status;
  return represent (run, first);
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  DebiasRun run = { .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values };
  run.kernel = mercer_recipe_bind_kernel (recipe, NULL);
  MercerStatus status = compute (&run, most_rows, draft != NULL);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, debias_run_figure (&run, draft));
  g_clear_pointer (&run.kernel, mercer_kernel_unref);
  mercer_inputs_close (&run.found);
  mercer_inputs_close (&run.in);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, DRAFT_ROWS, MOST_ROWS);
}

const MercerMethod mercer_method_debias = {
  .id = "debias",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Representation without a column"),
  .summary = N_("A map of the rows that depends on a label and not on a protected column, with the price of protection"),
  .source = "Dehdashtian, Wang and Boddeti (2024), FairerCLIP: debiasing CLIP's zero-shot predictions using functions in RKHSs, ICLR, "
            "theorem 2",
  .values_size = sizeof (DebiasValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_DEFINITE_KERNEL,
  .suggest = mercer_start_with_rbf,
  .check = check,
  .run = run_cb,
};
