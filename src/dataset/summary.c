/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "summary.h"

#include <math.h>

Summary
mercer_summary_none (void)
{
  return (Summary){ 0, INFINITY, -INFINITY, 0, 0, true };
}

/* Differences of huge values may overflow where the values do not; what is not finite then stays so
 * and shows as NaN or infinity in mean and sd alone. */
Summary
mercer_summary_of (const double *values, size_t n)
{
  Summary s = mercer_summary_none ();
  double sum = 0;
  bool fractions = false;
  for (size_t i = 0; i < n; i++)
    {
      const double v = values[i];
      const bool present = v == v;
      s.count += present;
      sum += present ? v : 0;
      s.min = v < s.min ? v : s.min;
      s.max = v > s.max ? v : s.max;
      fractions |= present & (trunc (v) != v);
    }
  s.integral = !fractions;
  if (s.count == 0)
    return s;
  s.mean = sum / (double) s.count;
  for (size_t i = 0; i < n; i++)
    {
      const double d = values[i] == values[i] ? values[i] - s.mean : 0;
      s.m2 += d * d;
    }
  return s;
}

Summary
mercer_summary_merge (Summary a, Summary b)
{
  if (a.count == 0)
    return b;
  if (b.count == 0)
    return a;
  const double na = (double) a.count, nb = (double) b.count, delta = b.mean - a.mean;
  return (Summary){
    .count = a.count + b.count,
    .min = a.min < b.min ? a.min : b.min,
    .max = a.max > b.max ? a.max : b.max,
    .mean = a.mean + delta * (nb / (na + nb)),
    .m2 = a.m2 + b.m2 + delta * delta * (na * (nb / (na + nb))),
    .integral = a.integral && b.integral,
  };
}

double
mercer_summary_sd (Summary summary)
{
  return summary.count < 2 ? NAN : sqrt (summary.m2 / (double) (summary.count - 1));
}
