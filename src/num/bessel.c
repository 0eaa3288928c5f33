/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bessel.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#define TERMS 10

/* Coefficients of U_k (p) / p^k in powers of p^2 (DLMF 10.41.10-11), exact fractions rounded once.
 */
static const double debye[][TERMS + 1] = {
  { 0.125, -0.20833333333333334 },
  { 0.0703125, -0.4010416666666667, 0.3342013888888889 },
  { 0.0732421875, -0.8912109375, 1.8464626736111112, -1.0258125964506173 },
  { 0.112152099609375, -2.3640869140625, 8.78912353515625, -11.207002616222994, 4.669584423426247 },
  { 0.22710800170898438, -7.368794359479632, 42.53499874538846, -91.81824154324002,
    84.63621767460073, -28.212072558200244 },
  { 0.5725014209747314, -26.491430486951554, 218.1905117442116, -699.5796273761325,
    1059.9904525279999, -765.2524681411817, 212.57013003921713 },
  { 1.7277275025844574, -108.09091978839466, 1200.9029132163525, -5305.646978613403,
    11655.393336864534, -13586.550006434138, 8061.722181737309, -1919.457662318407 },
  { 6.074042001273483, -493.915304773088, 7109.514302489364, -41192.65496889755, 122200.46498301746,
    -203400.17728041555, 192547.00123253153, -96980.59838863752, 20204.29133096615 },
  { 24.380529699556064, -2499.8304818112097, 45218.76898136273, -331645.1724845636,
    1268365.2733216248, -2813563.226586534, 3763271.297656404, -2998015.9185381066,
    1311763.6146629772, -242919.18790055133 },
  { 110.01714026924674, -13886.08975371704, 308186.4046126624, -2785618.1280864547,
    13288767.166421818, -37567176.66076335, 66344512.27472903, -74105148.21153265,
    50952602.49266464, -19706819.118432228, 3284469.853072038 },
};

/* Taylor coefficients of 1 / Gamma (1 + x) at 0 (DLMF 5.7.1), even and odd powers. */
static const double even[] = { 1.0,
                               -0.6558780715202539,
                               0.16653861138229148,
                               -0.009621971527876973,
                               -0.0011651675918590652,
                               0.0001280502823881162,
                               -1.2504934821426706e-06,
                               -2.056338416977607e-07,
                               5.002007644469223e-09,
                               1.0434267116911005e-10,
                               -3.696805618642206e-12 };
static const double odd[]
    = { 0.5772156649015329,    -0.04200263503409524,    -0.04219773455554433,
        0.0072189432466631,    -0.00021524167411495098, -2.013485478078824e-05,
        1.133027231981696e-06, 6.116095104481416e-09,   -1.18127457048702e-09,
        7.782263439905071e-12, 5.100370287454476e-13 };

/* --- Large orders ------------------------------------------------------------------------ */

double
mercer_debye_correction (double nu, double p)
{
  double square = p * p, step = -p / nu, sum = 0;

  for (size_t k = TERMS; k-- > 0;)
    {
      double u = debye[k][k + 1];
      for (size_t j = k + 1; j-- > 0;)
        u = u * square + debye[k][j];
      sum = step * (u + sum);
    }
  return log1p (sum);
}

static double
log_k_uniform (double nu, double x)
{
  double z = x / nu, q = hypot (1, z);
  double eta = q + log (z / (1 + q));

  return 0.5 * log (M_PI / (2 * nu * q)) - nu * eta + mercer_debye_correction (nu, 1 / q);
}

/* --- Orders mu in [-1/2, 1/2] ------------------------------------------------------------ */

/* log K_mu and K_(mu + 1) / K_mu. */
typedef struct
{
  double lg, ratio;
} Pair;

static double
horner (const double *c, size_t n, double x)
{
  double sum = 0;

  while (n-- > 0)
    sum = sum * x + c[n];
  return sum;
}

#define LENGTH(a) (sizeof (a) / sizeof *(a))

/* K_mu = (2 / x)^mu now and K_(mu+1) = (2 / x)^(mu+1) next. */
typedef struct
{
  double now, next;
} Series;

/* now = sum c_i f_i and next = sum c_i (p_i - i f_i), c_i = (x / 2)^2i / i!; f, p and q follow from
 * their predecessors. (x / 2)^mu is in f, p and q from the start. */
