/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>

#include "film.h"
#include "sliced.h"

enum { MOST_PARTICLES = 100000, MOST_SLICES = 1000, MOST_LABELS = 32 };

typedef struct
{
  MercerFilmValues film; /* first */
  double noise, amplification;
  int slices, slicing;
  bool redraw;
} WassersteinFlowValues;

/* With labels, particles and target have a further column for each: amplification at one's own label, else 0. Du, Li, Zhao, Yang
 * and Lin (2023), section 3: far apart in these columns, points of different labels leave each other alone, while the
 * columns themselves do not flow. */
typedef struct
{
  MercerMatrix directions, joint, target;
  MercerSliced sliced;
  double *centre, *groups, *target_groups;
  size_t labels;
} WassersteinFlowState;

static const MercerChoice slicings[] = {
  { "random", N_("Random") }, { "orthogonal", N_("Orthogonal") }, { "quasi", N_("Quasi-Monte Carlo") }, { NULL }
};

static const MercerParam params[] = {
  MERCER_FILM_SHARE (WassersteinFlowValues, film, 0.3),
  { "slices", MERCER_PARAM_INT, offsetof (WassersteinFlowValues, slices), N_("Slices"), "",
    N_("Along so many directions points are brought to where they belong"), 32, 1, MOST_SLICES, 1, 256, MERCER_LOG | MERCER_LIVE, NULL },
  MERCER_CHOICE (WassersteinFlowValues, slicing, "slicing", N_("Directions"), N_("How the directions are chosen"),
                 MERCER_SLICES_RANDOM, slicings, MERCER_LIVE),
  MERCER_BOOL (WassersteinFlowValues, redraw, "redraw", N_("New directions at each step"),
               N_("Errors of single directions then cancel in the long run"), 1, MERCER_LIVE),
  MERCER_REAL (WassersteinFlowValues, noise, "noise", N_("Noise"), "x",
               N_("Stirs the particles at each step, so that they end as a blurred target"), 0, 0, 1e15, 0, 1, MERCER_LINEAR | MERCER_LIVE),
  MERCER_REAL (WassersteinFlowValues, amplification, "amplification", N_("Distance of labels"), "",
               N_("So many spreads of the target apart are different conditions; small lets them mix"), 10, 0, 1e6, 0, 30,
               MERCER_LIVE | MERCER_EXPERT),
  MERCER_FILM_BESIDE (WassersteinFlowValues, film, mercer_film_beside_choices),
  MERCER_FILM_BESIDE_KERNEL (WassersteinFlowValues, film),
  MERCER_FILM_PLACES (WassersteinFlowValues, film, N_("How many there are; tens of thousands can flow"), 500, MOST_PARTICLES, 10000,
                      MERCER_FILM_START_CLOUD),
  MERCER_FILM_REST (WassersteinFlowValues, film, 100, 5000),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Columns"), N_("The columns of the target; particles have the same ones"), true, 1, 0, NULL, 2 },
  { "condition", N_("Condition"), N_("A label: particles of each flow to the rows of the same"), false, 0, 1, NULL, 0 },
  { NULL }
};

static const MercerFilmCurve curves[] = { { "sw2", N_("Sliced W₂²"), 0, MERCER_ROLE_INK }, { NULL } };
static const MercerFilmPanel panels[] = { { N_("Sliced Wasserstein distance"), "SW₂²", MERCER_AXIS_LOG }, { NULL } };

/* --- Labels ----------------------------------------------------------------------------------------- */

/* The condition's column, or NULL. */
static const MercerColumn *
condition_of (const MercerFilm *film)
{
  const char *const *names = mercer_recipe_role (film->recipe, "condition");
  MercerDataset *dataset = mercer_recipe_dataset (film->recipe);
  int c = names[0] != NULL ? mercer_dataset_find (dataset, names[0]) : -1;
  const MercerColumn *column = c >= 0 ? mercer_dataset_column (dataset, (size_t) c) : NULL;
  return column != NULL && column->kind == MERCER_COLUMN_CATEGORICAL && column->n_levels <= MOST_LABELS ? column : NULL;
}

static int
compare_ids (const void *a, const void *b)
{
  uint64_t p = *(const uint64_t *) a, q = *(const uint64_t *) b;
  return (p > q) - (p < q);
}

/* The label of each point of the target, a missing one after the others. Points stand by the identity of their rows. */
static void
find_labels (const MercerFilm *film, const MercerColumn *column, double *labels)
{
  MercerDataset *dataset = mercer_recipe_dataset (film->recipe);
  for (size_t row = 0; row < mercer_dataset_rows (dataset); row++)
    {
      uint64_t id = mercer_dataset_row_id (dataset, row);
      const uint64_t *found = bsearch (&id, film->target.ids, film->target.x.rows, sizeof id, compare_ids);
      if (found != NULL)
        labels[found - film->target.ids] = column->codes[row] >= 0 ? column->codes[row] : (double) column->n_levels;
    }
}

static void
set_label (MercerMatrix joint, size_t d, size_t i, double label, double far)
{
  for (size_t c = d; c < joint.cols; c++)
    *mercer_matrix_at (joint, i, c) = c - d == (size_t) label ? far : 0;
}

/* --- Steps ------------------------------------------------------------------------------------------ */

