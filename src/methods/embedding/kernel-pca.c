/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-pca.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "definite.h"
#include "dots.h"
#include "new-points.h"

static const MercerChoice shows[] = {
  { "scores", N_("Projection") }, { "spectrum", N_("Spectrum") }, { "denoised", N_("Denoised data") },
  { "space", N_("Projection in space") }, { NULL }
};
/* In the order of PcaBesideKind. */
static const MercerChoice relatives[] = {
  { "nothing", N_("Nothing") },
  { "linear", N_("Linear PCA") },
  { "laplacian", N_("Laplacian eigenmap") },
  { "diffusion", N_("Diffusion map") },
  { "supervised", N_("Supervised map"), N_("Depends most on the column that colours the points, by the Hilbert-Schmidt criterion") },
  { "robust", N_("Robust kernel PCA"), N_("Far points count less: Huber’s loss through the dual") },
  { "sparse", N_("Sparse kernel PCA"), N_("Near points do not count: the insensitive loss through the dual") },
  { "kernel-k-means", N_("Kernel k-means"), N_("Clusters with the same kernel, as colours on the projection; under Expert, how many") },
  { "spectral", N_("Spectral clusters"), N_("Clusters of the kernel’s graph of similarities, as colours on the projection") },
  { NULL }
};
static const MercerChoice spans[] = { { "landmarks", N_("Landmarks") }, { "features", N_("Random features") }, { NULL } };
static const MercerChoice pre_images[] = {
  { "fixed-point", N_("Fixed point") }, { "ridge", N_("Kernel ridge map") }, { NULL }
};

/* Sliders end where people stop looking; more can be typed. */
#define COMPONENT(member, name, title, hint, start, flags)                                                                     \
  { name, MERCER_PARAM_INT, offsetof (PcaValues, member), title, "", hint, start, 1, PCA_MOST_COMPONENTS, 1, 10, flags, NULL }

static const MercerParam params[] = {
  COMPONENT (components, "components", N_("Components"),
             N_("How many principal components are computed; denoising keeps these"), 4, 0),
  COMPONENT (horizontal, "horizontal", N_("Horizontal"), N_("The component along the picture's width"), 1, MERCER_VIEW),
  COMPONENT (vertical, "vertical", N_("Vertical"), N_("The component along the picture's height"), 2, MERCER_VIEW),
  COMPONENT (depth, "depth", N_("Depth"), N_("The third component, of the projection in space"), 3, MERCER_VIEW),
  MERCER_CHOICE (PcaValues, show, "show", N_("Show"),
                 N_("Where the points fall, how the variance is shared, the data with all but these components removed, or three "
                    "components at once in a box that turns"),
                 PCA_SHOW_SCORES, shows, 0),
  MERCER_CHOICE (PcaValues, beside, "beside", N_("Beside it"),
                 N_("The same rows as a relative of kernel PCA places them, turned, mirrored and scaled to lie as near to the projection as they "
                    "can; dots are linked"),
                 PCA_BESIDE_NOTHING, relatives, 0),
  MERCER_BOOL (PcaValues, center, "center", N_("Centred"), N_("Subtract the mean in feature space first"), 1, 0),
  MERCER_BOOL (PcaValues, precomputed, "precomputed", N_("Kernel values given"),
               N_("The inputs are the kernel matrix itself, a column for each row; new points are rows of kernel values with these rows. The "
                  "kernel above is not used"),
               0, MERCER_EXPERT),
  MERCER_BOOL (PcaValues, size_by_error, "size-by-error", N_("Size by error"),
               N_("Dots in the plane are the larger the more of a point the components leave out, whatever the column for sizes says"), 0,
               MERCER_VIEW),
  MERCER_INT (PcaValues, clusters, "clusters", N_("Clusters beside"), "", N_("Into how many clusters the rows are parted, where clusters stand beside"), 3, 1,
              PCA_MOST_CLUSTERS, MERCER_EXPERT),
  MERCER_INT (PcaValues, neighbours, "neighbours", N_("Neighbours beside"), "",
              N_("The graph of the map or the spectral clusters beside joins only so many most alike rows to each; 0 joins all"), 0, 0, 100,
              MERCER_EXPERT),
  MERCER_REAL (PcaValues, threshold, "threshold", N_("Threshold beside"), "",
               N_("Where the loss of robust or sparse kernel PCA beside bends, in median distances of a point to the mean in feature space: less "
                  "is more robust, more is sparser"),
               0.7, 1e-4, 1e4, 0.02, 2, MERCER_LOG | MERCER_EXPERT),
  MERCER_INT (PcaValues, landmarks, "landmarks", N_("Landmarks"), "",
              N_("For many rows: the span of so many points, or random features, stands for all of them; 0 is exact"), 0, 0, 2000, 0),
  MERCER_CHOICE (PcaValues, span, "span", N_("In the span of"),
                 N_("What stands for all rows where landmarks are more than 0: points chosen among them, or waves drawn at random from the "
                    "kernel's spectrum, for stationary kernels"),
                 PCA_LANDMARKS, spans, MERCER_EXPERT),
  MERCER_CHOICE (PcaValues, pre_image, "pre-image", N_("Pre-images by"),
                 N_("How a denoised point is found: by iteration, for RBF kernels, or by regression from scores to inputs"),
                 PCA_FIXED_POINT, pre_images, MERCER_EXPERT),
  MERCER_REAL (PcaValues, ridge, "ridge", N_("Ridge of the map"), "",
               N_("More makes the regression from scores to inputs smoother"), 0.1, 1e-12, 1e6, 1e-6, 100,
               MERCER_LOG | MERCER_EXPERT),
  MERCER_REAL (PcaValues, shift, "shift", N_("Shift of the diagonal"), "",
               N_("Added to the diagonal of the Gram matrix, for kernels that are not positive definite"), 0, 0, 1e12, 0, 1,
               MERCER_EXPERT),
  { NULL }
};

