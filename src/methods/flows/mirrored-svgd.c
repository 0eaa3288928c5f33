/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "film.h"
#include "mirrored.h"
#include "stein.h"

enum { MOST_PARTICLES = 2000, DRAWS = 300 };
static const double start_inside = 0.02, margin = 0.08; /* shares at the start are at least this; about the triangle */
static const double height = 0.86602540378443864676;
static const double least_step = 1e-12;
static const double longest_way = 0.5; /* of a step in mirrored coordinates where a metric can make velocities as large as it likes */

typedef struct
{
  MercerFilmValues film; /* first */
  double alpha[3], lengthscale;
  int kind;
  bool median;
} MirroredValues;

typedef struct
{
  MercerMatrix theta, eta, next, force;
} MirroredState;

static const char *const names[] = { "x", "y", NULL };

#define SHARE(index, id, title)                                                                                              \
  MERCER_REAL (MirroredValues, alpha[index], id, title, "",                                                                  \
               N_("Of the Dirichlet density: the larger, the nearer its corner; below 1 it piles up at the edges"), 2, 1e-3, 1e4, 0.1, \
               20, MERCER_LOG | MERCER_LIVE)

static const MercerChoice kinds[] = {
  [MERCER_MIRRORED_PLAIN] = { "plain", N_("Stein descent") },
  [MERCER_MIRRORED_METRIC] = { "metric", N_("Mirror descent") },
  [MERCER_MIRRORED_NATURAL] = { "natural", N_("Natural gradient") },
  { NULL },
};

/* The triangle is a plane of its own: beside it stand its own variants. */
static const MercerChoice beside_choices[] = { { "none", N_("None") },
                                               { "same", N_("This flow") },
                                               { "plain", N_("Stein descent") },
                                               { "metric", N_("Mirror descent") },
                                               { "natural", N_("Natural gradient") },
                                               { NULL } };
static const MercerFilmBeside besides[]
    = { { NULL, "" }, { NULL, "" }, { NULL, "variant=plain" }, { NULL, "variant=metric" }, { NULL, "variant=natural" } };

static const MercerParam params[] = {
  MERCER_CHOICE (MirroredValues, kind, "variant", N_("Variant"),
                 N_("How the kernel weighs directions: all alike (MSVGD), by the triangle's own metric (SVMD), or by the density's "
                    "curvature (SVNG)"),
                 0, kinds, MERCER_LIVE),
  MERCER_REAL (MirroredValues, film.step, "step", N_("Step"), "",
               N_("How far the particles go at each step in the mirrored coordinates"), 0.1, 0, 1e15, 1e-3, 2, MERCER_LOG | MERCER_LIVE),
  SHARE (0, "alpha-1", N_("Concentration of A")),
  SHARE (1, "alpha-2", N_("Concentration of B")),
  SHARE (2, "alpha-3", N_("Concentration of C")),
  MERCER_BOOL (MirroredValues, median, "median", N_("Median heuristic"),
               N_("The kernel is as wide as the median of the distances between particles asks for, step by step"), 1, MERCER_LIVE),
  MERCER_REAL (MirroredValues, lengthscale, "lengthscale", N_("Length scale"), "",
               N_("Of the Gaussian kernel in the triangle, whose side is 1; with the heuristic, a factor to it"), 1, 1e-3, 1e3, 0.05, 5,
               MERCER_LOG | MERCER_LIVE),
  MERCER_FILM_BESIDE (MirroredValues, film, beside_choices),
  MERCER_FILM_PLACES (MirroredValues, film, N_("How many there are; the work grows with their square"), 200, MOST_PARTICLES, 500,
                      MERCER_FILM_START_CLOUD),
  MERCER_FILM_REST (MirroredValues, film, 300, 5000),
  { NULL }
};

static const MercerFilmCurve curves[] = { { "drive", N_("Mean squared velocity"), 0, MERCER_ROLE_INK },
                                          { "mean_a", N_("Mean of A"), 1, MERCER_ROLE_SERIES },
                                          { "mean_b", N_("Mean of B"), 1, MERCER_ROLE_SERIES_N (1) },
                                          { "mean_c", N_("Mean of C"), 1, MERCER_ROLE_SERIES_N (2) },
                                          { NULL } };
static const MercerFilmPanel panels[] = { { N_("Mean squared velocity"), N_("Mirrored"), MERCER_AXIS_LOG },
                                          { N_("Mean of the shares"), N_("Share"), MERCER_AXIS_LINEAR },
                                          { NULL } };

