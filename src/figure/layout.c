/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "space.h"

#include <math.h>
#include <string.h>

#include "text.h"

/* What is left away, step by step, while plots would be smaller than they must be to carry the
 * rest. */
typedef struct
{
  bool head, titles, axis_titles, bars, ticks;
  double min_width, min_height; /* of every plot, in em */
} Detail;

static const Detail details[] = {
  { true, true, true, true, true, 9, 7.5 },       { false, true, true, true, true, 8, 5.5 },
  { false, true, false, true, true, 6, 4.5 },     { false, false, false, true, true, 5, 3.5 },
  { false, false, false, false, true, 3.5, 2.5 }, { false, false, false, false, false, 0, 0 },
};

#define GRID_MAX  128
#define GAP       0.9 /* em between panels */
#define PAD       0.6 /* em around all */
#define BAR_WIDTH 0.85
#define BAR_GAP   0.7

typedef struct
{
  const MercerFigure *f;
  const MercerLook *look;
  const MercerView *view;
  const Detail *detail;
  Layout *l;
  int cells[2];
  /* For each column, and for each row, of the grid: what stands before and after its plots. */
  double before[2][GRID_MAX], after[2][GRID_MAX], start[2][GRID_MAX], size[2][GRID_MAX];
} Plan;

static const char *
axis_title (Plan *plan, const char *label, const char *unit)
{
  bool has_label = label != NULL && *label != '\0', has_unit = unit != NULL && *unit != '\0';
  if (!plan->detail->axis_titles || (!has_label && !has_unit))
    return NULL;
  if (!has_label || !has_unit)
    return g_string_chunk_insert_const (plan->l->strings, has_label ? label : unit);
  char *both = g_strdup_printf ("%s (%s)", label, unit);
  const char *kept = g_string_chunk_insert_const (plan->l->strings, both);
  g_free (both);
  return kept;
}

/* Whether the neighbour on the far side of this axis shows the same one, so that labels need not repeat. Two panels with equal axes
 * each have their own end of it. */
static bool
labelled_by_neighbour (const MercerFigure *f, const Panel *p, int which)
{
  for (guint i = 0; i < f->panels->len && panel_has_axes (p); i++)
    {
      const Panel *o = figure_panel (f, i);
      bool beside = which == AXIS_X ? o->row == p->row + p->height : o->column + o->width == p->column;
      if (beside && panels_share (p, o, which) && !(p->equal && o->equal) && panel_has_axes (o))
        return true;
    }
  return false;
}

static const Raster *
panel_bar (const Panel *p)
{
  for (guint k = 0; k < p->marks->len; k++)
    if (panel_mark (p, k)->raster != NULL && panel_mark (p, k)->raster->bar_label != NULL)
      return panel_mark (p, k)->raster;
  return NULL;
}

/* --- The grid --------------------------------------------------------------------------------- */

/* Ticks, titles and depth of both axes; the room they take at the left and at the bottom. */
static void
measure_axes (Plan *plan, size_t i, double margin[2])
{
  const Panel *p = figure_panel (plan->f, i);
  for (int a = 0; a < 2; a++)
    {
      AxisLayout *x = &plan->l->panel[i].axis[a];
      bool repeated = labelled_by_neighbour (plan->f, p, a);
      margin[a] = 0;
      if (!panel_has_axes (p))
        continue;
      x->labelled = plan->detail->ticks && !repeated;
      axis_choose_ticks (plan->look, x, a == AXIS_X);
      x->title = repeated ? NULL : axis_title (plan, p->axis[a].label, p->axis[a].unit);
      margin[a] = x->depth
                  + (x->title != NULL ? text_line (plan->look, TEXT_LABEL) + 0.25 * plan->l->em : 0);
    }
}

