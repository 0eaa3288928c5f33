/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "film-private.h"
#include "ground.h"

enum { SIDE = 56, LEVELS = 8 };
enum { TRAIL = 12, MOST_TRAILS = 10000, TRAIL_POINTS = 20000, MOST_ARROWS = 400 };
static const double arrow_length = 0.06; /* of the picture, the longest */
static const double paleness = 1.6;      /* the strongest colour stays this far from the end of the map */
static const double faintest = 0.1;      /* colours fade down to this part of the start's */

double
mercer_film_dot_size (size_t n)
{
  return n > 8000 ? 1.2 : n > 2000 ? 2 : n > 400 ? 3 : 4.5;
}

static double *
projected (const MercerFilm *film, MercerMatrix x, size_t a)
{
  double *out = g_new (double, x.rows + 1);
  mercer_plane_project (&film->plane, x, a, out);
  return out;
}

static size_t
slot_size (const MercerFilm *film, const MercerLane *lane)
{
  return lane->x.rows * film->plane.dims;
}

/* So many frames back trails reach: the more particles, the shorter, which bounds what a frame costs; 0: none. */
static size_t
trail_length (const MercerLane *lane)
{
  return lane->x.rows > MOST_TRAILS ? 0 : CLAMP (TRAIL_POINTS / lane->x.rows, 1, TRAIL);
}

/* --- The field behind the particles ------------------------------------------------------------------ */

/* Of a kernel that is only conditionally positive definite a field is known up to a constant, which is chosen so that the
 * ground has as much of one colour as of the other. */
static MercerStatus
find_field (MercerLane *lane, double *most)
{
  MercerFilm *film = lane->film;
  double low = INFINITY, high = -INFINITY, middle = 0;
  *most = 0;
  if (film->flow->show == NULL || lane->field == NULL || lane->fresh) /* before it is open there is none */
    return MERCER_OK;
  MercerStatus status = film->flow->show (film, lane, film->lattice, lane->field);
  if (status != MERCER_OK)
    return status;
  for (size_t k = 0; k < film->lattice.rows; k++)
    {
      low = MIN (low, lane->field[k]);
      high = MAX (high, lane->field[k]);
    }
  if (film->flow->unsettled_ground
      || (film->kernel != NULL && (mercer_kernel_flags (film->kernel) & MERCER_KERNEL_POSITIVE_DEFINITE) == 0))
    middle = 0.5 * (low + high);
  for (size_t k = 0; k < film->lattice.rows; k++)
    lane->field[k] -= middle;
  *most = MAX (fabs (low - middle), fabs (high - middle));
  lane->fresh = true;
  return MERCER_OK;
}

MercerStatus
mercer_film_prepare_plane (MercerFilm *film)
{
  MercerPlane *plane = &film->plane;
  MercerStatus status = mercer_plane_open (plane, film->d, &film->cloud, film->work);
  if (status != MERCER_OK)
    return status;
  mercer_plane_show (plane, film->target.x);
  mercer_plane_show (plane, film->lane[0].x);
  double low, high;
  if (film->d <= 2 && film->target.ids != NULL && mercer_dataset_ground (mercer_recipe_dataset (film->recipe), &low, &high))
    for (size_t a = 0; a < plane->dims; a++) /* it stays where it is while points come */
      {
        plane->low[a] = MIN (plane->low[a], low);
        plane->high[a] = MAX (plane->high[a], high);
      }
  mercer_plane_widen (plane, MERCER_FILM_MARGIN);
  plane->grid[0] = plane->dims == 1 ? MERCER_FILM_CURVE : SIDE;
  plane->grid[1] = plane->dims == 1 ? 1 : SIDE;
  film->lattice = mercer_work_matrix (film->work, plane->grid[0] * plane->grid[1], film->d);
  if (film->lattice.data == NULL)
    return MERCER_OUT_OF_MEMORY;
  mercer_plane_lattice (plane, film->lattice);
  if (film->beside != NULL)
    {
      film->beside->plane = *plane;
      film->beside->lattice = film->lattice;
    }
  return MERCER_OK;
}