static Series
temme (double mu, double x)
{
  double m2 = mu * mu, gamma_1 = -horner (odd, LENGTH (odd), m2),
         gamma_2 = horner (even, LENGTH (even), m2);
  double lg = log (2 / x), e = mu * lg, angle = M_PI * mu, d = 0.25 * x * x;
  double turn = fabs (angle) < 1e-8 ? 1 : angle / sin (angle);
  double shape = fabs (e) < 1e-8 ? 1 : sinh (e) / e;
  double small = exp (-e);
  double f = turn * (gamma_1 * cosh (e) + gamma_2 * shape * lg) * small;
  double p = 0.5 / (gamma_2 - mu * gamma_1), q = 0.5 * small * small / (gamma_2 + mu * gamma_1);
  double c = 1, sum = f, next = p;

  for (int i = 1; i < 100; i++)
    {
      f = (i * f + p + q) / (i * i - m2);
      c *= d / i;
      p /= i - mu;
      q /= i + mu;
      sum += c * f;
      next += c * (p - i * f);
      if (c * f < 0.25 * DBL_EPSILON * sum && fabs (c * (p - i * f)) < 0.25 * DBL_EPSILON * next)
        break;
    }
  return (Series){ sum, next };
}

/* Beyond this exp (-x) sqrt (pi / 2x) is all there is of orders below MERCER_DEBYE_LEAST. */
#define ONE_TERM 1e20

/* The continued fraction h = K_(mu+1) / K_mu - ... forwards, together with the sum s that
 * normalises it: K_mu = sqrt (pi / 2x) exp (-x) / s. */
static Pair
steed (double mu, double x)
{
  double first = 0.25 - mu * mu, a = -first, b = 2 * (1 + x);
  double d = 1 / b, step = d, h = d, before = 0, now = 1, c = first, q = first;
  double s = 1 + q * step;

  if (x > ONE_TERM)
    return (Pair){ 0.5 * log (M_PI / (2 * x)) - x, 1 };
  for (int i = 2; i < 10000; i++)
    {
      a -= 2 * (i - 1);
      c = -a * c / i;
      double after = (before - b * now) / a;
      before = now;
      now = after;
      q += c * after;
      b += 2;
      d = 1 / (b + a * d);
      step *= b * d - 1;
      h += step;
      s += q * step;
      if (fabs (q * step) < 0.25 * DBL_EPSILON * fabs (s)
          && fabs (step) < 0.25 * DBL_EPSILON * fabs (h))
        break;
    }
  return (Pair){ 0.5 * log (M_PI / (2 * x)) - x - log (s), (mu + x + 0.5 - first * h) / x };
}

/* --- All orders -------------------------------------------------------------------------- */

double
mercer_log_bessel_k (double nu, double x)
{
  nu = fabs (nu);
  if (!(x > 0) || isnan (nu))
    return x == 0 ? INFINITY : NAN;
  if (isinf (x))
    return -INFINITY;
  if (nu >= MERCER_DEBYE_LEAST)
    return log_k_uniform (nu, x);

  int orders = (int) floor (nu + 0.5), exponents = 0;
  double mu = nu - orders, product = 1;
  Pair pair;
  if (x <= 2)
    {
      Series series = temme (mu, x);
      pair = (Pair){ log (series.now) + mu * log (2 / x), series.next / series.now * (2 / x) };
    }
  else
    pair = steed (mu, x);
  for (int i = 0; i < orders; i++)
    {
      int exponent;
      product = frexp (product * pair.ratio, &exponent);
      exponents += exponent;
      pair.ratio = 2 * (mu + i + 1) / x + 1 / pair.ratio;
    }
  return pair.lg + log (product) + exponents * M_LN2;
}

/* --- Matern's function ------------------------------------------------------------------- */

/* Debye's expansion with Stirling's taken from it: everything that is large cancels on paper. With
 * z = x / nu, w = sqrt (1 + z^2) and h = w - 1: nu (log (1 + h / 2) - h) - log (w) / 2 + the
 * difference of two corrections. */
static double
log_matern_uniform (double nu, double x)
{
  double z = x / nu, w = hypot (1, z), h = z / (1 + w) * z;

  return nu * (log1p (0.5 * h) - h) - 0.5 * log (w) + mercer_debye_correction (nu, 1 / w)
         - mercer_debye_correction (nu, 1);
}

/* g_nu = (x / 2)^nu K_nu has g_(nu+1) = nu g_nu + (x / 2)^2 g_(nu-1): no power of x is left that
 * could cancel. */
static double
log_matern_series (double nu, double x)
{
  int orders = (int) floor (nu + 0.5);
  double mu = nu - orders, square = 0.25 * x * x;
  Series g = temme (mu, x);

  for (int i = 0; i < orders; i++)
    g = (Series){ g.next, (mu + i + 1) * g.next + square * g.now };
  return log (2 * g.now / tgamma (nu));
}

double
mercer_log_matern (double nu, double x)
{
  double lg;

  if (!(x >= 0) || !(nu > 0))
    return NAN;
  if (x == 0 || isinf (x))
    return x == 0 ? 0 : -INFINITY;
  if (nu >= MERCER_DEBYE_LEAST)
    lg = log_matern_uniform (nu, x);
  else if (x <= 2)
    lg = log_matern_series (nu, x);
  else
    lg = M_LN2 - log (tgamma (nu)) + nu * log (0.5 * x) + mercer_log_bessel_k (nu, x);
  return lg < 0 ? lg : 0;
}
