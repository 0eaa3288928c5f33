/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eigenvalues that cross under the hand: the cloud turns and does not jump. */
#include "draw.h"
#include "kernel-pca-testing.h"

enum { SIDE = 11, N = SIDE * SIDE };

/* What is asked of the picture: from one figure to the next no point moves by more than this part of the cloud's radius. A turn by 11.5
 * degrees along both axes moves a point by 2 sin (11.5 / 2) = 0.20 of its distance from the middle at most when it is a turn in the
 * plane, and the length scale itself by 1 % a step; a swap of axes without one moves the corners by 1.4. */
static const double most_motion = 0.25;

typedef struct
{
  bool begun;
  double x[N], y[N];        /* the picture before */
  double fastest;           /* the largest motion between two figures, of the radius */
  int drafts;
  MercerFigure *final;
} Watch;

static void
emit_cb (MercerEmit kind, MercerFigure *figure, void *data)
{
  Watch *watch = data;
  MercerHit hit;
  double radius = 0, motion = 0;
  bool more = mercer_figure_step (figure, NULL, 1, &hit);
  for (size_t seen = 0; more && seen < N; seen++)
    {
      size_t i = hit.row_id;
      g_assert_cmpuint (i, <, N);
      g_assert_cmpint (hit.panel, ==, 0);
      radius = fmax (radius, hypot (hit.x, hit.y));
      motion = fmax (motion, watch->begun ? hypot (hit.x - watch->x[i], hit.y - watch->y[i]) : 0);
      watch->x[i] = hit.x;
      watch->y[i] = hit.y;
      uint64_t id = hit.row_id;
      more = mercer_figure_step (figure, &id, 1, &hit);
    }
  watch->begun = true;
  watch->fastest = fmax (watch->fastest, motion / radius);
  watch->drafts += kind == MERCER_EMIT_DRAFT;
  g_clear_pointer (&watch->final, mercer_figure_unref);
  watch->final = figure;
}

static void
propose_cb (MercerRecipe *recipe, const char *done, const char *sentence, void *data)
{
  mercer_recipe_unref (recipe);
}

static MercerDataset *
square_grid (void)
{
  double x[2 * N];
  for (size_t i = 0; i < N; i++)
    {
      x[i] = (double) (i % SIDE) / 5;
      x[i + N] = (double) (i / SIDE) / 5;
    }
  return table_of ("a,b", N, x);
}

/* From 0.9 on in steps of a factor. On a square grid the components that run along a and along b, and those of a higher order too, have
 * eigenvalues that cross where both length scales are the same. */
static double
drag_method (const char *method, double factor, bool live, double other_length, double components, Watch *watch, MercerStore *store)
{
  g_autoptr (MercerDataset) table = square_grid ();
  for (double length = 0.9; length < 1.12; length *= factor)
    {
      g_autofree char *text = g_strdup_printf ("RBF(lengthscale=[%.17g, %g])", length, other_length);
      g_autoptr (MercerRecipe) fresh = mercer_recipe_new (mercer_method_find (method), table);
      g_autoptr (MercerRecipe) start = mercer_recipe_with_value (fresh, "components", components);
      g_autoptr (MercerKernel) kernel = mercer_kernel_parse (text, NULL, NULL, NULL);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_kernel (start, kernel);
      MercerWork *work = mercer_work_new (0, store);
      MercerJobSink sink = { emit_cb, propose_cb, watch, live };
      MercerJob *job = mercer_job_new (recipe, work, &sink);
      g_assert_cmpint (mercer_job_run (job, NULL), ==, MERCER_OK);
      mercer_job_free (job);
      mercer_work_free (work);
    }
  return watch->fastest;
}

static double
drag (double factor, bool live, Watch *watch, MercerStore *store)
{
  return drag_method ("kernel-pca", factor, live, 1, 4, watch, store);
}

/* How much of component j runs along input c: its squared correlation with the column. */
static double
along (const MercerFigure *figure, const char *component, int c)
{
  g_autoptr (MercerDataset) table = square_grid ();
  const double *score = column_named (figure, "scores", component), *x = mercer_dataset_column (table, c)->values;
  double sx = 0, ss = 0, xx = 0;
  for (size_t i = 0; i < N; i++)
    {
      sx += score[i] * (x[i] - 1);
      ss += score[i] * score[i];
      xx += (x[i] - 1) * (x[i] - 1);
    }
  return sx * sx / (ss * xx);
}