/* What a panel needs around its plot, given how large the plot now is. */
static void
measure_panel (Plan *plan, size_t i)
{
  const Panel *p = figure_panel (plan->f, i);
  PanelLayout *pl = &plan->l->panel[i];
  double em = plan->l->em, label_line = text_line (plan->look, TEXT_LABEL), margin[2];
  measure_axes (plan, i, margin);
  double left = margin[AXIS_Y], right = 0, top = 0, bottom = margin[AXIS_X];
  pl->bar = plan->detail->bars ? panel_bar (p) : NULL;
  if (pl->bar != NULL)
    {
      axis_choose_ticks (plan->look, &pl->bar_axis, false);
      pl->bar_axis.title = axis_title (plan, pl->bar->bar_label, pl->bar->bar_unit);
      right = (BAR_GAP + BAR_WIDTH) * em + pl->bar_axis.depth
              + (pl->bar_axis.title != NULL ? label_line + 0.25 * em : 0);
    }
  /* Half of the outermost labels hang over the ends of their axis. */
  const AxisLayout *x = &pl->axis[AXIS_X], *y = &pl->axis[AXIS_Y];
  for (size_t k = 0; x->labelled && k < x->ticks.n; k++)
    {
      double w, h, at = axis_pixel (x, x->ticks.at[k]) - x->start;
      text_size (plan->look, &(Text){ .style = TEXT_TICK, .text = x->ticks.label[k] }, &w, &h);
      left = fmax (left, w / 2 - at);
      right = fmax (right, w / 2 - (x->length - at));
    }
  if ((y->labelled && y->ticks.n > 0) || pl->bar != NULL)
    {
      top = text_line (plan->look, TEXT_TICK) / 2;
      bottom = fmax (bottom, top);
    }
  pl->titled = plan->detail->titles && p->title != NULL && *p->title != '\0';
  double strip = strip_measure (pl, plan->look);
  top = fmax (top, strip + (pl->titled ? text_line (plan->look, TEXT_TITLE) + (strip > 0 ? 0.15 : 0.4) * em : 0));
  int first[2] = { p->column, p->row },
      last[2] = { p->column + p->width - 1, p->row + p->height - 1 };
  double before[2] = { left, top }, after[2] = { right, bottom };
  for (int d = 0; d < 2; d++)
    {
      plan->before[d][first[d]] = fmax (plan->before[d][first[d]], before[d]);
      plan->after[d][last[d]] = fmax (plan->after[d][last[d]], after[d]);
    }
}

/* Divides a side of the surface among the cells of the grid. */
static void
divide (Plan *plan, int d, double start, double length)
{
  double em = plan->l->em, total = 0, room = length - GAP * em * (plan->cells[d] - 1);
  const GArray *stretch = plan->f->stretch[d];
  for (int c = 0; c < plan->cells[d]; c++)
    {
      room -= plan->before[d][c] + plan->after[d][c];
      total += (guint) c < stretch->len ? g_array_index (stretch, double, c) : 1;
    }
  room = fmax (room, 0);
  for (int c = 0; c < plan->cells[d]; c++)
    {
      plan->start[d][c] = start + plan->before[d][c];
      plan->size[d][c]
          = room * ((guint) c < stretch->len ? g_array_index (stretch, double, c) : 1) / total;
      start = plan->start[d][c] + plan->size[d][c] + plan->after[d][c] + GAP * em;
    }
}

/* How far titles may reach before they would meet those of a neighbour, which begin where its plot does at the earliest:
 * the numbers of its axis are further down. */
static void
measure_titles (const Plan *plan, const Panel *p, PanelLayout *pl)
{
  int next = p->column + p->width;
  double edge = plan->l->width - PAD * plan->l->em, right = pl->plot.x + pl->plot.width;
  if (pl->bar != NULL)
    right = pl->bar_rect.x + pl->bar_rect.width + pl->bar_axis.depth;
  /* words lower down, as above a plot that equal axes have cut, would meet what is written at the neighbour's axis */
  double cell = plan->start[0][next - 1] + plan->size[0][next - 1] + plan->after[0][next - 1];
  pl->strip_width = (next == plan->cells[0] ? edge : fmax (right, cell)) - pl->plot.x;
  right = next == plan->cells[0] ? edge : fmax (right, plan->start[0][next] - plan->l->em);
  double centre = pl->plot.x + pl->plot.width / 2;
  pl->title_width = fmax (pl->plot.y > pl->cell.y ? pl->strip_width : right - pl->plot.x, 1);
  pl->label_width
      = plan->cells[0] == 1 ? 2 * fmin (centre - PAD * plan->l->em, edge - centre) : pl->plot.width;
}

