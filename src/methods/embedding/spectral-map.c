/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectral-map.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "alike.h"
#include "dots.h"
#include "look.h"
#include "new-points.h"
#include "start-kernel.h"

/* So many rows are a glance. The graph has n x n numbers: from so many rows on some stand for all, the fewer the more are to follow; and
 * fewer still for the supervised map, which takes about 20 n^3 flops. */
enum { DRAFT_ROWS = 300, GLANCE_ROWS = 700, MOST_ROWS = 12000, MOST_SUPERVISED = 2000, LEAST_ROWS = 1000 };
static const double most_pairs = 1.5e9; /* of a row that follows with one of the graph's */

static const MercerChoice ways[] = {
  { "laplacian", N_("Laplacian eigenmap") }, { "diffusion", N_("Diffusion map") }, { "supervised", N_("Supervised by a column") },
  { NULL }
};

static const MercerParam params[] = {
  MERCER_CHOICE (MapValues, way, "way", N_("Map"),
                 N_("Eigenvectors of the graph's Laplacian, of a random walk on it, or what depends most on the target column"),
                 MERCER_ROW_MAP_DIFFUSION, ways, 0),
  MERCER_INT (MapValues, horizontal, "horizontal", N_("Horizontal"), "", N_("The coordinate along the picture's width"), 1, 1,
              MAP_COORDINATES, MERCER_VIEW),
  MERCER_INT (MapValues, vertical, "vertical", N_("Vertical"), "", N_("The coordinate along the picture's height"), 2, 1,
              MAP_COORDINATES, MERCER_VIEW),
  MERCER_REAL (MapValues, time, "time", N_("Steps of the walk"), "",
               N_("How long the diffusion map's walk goes: longer forgets small differences"), 1, 0, 1000, 0.5, 50, MERCER_LOG),
  MERCER_REAL (MapValues, alpha, "alpha", N_("Against density"), "",
               N_("How much of the sampling density the diffusion map takes out: 0 none, 1 all of it, leaving the shape alone"), 1, 0, 1,
               0, 1, 0),
  MERCER_INT (MapValues, neighbours, "neighbours", N_("Neighbours"), "",
              N_("Join only so many most alike rows to each; 0 joins all"), 0, 0, 100, 0),
  MERCER_REAL (MapValues, target_length, "target-lengthscale", N_("Length scale of the target"), "",
               N_("Numbers of the target column count as alike within so many of its standard deviations"), 1, 1e-3, 1e3, 0.1, 10,
               MERCER_LOG | MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are mapped"), true, 1, 0, NULL, 0 },
  { "y", N_("Target"), N_("The column that the supervised map follows, numbers or categories"), false, 0, 1, NULL, 0 },
  MERCER_DOTS_ROLES,
  { NULL }
};

static char *
check (const MercerRecipe *recipe)
{
  const MapValues *values = mercer_recipe_values (recipe);
  bool supervised = values->way == MERCER_ROW_MAP_SUPERVISED;
  if (supervised && mercer_recipe_role (recipe, "y")[0] == NULL)
    return g_strdup (_("The supervised map needs a target. Choose its column, or another map."));
  g_autoptr (MercerKernel) bound = mercer_recipe_bind_kernel (recipe, NULL);
  char *refusal = bound != NULL && supervised ? mercer_kernel_check_definite (bound) : NULL;
  if (refusal != NULL)
    return refusal;
  size_t n = mercer_inputs_count (recipe, supervised ? "y" : NULL);
  if (n < 3)
    return g_strdup (_("Fewer than three rows have a value in every one of these columns. Add rows or choose other columns."));
  refusal = mercer_new_points_check (recipe);
  return refusal != NULL ? refusal : mercer_picture_check_alike (recipe, "x");
}

static MercerStatus
look (MercerJob *job, const void *values, const MercerRecipe *recipe, size_t most_rows, const char *draft)
{
  MapRun run;
  MercerStatus status = map_run_open (&run, job, values, recipe, most_rows, draft != NULL);
  if (status == MERCER_OK)
    status = map_run_compute (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, draft != NULL ? MERCER_EMIT_DRAFT : MERCER_EMIT_FINAL, map_run_figure (&run, draft));
  map_run_close (&run);
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  const MapValues *asked = values;
  double most = asked->way == MERCER_ROW_MAP_SUPERVISED ? MOST_SUPERVISED : MOST_ROWS;
  double bearable = most_pairs / (double) mercer_dataset_rows (mercer_recipe_dataset (recipe));
  return mercer_look_twice (job, values, recipe, look, DRAFT_ROWS, GLANCE_ROWS, (size_t) CLAMP (bearable, LEAST_ROWS, most));
}

const MercerMethod mercer_method_spectral_map = {
  .id = "spectral-map",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Spectral map"),
  .summary = N_("Rows placed by the eigenvectors of their graph of similarities: Laplacian eigenmaps, diffusion maps, supervised maps"),
  .source = "Belkin and Niyogi (2003), Neural Computation 15, eq. 3.1; Coifman and Lafon (2006), Diffusion maps, ACHA 21; Barshan, "
            "Ghodsi, Azimifar and Jahromi (2011), Supervised principal component analysis, algorithm 3",
  .values_size = sizeof (MapValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .kernel = "RBF(lengthscale=1)",
  .suggest = mercer_start_with_rbf,
  .check = check,
  .run = run_cb,
};
