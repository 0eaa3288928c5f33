/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include "linalg.h"

#include <math.h>

/* Operators against their formulas, written out over single values of the kernel behind them, which
 * other tests hold against twins of its own. Derivatives against central differences. */

static const char *const expressions[] = {
  "Normalize(Linear(offset=0.3) + 2 * RBF(lengthscale=0.7))",
  "Normalize(Polynomial(degree=3, offset=0.5))[b, c]",
  "Normalize(Gibbs(growth=0.4, lengthscale=0.6)[b] + ArcCosine(order=1, depth=1, bias=0.5))",
  "WarpLog(RBF(lengthscale=[0.5, 0.8, 1.1]), offset=0.3)",
  "WarpLog(RBF(lengthscale=0.5), offset=0.3?)[b] * Cauchy(lengthscale=0.4)",
  "WarpBoxCox(Matern(nu=2.5, lengthscale=0.9) + Linear(offset=0.2)[a], lambda=0.4, offset=0.2)",
  "WarpBoxCox(RBF(lengthscale=0.9), lambda=-1.3, offset=0.5?)",
  "WarpKumaraswamy(RBF(lengthscale=0.3), a=1.7, b=0.8, low=-0.1, high=2.2)",
  "WarpKumaraswamy(RBF(lengthscale=0.3!), a=1.7, b=2.8, low=-0.1?, high=2.2?)[c] + 0.3",
  "Additive(RBF(lengthscale=[0.5, 0.8, 1.1]), order=2, variance=[0.7, 1.3])",
  "Additive(RBF(lengthscale=0.6) * Periodic(period=0.9, lengthscale=1.2), order=3, variance=0.8)",
  "Additive(1 + 0.5 * Linear(offset=0.1), order=2, variance=1)[a, c]",
  "Additive(Shift(Multiquadric(offset=0.3), at=0.4), order=2, variance=1)",
  "Symmetrize(RBF(lengthscale=0.8), center=0.7, parity=1)",
  "Symmetrize(RBF(lengthscale=[0.8, 0.7, 0.9]) + Linear(offset=0.3), center=[0.7?, 0.2, 1.1?], parity=-1)",
  "Symmetrize(SpectralMixture(mean=0.4, scale=0.5), center=0.9?, parity=1)[b]",
  "Exchange(RBF(lengthscale=[0.5, 0.8, 1.1]))",
  "Exchange(RBF(lengthscale=[0.5, 0.8]) + 0.3 * Linear(offset=0.7))[c, a]",
  "Shift(Riesz(r=1.5), at=0.7)",
  "Shift(Multiquadric(offset=0.8) + RBF(lengthscale=0.7), at=[0.1?, 0.9, 1.4?])",
  "Shift(Log(power=2, lengthscale=0.8), at=0.3?)[a] * RBF(lengthscale=0.7)",
  "Normalize(Shift(Riesz(r=1.2), at=-0.3?) + 0.2)",
  "Shift(Normalize(Linear(offset=0.3)), at=0.2?)",
  "WarpLog(Normalize(Linear(offset=0.4)), offset=0.5?)",
  "Normalize(WarpBoxCox(Linear(offset=0.4), lambda=0.6, offset=0.5))",
  "Symmetrize(WarpLog(Linear(offset=0.4), offset=3.1?), center=0.3?, parity=1)",
  "Normalize(NeuralNetwork(weight=0.7, bias=0.4) + 0.1)^2",
  "RBF(lengthscale=0.7@l) * Normalize(Linear(offset=0.3) + Cauchy(lengthscale=@l))",
};

/* --- Values ------------------------------------------------------------------------------ */

static double slow (const MercerKernel *kernel, const double *x, const double *z);

/* One node alone. */
static double
alone (const MercerKernel *kernel, const double *x, const double *z)
{
  return mercer_kernel_value (kernel, x, z);
}

typedef struct
{
  double numbers[16];
  size_t n;
} Numbers;

/* The parameters of an operator: the last ones of the tree that it heads. */
static Numbers
own_numbers (const MercerKernel *node)
{
  Numbers own = { .n = 0 };
  size_t n = mercer_kernel_params (node), inner = mercer_kernel_params (mercer_kernel_child (node, 0));

  for (size_t i = inner; i < n; i++)
    {
      MercerKernelParam param;
      mercer_kernel_param (node, i, &param);
      own.numbers[own.n++] = param.value;
    }
  return own;
}