static void
test_crossing (void)
{
  MercerStore *store = mercer_store_new (1 << 24);
  Watch watch = { .begun = false };
  g_test_message ("live: %.3f of the radius", drag (1.01, true, &watch, store));
  g_assert_cmpfloat (watch.fastest, <, most_motion);
  g_assert_cmpint (watch.drafts, >=, 7); /* a quarter turn, 11.5 degrees at a time, ends with the final figure */
  /* the numbers are those of the eigenvalues all the same, and the last picture shows them */
  g_assert_cmpfloat (readout (watch.final, "eigenvalue1"), >, readout (watch.final, "eigenvalue2"));
  g_assert_cmpfloat (along (watch.final, "pc1", 1), >, 0.9);
  g_assert_cmpfloat (along (watch.final, "pc2", 0), >, 0.9);
  const double *pc1 = column_named (watch.final, "scores", "pc1"), *pc2 = column_named (watch.final, "scores", "pc2");
  for (size_t i = 0; i < N; i++)
    {
      assert_close (watch.x[i], pc1[i], 1e-12, 1e-12);
      assert_close (watch.y[i], pc2[i], 1e-12, 1e-12);
    }
  g_clear_pointer (&watch.final, mercer_figure_unref);
  mercer_store_free (store);
}

/* A hand that is so fast that components 3 and 4 have changed places in the same step as 1 and 2: each pair turns. */
static void
test_two_crossings (void)
{
  MercerStore *store = mercer_store_new (1 << 24);
  Watch watch = { .begun = false };
  drag (1.2, true, &watch, store);
  g_test_message ("two at a time: %.3f of the radius in %d drafts", watch.fastest, watch.drafts);
  g_assert_cmpfloat (watch.fastest, <, most_motion + 0.1); /* the length scale itself moves them more */
  g_assert_cmpint (watch.drafts, ==, 7);
  g_clear_pointer (&watch.final, mercer_figure_unref);
  mercer_store_free (store);
}

/* The weighted components turn likewise. */
static void
test_weighted (void)
{
  MercerStore *store = mercer_store_new (1 << 24);
  Watch watch = { .begun = false };
  g_test_message ("weighted: %.3f of the radius", drag_method ("dual-kernel-pca", 1.01, true, 1, 2, &watch, store));
  g_assert_cmpfloat (watch.fastest, <, most_motion);
  g_assert_cmpint (watch.drafts, >=, 7);
  g_clear_pointer (&watch.final, mercer_figure_unref);
  mercer_store_free (store);
}

/* Along b the length scale is 2.5 and only two components are computed, along a and of second order in a; then that along b takes the second
 * place from outside, and the picture turns to it all the same. */
static void
test_from_outside (void)
{
  static const char *const methods[] = { "kernel-pca", "dual-kernel-pca" };
  for (size_t m = 0; m < G_N_ELEMENTS (methods); m++)
    {
      MercerStore *store = mercer_store_new (1 << 24);
      Watch watch = { .begun = false };
      g_test_message ("from outside: %.3f of the radius", drag_method (methods[m], 1.01, true, 2.5, 2, &watch, store));
      g_assert_cmpfloat (watch.fastest, <, most_motion);
      g_assert_cmpint (watch.drafts, >=, 7);
      g_assert_cmpfloat (along (watch.final, "pc2", 1), >, 0.9);
      const double *pc2 = column_named (watch.final, "scores", "pc2");
      for (size_t i = 0; i < N; i++)
        assert_close (watch.y[i], pc2[i], 1e-12, 1e-12);
      g_clear_pointer (&watch.final, mercer_figure_unref);
      mercer_store_free (store);
    }
}

/* The same where nobody looks: no figures between, and the axes change at once (else the test above says nothing). */
static void
test_at_once (void)
{
  MercerStore *store = mercer_store_new (1 << 24);
  Watch watch = { .begun = false };
  g_assert_cmpfloat (drag (1.01, false, &watch, store), >, 1);
  g_assert_cmpint (watch.drafts, ==, 0);
  g_clear_pointer (&watch.final, mercer_figure_unref);
  mercer_store_free (store);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel-pca-turn/crossing", test_crossing);
  g_test_add_func ("/kernel-pca-turn/two-crossings", test_two_crossings);
  g_test_add_func ("/kernel-pca-turn/weighted", test_weighted);
  g_test_add_func ("/kernel-pca-turn/from-outside", test_from_outside);
  g_test_add_func ("/kernel-pca-turn/at-once", test_at_once);
  return g_test_run ();
}
