/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>

#include "pool.h"

/* Of a lattice: points a side at least; room about the sample, and steps, in kernels. */
enum { LEAST_SIDE = 48 };
static const double margin = 4, spacing = 0.2;

static void
choose_lattice (const MercerShift *sample, size_t most, MercerShiftField *field, double *high)
{
  for (size_t a = 0; a < 2; a++)
    {
      const double *z = mercer_matrix_column (sample->z, a);
      double low = z[0], top = z[0];
      for (size_t i = 0; i < sample->z.rows; i++)
        {
          low = MIN (low, z[i]);
          top = MAX (top, z[i]);
        }
      field->low[a] = low - margin;
      high[a] = top + margin;
      field->m[a] = (size_t) CLAMP (ceil ((high[a] - field->low[a]) / spacing) + 1, LEAST_SIDE, (double) most);
      field->step[a] = (high[a] - field->low[a]) / (double) (field->m[a] - 1);
    }
}

/* out = kernels over the masses of the bins, each times its distance along `axis` from the lattice's low end (axis 2: times 1). All
 * terms are positive, so that the ratio of two such sums is right to rounding however thin the density is. */
static MercerStatus
smooth (const MercerShiftField *field, const MercerBins *bins, size_t axis, double *mass, double *out, MercerWork *work)
{
  MercerKde kde = { .x = { .cols = 2 } };
  MercerBins weighted = *bins;
  const double *at[2];
  for (size_t a = 0; a < 2; a++)
    {
      double *points = mercer_work_doubles (work, field->m[a]);
      if (points == NULL)
        return MERCER_OUT_OF_MEMORY;
      for (size_t k = 0; k < field->m[a]; k++)
        points[k] = field->low[a] + (double) k * field->step[a];
      at[a] = points;
      kde.axis[a] = (MercerKdeAxis){ .shape = &mercer_kde_shapes[0], .bandwidth = 1, .low = -INFINITY, .high = INFINITY };
    }
  weighted.mass = mass;
  for (size_t j = 0; j < field->m[1]; j++)
    for (size_t i = 0; i < field->m[0]; i++)
      {
        size_t k = i + j * field->m[0];
        mass[k] = bins->mass[k] * (axis == 0 ? (double) i * field->step[0] : axis == 1 ? (double) j * field->step[1] : 1);
      }
  return mercer_kde_binned (&kde, &weighted, field->m, at, out, work);
}

/* --- Kernels that end ---------------------------------------------------------------------------------------- */

/* Over the offsets from a place to a cell with mass, dx fastest: the kernel, and its shadow alone and times the offset. */
typedef struct
{
  const MercerShift *sample;
  const MercerShiftField *field;
  const double *mass;
  size_t reach[2]; /* cells */
  double *kernel, *shadow;
  MercerWork *work;
} Endings;

static void
fill_tables (Endings *endings)
{
  const size_t *r = endings->reach, width = 2 * r[0] + 1;
  int p = endings->sample->power;
  for (size_t j = 0; j <= 2 * r[1]; j++)
    for (size_t i = 0; i < width; i++)
      {
        double dx = ((double) i - (double) r[0]) * endings->field->step[0], dy = ((double) j - (double) r[1]) * endings->field->step[1];
        double u = 1 - (dx * dx + dy * dy) / endings->sample->square;
        endings->kernel[i + j * width] = u > 0 ? pow (u, p) : 0;
        endings->shadow[i + j * width] = u > 0 ? pow (u, p - 1) : 0;
      }
}

/* One row of places: what the masses of the rows within reach send to each. */
static void
row_cb (void *data, size_t j)
{
  const Endings *e = data;
  const MercerShiftField *field = e->field;
  size_t m0 = field->m[0], m1 = field->m[1], rx = e->reach[0], ry = e->reach[1], width = 2 * rx + 1;
  double *f = field->f + j * m0, *x = field->shift[0] + j * m0, *y = field->shift[1] + j * m0;
  g_autofree double *total = g_new0 (double, m0);
  if (!mercer_work_wanted (e->work))
    return;
  for (size_t i = 0; i < m0; i++)
    f[i] = x[i] = y[i] = 0;
  for (size_t row = j > ry ? j - ry : 0; row <= MIN (j + ry, m1 - 1); row++)
    for (size_t from = 0; from < m0; from++)
      {
        double mass = e->mass[from + row * m0], dy = ((double) row - (double) j) * field->step[1];
        if (!(mass > 0))
          continue;
        const double *kernel = e->kernel + (row + ry - j) * width, *shadow = e->shadow + (row + ry - j) * width;
        for (size_t i = from > rx ? from - rx : 0; i <= MIN (from + rx, m0 - 1); i++)
          {
            double g = mass * shadow[from + rx - i];
            f[i] += mass * kernel[from + rx - i];
            total[i] += g;
            x[i] += g * ((double) from - (double) i) * field->step[0];
            y[i] += g * dy;
          }
      }
  for (size_t i = 0; i < m0; i++)
    {
      bool reached = total[i] > 0 && f[i] > 0;
      f[i] = reached ? f[i] : 0;
      x[i] = reached ? x[i] / total[i] : 0;
      y[i] = reached ? y[i] / total[i] : 0;
    }
}