static const char *const *seen;
static size_t n_seen;

static double
warped (const char *id, const Numbers *own, double x)
{
  const double *p = own->numbers;

  if (g_str_equal (id, "WarpLog"))
    return log (x + p[0]);
  if (g_str_equal (id, "WarpBoxCox"))
    return (pow (x + p[1], p[0]) - 1) / p[0];
  return 1 - pow (1 - pow ((x - p[2]) / (p[3] - p[2]), p[0]), p[1]);
}

static bool
is_seen (size_t c)
{
  bool found = seen == NULL;
  for (size_t i = 0; i < n_seen; i++)
    found = found || g_str_equal (seen[i], names[c]);
  return found;
}

/* The place of column c among those that the operator sees. */
static size_t
place_of (size_t c)
{
  for (size_t i = 0; seen != NULL && i < n_seen; i++)
    if (g_str_equal (seen[i], names[c]))
      return i;
  return c;
}

static size_t
column_at (size_t place)
{
  for (size_t c = 0; c < 3; c++)
    if (place_of (c) == place && is_seen (c))
      return c;
  g_assert_not_reached ();
}

static double
slow_additive (const MercerKernel *node, const Numbers *own, const double *x, const double *z)
{
  /* each column's kernel: the text of the child with its list cut down, bound to the column */
  size_t d = seen != NULL ? n_seen : 3, order = (size_t) own->numbers[0];
  double part[3], sum = 0;

  for (size_t c = 0; c < d; c++)
    {
      char *text = mercer_kernel_print (mercer_kernel_child (node, 0));
      GRegex *list = g_regex_new ("\\[([^],]*), ([^],]*), ([^],]*)\\]", 0, 0, NULL);
      const char *const which[] = { "\\1", "\\2", "\\3" };
      char *one = g_regex_replace (list, text, -1, 0, which[c], 0, NULL);
      size_t column = column_at (c);
      MercerKernel *bound = parse_bound (one, &names[column], 1);
      const char *const *before = seen;
      size_t n_before = n_seen;
      seen = NULL;
      n_seen = 1; /* the one column there is */
      part[c] = slow (bound, &x[column], &z[column]);
      seen = before;
      n_seen = n_before;
      mercer_kernel_unref (bound);
      g_regex_unref (list);
      g_free (one);
      g_free (text);
    }
  for (unsigned group = 1; group < 1u << d; group++)
    {
      size_t size = (size_t) __builtin_popcount (group);
      double product = size > order ? 0 : own->numbers[own->n > 2 ? size : 1];
      for (size_t c = 0; c < d; c++)
        product *= group >> c & 1 ? part[c] : 1;
      sum += product;
    }
  return sum;
}

