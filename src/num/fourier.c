/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fourier.h"

#include <fftw3.h>
#include <pthread.h>

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

void
mercer_fourier_lock (void)
{
  pthread_mutex_lock (&planner);
}

void
mercer_fourier_unlock (void)
{
  pthread_mutex_unlock (&planner);
}

static void
carry_out (fftw_plan plan)
{
  fftw_execute (plan);
  mercer_fourier_lock ();
  fftw_destroy_plan (plan);
  mercer_fourier_unlock ();
}

void
mercer_fourier_real (size_t n, double *field, bool forward)
{
  fftw_complex *spectrum = (fftw_complex *) field;
  mercer_fourier_lock ();
  fftw_plan plan = forward ? fftw_plan_dft_r2c_1d ((int) n, field, spectrum, FFTW_ESTIMATE)
                           : fftw_plan_dft_c2r_1d ((int) n, spectrum, field, FFTW_ESTIMATE);
  mercer_fourier_unlock ();
  carry_out (plan);
}

void
mercer_fourier_cosine (size_t n, double *field)
{
  mercer_fourier_lock ();
  fftw_plan plan = fftw_plan_r2r_1d ((int) n, field, field, FFTW_REDFT10, FFTW_ESTIMATE);
  mercer_fourier_unlock ();
  carry_out (plan);
}
