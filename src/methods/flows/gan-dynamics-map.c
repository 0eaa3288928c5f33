/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Games all over the diagram, where the theory says no more than that they leave the neighbourhood of the rows. */
#include "gan-dynamics.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "block.h"

/* Nodes that are played first stand COARSE apart, both ends among them. */
enum { COARSE = 8, ROUNDS = 4, ROWS = 6 * COARSE + 1, COLUMNS = 8 * COARSE + 1 };
/* So many terms of f are summed up in about so many games, where memories are about so long: some tenths of a second. */
static const double most_terms = 3e8, usual_games = 136, usual_memory = 100;
enum { LEAST_STEPS = 60 };

double
gan_node (const GanAxis *axis, double k, size_t count)
{
  return axis->low * pow (axis->high / axis->low, k / (double) (count - 1));
}

/* --- Playing ------------------------------------------------------------------------------------------------------ */

/* As many steps as the game itself has, where that does not take too long. */
static size_t
steps_of_games (const GanRun *run)
{
  double n = (double) run->in.n, steps = run->values->steps;
  double each = fmin (steps, usual_memory) * n * n * (double) run->in.d;
  return (size_t) fmin (steps, fmax (LEAST_STEPS, most_terms / (usual_games * each)));
}

/* All that the games depend on: not the place in the diagram. */
static MercerHash
key_of (const GanRun *run)
{
  MercerHash key = mercer_hash_start ("gan-map");
  const GanAxis *axes[] = { &run->across, &run->up };
  MercerGan gan = run->gan;
  for (size_t a = 0; a < G_N_ELEMENTS (axes); a++)
    {
      *gan_place (&gan, axes[a]) = 0;
      mercer_hash_add_size (&key, axes[a]->offset);
      mercer_hash_add_double (&key, axes[a]->low);
      mercer_hash_add_double (&key, axes[a]->high);
    }
  const double numbers[] = { gan.generator, gan.discriminator, gan.lambda, gan.sigma, gan.alternating, run->values->start };
  for (size_t k = 0; k < G_N_ELEMENTS (numbers); k++)
    mercer_hash_add_double (&key, numbers[k]);
  mercer_hash_add_size (&key, mercer_recipe_seed (run->recipe));
  mercer_hash_add_size (&key, steps_of_games (run));
  mercer_hash_add_size (&key, run->in.d);
  mercer_hash_add (&key, run->x.data, run->in.n * run->in.d * sizeof (double));
  mercer_hash_add (&key, run->in.ids, run->in.n * sizeof *run->in.ids);
  return key;
}

typedef struct
{
  const GanRun *run;
  GanMap *map;
  double *gammas;      /* columns of modes */
  MercerMatrix start;
  double *path;        /* of a whole game */
} Playing;

/* Of the theory, and where that says no more than that the game leaves, `left` if that is known, else as the game that is played does. */
static MercerStatus
find_phase (Playing *p, size_t column, size_t row, bool known, GanPhase left)
{
  const GanRun *run = p->run;
  MercerGan gan = run->gan;
  double radius, angle;
  size_t done;
  *gan_place (&gan, &run->across) = gan_node (&run->across, (double) column, COLUMNS);
  *gan_place (&gan, &run->up) = gan_node (&run->up, (double) row, ROWS);
  GanPhase phase = gan_run_phase (run, &gan, p->gammas + column * run->modes, &radius, &angle);
  MercerStatus status = MERCER_OK;
  if (phase == GAN_LEAVES && !known)
    {
      gan_run_start (run, &gan, p->start);
      status = mercer_gan_play (&gan, run->x, p->start, p->map->steps, 0, p->path, &done, run->work);
      p->map->played++;
      if (status == MERCER_OK)
        left = mercer_gan_is_thrown (&gan, run->x, p->path + done * run->in.n * run->in.d) ? GAN_DIVERGES : GAN_OSCILLATES;
    }
  p->map->phase[row * COLUMNS + column] = (unsigned char) (phase == GAN_LEAVES ? left : phase);
  return status;
}

/* How many of the four corners of the cell of side 2 stride around a node are thrown out. */
static size_t
thrown_around (const GanMap *map, size_t column, size_t row, size_t stride)
{
  size_t wide = 2 * stride, count = 0;
  for (size_t corner = 0; corner < 4; corner++)
    {
      size_t c = column / wide * wide + (column % wide != 0 && corner % 2 == 1 ? wide : 0);
      size_t r = row / wide * wide + (row % wide != 0 && corner / 2 == 1 ? wide : 0);
      count += map->phase[r * COLUMNS + c] == GAN_DIVERGES;
    }
  return count;
}

/* Every COARSE-th node, and then between those that differ. */
static MercerStatus
play_all (Playing *p)
{
  MercerStatus status = MERCER_OK;
  GanMap *map = p->map;
  for (size_t stride = COARSE, round = 0; stride > 0; stride /= 2, round++)
    for (size_t column = 0; column < COLUMNS; column += stride)
      {
        for (size_t row = 0; row < ROWS && status == MERCER_OK; row += stride)
          {
            if (stride < COARSE && column % (2 * stride) == 0 && row % (2 * stride) == 0)
              continue; /* found before */
            size_t thrown = stride == COARSE ? 0 : thrown_around (map, column, row, stride);
            bool alike = stride < COARSE && thrown % 4 == 0;
            status = find_phase (p, column, row, alike, thrown == 4 ? GAN_DIVERGES : GAN_OSCILLATES);
          }
        if (status == MERCER_OK && !mercer_work_wanted (p->run->work))
          status = MERCER_STOPPED;
        /* each round takes about as long */
        mercer_work_progress (p->run->work, ((double) round + (double) column / (double) COLUMNS) / ROUNDS,
                              _("Playing over the diagram"));
      }
  return status;
}