static double
slow_exchange (const MercerKernel *child, const double *x, const double *z)
{
  static const size_t orders[6][3]
      = { { 0, 1, 2 }, { 1, 0, 2 }, { 0, 2, 1 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  size_t d = seen != NULL ? n_seen : 3, n = d == 2 ? 2 : 6;
  double sum = 0;

  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      {
        double px[3] = { x[0], x[1], x[2] }, pz[3] = { z[0], z[1], z[2] };
        for (size_t c = 0; c < d; c++)
          {
            px[column_at (c)] = x[column_at (orders[i][c])];
            pz[column_at (c)] = z[column_at (orders[j][c])];
          }
        sum += slow (child, px, pz);
      }
  return sum / (double) (n * n);
}

static double
slow_operator (const MercerKernel *node, const double *x, const double *z)
{
  const char *id = mercer_kernel_leaf_family (node)->id;
  const MercerKernel *child = mercer_kernel_child (node, 0);
  Numbers own = own_numbers (node);
  double a[3] = { x[0], 0, 0 }, b[3] = { z[0], 0, 0 };
  bool one = seen == NULL && n_seen == 1; /* inside Additive's own check */

  if (g_str_equal (id, "Normalize"))
    return slow (child, x, z) / sqrt (slow (child, x, x) * slow (child, z, z));
  if (g_str_equal (id, "Additive"))
    return slow_additive (node, &own, x, z);
  if (g_str_equal (id, "Exchange"))
    return slow_exchange (child, x, z);
  for (size_t c = 0; c < (one ? 1 : 3); c++)
    {
      size_t k = one ? 0 : place_of (c);
      a[c] = x[c];
      b[c] = z[c];
      if (!one && !is_seen (c))
        continue;
      if (g_str_equal (id, "Shift"))
        a[c] = b[c] = own.numbers[own.n > 1 ? k : 0];
      else if (g_str_equal (id, "Symmetrize"))
        {
          a[c] = 2 * own.numbers[own.n > 2 ? k : 0] - x[c];
          b[c] = 2 * own.numbers[own.n > 2 ? k : 0] - z[c];
        }
      else
        {
          a[c] = warped (id, &own, x[c]);
          b[c] = warped (id, &own, z[c]);
        }
    }
  if (g_str_equal (id, "Shift"))
    return slow (child, x, z) - slow (child, x, b) - slow (child, a, z) + slow (child, a, b);
  if (g_str_equal (id, "Symmetrize"))
    return (slow (child, x, z) + slow (child, a, b)
            + own.numbers[own.n - 1] * (slow (child, a, z) + slow (child, x, b)))
           / 4;
  return slow (child, a, b);
}

static double
slow (const MercerKernel *kernel, const double *x, const double *z)
{
  MercerKernelKind kind = mercer_kernel_kind (kernel);
  double value = kind == MERCER_KERNEL_SUM ? 0 : 1;
  const char *const *before = seen;
  size_t n_before = n_seen;

  if (kind == MERCER_KERNEL_LEAF)
    return alone (kernel, x, z);
  if (mercer_kernel_columns (kernel) != NULL)
    {
      seen = mercer_kernel_columns (kernel);
      n_seen = g_strv_length ((char **) seen);
    }
  if (kind == MERCER_KERNEL_OPERATOR)
    value = slow_operator (kernel, x, z);
  else
    for (size_t i = 0; i < mercer_kernel_children (kernel); i++)
      for (int e = 0; e < mercer_kernel_exponent (kernel); e++)
        {
          double part = slow (mercer_kernel_child (kernel, i), x, z);
          value = kind == MERCER_KERNEL_SUM ? value + part : value * part;
        }
  seen = before;
  n_seen = n_before;
  return value;
}

static void
test_values (void)
{
  MercerMatrix x = points (75, 3, 1), z = points (41, 3, 2);
  double *numbers = g_new (double, 75 * 75), *diagonal = g_new (double, 75);

  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_bound (expressions[e], names, 3);
      MercerMatrix k = mercer_matrix (numbers, 75, 41);
      g_assert_null (mercer_kernel_check_points (kernel, x));
      g_assert_cmpint (mercer_kernel_cross (kernel, x, z, k, NULL), ==, MERCER_OK);
      for (size_t j = 0; j < 41; j++)
        for (size_t i = 0; i < 75; i++)
          {
            double xi[3], zj[3];
            row (x, i, xi);
            row (z, j, zj);
            /* sums of up to 36 terms, and differences of nearly equal ones */
            assert_close (*mercer_matrix_at (k, i, j), slow (kernel, xi, zj), 1e-11, 1e-12);
          }
      k = mercer_matrix (numbers, 75, 75);
      g_assert_cmpint (mercer_kernel_gram (kernel, x, k, NULL), ==, MERCER_OK);
      mercer_kernel_diagonal (kernel, x, true, diagonal);
      for (size_t j = 0; j < 75; j++)
        for (size_t i = j; i < 75; i++)
          {
            double xi[3], xj[3];
            row (x, i, xi);
            row (x, j, xj);
            assert_close (*mercer_matrix_at (k, i, j), slow (kernel, xi, xj), 1e-11, 1e-12);
            if (i == j)
              assert_close (*mercer_matrix_at (k, i, j), diagonal[i], 1e-12, 1e-12);
          }
      mercer_kernel_unref (kernel);
    }
  g_free (numbers);
  g_free (diagonal);
  g_free (x.data);
  g_free (z.data);
}

/* --- Derivatives ------------------------------------------------------------------------- */

/* sum_ij W_ij K_ij over all pairs. */
static double
weighed (const MercerKernel *kernel, MercerMatrix x, MercerMatrix w, const double *theta)
{
  MercerKernel *moved = mercer_kernel_with_theta ((MercerKernel *) kernel, theta);
  MercerMatrix k = mercer_matrix (g_new (double, x.rows *x.rows), x.rows, x.rows);
  double sum = 0;

  mercer_kernel_gram (moved, x, k, NULL);
  for (size_t j = 0; j < x.rows; j++)
    for (size_t i = j; i < x.rows; i++)
      sum += (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (k, i, j);
  g_free (k.data);
  mercer_kernel_unref (moved);
  return sum;
}

/* The five-point formula, whose error is a few 1e-11 here. */
static double
slope_of (const double f[4], double h)
{
  return (8 * (f[2] - f[1]) - (f[3] - f[0])) / (12 * h);
}

static void
test_theta (void)
{
  enum
  {
    N = 43
  };
  MercerMatrix x = points (N, 3, 3), w = mercer_matrix (g_new (double, N *N), N, N);
  MercerMatrix dk = mercer_matrix (g_new (double, N *N), N, N);
  const double h = 1e-3;

  mercer_random_uniforms (4, 0, 0, N * N, w.data);
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_bound (expressions[e], names, 3);
      double theta[16], g[16];
      size_t n = mercer_kernel_free_params (kernel);
      g_assert_cmpint (mercer_kernel_gradient (kernel, x, w, g, NULL), ==, MERCER_OK);
      for (size_t p = 0; p < n; p++)
        {
          double f[4], by_matrix = 0;
          for (int i = 0; i < 4; i++)
            {
              mercer_kernel_get_theta (kernel, theta, NULL, NULL);
              theta[p] += h * (i < 2 ? i - 2 : i - 1);
              f[i] = weighed (kernel, x, w, theta);
            }
          assert_close (g[p], slope_of (f, h), 1e-7, 1e-6);
          g_assert_cmpint (mercer_kernel_derivative (kernel, x, p, dk, NULL), ==, MERCER_OK);
          for (size_t j = 0; j < N; j++)
            for (size_t i = j; i < N; i++)
              by_matrix += (i == j ? 1 : 2) * *mercer_matrix_at (w, i, j) * *mercer_matrix_at (dk, i, j);
          assert_close (by_matrix, g[p], 1e-10, 1e-9);
        }
      mercer_kernel_unref (kernel);
    }
  g_free (dk.data);
  g_free (w.data);
  g_free (x.data);
}

static void
test_points (void)
{
  MercerMatrix x = points (37, 3, 5), z = points (29, 3, 6);
  MercerMatrix g = mercer_matrix (g_new (double, 37 * 3), 37, 3);
  double weights[29];
  const double h = 1e-3;

  mercer_random_uniforms (7, 0, 0, 29, weights);
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_bound (expressions[e], names, 3);
      g_assert_cmpint (mercer_kernel_gradient_x (kernel, x, z, weights, g, NULL), ==, MERCER_OK);
      for (size_t i = 0; i < 37; i++)
        for (size_t c = 0; c < 3; c++)
          {
            double f[4] = { 0 };
            for (size_t j = 0; j < 29; j++)
              for (int s = 0; s < 4; s++)
                {
                  double xi[3], zj[3];
                  row (x, i, xi);
                  row (z, j, zj);
                  xi[c] += h * (s < 2 ? s - 2 : s - 1);
                  f[s] += weights[j] * mercer_kernel_value (kernel, xi, zj);
                }
            /* Riesz and Log bend sharply near the points of z, hence the millionth */
            assert_close (*mercer_matrix_at (g, i, c), slope_of (f, h), 1e-5, 2e-4);
          }
      mercer_kernel_unref (kernel);
    }
  g_free (g.data);
  g_free (x.data);
  g_free (z.data);
}