static MercerStatus
field_of_endings (const MercerShift *sample, MercerShiftField *field, const MercerBins *bins, MercerWork *work)
{
  Endings endings = { .sample = sample, .field = field, .mass = bins->mass, .work = work };
  MercerMark mark = mercer_work_mark (work);
  for (size_t a = 0; a < 2; a++)
    endings.reach[a] = (size_t) ceil (sqrt (sample->square) / field->step[a]);
  size_t cells = (2 * endings.reach[0] + 1) * (2 * endings.reach[1] + 1);
  endings.kernel = mercer_work_doubles (work, cells);
  endings.shadow = mercer_work_doubles (work, cells);
  if (endings.kernel == NULL || endings.shadow == NULL)
    return MERCER_OUT_OF_MEMORY;
  fill_tables (&endings);
  mercer_pool_for (field->m[1], row_cb, &endings);
  mercer_work_release (work, mark);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}

/* --- Either ---------------------------------------------------------------------------------------------------- */

static void
finish (MercerShiftField *field)
{
  for (size_t j = 0; j < field->m[1]; j++)
    for (size_t i = 0; i < field->m[0]; i++)
      {
        size_t k = i + j * field->m[0];
        bool thin = !(field->f[k] > 1e-300);
        field->shift[0][k] = thin ? 0 : field->shift[0][k] / field->f[k] - (double) i * field->step[0];
        field->shift[1][k] = thin ? 0 : field->shift[1][k] / field->f[k] - (double) j * field->step[1];
        field->f[k] = thin ? 0 : field->f[k];
      }
}

MercerStatus
mercer_shift_field (const MercerShift *sample, size_t most, MercerShiftField *field, MercerWork *work)
{
  double high[2];
  MercerBins bins;
  choose_lattice (sample, most, field, high);
  size_t cells = field->m[0] * field->m[1];
  double *mass = mercer_work_doubles (work, cells);
  field->f = mercer_work_doubles (work, cells);
  field->shift[0] = mercer_work_doubles (work, cells);
  field->shift[1] = mercer_work_doubles (work, cells);
  if (mass == NULL || field->f == NULL || field->shift[0] == NULL || field->shift[1] == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerRows rows = { .n = sample->z.rows, .d = 2, .x = { mercer_matrix_column (sample->z, 0), mercer_matrix_column (sample->z, 1) },
                      .weights = sample->weights };
  MercerStatus status = mercer_bins_init (&bins, 2, field->low, high, field->m);
  if (status == MERCER_OK)
    status = mercer_bins_add (&bins, &rows, work);
  double *out[3] = { field->shift[0], field->shift[1], field->f };
  if (status == MERCER_OK && sample->power > 0)
    status = field_of_endings (sample, field, &bins, work);
  for (size_t axis = 0; axis < 3 && status == MERCER_OK && sample->power == 0; axis++)
    status = smooth (field, &bins, axis, mass, out[axis], work);
  mercer_bins_clear (&bins);
  if (status == MERCER_OK && sample->power == 0)
    finish (field);
  return status;
}

bool
mercer_shift_field_at (const MercerShiftField *field, const double z[2], double shift[2])
{
  double u = (z[0] - field->low[0]) / field->step[0], v = (z[1] - field->low[1]) / field->step[1];
  if (!(u >= 0 && v >= 0 && u <= (double) (field->m[0] - 1) && v <= (double) (field->m[1] - 1)))
    return false;
  size_t i = MIN ((size_t) u, field->m[0] - 2), j = MIN ((size_t) v, field->m[1] - 2), k = i + j * field->m[0], up = k + field->m[0];
  double s = u - (double) i, t = v - (double) j;
  const double *f = field->f;
  if (!(f[k] > 0 && f[k + 1] > 0 && f[up] > 0 && f[up + 1] > 0))
    return false;
  for (int a = 0; a < 2; a++)
    {
      const double *g = field->shift[a];
      shift[a] = (1 - t) * ((1 - s) * g[k] + s * g[k + 1]) + t * ((1 - s) * g[up] + s * g[up + 1]);
    }
  return true;
}
