/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-private.h"
#include "fourier.h"
#include "kde-private.h"

void
density_plan_lock (void)
{
  mercer_fourier_lock ();
}

void
density_plan_unlock (void)
{
  mercer_fourier_unlock ();
}

void
density_transform (size_t n, double *field, bool forward)
{
  mercer_fourier_real (n, field, forward);
}

void
density_cosine_transform (size_t n, double *field)
{
  mercer_fourier_cosine (n, field);
}
