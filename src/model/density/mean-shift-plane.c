/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mean-shift.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "pool.h"

enum { MOST_MODES = 4096, MOST_SHIFTS = 2000, ROWS = 256 };
static const double sees = 12, near = 0.5;

/* --- Modes ------------------------------------------------------------------------------------------------- */

/* Ties go to the one that comes first, so that a plateau has one maximum. */
static bool
is_top (const MercerShiftField *field, size_t i, size_t j)
{
  size_t at = i + j * field->m[0];
  for (int dj = -1; dj <= 1; dj++)
    for (int di = -1; di <= 1; di++)
      {
        size_t other = at + (size_t) (di + dj * (int) field->m[0]);
        if (other != at && (field->f[other] > field->f[at] || (other < at && field->f[other] == field->f[at])))
          return false;
      }
  return field->f[at] > 0;
}

/* Where the shift is least about: near every mode, also one too shallow for the lattice to have a top there, and near saddles. */
static bool
is_still (const MercerShiftField *field, size_t i, size_t j)
{
  size_t at = i + j * field->m[0];
  double least = hypot (field->shift[0][at], field->shift[1][at]);
  if (!(field->f[at] > 0) || least > field->step[0] + field->step[1])
    return false;
  for (int dj = -1; dj <= 1; dj++)
    for (int di = -1; di <= 1; di++)
      {
        size_t other = at + (size_t) (di + dj * (int) field->m[0]);
        if (other != at && hypot (field->shift[0][other], field->shift[1][other]) < least)
          return false;
      }
  return true;
}

/* The points that a mode near `at` can feel. */
static MercerShift
gather (const MercerShift *sample, const double *at, MercerShift *room)
{
  MercerShift some = *room;
  size_t n = 0;
  const double *x = mercer_matrix_column (sample->z, 0), *y = mercer_matrix_column (sample->z, 1);
  double *to_x = mercer_matrix_column (room->z, 0), *to_y = mercer_matrix_column (room->z, 1), *w = (double *) room->weights;
  for (size_t i = 0; i < sample->z.rows; i++)
    if (fabs (x[i] - at[0]) < sees && fabs (y[i] - at[1]) < sees)
      {
        to_x[n] = x[i];
        to_y[n] = y[i];
        if (w != NULL)
          w[n] = sample->weights[i];
        n++;
      }
  some.z.rows = n;
  return some;
}

static int
nearest (const MercerModes *modes, const double *z, double *distance)
{
  int best = -1;
  *distance = INFINITY;
  for (size_t k = 0; k < modes->count; k++)
    {
      double dx = modes->at[2 * k] - z[0], dy = modes->at[2 * k + 1] - z[1], r = hypot (dx, dy);
      if (r < *distance)
        *distance = r, best = (int) k;
    }
  return best;
}

static void
sort_modes (MercerModes *modes)
{
  size_t d = modes->d;
  for (size_t k = 1; k < modes->count; k++)
    for (size_t j = k; j > 0 && modes->log_f[j] > modes->log_f[j - 1]; j--)
      {
        double swap = modes->log_f[j];
        modes->log_f[j] = modes->log_f[j - 1];
        modes->log_f[j - 1] = swap;
        for (size_t c = 0; c < d; c++)
          {
            swap = modes->at[j * d + c];
            modes->at[j * d + c] = modes->at[(j - 1) * d + c];
            modes->at[(j - 1) * d + c] = swap;
          }
      }
}

/* The mode above a top of the field; end: where the climb ended. */
static MercerStatus
add_top (const MercerShift *sample, MercerShift *room, const double *z, double *end, MercerModes *modes, MercerWork *work)
{
  MercerShift some = gather (sample, z, room);
  double log_f, distance;
  bool peaked = false;
  memcpy (end, z, 2 * sizeof *end);
  if (some.z.rows == 0)
    return MERCER_OK;
  MercerStatus status = mercer_shift_climb (&some, end, &log_f, &peaked, work);
  if (status == MERCER_DIVERGED) /* a plateau: as good as it gets */
    status = MERCER_OK;
  nearest (modes, end, &distance);
  if (status != MERCER_OK || !peaked || distance < 1e-4 || modes->count == MOST_MODES)
    return status;
  memcpy (modes->at + 2 * modes->count, end, 2 * sizeof *end);
  modes->log_f[modes->count++] = log_f;
  return MERCER_OK;
}