static void
place_panel (Plan *plan, size_t i)
{
  const Panel *p = figure_panel (plan->f, i);
  PanelLayout *pl = &plan->l->panel[i];
  double from[2], to[2];
  int first[2] = { p->column, p->row },
      last[2] = { p->column + p->width - 1, p->row + p->height - 1 };
  for (int d = 0; d < 2; d++)
    {
      /* Whole pixels keep thin lines sharp. */
      from[d] = round (plan->start[d][first[d]]);
      to[d] = fmax (round (plan->start[d][last[d]] + plan->size[d][last[d]]), from[d] + 1);
    }
  pl->plot = pl->cell = (Rect){ from[0], from[1], to[0] - from[0], to[1] - from[1] };
  for (int a = 0; a < 2; a++)
    {
      double low, high;
      view_range (plan->view, plan->f, i, a, &low, &high);
      axis_set_range (&pl->axis[a], p->axis[a].scale, low, high);
      pl->axis[a].names = p->axis[a].names;
    }
  pl->axis[AXIS_X].start = from[0];
  pl->axis[AXIS_X].length = to[0] - from[0];
  pl->axis[AXIS_Y].start = to[1];
  pl->axis[AXIS_Y].length = from[1] - to[1];
  if (p->equal)
    equal_enforce (pl);
}

/* What stands around a plot that has its place. */
static void
place_around (Plan *plan, size_t i)
{
  const Panel *p = figure_panel (plan->f, i);
  PanelLayout *pl = &plan->l->panel[i];
  double em = plan->l->em, from[2] = { pl->plot.x, pl->plot.y };
  double to[2] = { from[0] + pl->plot.width, from[1] + pl->plot.height };
  measure_titles (plan, p, pl);
  const Raster *bar = panel_bar (p);
  if (bar == NULL)
    return;
  pl->bar_rect
      = (Rect){ to[0] + round (BAR_GAP * em), from[1], round (BAR_WIDTH * em), to[1] - from[1] };
  axis_set_range (&pl->bar_axis, MERCER_AXIS_LINEAR, bar->min, bar->max);
  pl->bar_axis.labelled = true;
  pl->bar_axis.start = to[1];
  pl->bar_axis.length = from[1] - to[1];
}

/* How much of the grid a panel takes in one direction, as a share of the one that takes most. */
static double
relative_stretch (const MercerFigure *f, const Panel *p, int d)
{
  const GArray *stretch = f->stretch[d];
  double mine = 0, most = 0;
  for (guint i = 0; i < f->panels->len; i++)
    {
      const Panel *o = figure_panel (f, i);
      int first = d == 0 ? o->column : o->row, count = d == 0 ? o->width : o->height;
      double sum = 0;
      for (int c = first; c < first + count; c++)
        sum += (guint) c < stretch->len ? g_array_index (stretch, double, c) : 1;
      most = fmax (most, sum);
      if (o == p)
        mine = sum;
    }
  return mine / most;
}

/* A panel that was made small on purpose, as the margins of a joint density are, need not be as large as others. */
#define SMALL_ON_PURPOSE 0.5

/* Of panels that span columns two are asked for, where the narrowest spans one. */
static double
room_asked_for (const Plan *plan, const Panel *p, int d)
{
  double share = fmax (relative_stretch (plan->f, p, d), 0.4);
  int least_span = G_MAXINT;
  for (guint i = 0; i < plan->f->panels->len; i++)
    least_span = MIN (least_span, figure_panel (plan->f, i)->width);
  double columns = fmin ((double) p->width / least_span, 2);
  double least = (d == 0 ? plan->detail->min_width * columns : plan->detail->min_height) * plan->l->em;
  return share <= SMALL_ON_PURPOSE ? share * least : least;
}

/* What is shown above the plots, given how large they are without. */
static void
choose_strips (Plan *plan)
{
  for (size_t i = 0; i < plan->l->n; i++)
    {
      bool crowded;
      Corner corner = view_corner (plan->view, plan->f, i, &crowded);
      legend_choose (&plan->l->panel[i], figure_panel (plan->f, i), plan->look, corner, crowded);
    }
  strips_to_top (plan->l, plan->f);
}

