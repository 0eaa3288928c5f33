/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "distribution-sdr.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* --- Which rows belong together -------------------------------------------------------------------------------- */

static const MercerColumn *
group_column (const MercerRecipe *recipe)
{
  int column;
  return mercer_recipe_role_columns (recipe, "group", &column, 1) > 0
             ? mercer_dataset_column (mercer_recipe_dataset (recipe), (size_t) column)
             : NULL;
}

static double
label_of (const MercerColumn *group, size_t row)
{
  return group->codes != NULL ? (group->codes[row] >= 0 ? group->codes[row] : NAN) : group->values[row];
}

typedef struct
{
  double label;
  uint64_t id;
  size_t row; /* of the inputs */
} Member;

static int
compare_members (const void *a, const void *b)
{
  const Member *p = a, *q = b;
  if (p->label != q->label)
    return p->label < q->label ? -1 : 1;
  return (p->id > q->id) - (p->id < q->id);
}

/* The rows sorted by label, in a label by identity; rows without a label are left out. Returns how many. */
static size_t
members_of (const MercerInputs *in, const MercerColumn *group, Member *members)
{
  size_t n = 0;
  for (size_t i = 0; i < in->n; i++)
    {
      double label = group != NULL ? label_of (group, in->rows[i]) : (double) i;
      if (!isnan (label))
        members[n++] = (Member){ label, in->ids[i], i };
    }
  qsort (members, n, sizeof *members, compare_members);
  return n;
}

static size_t
count_labels (const Member *members, size_t n)
{
  size_t count = n > 0;
  for (size_t i = 1; i < n; i++)
    count += members[i].label != members[i - 1].label;
  return count;
}

/* Leaves every k-th sample, so that at most so many stay. Returns how many members do. */
static size_t
thin (Member *members, size_t n, size_t most)
{
  size_t stride = (count_labels (members, n) + most - 1) / most, sample = 0, kept = 0;
  double last = n > 0 ? members[0].label : 0;
  for (size_t i = 0; i < n && stride > 1; i++)
    {
      sample += members[i].label != last;
      last = members[i].label;
      if (sample % stride == 0)
        members[kept++] = members[i];
    }
  return stride > 1 ? kept : n;
}

size_t
sdr_count (const MercerRecipe *recipe)
{
  MercerInputs in;
  mercer_inputs_open (&in, recipe, "y");
  g_autofree Member *members = g_new (Member, in.n + 1);
  size_t count = count_labels (members, members_of (&in, group_column (recipe), members));
  mercer_inputs_close (&in);
  return count;
}

/* --- Samples ---------------------------------------------------------------------------------------------------- */

/* Of rows in groups: the columns as they are, rows gathered. Of single rows: the row's values as one sample on the line. */
static bool
open_side (SdrRun *run, SdrSide *side, MercerMatrix from, const Member *members, size_t n)
{
  bool rows = run->group == NULL;
  size_t total = rows ? n * from.cols : n, dims = rows ? 1 : from.cols, s = 0;
  side->values = mercer_work_matrix (run->work, total, dims);
  side->gram = mercer_work_matrix (run->work, run->count, run->count);
  side->offset = mercer_work_alloc (run->work, run->count + 1, sizeof *side->offset);
  if (side->values.data == NULL || side->gram.data == NULL || side->offset == NULL)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      if (k == 0 || members[k].label != members[k - 1].label)
        side->offset[s++] = rows ? k * from.cols : k;
      for (size_t c = 0; c < from.cols; c++)
        {
          double value = *mercer_matrix_at (from, members[k].row, c);
          *(rows ? &side->values.data[k * from.cols + c] : mercer_matrix_at (side->values, k, c)) = value;
        }
    }
  side->offset[run->count] = total;
  side->samples = (MercerSamples){ run->count, dims, side->offset, side->values };
  return true;
}

static void
mean_responses (SdrRun *run, const Member *members, size_t n)
{
  size_t s = 0, k = 0;
  while (k < n)
    {
      size_t first = k;
      double sum = 0;
      for (; k < n && members[k].label == members[first].label; k++)
        for (size_t c = 0; c < run->in.y.cols; c++)
          sum += *mercer_matrix_at (run->in.y, members[k].row, c);
      run->of_sample[s] = members[first].row;
      run->response[s++] = sum / (double) ((k - first) * run->in.y.cols);
    }
}

MercerStatus
sdr_run_open (SdrRun *run, MercerJob *job, const SdrValues *values, const MercerRecipe *recipe, size_t most_samples)
{
  *run = (SdrRun){ .job = job, .work = mercer_job_work (job), .recipe = recipe, .values = values, .group = group_column (recipe) };
  if (!mercer_inputs_open (&run->in, recipe, "y"))
    return MERCER_BAD_INPUT;
  mercer_inputs_sort (&run->in);
  g_autofree Member *members = g_new (Member, run->in.n + 1);
  size_t n = thin (members, members_of (&run->in, run->group, members), most_samples);
  run->count = count_labels (members, n);
  if (run->count < 4)
    return MERCER_BAD_INPUT;
  run->response = mercer_work_doubles (run->work, run->count);
  run->of_sample = mercer_work_alloc (run->work, run->count, sizeof *run->of_sample);
  if (run->response == NULL || run->of_sample == NULL || !open_side (run, &run->x, run->in.x, members, n)
      || !open_side (run, &run->y, run->in.y, members, n))
    return MERCER_OUT_OF_MEMORY;
  mean_responses (run, members, n);
  return MERCER_OK;
}

void
sdr_run_close (SdrRun *run)
{
  mercer_inputs_close (&run->in);
}

static MercerStatus
kernel_of (SdrRun *run, SdrSide *side)
{
  double median;
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix distances = mercer_work_matrix (run->work, run->count, run->count);
  if (distances.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_sample_distances (&side->samples, (size_t) run->values->slices, mercer_recipe_seed (run->recipe),
                                                 distances, run->work);
  if (status == MERCER_OK)
    {
      mercer_matrix_copy (distances, side->gram);
      mercer_sample_kernel (distances, 0, &median);
      mercer_sample_kernel (side->gram, run->values->width * median, &side->lengthscale);
    }
  mercer_work_release (run->work, mark);
  return status;
}

/* Predictors grow with the mean response, so that they do not turn over. */
static void
orient (SdrRun *run)
{
  for (size_t j = 0; j < run->cca.k; j++)
    {
      double *f = mercer_matrix_column (run->cca.f, j);
      double side = mercer_correlation (f, run->response, run->count);
      for (size_t s = 0; s < run->count && side < 0; s++)
        f[s] = -f[s];
    }
}

MercerStatus
sdr_run_compute (SdrRun *run)
{
  mercer_work_progress (run->work, 0.1, _("Distances between distributions"));
  MercerStatus status = kernel_of (run, &run->x);
  if (status == MERCER_OK)
    status = kernel_of (run, &run->y);
  mercer_work_progress (run->work, 0.6, _("Sufficient predictors"));
  if (status == MERCER_OK)
    status = mercer_kernel_cca (run->x.gram, run->y.gram, run->values->ridge, MIN ((size_t) SDR_PREDICTORS, run->count - 1), &run->cca,
                                run->work);
  if (status == MERCER_OK)
    orient (run);
  return status;
}