/* --- Text and properties ----------------------------------------------------------------- */

static void
test_text (void)
{
  static const struct
  {
    const char *text;
    size_t start, end;
    const char *sentence;
  } mistakes[] = {
    { "Normalize()", 10, 11, "Expected a kernel such as RBF() or a number instead of “)”." },
    { "Normalize(RBF(), a=1)", 17, 18, "Normalize takes no parameters." },
    { "WarpLog(RBF(), map=1)", 15, 18, "WarpLog has no parameter “map”; it takes offset." },
    { "WarpLog(RBF() offset=1)", 14, 20, "Expected “+”, “*”, “,” or “)” instead of “offset”." },
    { "Warp(RBF())", 0, 4, "There is no kernel “Warp”; did you mean WarpLog?" },
    { "Center(RBF())", 0, 6,
      "Centring depends on all the points at once and is done to the Gram matrix, by methods that need it or by "
      "their switch “Centred”; to anchor a kernel at one point use Shift()." },
    { "Additive(RBF(), order=0)", 22, 23, "order must be a whole number from 1 to 16, not 0." },
    { "Symmetrize(RBF(), parity=2)", 25, 26, "parity must be one of 1, -1." },
    { "Shift(RBF(), at=[1, x])", 20, 21, "Expected a number instead of “x”." },
  };
  MercerKernel *bare = parse_kernel ("Additive(RBF() + White(), variance=[2, 3!])[a, b]^2 * Shift(Riesz())");

  assert_is (bare, "Additive(RBF(lengthscale=1) + White(variance=1), order=2, variance=[2, 3!])[a, b]^2 * "
                   "Shift(Riesz(r=1), at=0)");
  for (size_t e = 0; e < G_N_ELEMENTS (expressions); e++)
    {
      MercerKernel *kernel = parse_kernel (expressions[e]);
      char *text = mercer_kernel_print (kernel);
      assert_is (parse_kernel (text), text);
      assert_is (kernel, expressions[e]);
      g_free (text);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      size_t start = 0, end = 0;
      GError *error = NULL;
      g_assert_null (mercer_kernel_parse (mistakes[i].text, &start, &end, &error));
      g_assert_cmpstr (error->message, ==, mistakes[i].sentence);
      g_assert_cmpuint (start, ==, mistakes[i].start);
      g_assert_cmpuint (end, ==, mistakes[i].end);
      g_error_free (error);
    }
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "Additive(RBF()[a] + RBF())", "RBF selects columns of its own inside Additive(); write the selection "
                                    "behind Additive(...) instead." },
    { "Additive(Additive(RBF()))",
      "Additive cannot stand inside Additive(), where each column comes by itself; write it outside." },
    { "Additive(RBF(), order=3, variance=[1, 2])",
      "Additive has 2 numbers for variance but goes up to order 3; give one for each order, or one for all." },
    { "Shift(RBF(), at=[1, 2])",
      "Shift has 2 numbers for at but sees 3 columns; give one for each column, or one for all." },
    { "Exchange(RBF())[a]",
      "Exchange works on two or three columns but sees 1; choose them in brackets behind it." },
    { "Normalize(RBF()[d])", "There is no input column “d”; did you mean “a”?" },
    { "Exchange(Exchange(Exchange(RBF(lengthscale=[1, 2, 3]))))",
      "Operators are nested too deeply here: each looks at the kernel inside several times; take one away." },
  };
  static const char *const bad_points[][2] = {
    { "WarpLog(RBF())", "WarpLog needs inputs above 0, and there is -0.5; give a larger offset." },
    { "WarpBoxCox(RBF(), offset=0.25)",
      "WarpBoxCox needs inputs above -0.25, and there is -0.5; give a larger offset." },
    { "WarpKumaraswamy(RBF())", "WarpKumaraswamy needs inputs from 0 to 1, and there is -0.5; set low and high to "
                                "the range of the column." },
    { "2 * Normalize(Brownian()[a])",
      "Brownian needs inputs of 0 or more, and there is -0.5; shift the column or choose another kernel." },
    { "Shift(Brownian()[b], at=-1)",
      "Brownian needs inputs of 0 or more, and there is -1; shift the column or choose another kernel." },
  };
  double x[] = { -0.5, 0.25, 0.5 };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GError *error = NULL;
      MercerKernel *kernel = parse_kernel (cases[i][0]);
      g_assert_null (mercer_kernel_bind (kernel, names, 3, &error));
      g_assert_cmpstr (error->message, ==, cases[i][1]);
      g_error_free (error);
      mercer_kernel_unref (kernel);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (bad_points); i++)
    {
      MercerKernel *kernel = parse_bound (bad_points[i][0], names, 3);
      char *sentence = mercer_kernel_check_points (kernel, mercer_matrix (x, 1, 3));
      g_assert_cmpstr (sentence, ==, bad_points[i][1]);
      g_free (sentence);
      mercer_kernel_unref (kernel);
    }
}

