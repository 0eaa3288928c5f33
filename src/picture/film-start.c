/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"
#include "random.h"

enum { STREAM_START = 0x5354, MOST_START_ROWS = 100000 };
static const double cloud_size = 0.3, ring_size = 2.4, ring_width = 0.03, grid_size = 2; /* in spreads of the target */
static const double wide_size = 1.15, flattest = 0.1; /* in standard deviations; in spreads */

const MercerChoice mercer_film_starts[] = {
  { "gaussian", N_("Small cloud") }, { "ring", N_("Ring") }, { "grid", N_("Grid") }, { "wide", N_("Wide cloud") }, { NULL }
};

const MercerRole mercer_film_roles[] = {
  { "x", N_("Columns"), N_("The columns of the target; particles have the same ones"), true, 1, 0, NULL, 2 }, { NULL }
};

const MercerTableRole mercer_film_tables[] = {
  { "start", N_("Start"), N_("A table whose rows are the particles at the start") }, { NULL }
};

/* --- What cannot run -------------------------------------------------------------------------------- */

static bool
is_empty (MercerDataset *table, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      const MercerColumn *column = mercer_dataset_column (table, (size_t) mercer_dataset_find (table, *names));
      if (column->n == column->n_missing)
        return true;
    }
  return false;
}

char *
mercer_film_refuse (const MercerRecipe *recipe, const char *const *plane)
{
  const char *const *names = plane != NULL ? plane : mercer_recipe_role (recipe, "x");
  MercerDataset *start = mercer_recipe_table (recipe, "start");
  char *refusal = start != NULL ? mercer_points_refuse (start, names) : NULL;
  if (refusal != NULL)
    return refusal;
  refusal = mercer_film_beside_refuse (recipe);
  if (refusal != NULL)
    return refusal;
  if (start != NULL && is_empty (start, names))
    return g_strdup (_("The table of the start has no rows with values in these columns. Add rows or choose another start."));
  if (start != NULL && mercer_dataset_rows (start) > MOST_START_ROWS)
    return g_strdup_printf (_("The start has %zu rows; at most %d particles can flow. Use a part of them."),
                            mercer_dataset_rows (start), MOST_START_ROWS);
  return NULL;
}

/* --- A step to begin with --------------------------------------------------------------------------- */

double
mercer_film_rounded (double value)
{
  double unit = pow (10, floor (log10 (value)) - 1);
  return isfinite (unit) && unit > 0 ? round (value / unit) * unit : value;
}

double
mercer_film_spread (const MercerRecipe *recipe)
{
  const char *const *names = mercer_recipe_role (recipe, "x");
  MercerDataset *dataset = mercer_recipe_dataset (recipe);
  double squares = 0;
  size_t d = 0;
  for (; names[d] != NULL; d++)
    {
      double sd = mercer_dataset_column (dataset, (size_t) mercer_dataset_find (dataset, names[d]))->sd;
      squares += isfinite (sd) ? sd * sd : 0;
    }
  double low = 0, high = 0;
  if (squares > 0 && isfinite (squares))
    return sqrt (squares / (double) d);
  return mercer_dataset_ground (dataset, &low, &high) ? (high - low) / sqrt (12) : 1; /* sd of a uniform law */
}

MercerRecipe *
mercer_film_suggest_step (MercerRecipe *recipe, double part)
{
  return mercer_recipe_with_value (recipe, "step", mercer_film_rounded (part * mercer_film_spread (recipe)));
}

/* --- Starts ----------------------------------------------------------------------------------------- */

/* x(i) += amount axis_k. */
static void
shift (const MercerFilm *film, MercerMatrix x, size_t i, size_t k, double amount)
{
  for (size_t c = 0; c < film->d; c++)
    *mercer_matrix_at (x, i, c) += amount * *mercer_matrix_at (film->cloud.axes, c, k);
}

/* x(i) += sd z_i axis_k,  z normal. They are drawn many at a time: one by one they took most of the time before the first
 * figure. */
static void
scatter (const MercerFilm *film, MercerMatrix x, size_t k, double sd)
{
  enum { BLOCK = 512 };
  double z[BLOCK];
  for (size_t from = 0; from < x.rows; from += BLOCK)
    {
      size_t n = MIN (x.rows - from, (size_t) BLOCK);
      mercer_random_normals (mercer_recipe_seed (film->recipe), STREAM_START + k, from, n, z);
      for (size_t i = 0; i < n; i++)
        shift (film, x, from + i, k, sd * z[i]);
    }
}

/* As flat as the target is, or nearly: where a column hardly varies a round cloud would be all that one sees. */
static void
start_gaussian (const MercerFilm *film, MercerMatrix x)
{
  for (size_t k = 0; k < film->d; k++)
    scatter (film, x, k, cloud_size * (film->cloud.sd[0] > 0 ? MAX (film->cloud.sd[k], flattest * film->spread) : film->spread));
}

/* As wide as the target in every direction and a little more, so that no part of it is far from all; where it has no width, a small
 * cloud. */
static void
start_wide (const MercerFilm *film, MercerMatrix x)
{
  for (size_t k = 0; k < film->d; k++)
    scatter (film, x, k, hypot (wide_size * film->cloud.sd[k], cloud_size * film->spread));
}

/* About the target in the plane of its two leading axes; on a line its two ends. A little width keeps particles from being
 * each other's mirror image for ever. */
static void
start_ring (const MercerFilm *film, MercerMatrix x)
{
  for (size_t i = 0; i < x.rows; i++)
    {
      double angle = 2 * G_PI * (double) i / (double) x.rows;
      double radius = film->spread * (ring_size + ring_width * mercer_random_normal (mercer_recipe_seed (film->recipe), STREAM_START, i));
      if (film->d == 1)
        shift (film, x, i, 0, i % 2 == 0 ? radius : -radius);
      else
        {
          shift (film, x, i, 0, radius * cos (angle));
          shift (film, x, i, 1, radius * sin (angle));
        }
    }
}

static void
start_grid (const MercerFilm *film, MercerMatrix x)
{
  size_t side = film->d == 1 ? x.rows : (size_t) ceil (sqrt ((double) x.rows));
  double half = grid_size * film->spread, cell = side > 1 ? 2 * half / (double) (side - 1) : 0;
  for (size_t i = 0; i < x.rows; i++)
    {
      shift (film, x, i, 0, cell > 0 ? cell * (double) (i % side) - half : 0);
      if (film->d > 1)
        shift (film, x, i, 1, cell > 0 ? cell * (double) (i / side) - half : 0);
    }
}

MercerStatus
mercer_film_place (MercerFilm *film, MercerMatrix *x)
{
  static void (*const places[]) (const MercerFilm *, MercerMatrix) = { start_gaussian, start_ring, start_grid, start_wide };
  MercerDataset *table = mercer_recipe_table (film->recipe, "start");
  if (table != NULL)
    {
      mercer_points_open (&film->given, table, film->names);
      *x = film->given.x;
      return x->rows > 0 ? MERCER_OK : MERCER_BAD_INPUT;
    }
  *x = mercer_work_matrix (film->work, (size_t) film->shared->particles, film->d);
  if (x->data == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < x->rows; i++)
      *mercer_matrix_at (*x, i, c) = film->cloud.centre[c];
  places[film->shared->start](film, *x);
  return MERCER_OK;
}