/* Each point of the lattice learns the nearest seat within reach. */
static void
paint_seat (const MercerShiftField *field, MercerModes *modes, size_t seat)
{
  const double *z = modes->seat + 2 * seat;
  double first[2], last[2];
  for (int a = 0; a < 2; a++)
    {
      double reach = near + 2 * field->step[a], top = (double) (field->m[a] - 1);
      first[a] = CLAMP (floor ((z[a] - reach - field->low[a]) / field->step[a]), 0, top);
      last[a] = CLAMP (ceil ((z[a] + reach - field->low[a]) / field->step[a]), 0, top);
    }
  for (size_t j = (size_t) first[1]; j <= (size_t) last[1]; j++)
    for (size_t i = (size_t) first[0]; i <= (size_t) last[0]; i++)
      {
        int *cell = &modes->cell[i + j * field->m[0]];
        double x = field->low[0] + (double) i * field->step[0], y = field->low[1] + (double) j * field->step[1];
        const double *other = *cell >= 0 ? modes->seat + 2 * *cell : NULL;
        if (other == NULL || hypot (x - z[0], y - z[1]) < hypot (x - other[0], y - other[1]))
          *cell = (int) seat;
      }
}

static MercerStatus
set_seats (const MercerShiftField *field, MercerModes *modes, size_t tops, const double *top, const double *end, MercerWork *work)
{
  size_t cells = field->m[0] * field->m[1];
  modes->seat = mercer_work_doubles (work, 2 * (modes->count + tops + 1));
  modes->leads_to = mercer_work_alloc (work, modes->count + tops + 1, sizeof *modes->leads_to);
  modes->cell = mercer_work_alloc (work, cells, sizeof *modes->cell);
  if (modes->seat == NULL || modes->leads_to == NULL || modes->cell == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t k = 0; k < cells; k++)
    modes->cell[k] = -1;
  memcpy (modes->seat, modes->at, 2 * modes->count * sizeof *modes->seat);
  for (size_t k = 0; k < modes->count; k++)
    modes->leads_to[k] = (int) k;
  modes->seats = modes->count;
  for (size_t k = 0; k < tops; k++)
    if (hypot (top[2 * k] - end[2 * k], top[2 * k + 1] - end[2 * k + 1]) > 0.5 * near)
      {
        double distance;
        memcpy (modes->seat + 2 * modes->seats, top + 2 * k, 2 * sizeof *top);
        modes->leads_to[modes->seats++] = nearest (modes, end + 2 * k, &distance);
      }
  for (size_t k = 0; k < modes->seats; k++)
    paint_seat (field, modes, k);
  return MERCER_OK;
}

MercerStatus
mercer_modes_of_plane (const MercerShift *sample, const MercerShiftField *field, MercerModes *modes, MercerWork *work)
{
  size_t n = sample->z.rows, tops = 0;
  *modes = (MercerModes){ .d = 2, .at = mercer_work_doubles (work, 2 * MOST_MODES), .log_f = mercer_work_doubles (work, MOST_MODES) };
  double *top = mercer_work_doubles (work, 2 * MOST_MODES), *end = mercer_work_doubles (work, 2 * MOST_MODES);
  MercerShift room = { mercer_work_matrix (work, n, 2), sample->weights != NULL ? mercer_work_doubles (work, n) : NULL,
                       mercer_work_doubles (work, n), sample->power, sample->square };
  if (modes->at == NULL || modes->log_f == NULL || room.z.data == NULL || room.scratch == NULL || top == NULL || end == NULL
      || (sample->weights != NULL && room.weights == NULL))
    return MERCER_OUT_OF_MEMORY;
  for (size_t j = 1; j + 1 < field->m[1]; j++)
    for (size_t i = 1; i + 1 < field->m[0]; i++)
      {
        bool is_its_top = is_top (field, i, j);
        if (tops == MOST_MODES || (!is_its_top && !is_still (field, i, j)))
          continue;
        top[2 * tops] = field->low[0] + (double) i * field->step[0];
        top[2 * tops + 1] = field->low[1] + (double) j * field->step[1];
        MercerStatus status = add_top (sample, &room, top + 2 * tops, end + 2 * tops, modes, work);
        if (status != MERCER_OK)
          return status;
        tops += is_its_top;
      }
  sort_modes (modes);
  return set_seats (field, modes, tops, top, end, work);
}