static MercerStatus
play_map (const GanRun *run, GanMap *map)
{
  size_t size = run->in.n * run->in.d;
  MercerStatus status = MERCER_OK;
  MercerMark mark = mercer_work_mark (run->work);
  Playing p = { .run = run, .map = map, .start = mercer_work_matrix (run->work, run->in.n, run->in.d) };
  p.gammas = mercer_work_doubles (run->work, COLUMNS * run->modes);
  p.path = mercer_work_doubles (run->work, (map->steps + 1) * size);
  if (p.start.data == NULL || p.gammas == NULL || p.path == NULL)
    return MERCER_OUT_OF_MEMORY;
  for (size_t column = 0; column < COLUMNS && status == MERCER_OK; column++)
    {
      MercerGan gan = run->gan;
      *gan_place (&gan, &run->across) = gan_node (&run->across, (double) column, COLUMNS);
      status = gan.sigma != run->gan.sigma || column == 0 ? mercer_gan_modes (run->x, gan.sigma, p.gammas + column * run->modes, run->work)
                                                          : MERCER_OK;
      if (gan.sigma == run->gan.sigma && column > 0)
        memcpy (p.gammas + column * run->modes, p.gammas, run->modes * sizeof (double));
    }
  if (status == MERCER_OK)
    status = play_all (&p);
  mercer_work_release (run->work, mark);
  return status;
}

/* --- Phases ------------------------------------------------------------------------------------------------------- */

/* A piece from `low` to `high` in a column, behind the last one of its phase there, or joined to it if it begins where that ends. */
static void
add_piece (GanRun *run, GanPhase phase, size_t column, double low, double high, size_t *count)
{
  size_t last = count[phase];
  if (last > 0 && (run->high[phase][last - 1][column] == low || last == GAN_PIECES))
    {
      run->high[phase][last - 1][column] = high;
      return;
    }
  run->low[phase][last][column] = low;
  run->high[phase][last][column] = high;
  count[phase]++;
}

/* What leaves, as oscillating or diverging by the nearest nodes of the map. */
static void
split_column (GanRun *run, size_t column)
{
  const GanMap *map = run->map;
  size_t count[GAN_PHASES] = { 0 }, of_map = (size_t) lround ((double) column / (GAN_COLUMNS - 1) * (double) (COLUMNS - 1));
  for (size_t piece = 0; piece < GAN_PIECES && isfinite (run->low[GAN_LEAVES][piece][column]); piece++)
    for (size_t row = 0; row < ROWS; row++)
      {
        double low = row == 0 ? run->up.low : gan_node (&run->up, (double) row - 0.5, ROWS);
        double high = row + 1 == ROWS ? run->up.high : gan_node (&run->up, (double) row + 0.5, ROWS);
        low = fmax (low, run->low[GAN_LEAVES][piece][column]);
        high = fmin (high, run->high[GAN_LEAVES][piece][column]);
        if (low < high)
          add_piece (run, map->phase[row * COLUMNS + of_map] == GAN_DIVERGES ? GAN_DIVERGES : GAN_OSCILLATES, column, low, high, count);
      }
  for (size_t piece = 0; piece < GAN_PIECES; piece++)
    run->low[GAN_LEAVES][piece][column] = run->high[GAN_LEAVES][piece][column] = NAN;
}

/* NULL with a status: there is none. */
static GanMap *
make_map (const GanRun *run, MercerStatus *status)
{
  GanMap *map = mercer_block_new (sizeof *map + COLUMNS * ROWS);
  *status = map != NULL ? MERCER_OK : MERCER_OUT_OF_MEMORY;
  if (map == NULL)
    return NULL;
  *map = (GanMap){ .columns = COLUMNS, .rows = ROWS, .steps = steps_of_games (run) };
  *status = play_map (run, map);
  if (*status != MERCER_OK)
    mercer_block_free (g_steal_pointer (&map));
  return map;
}

MercerStatus
gan_run_map (GanRun *run, bool *known)
{
  MercerStore *store = mercer_work_store (run->work);
  MercerHash key = key_of (run);
  run->map_item = mercer_store_get (store, key);
  if (run->map_item == NULL && !*known)
    {
      MercerStatus status;
      GanMap *map = make_map (run, &status);
      if (map == NULL)
        return status;
      run->map_item = mercer_store_put (store, key, map, sizeof *map + COLUMNS * ROWS, mercer_block_free);
    }
  *known = run->map_item != NULL;
  if (!*known)
    return MERCER_OK;
  run->map = mercer_store_item_data (run->map_item);
  for (size_t column = 0; column < GAN_COLUMNS; column++)
    split_column (run, column);
  return MERCER_OK;
}