static const MercerRole roles[] = {
  { "x", N_("Inputs"), N_("The columns that are projected; categories too, with a kernel that looks at those"), false, 1, 0, NULL, 0, NULL,
    true },
  MERCER_DOTS_ROLES,
  { NULL }
};

/* --- What cannot run --------------------------------------------------------------------------------------------------- */

static char *
check (const MercerRecipe *recipe)
{
  char *refused = mercer_new_points_check (recipe);
  const PcaValues *values = mercer_recipe_values (recipe);
  return refused != NULL       ? refused
         : values->precomputed ? pca_check_kernel_matrix (recipe)
                               : mercer_picture_check_landmarks (recipe, (size_t) values->landmarks);
}

/* --- The order of events ------------------------------------------------------------------------------------------------ */

/* From a stored answer nearby up to so many rows are exact within a glance; without one so many; all eigenvalues, which say how negative a
 * kernel is, of so many; the landmarks of a draft keep n m and n m^2 small. */
enum { WARM_ROWS = 3000, COLD_ROWS = 1400, SIGNED_ROWS = 350, DRAFT_LEAST = 24, DRAFT_MOST = 120, DENOISED_ROWS = 250 };
static const double draft_entries = 2e6, landmark_flops = 4e8;

/* Whether the components of all rows are found within a glance, whatever else has to be. */
static bool
is_quick (const PcaRun *run)
{
  return run->in.n <= (mercer_projection_is_warm (&run->problem, run->work) ? WARM_ROWS : COLD_ROWS);
}

/* Whether the projection takes longer than a glance. */
static bool
is_slow (const PcaRun *run)
{
  double n = (double) run->in.n, m = (double) run->problem.landmarks;
  if (run->values->show == PCA_SHOW_DENOISED && run->numbers && run->in.n > DENOISED_ROWS)
    return true;
  if (mercer_projection_is_stored (&run->problem, run->work))
    return false;
  if (run->kernel != NULL && m > 0 && m < n)
    return n * m * m > landmark_flops;
  return !is_quick (run) || (!mercer_projection_is_definite (&run->problem) && run->in.n > SIGNED_ROWS);
}

static char *
draft_words (const PcaRun *run, const MercerProjectionProblem *rough)
{
  if (!rough->passing)
    return g_strdup_printf (_("Draft: %s of %zu rows"), pca_beside_title (run), run->beside.in.n);
  if (run->p->basis.rows == run->in.n)
    return g_strdup (_("Draft before the search for negative eigenvalues"));
  return g_strdup_printf (mercer_projection_is_definite (rough) ? _("Draft in the span of %zu landmarks") : _("Draft from %zu of the rows"),
                          run->p->basis.rows);
}

static MercerStatus
emit_draft (PcaRun *run)
{
  MercerProjectionProblem rough = run->problem;
  bool stands = !is_slow (run); /* it is what stands beside that takes longer */
  rough.random_features &= stands;
  rough.passing = !stands;
  if (!stands && (mercer_projection_is_definite (&rough) || (run->kernel != NULL && !is_quick (run))))
    rough.landmarks = CLAMP ((size_t) (draft_entries / (double) run->in.n), DRAFT_LEAST, DRAFT_MOST);
  MercerStatus status = pca_run_compute (run, &rough, true);
  if (status != MERCER_OK)
    return status == MERCER_STOPPED ? status : MERCER_OK; /* the exact one may still work */
  g_autofree char *what = draft_words (run, &rough);
  status = pca_show (run);
  if (status == MERCER_OK)
    mercer_job_emit (run->job, MERCER_EMIT_DRAFT, pca_run_figure (run, what));
  return status;
}

static MercerStatus
run_cb (MercerJob *job, const void *values, const MercerRecipe *recipe)
{
  PcaRun run;
  MercerStatus status = pca_run_open (&run, job, values, recipe);
  if (status == MERCER_OK && mercer_job_is_live (job) && (is_slow (&run) || pca_beside_is_slow (&run)))
    status = emit_draft (&run);
  if (status == MERCER_OK)
    {
      mercer_work_progress (run.work, 0.1,
                            mercer_projection_is_definite (&run.problem) ? _("Looking for components") : _("Looking for negative eigenvalues"));
      status = pca_run_compute (&run, &run.problem, false);
    }
  if (status == MERCER_OK)
    status = pca_turn (&run);
  if (status == MERCER_OK)
    mercer_job_emit (job, MERCER_EMIT_FINAL, pca_run_figure (&run, NULL));
  pca_run_close (&run);
  return status;
}

const MercerMethod mercer_method_kernel_pca = {
  .id = "kernel-pca",
  .room = MERCER_ROOM_EMBEDDING,
  .title = N_("Kernel PCA"),
  .summary = N_("The directions in a kernel's feature space along which the data spread most, as a map of the points"),
  .source = "Schölkopf, Smola and Müller (1998), Nonlinear component analysis as a kernel eigenvalue problem; pre-images: Mika "
            "et al. (1999), eq. 10, and Bakır, Weston and Schölkopf (2004)",
  .values_size = sizeof (PcaValues),
  .params = params,
  .roles = roles,
  .at = &mercer_new_points_role,
  .kernel = "RBF(lengthscale=1)",
  .flags = MERCER_METHOD_RANDOM,
  .suggest = pca_suggest,
  .least_rows = 2,
  .check = check,
  .run = run_cb,
};