MercerStatus
mercer_film_prepare_picture (MercerFilm *film)
{
  MercerStatus status = MERCER_OK;
  for (size_t k = 0; k < film->n_lanes && status == MERCER_OK; k++)
    {
      MercerLane *lane = &film->lane[k];
      size_t trails = MAX (trail_length (lane) * slot_size (film, lane), 1);
      lane->field = mercer_work_doubles (film->work, film->lattice.rows);
      lane->trail = mercer_work_doubles (film->work, trails);
      if (lane->field == NULL || lane->trail == NULL)
        return MERCER_OUT_OF_MEMORY;
      /* how strong the colours are at the start is what they fade from, also where no frame shows it */
      status = find_field (lane, &lane->strongest);
    }
  return status;
}

void
mercer_film_trace (MercerFilm *film)
{
  for (size_t k = 0; k < film->n_shown; k++)
    {
      MercerLane *lane = film->along[k];
      size_t size = slot_size (film, lane), length = trail_length (lane);
      if (length == 0 || lane->end != MERCER_FLOW_GOES_ON)
        continue;
      if (lane->n_trail == length)
        {
          memmove (lane->trail, lane->trail + size, (length - 1) * size * sizeof (double));
          lane->n_trail--;
        }
      for (size_t a = 0; a < film->plane.dims; a++)
        mercer_plane_project (&film->plane, lane->x, a, lane->trail + lane->n_trail * size + a * lane->x.rows);
      lane->n_trail++;
    }
}

/* --- Particles in the plane --------------------------------------------------------------------------- */

/* Where each particle has been, as one line with gaps. */
static void
draw_trails (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, int panel, const double *at, const double *up)
{
  size_t n = lane->x.rows, each = lane->n_trail + 2, size = slot_size (film, lane);
  if (lane->n_trail == 0)
    return;
  g_autofree double *x = g_new (double, n * each), *y = g_new (double, n * each);
  for (size_t i = 0; i < n; i++)
    {
      for (size_t k = 0; k < lane->n_trail; k++)
        {
          x[i * each + k] = lane->trail[k * size + i];
          y[i * each + k] = lane->trail[k * size + n + i];
        }
      x[i * each + each - 2] = at[i];
      y[i * each + each - 2] = up[i];
      x[i * each + each - 1] = y[i * each + each - 1] = NAN;
    }
  mercer_figure_line (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 0.8, .opacity = 0.3 }, n * each, x, y);
}

static void
draw_arrows (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, int panel, const double *at, const double *up)
{
  const MercerPlane *plane = &film->plane;
  size_t n = MIN (lane->x.rows, (size_t) MOST_ARROWS);
  double longest = 0, room = MAX (plane->high[0] - plane->low[0], plane->high[1] - plane->low[1]);
  g_autofree double *dx = g_new0 (double, n + 1), *dy = g_new0 (double, n + 1);
  for (size_t c = 0; c < film->d; c++)
    for (size_t i = 0; i < n; i++)
      {
        dx[i] += *mercer_matrix_at (lane->velocity, i, c) * *mercer_matrix_at (plane->axes, c, 0);
        dy[i] += *mercer_matrix_at (lane->velocity, i, c) * *mercer_matrix_at (plane->axes, c, 1);
      }
  for (size_t i = 0; i < n; i++)
    longest = MAX (longest, hypot (dx[i], dy[i]));
  if (!(longest > 0) || !isfinite (longest))
    return;
  for (size_t i = 0; i < n; i++)
    {
      dx[i] *= arrow_length * room / longest;
      dy[i] *= arrow_length * room / longest;
    }
  mercer_figure_arrows (b, panel, &(MercerStyle){ .role = MERCER_ROLE_INK, .width = 1, .opacity = 0.7 }, n, at, up, dx, dy);
}