/* --- Steps ------------------------------------------------------------------------------------------ */

static MercerStatus
aim_cb (MercerFilm *film)
{
  const MirroredValues *v = film->values;
  MercerMark mark = mercer_work_mark (film->work);
  MercerMatrix theta = mercer_work_matrix (film->work, DRAWS, 3);
  film->names = names;
  if (theta.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  film->target = (MercerPoints){ .x = mercer_matrix (g_new (double, 2 * DRAWS), DRAWS, 2) };
  mercer_dirichlet_draw (v->alpha, mercer_recipe_seed (film->recipe), theta);
  mercer_simplex_place (theta, film->target.x);
  mercer_work_release (film->work, mark);
  return MERCER_OK;
}

static MercerStatus
measure (MercerFilm *film, MercerLane *lane)
{
  const MirroredValues *v = film->values;
  MirroredState *state = lane->state;
  size_t n = lane->x.rows;
  double scale = v->median && n > 1 ? mercer_stein_scale (lane->x, film->work) : 1, l = v->lengthscale * scale;
  MercerStatus status = mercer_mirrored_velocity ((MercerMirroredKind) v->kind, v->alpha, l > 0 && isfinite (l) ? l : 1, state->theta,
                                                  state->force, film->work);
  lane->measured[0] = lane->measured[1] = lane->measured[2] = lane->measured[3] = 0;
  for (size_t i = 0; i < n && status == MERCER_OK; i++)
    {
      for (size_t a = 0; a < 2; a++)
        lane->measured[0] += pow (*mercer_matrix_at (state->force, i, a), 2) / (double) n;
      for (size_t a = 0; a < 3; a++)
        lane->measured[1 + a] += *mercer_matrix_at (state->theta, i, a) / (double) n;
    }
  return status;
}

/* Wherever the particles stand, their shares; x is moved inside where it was not. */
static MercerStatus
settle (MercerFilm *film, MercerLane *lane)
{
  MirroredState *state = lane->state;
  mercer_simplex_find (lane->x, state->theta);
  mercer_simplex_mirror (state->theta, state->eta);
  mercer_simplex_place (state->theta, lane->x);
  return measure (film, lane);
}

static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  MirroredState *state = lane->state;
  size_t n = lane->x.rows;
  state->theta = mercer_work_matrix (film->work, n, 3);
  state->eta = mercer_work_matrix (film->work, n, 2);
  state->next = mercer_work_matrix (film->work, n, 2);
  state->force = mercer_work_matrix (film->work, n, 2);
  if (state->theta.data == NULL || state->eta.data == NULL || state->next.data == NULL || state->force.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  /* off the edge, where the mirrored coordinates are infinite */
  mercer_simplex_find (lane->x, state->theta);
  for (size_t i = 0; i < n; i++)
    for (size_t a = 0; a < 3; a++)
      {
        double *share = mercer_matrix_at (state->theta, i, a);
        *share = start_inside + (1 - 3 * start_inside) * *share;
      }
  mercer_simplex_place (state->theta, lane->x);
  return settle (film, lane);
}

static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  if (changes & MERCER_FILM_VALUES)
    {
      mercer_points_clear (&film->target);
      MercerStatus status = aim_cb (film);
      if (status != MERCER_OK)
        return status;
    }
  return settle (film, lane);
}

static double
bounded_step (const MercerFilm *film, const MirroredState *state)
{
  const MirroredValues *v = film->values;
  double fastest = 0;
  for (size_t i = 0; i < state->force.rows; i++)
    fastest = MAX (fastest, hypot (*mercer_matrix_at (state->force, i, 0), *mercer_matrix_at (state->force, i, 1)));
  return v->kind != MERCER_MIRRORED_PLAIN && fastest > 0 ? MIN (film->shared->step, longest_way / fastest) : film->shared->step;
}

static MercerStatus
step_cb (MercerFilm *film, MercerLane *lane)
{
  MirroredState *state = lane->state;
  lane->made = bounded_step (film, state);
  for (size_t a = 0; a < 2; a++)
    for (size_t i = 0; i < lane->x.rows; i++)
      *mercer_matrix_at (state->eta, i, a) += lane->made * *mercer_matrix_at (state->force, i, a);
  if (!mercer_matrix_is_finite (state->eta))
    {
      lane->measured[0] = NAN;
      return MERCER_OK;
    }
  mercer_simplex_unmirror (state->eta, state->theta);
  mercer_simplex_place (state->theta, lane->x);
  for (size_t a = 0; a < 2; a++)
    for (size_t i = 0; i < lane->x.rows; i++)
      *mercer_matrix_at (lane->velocity, i, a)
          = (*mercer_matrix_at (lane->x, i, a) - *mercer_matrix_at (lane->kept, i, a)) / MAX (lane->made, least_step);
  return measure (film, lane);
}

