/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others have printed of kernel methods, from the data that they had, to the digits that they print. tests/golden/PUBLISHED.md lists
 * all of it, and what cannot be had. Signs of components are anybody's choice, and each is taken from its first number. */
#include "kernel-pca-testing.h"

/* Expected numbers, one after another; each component's sign and one factor for all are free to fit another's conventions. */
static void
assert_component (const double *got, const double *expected, size_t n, size_t stride, double factor, double tolerance)
{
  double sign = got[0] * expected[0] < 0 ? -1 : 1;
  for (size_t i = 0; i < n; i++)
    assert_close (sign * factor * got[i], expected[i * stride], 0, tolerance);
}

/* --- Small tables ------------------------------------------------------------------------------------------------- */

/* Smith (2002), A tutorial on principal components analysis, table of section 3.1, both components as the unit tests of Accord.NET print
 * them (KernelPrincipalComponentAnalysisTest, with a linear kernel). */
static void
test_tutorial (void)
{
  static const double values[] = { 2.5, 0.5, 2.2, 1.9, 3.1, 2.3, 2.0, 1.0, 1.5, 1.1, 2.4, 0.7, 2.9, 2.2, 3.0, 2.7, 1.6, 1.1, 1.6, 0.9 };
  static const double scores[10][2] = { { -0.827970186, 0.175115307 },  { 1.77758033, -0.142857227 },   { -0.992197494, -0.384374989 },
                                        { -0.274210416, -0.130417207 }, { -1.67580142, 0.209498461 },   { -0.912949103, -0.175282444 },
                                        { 0.099109437, 0.349824698 },   { 1.14457216, -0.046417258 },   { 0.438046137, -0.017764629 },
                                        { 1.22382056, 0.162675287 } };
  g_autoptr (MercerDataset) table = table_of ("x,y", 10, values);
  g_autoptr (MercerRecipe) recipe = start_with (table, "Linear(offset=0)", "components", 2.0, NULL);
  Caught caught = catch_ok (recipe);
  assert_component (column_named (caught.final, "scores", "pc1"), &scores[0][0], 10, 2, 1, 0.51e-8);
  assert_component (column_named (caught.final, "scores", "pc2"), &scores[0][1], 10, 2, 1, 1e-9); /* cut off, not rounded */
  caught_clear (&caught);
}

/* The kernel (x.x')^2 by kernlab's kpca (polydot, scale 1, offset 0, degree 2), printed in question 56771 of stats.stackexchange.com with
 * all of its data. Its eigenvectors belong to K / n, so that its projections are sqrt (n) times ours. */
static void
test_polynomial (void)
{
  static const double values[] = { -4.5, -3.5, -2.5, -1.5, -0.5, 0.5,  1.5,  2.5,  3.5,  4.5,  4.5,  3.5,  2.5,  1.5,
                                   0.5,  -0.5, -1.5, -2.5, -3.5, -4.5, 1.5,  -4.5, -1.5, 0.5,  -0.5, -2.5, 3.5,  2.5,
                                   4.5,  -3.5, -2.5, -3.5, -4.5, -1.5, -0.5, 4.5,  1.5,  3.5,  2.5,  0.5 };
  static const double rotated[] = { 68.18682, -109.41619, -24.34769, 30.26417,  24.81883,
                                    41.32570, -20.17489,  -37.57738, -93.93368, 120.85431 };
  g_autoptr (MercerDataset) table = table_of ("a,b,c,d", 10, values);
  g_autoptr (MercerRecipe) recipe = start_with (table, "Polynomial(degree=2, offset=0)", NULL);
  Caught caught = catch_ok (recipe);
  assert_component (column_named (caught.final, "scores", "pc1"), rotated, 10, 1, sqrt (10), 0.51e-5);
  caught_clear (&caught);
}

/* Two new points on the components of five rows under exp (- |x - z|^2), printed in Shogun's KernelPCA_unittest.cc, where they come from
 * scikit-learn. */
