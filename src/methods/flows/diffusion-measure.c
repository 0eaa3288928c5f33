/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far the particles are from the rows, and on the way back from those that go out. */
#include "diffusion.h"

#include <math.h>

#include "discrepancy.h"
#include "distance.h"

enum { STREAM_APART = 0x64696670, TILE = 64 };

MercerStatus
diffusion_run_nearest (DiffusionRun *run, double *out)
{
  MercerMark mark = mercer_work_mark (run->work);
  MercerMatrix squares = mercer_work_matrix (run->work, run->in.n, TILE);
  double unit = run->each ? 1 : run->scale[0];
  if (squares.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  *out = 0;
  for (size_t first = 0; first < run->m; first += TILE)
    {
      size_t count = MIN (TILE, run->m - first);
      if (!mercer_work_wanted (run->work))
        return MERCER_STOPPED;
      mercer_squared_distances (run->rows, mercer_matrix_block (run->x, first, 0, count, run->in.d),
                                mercer_matrix_block (squares, 0, 0, run->in.n, count));
      for (size_t i = 0; i < count; i++)
        {
          double least = INFINITY;
          for (size_t j = 0; j < run->in.n; j++)
            least = fmin (least, *mercer_matrix_at (squares, j, i));
          *out += unit * sqrt (least) / (double) run->m;
        }
    }
  mercer_work_release (run->work, mark);
  return MERCER_OK;
}

/* The energy distance between the reverse particles and as many forward ones of the same noise: the root of
 * 2 E|x - y| - E|x - x'| - E|y - y'| with each sample's pairs, those with itself counted in. For two samples of one law its
 * square is 2 E|x - x'| / m on average. */
static MercerStatus
measure_energy (DiffusionRun *run, size_t moment)
{
  g_autoptr (MercerKernel) free_kernel = mercer_kernel_parse ("Riesz(r=1)", NULL, NULL, NULL);
  g_autoptr (MercerKernel) kernel = mercer_kernel_bind (free_kernel, run->in.names, run->in.d, NULL);
  MercerMark mark = mercer_work_mark (run->work);
  size_t t = diffusion_run_time (run, moment);
  MercerDiscrepancy sums;
  MercerMatrix there = mercer_work_matrix (run->work, run->m, run->in.d);
  if (there.data == NULL || kernel == NULL)
    return MERCER_OUT_OF_MEMORY;
  diffusion_run_noised (run, STREAM_APART, moment, there, (MercerMatrix){ 0 });
  MercerStatus status = mercer_discrepancy (kernel, run->x, there, &sums, run->work);
  if (status == MERCER_OK)
    {
      run->energy[t] = sqrt (fmax (0, mercer_discrepancy_biased (&sums)));
      run->chance[t] = run->m > 1 ? sqrt (-2 * sums.yy / (double) (run->m * (run->m - 1)) / (double) run->m) : 0;
    }
  mercer_work_release (run->work, mark);
  return status;
}

MercerStatus
diffusion_run_measure (DiffusionRun *run, size_t moment)
{
  MercerStatus status = diffusion_run_nearest (run, &run->nearest[moment]);
  return status == MERCER_OK && diffusion_run_is_back (run, moment) ? measure_energy (run, moment) : status;
}
