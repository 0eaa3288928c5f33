/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film-density.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "film-private.h"

enum { DRAWS = 300, MOST_POINTS = 2000 };

const MercerChoice mercer_film_densities[] = {
  { "rows", N_("Of the rows") }, { "mixture", N_("Mixture") }, { "banana", N_("Banana") }, { "donut", N_("Donut") },
  { "funnel", N_("Funnel") },    { NULL }
};
const MercerChoice mercer_film_draws[] = {
  { "rows", N_("Rows") },     { "mixture", N_("Mixture") }, { "banana", N_("Banana") }, { "donut", N_("Donut") },
  { "funnel", N_("Funnel") }, { NULL }
};
enum { ROWS, MIXTURE };
static const MercerTargetKind kinds[]
    = { MERCER_TARGET_MIXTURE, MERCER_TARGET_MIXTURE, MERCER_TARGET_BANANA, MERCER_TARGET_DONUT, MERCER_TARGET_FUNNEL };
static const double start_means[] = { -2, -1, 2, -1, 0, 2 };
static const char *const plane_names[] = { "x", "y", NULL };

static const MercerFilmDensityValues *
values_of (const MercerRecipe *recipe)
{
  const MercerFilmDensityStart *start = mercer_recipe_values (recipe);
  return &start->density;
}

const char *const *
mercer_film_density_names (const MercerRecipe *recipe)
{
  return values_of (recipe)->density == ROWS ? NULL : plane_names;
}

/* --- Aim -------------------------------------------------------------------------------------------- */

/* A drag changes the target at each event: its memory is used again. */
static bool
make_room (MercerFilm *film, MercerTarget *target, size_t rows, size_t cols)
{
  if (target->means.rows != rows || target->means.cols != cols)
    target->means = mercer_work_matrix (film->work, rows, cols);
  return target->means.data != NULL;
}

/* At most MOST_POINTS rows, evenly taken: a kernel estimate of more looks the same. */
static MercerStatus
aim_at_rows (MercerFilm *film, MercerTarget *target)
{
  film->names = mercer_recipe_role (film->recipe, "x");
  mercer_points_open (&film->target, mercer_recipe_dataset (film->recipe), film->names);
  size_t n = film->target.x.rows, few = MIN (n, (size_t) MOST_POINTS);
  if (n == 0)
    return MERCER_BAD_INPUT;
  if (!make_room (film, target, few, film->target.x.cols))
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < target->means.cols; c++)
    for (size_t k = 0; k < few; k++)
      *mercer_matrix_at (target->means, k, c) = *mercer_matrix_at (film->target.x, k * n / few, c);
  target->width = values_of (film->recipe)->bandwidth;
  return MERCER_OK;
}

static MercerStatus
aim_at_shape (MercerFilm *film, MercerTarget *target)
{
  const MercerFilmDensityValues *v = values_of (film->recipe);
  size_t given = (size_t) v->means.n / 2, count = given > 0 ? given : G_N_ELEMENTS (start_means) / 2;
  film->names = plane_names;
  target->width = v->width;
  if (!make_room (film, target, count, 2))
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < count; k++)
    for (size_t c = 0; c < 2; c++)
      *mercer_matrix_at (target->means, k, c) = given > 0 ? v->means.at[2 * k + c] : start_means[2 * k + c];
  film->target = (MercerPoints){ .x = mercer_matrix (g_new (double, 2 * DRAWS), DRAWS, 2) };
  mercer_target_draw (target, mercer_recipe_seed (film->recipe), film->target.x);
  return MERCER_OK;
}

MercerStatus
mercer_film_density_aim (MercerFilm *film)
{
  const MercerFilmDensityValues *v = values_of (film->recipe);
  MercerTarget *target = film->own != NULL ? film->own : mercer_work_alloc (film->work, 1, sizeof *target);
  if (target == NULL)
    return MERCER_OUT_OF_MEMORY;
  if (film->own == NULL)
    *target = (MercerTarget){ 0 };
  film->own = target;
  *target = (MercerTarget){ .kind = kinds[v->density], .means = target->means };
  return v->density == ROWS ? aim_at_rows (film, target) : aim_at_shape (film, target);
}

MercerStatus
mercer_film_density_change (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  if ((changes & MERCER_FILM_VALUES) == 0 || lane->index > 0)
    return MERCER_OK;
  mercer_points_clear (&film->target);
  return mercer_film_density_aim (film);
}

MercerStatus
mercer_film_density_scores (MercerFilm *film, MercerLane *lane, MercerMatrix scores, MercerMatrix hessians, double *mean)
{
  size_t n = lane->x.rows;
  MercerMark mark = mercer_work_mark (film->work);
  double *density = mercer_work_doubles (film->work, n);
  MercerStatus status = density != NULL
                            ? mercer_target_evaluate (film->own, lane->x, density, scores, hessians, film->work)
                            : MERCER_OUT_OF_MEMORY;
  *mean = 0;
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    *mean += density[i] / (double) n;
  mercer_work_release (film->work, mark);
  return status;
}