static void
test_new_points (void)
{
  static const double values[] = { 1, 1, 5, 2, 1, 1, 2, 6, 2, 1, 1, 3, 1, 2, 1 }, new[] = { 3, 7, 3, 4, 3, 1 };
  static const double first[] = { -0.17645841, -0.16082441 }, second[] = { 0.013962, 0.03640145 };
  g_autoptr (MercerDataset) table = table_of ("a,b,c", 5, values), at = table_of ("a,b,c", 2, new);
  g_autoptr (MercerRecipe) plain = start_with (table, "RBF(lengthscale=0.70710678118654752)", "components", 2.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, at);
  Caught caught = catch_ok (recipe);
  const MercerTable *scores = mercer_figure_get_table (caught.final, 0);
  g_assert_cmpuint (scores->rows, ==, 2);
  assert_component (column_of (scores, "pc1"), first, 2, 1, 1, 0.51e-8);
  assert_component (column_of (scores, "pc2"), second, 2, 1, 1, 0.51e-8);
  caught_clear (&caught);
}

/* Raschka (2015), Python machine learning, chapter 5, "Projecting new data points": two half-moons of 50 points each without noise under
 * exp (- 15 |x - z|^2); at (1.8713187, 0.00928245) the first unit eigenvector is 0.07877284. Ours is scaled by the root of its eigenvalue. */
static void
test_half_moons (void)
{
  enum { EACH = 50, N = 2 * EACH };
  double values[2 * N];
  size_t there = N;
  for (size_t i = 0; i < EACH; i++)
    {
      double angle = G_PI * (double) i / (EACH - 1);
      values[i] = cos (angle);
      values[i + N] = sin (angle);
      values[i + EACH] = 1 - cos (angle);
      values[i + EACH + N] = 0.5 - sin (angle);
    }
  for (size_t i = 0; i < N; i++)
    if (fabs (values[i] - 1.8713187) < 0.51e-7 && fabs (values[i + N] - 0.00928245) < 0.51e-8)
      there = i;
  g_assert_cmpuint (there, <, N);
  g_autofree char *kernel = g_strdup_printf ("RBF(lengthscale=%.17g)", 1 / sqrt (30));
  g_autoptr (MercerDataset) table = table_of ("x,y", N, values);
  g_autoptr (MercerRecipe) recipe = start_with (table, kernel, NULL);
  Caught caught = catch_ok (recipe);
  double score = column_named (caught.final, "scores", "pc1")[there];
  assert_close (fabs (score) / sqrt (readout (caught.final, "eigenvalue1")), 0.07877284, 0, 0.51e-8);
  caught_clear (&caught);
}

/* --- Known data --------------------------------------------------------------------------------------------------- */

/* 20 of the iris flowers on the components of the other 130 under exp (- |x - z|^2), by kernlab; printed with both eigenvalues in the unit
 * tests of Accord.NET (KernelPrincipalComponentAnalysisTest, TransformTest4). */