/* Plots and what surrounds them depend on each other; three rounds settle it, after one that says how much room there is. */
static bool
arrange (Plan *plan)
{
  Layout *l = plan->l;
  bool head = plan->detail->head && *plan->f->title != '\0';
  l->head_height = head ? text_line (plan->look, TEXT_HEAD) + 0.5 * l->em : 0;
  memset (plan->before, 0, sizeof plan->before);
  memset (plan->after, 0, sizeof plan->after);
  for (size_t i = 0; i < l->n; i++)
    {
      l->panel[i].words = figure_panel (plan->f, i);
      l->panel[i].captioned = false;
      l->panel[i].legend_place = LEGEND_NOWHERE;
      l->panel[i].legend = l->panel[i].caption = (Rect){ 0 };
      l->panel[i].strip = 0;
    }
  for (int round = 0; round < 4; round++)
    {
      if (round == 1)
        choose_strips (plan);
      divide (plan, 0, PAD * l->em, l->width - 2 * PAD * l->em);
      divide (plan, 1, PAD * l->em + l->head_height, l->height - 2 * PAD * l->em - l->head_height);
      for (size_t i = 0; i < l->n; i++)
        place_panel (plan, i);
      equal_align_sides (l, plan->f);
      for (size_t i = 0; i < l->n; i++)
        {
          place_around (plan, i);
          measure_panel (plan, i);
        }
    }
  for (size_t i = 0; i < l->n; i++)
    {
      const Panel *p = figure_panel (plan->f, i);
      if (l->panel[i].cell.width < room_asked_for (plan, p, 0) || l->panel[i].cell.height < room_asked_for (plan, p, 1))
        return false;
    }
  return true;
}

static void
layout_destroy (void *data)
{
  Layout *l = data;
  g_string_chunk_free (l->strings);
  for (size_t i = 0; i < l->n; i++)
    g_free (l->panel[i].space);
  g_free (l->panel);
  g_free (l);
}

static Layout *
layout_make (const MercerFigure *f, double width, double height, const MercerLook *look,
             const MercerView *view)
{
  Layout *l = g_new0 (Layout, 1);
  shared_init (&l->shared, layout_destroy);
  l->width = isfinite (width) ? CLAMP (width, 1, 30000) : 1;
  l->height = isfinite (height) ? CLAMP (height, 1, 30000) : 1;
  l->em = text_em (look);
  l->n = f->panels->len;
  l->panel = g_new0 (PanelLayout, MAX (l->n, 1));
  l->strings = g_string_chunk_new (128);
  Plan plan = { .f = f, .look = look, .view = view, .l = l };
  for (size_t i = 0; i < l->n; i++)
    {
      plan.cells[0] = MAX (plan.cells[0], figure_panel (f, i)->column + figure_panel (f, i)->width);
      plan.cells[1] = MAX (plan.cells[1], figure_panel (f, i)->row + figure_panel (f, i)->height);
    }
  for (size_t k = 0; k < G_N_ELEMENTS (details); k++)
    {
      plan.detail = &details[k];
      if (arrange (&plan))
        break;
    }
  for (size_t i = 0; i < l->n; i++)
    if (figure_panel (f, i)->in_space)
      l->panel[i].space
          = space_layout (l, f, i, look, view, plan.detail->ticks, plan.detail->axis_titles);
  layout_overlays (l, f, look);
  return l;
}

Layout *
layout_acquire (const MercerFigure *f, double width, double height, const MercerLook *look,
                const MercerView *view)
{
  struct
  {
    double width, height, font_size;
    uint64_t stamp;
    char font[64];
  } key;
  memset (&key, 0, sizeof key);
  key.width = width;
  key.height = height;
  key.font_size = text_em (look);
  key.stamp = view_stamp (view);
  g_strlcpy (key.font, look != NULL && look->font != NULL ? look->font : "", sizeof key.font);
  Layout *l = cache_find (f->serial, &key, sizeof key);
  if (l != NULL)
    return l;
  l = layout_make (f, width, height, look, view);
  cache_keep (f->serial, &key, sizeof key, l, sizeof *l + l->n * sizeof (PanelLayout));
  return l;
}

void
layout_release (Layout *l)
{
  shared_unref (l);
}