/* --- Picture ---------------------------------------------------------------------------------------- */

/* The density over its largest value, negative: particles run downhill here as in other flows. */
MercerStatus
mercer_film_density_show (MercerFilm *film, MercerLane *lane, MercerMatrix at, double *out)
{
  MercerMatrix none = { 0 };
  double most = -INFINITY;
  MercerStatus status = mercer_target_evaluate (film->own, at, out, none, none, film->work);
  for (size_t k = 0; k < at.rows && status == MERCER_OK; k++)
    most = MAX (most, out[k]);
  for (size_t k = 0; k < at.rows && status == MERCER_OK; k++)
    out[k] = -exp (out[k] - most);
  return status;
}

char *
mercer_film_density_title (const MercerFilm *film)
{
  const MercerFilmDensityValues *v = values_of (film->recipe);
  return v->density == ROWS ? NULL : g_strdup (_(mercer_film_densities[v->density].title));
}

/* Handles set the values of the film that stands first: those of one beside it with means of its own are in its settings. */
static bool
has_means_of_first (const MercerFilm *film)
{
  static const char *const means[] = { "means", NULL };
  if (film->first == NULL)
    return true;
  const MercerParam *own = mercer_params_find (mercer_recipe_method (film->recipe)->params, means[0]);
  const MercerParam *first = mercer_params_find (mercer_recipe_method (film->first->recipe)->params, means[0]);
  g_autofree char *a = mercer_param_print (own, film->values), *b = first != NULL ? mercer_param_print (first, film->first->values) : NULL;
  return g_strcmp0 (a, b) == 0;
}

void
mercer_film_density_hands (const MercerFilm *film, MercerFigureBuilder *b, int panel)
{
  const MercerFilmDensityValues *v = values_of (film->recipe);
  const MercerTarget *target = film->own;
  if (!has_means_of_first (film))
    return;
  for (size_t k = 0; k < target->means.rows && v->density == MIXTURE && v->means.n > 0; k++)
    {
      g_autofree char *title = g_strdup_printf (_("Mean %zu"), k + 1);
      mercer_figure_handle (b, panel,
                            &(MercerHandle){ .kind = MERCER_HANDLE_POINT,
                                             .title = title,
                                             .value = { "means", (int) (2 * k), NULL },
                                             .value_y = { "means", (int) (2 * k + 1), NULL },
                                             .role = MERCER_ROLE_ACCENT,
                                             .x = *mercer_matrix_at (target->means, k, 0),
                                             .y = *mercer_matrix_at (target->means, k, 1) });
    }
}

void
mercer_film_density_notes (const MercerFilm *film, MercerFigureBuilder *b)
{
  if (values_of (film->recipe)->density == ROWS && film->target.x.rows > MOST_POINTS)
    {
      g_autofree char *sentence
          = g_strdup_printf (_("The density is made of %d of the %zu rows, evenly taken."), MOST_POINTS, film->target.x.rows);
      mercer_film_note (film, b, MERCER_NOTE_INFO, sentence, NULL, NULL, 0);
    }
}

/* --- The method's table ------------------------------------------------------------------------------ */

char *
mercer_film_density_refuse (const MercerRecipe *recipe)
{
  bool rows = values_of (recipe)->density == ROWS;
  MercerDataset *start = mercer_recipe_table (recipe, "start");
  char *refusal = !rows && start != NULL ? mercer_points_refuse (start, plane_names) : NULL;
  if (refusal != NULL)
    {
      g_free (refusal);
      return g_strdup (_("A start for this density needs columns “x” and “y”, the axes of its plane. Rename those of the table, or "
                         "choose the density of the rows."));
    }
  return mercer_film_refuse (recipe, mercer_film_density_names (recipe));
}

MercerRecipe *
mercer_film_density_with_means (MercerRecipe *recipe)
{
  return mercer_recipe_with_list (recipe, "means", start_means, G_N_ELEMENTS (start_means));
}

MercerRecipe *
mercer_film_density_suggest (MercerRecipe *recipe)
{
  double spread = mercer_film_spread (recipe);
  size_t d = g_strv_length ((char **) mercer_recipe_role (recipe, "x")), n = mercer_dataset_rows (mercer_recipe_dataset (recipe));
  /* Silverman (1986), eq. 4.14, halved: rows are seldom one heap */
  double rule = 0.5 * spread * pow (4 / ((double) (d + 2) * (double) MAX (n, 1)), 1 / (double) (d + 4));
  g_autoptr (MercerRecipe) wide = mercer_recipe_with_value (recipe, "bandwidth", mercer_film_rounded (rule));
  return mercer_film_density_with_means (wide);
}
