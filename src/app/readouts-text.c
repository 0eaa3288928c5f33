/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "readouts-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const struct
{
  const char *id, *meaning;
} meanings[] = {
  { "log_marginal_likelihood",
    N_ ("How probable the observations are under kernel and noise, averaged over all functions (natural logarithm). "
        "Fit makes it as large as it can.") },
  { "loo_log_score",
    N_ ("Logarithm of the predictive density of each observation given all others, summed. Larger is better, and overly "
        "narrow bands are punished.") },
  { "loo_rmse",
    N_ ("Root mean square error when each observation is predicted from all others, in the units of the output.") },
  { "noise", N_ ("Standard deviation of the observations about the function, in the units of the output.") },
  { "mean_constant", N_ ("Where the function returns to far from the data, as estimated from them.") },
  { "rmse", N_ ("Root mean square difference between observations and predictions, in the units of the output.") },
  { "condition",
    N_ ("Largest over smallest eigenvalue of the matrix that is solved. Beyond about 1e12 digits are lost; more noise "
        "makes it smaller.") },
  { "jitter",
    N_ ("What had to be added to the diagonal so that the matrix could be factorised. 0 is as it should be.") },
  { "n", N_ ("Observations that were used: rows with a value in every chosen column.") },
  { "seconds", N_ ("How long the computation took, up to this figure.") },
};

const char *
mercer_readout_meaning (const char *id)
{
  for (size_t i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (strcmp (meanings[i].id, id) == 0)
      return _ (meanings[i].meaning);
  return NULL;
}

char *
mercer_seconds_show (double seconds)
{
  if (!(seconds >= 0) || !isfinite (seconds))
    return g_strdup ("–");
  if (seconds < 0.9995e-3)
    return g_strdup_printf (_ ("%.2f ms"), seconds * 1e3);
  if (seconds < 0.9995)
    return g_strdup_printf (_ ("%.0f ms"), seconds * 1e3);
  if (seconds < 99.95)
    return g_strdup_printf (_ ("%.1f s"), seconds);
  return g_strdup_printf (_ ("%d min %02d s"), (int) (seconds / 60), (int) fmod (seconds, 60));
}

int
mercer_value_digits (double value, int digits)
{
  return value == rint (value) && fabs (value) < 1e7 ? 1 + (int) log10 (MAX (fabs (value), 1)) : digits;
}

char *
mercer_wrap_words (const char *text, int characters)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  GString *wrapped = g_string_new (NULL);
  int used = 0;

  for (char **word = words; *word != NULL; word++)
    {
      int length = (int) g_utf8_strlen (*word, -1);
      if (used > 0 && used + 1 + length > characters)
        {
          g_string_append_c (wrapped, '\n');
          used = 0;
        }
      else if (used > 0)
        {
          g_string_append_c (wrapped, ' ');
          used++;
        }
      g_string_append (wrapped, *word);
      used += length;
    }
  return g_string_free (wrapped, FALSE);
}
