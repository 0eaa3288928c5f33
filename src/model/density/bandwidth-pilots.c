/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-pilots.h"

#include <glib.h>
#include <math.h>

/* psi_rs of N (0, S): the derivative of N (0, 2 S) at 0, by Isserlis' theorem on P = (2 S)^-1: (-1)^((r + s) / 2) E-like sums of
 * pairings. */
static double
normal_psi (int r, int s, const double cov[3])
{
  double det = 4 * (cov[0] * cov[2] - cov[1] * cov[1]);
  double p[3] = { 2 * cov[2] / det, -2 * cov[1] / det, 2 * cov[0] / det }, sum = 0;
  /* k mixed pairs; the rest of either kind among themselves */
  for (int k = r % 2; k <= MIN (r, s); k += 2)
    {
      int a = r - k, b = s - k;
      double ways = tgamma (r + 1) / (tgamma (a + 1) * tgamma (k + 1)) * tgamma (s + 1) / tgamma (b + 1);
      ways *= tgamma (a + 1) / (pow (2, a / 2) * tgamma (a / 2 + 1)) * tgamma (b + 1) / (pow (2, b / 2) * tgamma (b / 2 + 1));
      sum += ways * pow (p[1], k) * pow (p[0], a / 2) * pow (p[2], b / 2);
    }
  return ((r + s) / 2 % 2 == 0 ? 1 : -1) * sum * 0.5 * M_1_PI / sqrt (det);
}

/* The g that is least wrong for all psi of order m together, given the sums psi_(r + 2, s) + psi_(r, s + 2) for even r, s from (m, 0) on
 * (Duong and Hazelton 2003, section 3). */
static double
common_pilot (int m, const double *above, double n)
{
  static const double at_zero[] = { 1, 0, -1, 0, 3, 0, -15 }; /* He_r (0) */
  double a1 = 0, a2 = 0, a3 = 0;
  for (int k = 0; k <= m / 2; k++)
    {
      double kernel = at_zero[m - 2 * k] * at_zero[2 * k] * 0.5 * M_1_PI;
      a1 += kernel * kernel;
      a2 += kernel * above[k];
      a3 += above[k] * above[k];
    }
  double b1 = (2 * m + 4) * a1, b2 = m * a2;
  return pow ((sqrt (b2 * b2 + 4 * b1 * a3) - b2) / (2 * b1) * n, -1.0 / (m + 4));
}

/* psi[k] = psi_(m - k, k). */
static void
functionals (const MercerPairs *pairs, int m, double g, double *psi)
{
  for (int k = 0; k <= m; k++)
    psi[k] = mercer_pairs_functional (pairs, m - k, k, g);
}

static void
normal_sums (int m, const double cov[3], double *above)
{
  for (int k = 0; k <= m / 2; k++)
    above[k] = normal_psi (m - 2 * k + 2, 2 * k, cov) + normal_psi (m - 2 * k, 2 * k + 2, cov);
}

/* In the second stage ks takes psi_51 for psi_42 and psi_24, and psi_42 for psi_06, from its vector
 * of 64 derivatives, where the paper has them as they are called. It concerns the pilot's scale alone; we do as ks does, so that
 * the results can be compared. */
void
density_order_four (const MercerPairs *pairs, const double cov[3], int stages, double psi4[5])
{
  double above[4], psi6[7];
  normal_sums (stages == 2 ? 6 : 4, cov, above);
  if (stages == 2)
    {
      functionals (pairs, 6, common_pilot (6, above, pairs->n), psi6);
      above[0] = psi6[0] + psi6[1];
      above[1] = psi6[1] + psi6[1];
      above[2] = psi6[1] + psi6[2];
    }
  functionals (pairs, 4, common_pilot (4, above, pairs->n), psi4);
}

double
density_smoothing_pilot (const MercerPairs *pairs, const double cov[3], const double h[3])
{
  double above[4], p[7], one = 0, both = 0, trace = h[0] + h[2], square = h[0] * h[0] + 2 * h[1] * h[1] + h[2] * h[2];
  normal_sums (6, cov, above);
  functionals (pairs, 6, common_pilot (6, above, pairs->n), p);
  for (int k = 0; k <= 4; k++)
    {
      /* the two outer places free, the four inner ones with k of the second column: tr (P H P H) */
      static const double ways[] = { 1, 4, 6, 4, 1 };
      double ph[2][2] = { { p[k] * h[0] + p[k + 1] * h[1], p[k] * h[1] + p[k + 1] * h[2] },
                          { p[k + 1] * h[0] + p[k + 2] * h[1], p[k + 1] * h[1] + p[k + 2] * h[2] } };
      one += 0.25 * ways[k] * (ph[0][0] * ph[0][0] + 2 * ph[0][1] * ph[1][0] + ph[1][1] * ph[1][1]);
    }
  for (int k = 0; k <= 2; k += 2) /* the place that is summed over */
    both += h[0] * h[0] * p[k] + 4 * h[0] * h[1] * p[k + 1] + (2 * h[0] * h[2] + 4 * h[1] * h[1]) * p[k + 2] + 4 * h[1] * h[2] * p[k + 3]
            + h[2] * h[2] * p[k + 4];
  both *= 0.75 / (4 * G_PI);
  double two = (4 * square + 10 * trace * trace) / (64 * 16 * G_PI * G_PI);
  return pow (12 * two / ((sqrt (16 * both * both + 48 * one * two) - 4 * both) * pairs->n), 1.0 / 8);
}