static MercerStatus
slice (MercerFilm *film, WassersteinFlowState *state)
{
  const WassersteinFlowValues *v = film->values;
  size_t columns = film->d + state->labels, slices = columns == 1 ? 1 : (size_t) v->slices;
  if (state->directions.rows != slices || state->directions.cols != columns)
    state->directions = mercer_work_matrix (film->work, slices, columns);
  if (state->directions.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  MercerStatus status = mercer_slices ((MercerSlicing) v->slicing, mercer_recipe_seed (film->recipe), v->redraw ? film->steps : 0,
                                       state->directions, film->work);
  if (status == MERCER_OK)
    status = mercer_sliced_open (&state->sliced, state->directions, state->centre, state->target, film->work);
  return status;
}

/* For n particles and m points of the target; what is there already is used again. */
static bool
make_room (MercerFilm *film, WassersteinFlowState *state, size_t n, size_t m, size_t columns)
{
  if (state->joint.rows == n && state->target.rows == m && state->joint.cols == columns)
    return true;
  state->joint = mercer_work_matrix (film->work, n, columns);
  state->target = mercer_work_matrix (film->work, m, columns);
  state->centre = mercer_work_doubles (film->work, columns);
  state->groups = mercer_work_doubles (film->work, n);
  state->target_groups = mercer_work_doubles (film->work, m);
  return state->joint.data != NULL && state->target.data != NULL && state->centre != NULL && state->groups != NULL
         && state->target_groups != NULL;
}

/* Target and particles with the columns of their labels. Particles have labels in the shares of the target. */
static MercerStatus
open_cb (MercerFilm *film, MercerLane *lane)
{
  const WassersteinFlowValues *v = film->values;
  WassersteinFlowState *state = lane->state;
  const MercerColumn *column = condition_of (film);
  size_t n = lane->x.rows, m = film->target.x.rows, d = film->d;
  double far = v->amplification * film->spread;
  state->labels = column != NULL ? column->n_levels + 1 : 0;
  if (!make_room (film, state, n, m, d + state->labels))
    return MERCER_OUT_OF_MEMORY;
  for (size_t c = 0; c < d + state->labels; c++)
    state->centre[c] = c < d ? film->cloud.centre[c] : 0;
  mercer_matrix_copy (film->target.x, mercer_matrix_block (state->target, 0, 0, m, d));
  if (column != NULL)
    find_labels (film, column, state->target_groups);
  for (size_t i = 0; i < n && column != NULL; i++)
    {
      state->groups[i] = state->target_groups[i * m / n];
      set_label (state->joint, d, i, state->groups[i], far);
    }
  for (size_t j = 0; j < m && column != NULL; j++)
    set_label (state->target, d, j, state->target_groups[j], far);
  lane->groups = column != NULL ? state->groups : NULL;
  film->target_groups = column != NULL ? state->target_groups : NULL;
  return slice (film, state);
}

static MercerStatus
change_cb (MercerFilm *film, MercerLane *lane, unsigned changes)
{
  return changes & (MERCER_FILM_VALUES | MERCER_FILM_TARGET) ? open_cb (film, lane) : MERCER_OK;
}

static MercerStatus
evaluate_cb (MercerFilm *film, MercerLane *lane)
{
  const WassersteinFlowValues *v = film->values;
  WassersteinFlowState *state = lane->state;
  MercerStatus status = v->redraw && film->steps > 0 ? slice (film, state) : MERCER_OK;
  mercer_matrix_copy (lane->x, mercer_matrix_block (state->joint, 0, 0, lane->x.rows, film->d));
  if (status == MERCER_OK)
    status = mercer_sliced_transport (&state->sliced, state->joint, lane->force, &lane->measured[0], film->work);
  return status;
}

static MercerFilmRule
rule_cb (const MercerFilm *film)
{
  const WassersteinFlowValues *v = film->values;
  return (MercerFilmRule){ .noise = v->noise, .chance = v->redraw && film->d + (condition_of (film) != NULL) > 1 };
}

/* --- The method ------------------------------------------------------------------------------------- */

static void
words_cb (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  const WassersteinFlowState *state = film->lane[0].state;
  if (!final || state->labels == 0)
    return;
  int table = mercer_figure_table (b, "labels", _("Labels of the particles"), film->lane[0].x.rows);
  mercer_figure_table_column (b, table, "label", "", state->groups);
}

static void
notes_cb (const MercerFilm *film, MercerFigureBuilder *b)
{
  const WassersteinFlowState *state = film->lane[0].state;
  if (mercer_recipe_role (film->recipe, "condition")[0] != NULL && state->labels == 0)
    mercer_film_note (film, b, MERCER_NOTE_WARNING,
                      _("The condition is not a column of at most 32 labels, so the flow went on without it. Choose another."), NULL, NULL,
                      0);
}

static const MercerFilmFlow flow = {
  .state_size = sizeof (WassersteinFlowState),
  .curves = curves,
  .panels = panels,
  .open = open_cb,
  .change = change_cb,
  .evaluate = evaluate_cb,
  .rule = rule_cb,
  .words = words_cb,
  .notes = notes_cb,
};

static char *
check (const MercerRecipe *recipe)
{
  return mercer_film_refuse (recipe, NULL);
}

const MercerMethod mercer_method_sliced_wasserstein_flow = {
  .id = "sliced-wasserstein-flow",
  .room = MERCER_ROOM_FLOWS,
  .title = N_("Sliced Wasserstein flow"),
  .summary = N_("Particles that go along many directions to where they belong in the target's order; labels can be conditions"),
  .source = "Liutkus, Şimşekli, Majewski, Durmus and Stöter (2019), Sliced-Wasserstein flows, eq. (12) and Alg. 1; Du, Li, Zhao, "
            "Yang and Lin (2023), Nonparametric generative modeling with conditional sliced-Wasserstein flows, section 3",
  .values_size = sizeof (WassersteinFlowValues),
  .params = params,
  .roles = roles,
  .actions = mercer_film_actions,
  .tables = mercer_film_tables,
  .flags = MERCER_FILM_FLAGS,
  .check = check,
  .unsaid_kernel = mercer_film_unsaid_kernel,
  .film = &flow,
  .run = mercer_film_run,
};
