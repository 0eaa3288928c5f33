/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bandwidth-private.h"
#include "kde-private.h"

#include <fftw3.h>
#include <pthread.h>

/* FFTW's planner is not to be called by two threads at once; its plans may be carried out by any. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

void
density_plan_lock (void)
{
  pthread_mutex_lock (&planner);
}

void
density_plan_unlock (void)
{
  pthread_mutex_unlock (&planner);
}

static void
carry_out (fftw_plan plan)
{
  fftw_execute (plan);
  density_plan_lock ();
  fftw_destroy_plan (plan);
  density_plan_unlock ();
}

void
density_transform (size_t n, double *field, bool forward)
{
  density_plan_lock ();
  fftw_plan plan = forward ? fftw_plan_dft_r2c_1d ((int) n, field, (fftw_complex *) field, FFTW_ESTIMATE)
                           : fftw_plan_dft_c2r_1d ((int) n, (fftw_complex *) field, field, FFTW_ESTIMATE);
  density_plan_unlock ();
  carry_out (plan);
}

void
density_cosine_transform (size_t n, double *field)
{
  density_plan_lock ();
  fftw_plan plan = fftw_plan_r2r_1d ((int) n, field, field, FFTW_REDFT10, FFTW_ESTIMATE);
  density_plan_unlock ();
  carry_out (plan);
}