/* The ids under which a hand can take particles: the lane in the upper half. */
static uint64_t *
particle_ids (const MercerFilm *film, const MercerLane *lane)
{
  if ((mercer_recipe_method (film->recipe)->flags & MERCER_METHOD_LIVE_TOUCH) == 0)
    return NULL;
  uint64_t *ids = g_new (uint64_t, lane->x.rows + 1);
  for (size_t i = 0; i < lane->x.rows; i++)
    ids[i] = MERCER_PARTICLE_ID ((uint64_t) lane->place << 32 | i);
  return ids;
}

/* The title of its panel says too how its line is drawn in the history. */
char *
mercer_film_panel_title (const MercerFilm *film, const MercerLane *lane)
{
  if (film->n_shown < 2)
    return g_strdup ("");
  g_autofree char *name = mercer_film_lane_name (film, lane);
  return lane->place == 0 ? g_steal_pointer (&name) : g_strdup_printf (_("Dashed: %s"), name);
}

/* Of very many the first are drawn; groups have colours of their own. */
static void
draw_dots (MercerFigureBuilder *b, int panel, const MercerStyle *style, size_t n, const double *x, const double *y,
           const uint64_t *ids, const double *groups)
{
  n = MIN (n, (size_t) MERCER_FILM_MOST_DOTS);
  if (groups != NULL)
    mercer_figure_points_mapped (b, panel, style, n, x, y, ids, groups, MERCER_MAP_SERIES, 0, 8);
  else
    mercer_figure_points (b, panel, style, n, x, y, ids);
}

/* In a panel of half the size what the ground means would hide much of it. */
static void
draw_caption (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, int panel)
{
  const char *plane = film->plane.principal && lane->place == 0 ? _("On the plane of the target's two principal components.") : "";
  const char *ground = film->flow->ground != NULL && film->n_shown == 1 ? _(film->flow->ground) : "";
  g_autofree char *caption = g_strconcat (plane, plane[0] != '\0' && ground[0] != '\0' ? " " : "", ground, NULL);
  if (caption[0] != '\0')
    mercer_figure_caption (b, panel, caption);
}

static void
draw_plane (const MercerFilm *film, const MercerLane *lane, MercerFigureBuilder *b, const MercerFilmPlace *place)
{
  const MercerPlane *plane = &film->plane;
  g_autofree char *name = mercer_film_panel_title (film, lane);
  int panel = mercer_figure_panel (b, name, place->column, place->row, place->width, place->height);
  g_autofree double *target_at = projected (film, film->target.x, 0), *target_up = projected (film, film->target.x, 1);
  g_autofree double *at = projected (film, lane->x, 0), *up = projected (film, lane->x, 1);
  g_autofree uint64_t *ids = particle_ids (film, lane);
  double most = 0;
  if (film->flow->draw_frame != NULL)
    film->flow->draw_frame (film, b, panel);
  else
    mercer_picture_plane_axes (b, panel, plane, mercer_recipe_dataset (film->recipe), film->names);
  if (lane->film->flow->show != NULL && lane->field != NULL)
    {
      for (size_t k = 0; k < film->lattice.rows; k++)
        most = MAX (most, fabs (lane->field[k]));
      MercerGround ground
          = { .values = lane->field, .limit = paleness * MAX (most, faintest * lane->strongest), .levels = LEVELS };
      mercer_picture_ground (b, panel, plane, &ground);
    }
  draw_dots (b, panel,
             &(MercerStyle){ .role = MERCER_ROLE_PRIMARY, .size = mercer_film_dot_size (film->target.x.rows), .hollow = true,
                             .opacity = 0.8, .legend = lane->place == 0 ? _("Target") : NULL },
             film->target.x.rows, target_at, target_up, film->target.ids, lane->film->target_groups);
  draw_trails (film, lane, b, panel, at, up);
  draw_dots (b, panel,
             &(MercerStyle){ .role = MERCER_ROLE_SECONDARY, .size = mercer_film_dot_size (lane->x.rows), .opacity = 0.9,
                             .legend = lane->place == 0 ? _("Particles") : NULL },
             lane->x.rows, at, up, ids, lane->groups);
  if (film->shared->arrows)
    draw_arrows (film, lane, b, panel, at, up);
  if (film->d == 2 && film->target.ids != NULL)
    mercer_figure_edits (b, panel, film->names[0], film->names[1]);
  draw_caption (film, lane, b, panel);
}