/* --- The triangle ----------------------------------------------------------------------------------- */

static void
draw_frame_cb (const MercerFilm *film, MercerFigureBuilder *b, int panel)
{
  static const double x[] = { 0, 1, 0.5, 0 }, y[] = { 0, 0, 0.86602540378443864676, 0 };
  mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, -margin, 1 + margin, NULL);
  mercer_figure_y_axis (b, panel, "", "", MERCER_AXIS_LINEAR, -margin, height + margin, NULL);
  mercer_figure_equal_axes (b, panel);
  mercer_figure_bare (b, panel);
  for (int k = 1; k < 5; k++) /* a fifth of each share */
    {
      double s = 0.2 * k;
      double x0[] = { s, 1 - 0.5 * s, 0.5 * (1 - s) }, y0[] = { 0, height * s, height * (1 - s) };
      double x1[] = { 0.5 + 0.5 * s, 0.5 * s, 1 - s }, y1[] = { height * (1 - s), height * s, 0 };
      mercer_figure_segments (b, panel, &(MercerStyle){ .role = MERCER_ROLE_FAINT, .width = 0.7 }, 3, x0, y0, x1, y1);
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1.5 }, 4, x, y);
  mercer_figure_text (b, panel, MERCER_ROLE_INK, -0.5 * margin, -0.5 * margin, "A");
  mercer_figure_text (b, panel, MERCER_ROLE_INK, 1 + 0.3 * margin, -0.5 * margin, "B");
  mercer_figure_text (b, panel, MERCER_ROLE_INK, 0.5, height + 0.3 * margin, "C");
}

static char *
title_cb (const MercerFilm *film)
{
  const MirroredValues *v = film->values;
  char a[MERCER_NUMBER_SIZE], b[MERCER_NUMBER_SIZE], c[MERCER_NUMBER_SIZE];
  return g_strdup_printf (_("Dirichlet (%s, %s, %s)"), mercer_number_show (v->alpha[0], 3, a), mercer_number_show (v->alpha[1], 3, b),
                          mercer_number_show (v->alpha[2], 3, c));
}

static void
words_cb (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  static const char *const shares[] = { "a", "b", "c" };
  const MirroredState *state = film->lane[0].state;
  if (!final)
    return;
  int table = mercer_figure_table (b, "shares", _("Shares"), film->lane[0].x.rows);
  for (size_t a = 0; a < 3; a++)
    mercer_figure_table_column (b, table, shares[a], "", mercer_matrix_column (state->theta, a));
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (MirroredState),
  .curves = curves,
  .panels = panels,
  .besides = besides,
  .aim = aim_cb,
  .open = open_cb,
  .step = step_cb,
  .change = change_cb,
  .title = title_cb,
  .draw_frame = draw_frame_cb,
  .words = words_cb,
};

/* --- The method ------------------------------------------------------------------------------------- */

static char *
check (const MercerRecipe *recipe)
{
  MercerDataset *start = mercer_recipe_table (recipe, "start");
  char *refusal = start != NULL ? mercer_points_refuse (start, names) : NULL;
  if (refusal == NULL)
    return mercer_film_refuse (recipe, names);
  g_free (refusal);
  return g_strdup (_("A start needs columns “x” and “y”: places in the triangle with corners (0, 0), (1, 0) and (0.5, 0.87). "
                     "Rename those of the table."));
}

const MercerMethod mercer_method_mirrored_svgd = {
  .id = "mirrored-svgd",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Mirrored Stein descent"),
  .summary = N_("Stein variational gradient descent on shares of three, in coordinates in which no step leaves the triangle"),
  .source = "Shi, Liu and Mackey (2022), Sampling with mirrored Stein operators",
  .values_size = sizeof (MirroredValues),
  .params = params,
  .roles = mercer_film_roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .flags = MERCER_METHOD_FLOW | MERCER_METHOD_RANDOM | MERCER_METHOD_LIVE_TOUCH | MERCER_METHOD_GOES_ON,
  .check = check,
  .film = &flow,
  .run = mercer_film_run,
};
