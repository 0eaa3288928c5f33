/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "mmd-flow.h"

/* Whether the kernel has a kink where two points meet: it then falls as fast at first as later. */
static bool
has_kink (const MercerFilm *film)
{
  g_autofree double *a = g_memdup2 (film->cloud.centre, film->d * sizeof (double));
  g_autofree double *b = g_memdup2 (a, film->d * sizeof (double));
  double at = mercer_kernel_value (film->kernel, a, a), slope[2];
  for (int k = 0; k < 2; k++)
    {
      double h = film->spread * (k == 0 ? 1e-5 : 1e-2);
      b[0] = a[0] + h;
      slope[k] = fabs (mercer_kernel_value (film->kernel, a, b) - at) / h;
    }
  return slope[0] > 0.3 * slope[1] && slope[1] > 0
         && (mercer_kernel_flags (film->kernel) & MERCER_KERNEL_STATIONARY) != 0;
}

static void
note_kernel (const MercerFilm *film, MercerFigureBuilder *b)
{
  unsigned flags = mercer_kernel_flags (film->kernel);
  if ((flags & (MERCER_KERNEL_POSITIVE_DEFINITE | MERCER_KERNEL_CONDITIONALLY)) == 0)
    mercer_film_note (film, b, MERCER_NOTE_WARNING,
                        _("This kernel is not known to be positive definite, so the flow need not end at the target. Use RBF, "
                          "Matern or Riesz."),
                        NULL, NULL, 0);
  if (has_kink (film))
    mercer_film_note (film, b, MERCER_NOTE_INFO,
                        _("The kernel has a kink at distance 0: points at exactly the same place neither pull nor push each "
                          "other."),
                        NULL, NULL, 0);
}

static bool
is_plain (const MercerFilm *film)
{
  const MmdFlowState *state = film->lane[0].state;
  return !(state->flow.lambda > 0);
}

void
mmd_flow_words (const MercerFilm *film, MercerFigureBuilder *b, bool final)
{
  (void) final;
  const MmdFlowState *state = film->lane[0].state;
  if (!is_plain (film))
    mercer_figure_readout (b, "regularised", _("Regularised MMD²"), 2 * state->flow.terms.objective, "");
}

void
mmd_flow_notes (const MercerFilm *film, MercerFigureBuilder *b)
{
  const MmdFlowValues *v = film->values;
  if (v->regularisation > 0 && is_plain (film))
    mercer_film_note (film, b, MERCER_NOTE_WARNING,
                      _("The regularised flow needs a positive definite kernel and at most 3,000 target points, so the plain one "
                        "is shown. Use RBF or Matern, or fewer points."),
                      _("No regularisation"), "regularisation", 0);
  note_kernel (film, b);
}