/* --- The figure --------------------------------------------------------------------------------------- */

char *
mercer_film_title (const MercerFilm *film)
{
  g_autofree char *goal = film->flow->title != NULL ? film->flow->title (film) : NULL;
  MercerDataset *table = mercer_recipe_dataset (film->recipe);
  double low, high;
  bool nameless = mercer_dataset_ground (table, &low, &high); /* it is being painted */
  return g_strdup_printf (_("Flow to %s"), goal != NULL ? goal : nameless ? _("painted points") : mercer_dataset_title (table));
}

/* Where the lanes stand and what has been measured of them. Lanes are side by side. Beside them is the history or, unless their planes
 * are tall, below them: it would leave each of several little width. */
typedef struct
{
  MercerFilmPlace lane; /* the first */
  MercerFilmShelf history;
} Places;

enum { MOST_ACROSS = 4 };
static const double lane_stretch[] = { 1.7, 1.2 }; /* of one, of several, beside a history of 1 */
static const double above_stretch = 3;             /* above a row of it */
static const double tall_from = 1.35;

static Places
places_of (const MercerFilm *film, bool more)
{
  const MercerPlane *plane = &film->plane;
  int lanes = (int) film->n_shown, panels = (int) mercer_film_history_panels (film), rows = MAX (panels + more, 2);
  bool tall = plane->dims == 1 || (plane->high[1] - plane->low[1]) > tall_from * (plane->high[0] - plane->low[0]);
  if (lanes < 2 || tall)
    return (Places){ { 0, 0, 1, rows }, { { lanes, 0, 1, 1 }, 1, rows - more } };
  int lines = (panels + MOST_ACROSS - 1) / MOST_ACROSS, across = (panels + lines - 1) / lines;
  return (Places){ { 0, 0, across, 1 }, { { 0, 1, lanes, 1 }, across, 0 } };
}

static void
stretch (const MercerFilm *film, const Places *places, MercerFigureBuilder *b)
{
  if (places->history.across > 1 || places->history.first.row > 0)
    {
      mercer_figure_stretch_row (b, 0, above_stretch);
      return;
    }
  for (size_t k = 0; k < film->n_shown; k++)
    mercer_figure_stretch_column (b, (int) k, lane_stretch[film->n_shown > 1]);
  mercer_figure_stretch_column (b, (int) film->n_shown, 1);
}

MercerStatus
mercer_film_figure (MercerFilm *film, bool final, MercerFigure **figure)
{
  double most;
  for (size_t k = 0; k < film->n_shown; k++)
    {
      MercerStatus status = find_field (film->along[k], &most);
      if (status != MERCER_OK)
        return status;
    }
  g_autofree char *title = mercer_film_title (film);
  MercerFigureBuilder *b = mercer_figure_builder_new (title);
  bool more = film->n_shown < 2 && film->flow->draw_more != NULL
                && (film->flow->has_more == NULL || film->flow->has_more (film));
  if (!final)
    {
      g_autofree char *badge = g_strdup_printf (_("Step %zu of %zu"), film->steps, mercer_film_last_step (film));
      mercer_figure_draft (b, badge);
    }
  Places places = places_of (film, more);
  for (size_t k = 0; k < film->n_shown; k++)
    {
      MercerFilmPlace place = places.lane;
      place.column = (int) k * place.width;
      (film->plane.dims == 1 ? mercer_film_draw_line : draw_plane) (film, film->along[k], b, &place);
    }
  mercer_film_draw_history (film, b, &places.history);
  stretch (film, &places, b);
  if (more)
    film->flow->draw_more (film, b, (int) film->n_shown, places.history.end);
  mercer_film_words (film, b, final);
  *figure = mercer_figure_builder_finish (b);
  return MERCER_OK;
}