/* --- Basins ------------------------------------------------------------------------------------------------ */

/* The seat that is near z, and how far it is. */
static int
seat_near (const MercerShiftField *field, const MercerModes *modes, const double z[2], double *distance)
{
  double u = (z[0] - field->low[0]) / field->step[0] + 0.5, v = (z[1] - field->low[1]) / field->step[1] + 0.5;
  if (!(u >= 0 && v >= 0 && u < (double) field->m[0] && v < (double) field->m[1]))
    return -1;
  int seat = modes->cell[(size_t) u + (size_t) v * field->m[0]];
  if (seat >= 0)
    *distance = hypot (z[0] - modes->seat[2 * seat], z[1] - modes->seat[2 * seat + 1]);
  return seat;
}

int
mercer_modes_follow (const MercerShiftField *field, const MercerModes *modes, const double start[2], size_t most, double *path,
                     size_t *steps)
{
  double z[2] = { start[0], start[1] }, shift[2], distance = INFINITY, before = INFINITY;
  size_t kept = 0;
  int seat = -1, last = -1;
  for (int k = 0; k < MOST_SHIFTS; k++)
    {
      if (path != NULL && kept < most)
        memcpy (path + 2 * kept++, z, sizeof z);
      seat = seat_near (field, modes, z, &distance);
      /* near and coming nearer: a path that only passes by is not caught */
      if (seat >= 0 && (distance < 0.1 * near || (distance < near && seat == last && distance < before)))
        break;
      before = distance;
      last = seat;
      if (!mercer_shift_field_at (field, z, shift))
        {
          seat = -1;
          break;
        }
      if (hypot (shift[0], shift[1]) < 1e-5) /* at rest, a few steps of the lattice from the seat at most */
        break;
      z[0] += shift[0];
      z[1] += shift[1];
    }
  int mode = seat >= 0 ? modes->leads_to[seat] : -1;
  if (path != NULL && mode >= 0 && kept < most)
    memcpy (path + 2 * kept++, modes->at + 2 * mode, sizeof z);
  if (steps != NULL)
    *steps = kept;
  return mode;
}

typedef struct
{
  const MercerShiftField *field;
  const MercerModes *modes;
  MercerMatrix starts;
  int *basin;
  MercerWork *work;
} Basins;

static void
basins_cb (void *data, size_t part)
{
  Basins *basins = data;
  if (!mercer_work_wanted (basins->work))
    return;
  for (size_t i = part * ROWS; i < MIN ((part + 1) * ROWS, basins->starts.rows); i++)
    {
      double z[2] = { *mercer_matrix_at (basins->starts, i, 0), *mercer_matrix_at (basins->starts, i, 1) };
      basins->basin[i] = mercer_modes_follow (basins->field, basins->modes, z, 0, NULL, NULL);
    }
}

MercerStatus
mercer_modes_basins (const MercerShiftField *field, const MercerModes *modes, MercerMatrix starts, int *basin, MercerWork *work)
{
  Basins basins = { field, modes, starts, basin, work };
  mercer_pool_for ((starts.rows + ROWS - 1) / ROWS, basins_cb, &basins);
  return mercer_work_wanted (work) ? MERCER_OK : MERCER_STOPPED;
}