static void
test_iris (void)
{
  enum { OUT = 20, D = 4 };
  static const size_t out[OUT] = { 15, 116, 93, 131, 12, 72, 67, 128, 90, 49, 55, 11, 144, 104, 34, 52, 37, 50, 84, 115 };
  static const double expected[OUT][2] = {
    { -0.262045246354652, 0.00522592803297944 }, { 0.379100878015288, 0.588655883281293 },   { 0.071459976634984, -0.256289120689712 },
    { 0.0208479105625222, 0.139976227370984 },   { -0.634360697174036, -0.0253624940325211 }, { 0.467841054198416, 0.0142078237631541 },
    { 0.3464723948387, -0.62695357333265 },      { 0.327328144102457, 0.603762286061834 },   { 0.351964514241981, -0.539035845068089 },
    { -0.759054821003877, -0.035920361137046 },  { 0.449638018323254, -0.492049890038061 },  { -0.732335083049923, -0.0341252836840602 },
    { 0.192183096200302, 0.580343336854431 },    { 0.256170478557119, 0.639157216957949 },   { -0.703212303846621, -0.0317868463626801 },
    { 0.3515430820112, 0.224868844202495 },      { -0.722813976459246, -0.0325608519534802 }, { 0.286990265042346, 0.102161459040097 },
    { 0.354904620698745, -0.390810675482863 },   { 0.332125880099634, 0.566660263312128 }
  };
  g_autoptr (MercerDataset) iris = open_table ("sample:iris");
  size_t n = mercer_dataset_rows (iris), kept = n - OUT, i = 0;
  g_autofree double *in = g_new (double, kept * D), *left = g_new (double, OUT * D);
  for (size_t row = 0; row < n; row++)
    {
      size_t k = 0;
      while (k < OUT && out[k] != row)
        k++;
      for (size_t c = 0; c < D; c++)
        *(k < OUT ? &left[k + c * OUT] : &in[i + c * kept]) = mercer_dataset_column (iris, c)->values[row];
      i += k == OUT;
    }
  g_autoptr (MercerDataset) table = table_of ("a,b,c,d", kept, in), at = table_of ("a,b,c,d", OUT, left);
  g_autoptr (MercerRecipe) plain = start_with (table, "RBF(lengthscale=0.70710678118654752)", "components", 2.0, NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_at (plain, at);
  Caught caught = catch_ok (recipe);
  assert_close (readout (caught.final, "eigenvalue1"), 28.542404060412132, 0, 1e-10);
  assert_close (readout (caught.final, "eigenvalue2"), 15.235596653653861, 0, 1e-10);
  const MercerTable *scores = mercer_figure_get_table (caught.final, 0);
  assert_component (column_of (scores, "pc1"), &expected[0][0], OUT, 2, 1, 1e-11);
  assert_component (column_of (scores, "pc2"), &expected[0][1], OUT, 2, 1, 1e-11);
  caught_clear (&caught);
}

/* 209 computers (Ein-Dor and Feldmesser 1987; "cpus" of R's MASS) in six columns as they are, exp (- |x - z|^2 / 5): the 29 eigenvalues
 * that Smile's KPCATest prints. Most rows are alone at that width, and pairs of equals have the eigenvalue 2 many times over. */
static void
test_computers (void)
{
  static const double eigenvalues[] = {
    4.91131039160626,  2.976525602644278, 2.7371649107443994, 2.109980455032412, 2.00000000002315,  2.000000000000374,
    2.0000000000000018, 2,                2,                  2,                 2,                 1.999999999999999,
    1.99999999999999,  1.99999999999999,  1.999999999972224,  1.88513691900984,  1.79637381617472,  1.47414075439963,
    1.441990487811404, 1.36229297251701,  1.16314072557562,   1.04026341974681,  1.026973122071443, 1.0148003610812555,
    1.00664898579298,  1.00073677825638,  1.000181640039423,  1.0000027607724675, 1.00000268674600
  };
  const char *const inputs[] = { "syct", "mmin", "mmax", "cach", "chmin", "chmax", NULL };
  g_autofree char *path = golden_path ("cpus.csv"), *kernel = g_strdup_printf ("RBF(lengthscale=%.17g)", sqrt (2.5));
  g_autoptr (MercerDataset) table = open_table (path);
  g_autoptr (MercerRecipe) start = start_with (table, kernel, "components", (double) G_N_ELEMENTS (eigenvalues), NULL);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (start, "x", inputs);
  Caught caught = catch_ok (recipe);
  for (size_t j = 0; j < G_N_ELEMENTS (eigenvalues); j++)
    {
      g_autofree char *id = g_strdup_printf ("eigenvalue%zu", j + 1);
      assert_close (readout (caught.final, id), eigenvalues[j], 0, 1e-9);
    }
  caught_clear (&caught);
}

/* Canonical correlations of the savings of 50 countries (Belsley, Kuh and Welsch 1980) with their ages, the example of R's cancor:
 * under linear kernels and without a ridge kernel correlations are these. */
static void
test_savings (void)
{
  const char *const ages[] = { "pop15", "pop75", NULL }, *const economy[] = { "sr", "dpi", "ddpi", NULL };
  g_autofree char *path = golden_path ("lifecycle-savings.csv");
  g_autoptr (MercerDataset) table = open_table (path);
  g_autoptr (MercerRecipe) start = start_with_method ("kernel-correlation", table, "Linear(offset=0)", "ridge", 0.0, "pairs", 2.0, NULL);
  g_autoptr (MercerRecipe) first = mercer_recipe_with_role (start, "x", ages);
  g_autoptr (MercerRecipe) both = mercer_recipe_with_role (first, "y", economy);
  g_autoptr (MercerRecipe) recipe = mercer_recipe_with_text (both, "second-kernel", "Linear(offset=0)");
  Caught caught = catch_ok (recipe);
  assert_close (readout (caught.final, "correlation1"), 0.8247966, 0, 0.51e-7);
  assert_close (readout (caught.final, "correlation2"), 0.3652762, 0, 0.51e-7);
  caught_clear (&caught);
}

/* Horn's parallel analysis of the arrests keeps one component of four, the example of R's paran; so do shuffled columns. */
static void
test_parallel_analysis (void)
{
  g_autofree char *path = golden_path ("usarrests.csv");
  g_autoptr (MercerDataset) table = open_table (path);
  g_autoptr (MercerRecipe) recipe = start_with_method ("spectrum-theory", table, NULL, "shuffles", 100.0, NULL);
  Caught caught = catch_ok (recipe);
  g_assert_cmpfloat (readout (caught.final, "beyond_shuffled"), ==, 1);
  caught_clear (&caught);
}

/* --- Groups ------------------------------------------------------------------------------------------------------- */

/* The two examples of the Vendi score's own documentation (Friedman and Dieng 2023): e^entropy of K / n for pairs at 0, 10 and 20 under
 * exp (- |a - b|), and of three rows of which two are alike by 0.9. */
static void
test_vendi (void)
{
  static const double pairs[] = { 0, 0, 10, 10, 20, 20, 1, 2, 3, 4, 5, 6 };
  const double apart = -log (0.9), alike[] = { 0, apart, 100, 1, 2, 3 };
  static const struct
  {
    size_t rows;
    double score, digits;
  } cases[] = { { 6, 2.9999, 1e-4 }, { 3, 2.1573, 0.51e-4 } }; /* the former cut off, as 3 less 0.00009 */
  for (size_t k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const char *const x[] = { "a", NULL }, *const y[] = { "b", NULL };
      g_autoptr (MercerDataset) table = table_of ("a,b", cases[k].rows, k == 0 ? pairs : alike);
      g_autoptr (MercerRecipe) start = start_with_method ("schur-entropy", table, "Laplacian(lengthscale=1)", NULL);
      g_autoptr (MercerRecipe) first = mercer_recipe_with_role (start, "x", x);
      g_autoptr (MercerRecipe) recipe = mercer_recipe_with_role (first, "y", y);
      Caught caught = catch_ok (recipe);
      assert_close (exp (readout (caught.final, "entropy_all")), cases[k].score, 0, cases[k].digits);
      caught_clear (&caught);
    }
}

/* scikit-learn's example of SpectralClustering: six rows under exp (- |x - z|^2), the first three apart from the rest. */
static void
test_six_rows (void)
{
  static const double values[] = { 1, 2, 1, 4, 3, 3, 1, 1, 0, 7, 5, 6 };
  g_autoptr (MercerDataset) table = table_of ("a,b", 6, values);
  g_autoptr (MercerRecipe) recipe
      = start_with_method ("spectral-clustering", table, "RBF(lengthscale=0.70710678118654752)", "clusters", 2.0, NULL);
  Caught caught = catch_ok (recipe);
  const double *cluster = column_named (caught.final, "clusters", "cluster");
  for (size_t i = 0; i < 6; i++)
    g_assert_cmpint (cluster[i] == cluster[0], ==, i < 3);
  caught_clear (&caught);
}

/* Of the rows of one group, how much of a component's squares they hold, and whether it has both signs there, halves at least a fifth. */
static double
share_of (const double *component, size_t group, size_t each, size_t n, bool *split)
{
  double inside = 0, all = 0, mean = 0;
  size_t above = 0;
  for (size_t i = 0; i < n; i++)
    all += component[i] * component[i];
  for (size_t i = group * each; i < (group + 1) * each; i++)
    {
      inside += component[i] * component[i];
      mean += component[i] / (double) each;
    }
  for (size_t i = group * each; i < (group + 1) * each; i++)
    above += component[i] > mean;
  *split = above >= each / 5 && above <= each - each / 5;
  return inside / all;
}

/* Normals as randn ('seed', 0) of Matlab's version 4 has them: Park and Miller's generator from the state with which Matlab's generated
 * programs (eml_rand_mcg16807) still start, and of Marsaglia's polar pairs the first alone. */
static double
old_normal (uint64_t *state)
{
  double u[2], r;
  do
    for (int k = 0; k < 2; k++)
      {
        *state = *state * 16807 % 2147483647;
        u[k] = 2 * (double) *state / 2147483647 - 1;
      }
  while ((r = u[0] * u[0] + u[1] * u[1]) > 1);
  return sqrt (-2 * log (r) / r) * u[0];
}

/* The toy of Schölkopf, Smola and Müller (1998), figure 4, from the points that their program draws (kpca_toy.m): thirty of sd 0.1 about
 * each of three centres, exp (- |x - z|^2 / 0.1). What they see: the first two components tell the groups apart, the next three each cut
 * one of them in two. The eigenvalues above the panels are in no text that we could read. */
static void
test_three_groups (void)
{
  enum { EACH = 30, N = 3 * EACH };
  static const double centre[3][2] = { { -0.5, -0.2 }, { 0, 0.6 }, { 0.5, 0 } };
  double values[2 * N], mean[3][2] = { { 0 } }, spread = 0, apart = INFINITY;
  uint64_t state = 1144108930;
  for (size_t g = 0; g < 3; g++)
    for (size_t c = 0; c < 2; c++)
      for (size_t i = g * EACH; i < (g + 1) * EACH; i++)
        values[i + c * N] = centre[g][c] + 0.1 * old_normal (&state);
  g_autofree char *kernel = g_strdup_printf ("RBF(lengthscale=%.17g)", sqrt (0.05));
  g_autoptr (MercerDataset) table = table_of ("x,y", N, values);
  g_autoptr (MercerRecipe) recipe = start_with (table, kernel, "components", 8.0, NULL);
  Caught caught = catch_ok (recipe);
  const double *pc[] = { column_named (caught.final, "scores", "pc1"), column_named (caught.final, "scores", "pc2") };
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < 2; j++)
      mean[i / EACH][j] += pc[j][i] / EACH;
  for (size_t i = 0; i < N; i++)
    spread = fmax (spread, hypot (pc[0][i] - mean[i / EACH][0], pc[1][i] - mean[i / EACH][1]));
  for (size_t g = 0; g < 3; g++)
    apart = fmin (apart, hypot (mean[g][0] - mean[(g + 1) % 3][0], mean[g][1] - mean[(g + 1) % 3][1]));
  g_test_message ("spread %g, apart %g", spread, apart);
  g_assert_cmpfloat (apart, >, 2 * spread);
  bool cut[3] = { false };
  for (size_t j = 3; j <= 5; j++)
    {
      g_autofree char *name = g_strdup_printf ("pc%zu", j);
      for (size_t g = 0; g < 3; g++)
        {
          bool split;
          double share = share_of (column_named (caught.final, "scores", name), g, EACH, N, &split);
          cut[g] |= share > 0.5 && split;
        }
    }
  for (size_t g = 0; g < 3; g++)
    g_assert_true (cut[g]);
  caught_clear (&caught);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/published-kernels/tutorial", test_tutorial);
  g_test_add_func ("/published-kernels/polynomial", test_polynomial);
  g_test_add_func ("/published-kernels/new-points", test_new_points);
  g_test_add_func ("/published-kernels/half-moons", test_half_moons);
  g_test_add_func ("/published-kernels/iris", test_iris);
  g_test_add_func ("/published-kernels/computers", test_computers);
  g_test_add_func ("/published-kernels/savings", test_savings);
  g_test_add_func ("/published-kernels/parallel-analysis", test_parallel_analysis);
  g_test_add_func ("/published-kernels/vendi", test_vendi);
  g_test_add_func ("/published-kernels/six-rows", test_six_rows);
  g_test_add_func ("/published-kernels/three-groups", test_three_groups);
  return g_test_run ();
}