static double
smallest_ratio (const MercerKernel *kernel, MercerMatrix x)
{
  size_t n = x.rows;
  MercerMatrix k = mercer_matrix (g_new (double, n *n), n, n);
  MercerMatrix vectors = mercer_matrix (g_new (double, n *n), n, n);
  double *values = g_new (double, n);

  mercer_kernel_gram (kernel, x, k, NULL);
  g_assert_cmpint (mercer_eigen (k, values, vectors, NULL), ==, MERCER_OK);
  double least = MIN (values[0], values[n - 1]), most = MAX (values[0], values[n - 1]);
  g_free (values);
  g_free (vectors.data);
  g_free (k.data);
  return least / most;
}

static void
test_definite (void)
{
  enum
  {
    PD = MERCER_KERNEL_POSITIVE_DEFINITE,
    CPD = MERCER_KERNEL_CONDITIONALLY,
    STILL = MERCER_KERNEL_STATIONARY
  };
  static const struct
  {
    const char *text;
    unsigned flags;
  } cases[] = {
    { "Normalize(RBF())", PD | STILL },
    { "Normalize(Linear(offset=0))", PD },
    { "Normalize(Riesz())", STILL },
    { "WarpLog(RBF(), offset=1)", PD },
    { "WarpLog(Riesz(), offset=1)", CPD },
    { "WarpBoxCox(Matern(), lambda=2)", PD },
    { "WarpKumaraswamy(RBF(), a=3, b=2, high=2)", PD },
    { "Additive(Periodic())", PD | STILL },
    { "Additive(Shift(Riesz(), at=0.4), order=3)", PD },
    { "Additive(Riesz())", STILL },
    { "Symmetrize(RBF(), center=1)", PD },
    { "Symmetrize(Riesz(r=1.3), center=1)", CPD },
    { "Symmetrize(Riesz(r=1.3), center=1, parity=-1)", PD },
    { "Exchange(RBF(lengthscale=[1, 2, 3]))", PD },
    { "Shift(Riesz(r=1.7), at=1)", PD },
    { "Shift(2 * Log() + Multiquadric(), at=[1, 0, 2])", PD },
    { "Shift(RBF())", PD },
    { "Shift(ThinPlate())", CPD },
    { "2 * Riesz()", CPD | STILL },
    { "Riesz() * RBF()", STILL },
    { "Normalize(RBF() + White(variance=0.2))", PD | STILL },
  };
  MercerMatrix x = points (300, 3, 8);

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      MercerKernel *kernel = parse_bound (cases[i].text, names, 3);
      unsigned flags = mercer_kernel_flags (kernel);
      char *refused = mercer_kernel_check_definite (kernel);
      g_assert_cmpuint (flags & (PD | CPD | STILL), ==, cases[i].flags);
      g_assert_true ((refused == NULL) == ((flags & PD) != 0));
      if (flags & PD)
        g_assert_cmpfloat (smallest_ratio (kernel, x), >, -1e-8);
      g_free (refused);
      mercer_kernel_unref (kernel);
    }
  MercerKernel *riesz = parse_bound ("RBF() + Riesz()", names, 3);
  char *sentence = mercer_kernel_check_definite (riesz);
  g_assert_cmpstr (sentence, ==,
                   "Riesz is positive definite only against weights that sum to zero, and this method needs a "
                   "kernel that is so always; write Shift(Riesz(...)), which fixes the function to zero at a "
                   "point, or use RBF() in its place.");
  g_free (sentence);
  mercer_kernel_unref (riesz);
  g_free (x.data);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/operators/values", test_values);
  g_test_add_func ("/kernel/operators/theta", test_theta);
  g_test_add_func ("/kernel/operators/points", test_points);
  g_test_add_func ("/kernel/operators/text", test_text);
  g_test_add_func ("/kernel/operators/refused", test_refused);
  g_test_add_func ("/kernel/operators/definite", test_definite);
  return g_test_run ();
}
