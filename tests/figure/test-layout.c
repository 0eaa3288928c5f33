/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a layout promises at any size: nothing overlaps, nothing is cut off, axes line up. */
#include <math.h>

#include "layout.h"
#include "scenes.h"
#include "testing.h"
#include "text.h"

static void
assert_within (const Rect *r, double width, double height)
{
  g_assert_cmpfloat (r->x, >=, -0.5);
  g_assert_cmpfloat (r->y, >=, -0.5);
  g_assert_cmpfloat (r->x + r->width, <=, width + 0.5);
  g_assert_cmpfloat (r->y + r->height, <=, height + 0.5);
}

static bool
meet (const Rect *a, const Rect *b)
{
  return a->width > 0 && b->width > 0 && a->x + 1e-6 < b->x + b->width
         && b->x + 1e-6 < a->x + a->width && a->y + 1e-6 < b->y + b->height
         && b->y + 1e-6 < a->y + a->height;
}

/* The boxes of all tick labels of an axis of the frame, where drawing puts them. */
static void
check_labels (const Layout *l, const PanelLayout *pl, int axis)
{
  const AxisLayout *a = &pl->axis[axis];
  Rect last = { 0 };
  for (size_t k = 0; a->labelled && k < a->ticks.n; k++)
    {
      double w, h, at = axis_pixel (a, a->ticks.at[k]);
      text_size (NULL, &(Text){ .style = TEXT_TICK, .text = a->ticks.label[k] }, &w, &h);
      Rect box = axis == AXIS_X
                     ? (Rect){ at - w / 2, pl->plot.y + pl->plot.height + 0.3 * l->em, w, h }
                     : (Rect){ pl->plot.x - 0.42 * l->em - w, at - h / 2, w, h * 0.8 };
      assert_within (&box, l->width, l->height);
      g_assert_false (meet (&box, &last));
      last = box;
    }
}

static void
check (MercerFigure *f, double width, double height)
{
  Layout *l = layout_acquire (f, width, height, NULL, NULL);
  for (size_t i = 0; i < l->n; i++)
    {
      const PanelLayout *pl = &l->panel[i];
      g_assert_cmpfloat (pl->plot.width, >=, 1);
      g_assert_cmpfloat (pl->plot.height, >=, 1);
      const Rect *over[] = { &pl->legend, &pl->caption, &pl->badge };
      if (width >= 60 && height >= 40)
        {
          assert_within (&pl->plot, width, height);
          check_labels (l, pl, AXIS_X);
          check_labels (l, pl, AXIS_Y);
          if (pl->bar != NULL)
            assert_within (&pl->bar_rect, width, height);
          for (size_t k = 0; k < G_N_ELEMENTS (over); k++)
            if (over[k]->width > 0)
              assert_within (over[k], width, height);
        }
      g_assert_false (meet (&pl->legend, &pl->caption));
      for (size_t j = 0; j < l->n; j++)
        g_assert_false (meet (&pl->caption, &l->panel[j].plot));
      for (size_t j = 0; j < i; j++)
        g_assert_false (meet (&pl->plot, &l->panel[j].plot));
    }
  layout_release (l);
}

static void
test_sizes (void)
{
  MercerFigure *all[] = { scene_posterior (468, 3), scene_surfaces (30, 20), scene_scatter (40),
                          scene_everything (), scene_raster_dots (50, 40, 100) };
  for (size_t k = 0; k < G_N_ELEMENTS (all); k++)
    {
      for (int i = 0; i < 60; i++)
        check (all[k], g_test_rand_int_range (20, 1200), g_test_rand_int_range (20, 900));
      check (all[k], 1, 1);
      check (all[k], 120, 80);
      check (all[k], 20000, 15000);
      mercer_figure_unref (all[k]);
    }
}

/* Panels that are stacked or stand side by side share the ends of their axes. */
static void
test_aligned (void)
{
  MercerFigure *f = scene_everything ();
  Layout *l = layout_acquire (f, 900, 600, NULL, NULL);
  g_assert_cmpfloat (l->panel[1].plot.x, ==, l->panel[2].plot.x);
  g_assert_cmpfloat (l->panel[1].plot.width, ==, l->panel[2].plot.width);
  g_assert_cmpfloat (l->panel[0].plot.y, ==, l->panel[1].plot.y);
  g_assert_cmpfloat (l->panel[0].plot.y + l->panel[0].plot.height, ==,
                     l->panel[2].plot.y + l->panel[2].plot.height);
  /* Linked to the panel below it: the labels stand there only. */
  g_assert_false (l->panel[1].axis[AXIS_X].labelled);
  g_assert_true (l->panel[2].axis[AXIS_X].labelled);
  g_assert_cmpfloat (l->panel[1].axis[AXIS_X].low, ==, l->panel[2].axis[AXIS_X].low);
  layout_release (l);
  mercer_figure_unref (f);
}

static void
test_equal (void)
{
  MercerFigure *f = scene_scatter (50);
  const double sizes[][2] = { { 800, 500 }, { 300, 700 }, { 1500, 200 }, { 90, 90 } };
  for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      Layout *l = layout_acquire (f, sizes[k][0], sizes[k][1], NULL, NULL);
      const AxisLayout *x = &l->panel[0].axis[AXIS_X], *y = &l->panel[0].axis[AXIS_Y];
      assert_close (x->length / (x->to - x->from), -y->length / (y->to - y->from), 1e-9, 0);
      layout_release (l);
    }
  mercer_figure_unref (f);
}

/* Margins beside a panel with one scale on both axes show its axes, right at its plot, whichever way that was cut. */
static void
test_margins (void)
{
  const double sizes[][2] = { { 900, 500 }, { 500, 900 }, { 1200, 400 }, { 420, 400 } };
  const double spans[] = { 0.5, 1, 4 };
  for (size_t s = 0; s < G_N_ELEMENTS (spans); s++)
    {
      MercerFigureBuilder *b = mercer_figure_builder_new ("Margins");
      int main = mercer_figure_panel (b, "", 0, 1, 1, 1), top = mercer_figure_panel (b, "", 0, 0, 1, 1),
          right = mercer_figure_panel (b, "", 1, 1, 1, 1);
      mercer_figure_stretch_row (b, 0, 0.3);
      mercer_figure_stretch_column (b, 1, 0.3);
      mercer_figure_x_axis (b, main, "a", "", MERCER_AXIS_LINEAR, 0, spans[s], "a");
      mercer_figure_y_axis (b, main, "b", "", MERCER_AXIS_LINEAR, 0, 1, "b");
      mercer_figure_equal_axes (b, main);
      mercer_figure_caption (b, main, "Both in one unit");
      mercer_figure_x_axis (b, top, "", "", MERCER_AXIS_LINEAR, 0, spans[s], "a");
      mercer_figure_y_axis (b, right, "", "", MERCER_AXIS_LINEAR, 0, 1, "b");
      MercerFigure *f = mercer_figure_builder_finish (b);
      for (size_t k = 0; k < G_N_ELEMENTS (sizes); k++)
        {
          Layout *l = layout_acquire (f, sizes[k][0], sizes[k][1], NULL, NULL);
          const PanelLayout *m = &l->panel[main], *t = &l->panel[top], *r = &l->panel[right];
          const AxisLayout *x = &m->axis[AXIS_X], *y = &m->axis[AXIS_Y];
          assert_close (x->length / (x->to - x->from), -y->length / (y->to - y->from), 1e-9, 0);
          for (double at = 0; at <= 1; at += 0.25)
            {
              g_assert_cmpfloat (axis_pixel (&t->axis[AXIS_X], at), ==, axis_pixel (x, at));
              g_assert_cmpfloat (axis_pixel (&r->axis[AXIS_Y], at), ==, axis_pixel (y, at));
            }
          g_assert_cmpfloat (t->plot.x, ==, m->plot.x);
          g_assert_cmpfloat (t->plot.width, ==, m->plot.width);
          g_assert_cmpfloat (r->plot.y, ==, m->plot.y);
          g_assert_cmpfloat (r->plot.height, ==, m->plot.height);
          /* the gap is that of panels that were not cut: about an em beside what is written between them */
          g_assert_cmpfloat (m->plot.y - (t->plot.y + t->plot.height), <, 4 * l->em);
          g_assert_cmpfloat (m->plot.y - (t->plot.y + t->plot.height), >, 0);
          g_assert_cmpfloat (r->plot.x - (m->plot.x + m->plot.width), <, 4 * l->em);
          g_assert_cmpfloat (r->plot.x - (m->plot.x + m->plot.width), >, 0);
          g_assert_false (t->axis[AXIS_X].labelled);
          g_assert_false (r->axis[AXIS_Y].labelled);
          assert_within (&t->plot, sizes[k][0], sizes[k][1]);
          assert_within (&r->plot, sizes[k][0], sizes[k][1]);
          /* words do not come between them */
          g_assert_cmpfloat (m->caption.width, ==, 0);
          if (t->caption.width > 0)
            g_assert_cmpfloat (t->caption.y + t->caption.height, <=, t->plot.y);
          layout_release (l);
        }
      mercer_figure_unref (f);
    }
}

/* At full size everything is there; as it shrinks, things go one by one and the plot stays. */
static void
test_detail (void)
{
  MercerFigure *f = scene_posterior (100, 0);
  Layout *l = layout_acquire (f, 800, 500, NULL, NULL);
  g_assert_cmpfloat (l->head_height, >, 0);
  g_assert_cmpstr (l->panel[0].axis[AXIS_Y].title, ==, "CO₂ (ppm)");
  g_assert_cmpstr (l->panel[0].axis[AXIS_X].title, ==, "Year");
  g_assert_cmpfloat (l->panel[0].legend.width, >, 0);
  g_assert_cmpfloat (l->panel[0].caption.width, >, 0);
  layout_release (l);
  l = layout_acquire (f, 120, 80, NULL, NULL);
  g_assert_cmpfloat (l->head_height, ==, 0);
  g_assert_null (l->panel[0].axis[AXIS_Y].title);
  g_assert_cmpfloat (l->panel[0].legend.width, ==, 0);
  g_assert_cmpfloat (l->panel[0].plot.width, >, 50);
  g_assert_cmpfloat (l->panel[0].plot.height, >, 35);
  layout_release (l);
  mercer_figure_unref (f);
}

/* The vertices of all marks but fields, which fill the plot, and what a legend or caption covers of them. */
typedef struct
{
  const PanelLayout *pl;
  int covered;
} Cover;

static void
cover_cb (double x, double y, void *data)
{
  Cover *c = data;
  double px = axis_pixel (&c->pl->axis[AXIS_X], x), py = axis_pixel (&c->pl->axis[AXIS_Y], y);
  const Rect *boxes[] = { &c->pl->legend, &c->pl->caption };
  for (int k = 0; k < 2; k++)
    c->covered += px > boxes[k]->x && px < boxes[k]->x + boxes[k]->width && py > boxes[k]->y && py < boxes[k]->y + boxes[k]->height;
}

static int
n_covered (MercerFigure *f, double width, double height)
{
  Layout *l = layout_acquire (f, width, height, NULL, NULL);
  Cover c = { 0 };
  for (size_t i = 0; i < l->n; i++)
    for (guint k = 0; k < figure_panel (f, i)->marks->len; k++)
      {
        const Mark *m = panel_mark (figure_panel (f, i), k);
        c.pl = &l->panel[i];
        if (m->kind != MARK_RASTER && m->kind != MARK_CONTOURS && m->kind != MARK_RULE)
          mark_visit (m, cover_cb, &c);
      }
  layout_release (l);
  return c.covered;
}

/* Dots all over the plot, and a legend of so many entries. */
static MercerFigure *
make_crowd (int entries)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("Crowd");
  int p = mercer_figure_panel (b, "Dots", 0, 0, 1, 1);
  for (int i = 0; i < 400; i++)
    {
      g_autofree char *name = i < entries ? g_strdup_printf ("Group %d", i + 1) : NULL;
      mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA, .legend = name }, 1, (double[]){ i % 20 },
                            (double[]){ i / 20 }, NULL);
    }
  mercer_figure_caption (b, p, "Every dot is a row of the table");
  return mercer_figure_builder_finish (b);
}

/* A single dot in the first corner of taste, which is next to nothing of what a legend covers. */
static MercerFigure *
make_lonely (void)
{
  static const double x[] = { 0.1, 0.5, 0.9 }, y[] = { 0.93, 0.5, 0.1 };
  static const char *const names[] = { "Shuffled columns", "Noise", "Stands out" };
  MercerFigureBuilder *b = mercer_figure_builder_new ("Lonely");
  int p = mercer_figure_panel (b, NULL, 0, 0, 1, 1);
  mercer_figure_x_axis (b, p, "x", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  mercer_figure_y_axis (b, p, "y", "", MERCER_AXIS_LINEAR, 0, 1, NULL);
  for (int k = 0; k < 3; k++)
    mercer_figure_points (b, p, &(MercerStyle){ .role = MERCER_ROLE_DATA, .legend = names[k] }, 1, x + k, y + k, NULL);
  return mercer_figure_builder_finish (b);
}

/* Words stand where no mark is: the caption above its plot, the legend in a free corner or above too. */
static void
test_words_hide_nothing (void)
{
  MercerFigure *all[]
      = { scene_posterior (468, 3), scene_scatter (40), scene_everything (), make_crowd (3), make_crowd (9), make_lonely () };
  const double sizes[][2] = { { 640, 400 }, { 1000, 700 }, { 1600, 900 } };
  for (size_t k = 0; k < G_N_ELEMENTS (all); k++)
    {
      for (size_t s = 0; s < G_N_ELEMENTS (sizes); s++)
        g_assert_cmpint (n_covered (all[k], sizes[s][0], sizes[s][1]), ==, 0);
      mercer_figure_unref (all[k]);
    }
  MercerFigure *f = make_crowd (9);
  Layout *l = layout_acquire (f, 640, 400, NULL, NULL);
  const PanelLayout *pl = &l->panel[0];
  g_assert_cmpint (pl->legend_place, ==, LEGEND_ABOVE);
  g_assert_cmpfloat (pl->legend.width, >, 0);
  g_assert_cmpfloat (pl->caption.width, >, 0);
  /* the title, and below it from the left: the caption, the legend, the plot */
  g_assert_cmpfloat (pl->title_y, <=, pl->caption.y);
  g_assert_cmpfloat (pl->legend.y + pl->legend.height, <=, pl->plot.y);
  g_assert_cmpfloat (pl->caption.x, ==, pl->plot.x);
  g_assert_cmpfloat (pl->legend.x + pl->legend.width, <=, pl->plot.x + pl->plot.width);
  layout_release (l);
  mercer_figure_unref (f);
}

static void
test_stretch (void)
{
  MercerFigureBuilder *b = mercer_figure_builder_new ("");
  for (int i = 0; i < 2; i++)
    mercer_figure_panel (b, NULL, i, 0, 1, 1);
  mercer_figure_stretch_column (b, 1, 3);
  MercerFigure *f = mercer_figure_builder_finish (b);
  Layout *l = layout_acquire (f, 1000, 400, NULL, NULL);
  assert_close (l->panel[1].plot.width, 3 * l->panel[0].plot.width, 0.02, 0);
  layout_release (l);
  mercer_figure_unref (f);
}

/* The same question is answered from the store, another one is not. */
static void
test_kept (void)
{
  MercerFigure *f = scene_scatter (10);
  MercerView *view = mercer_view_new ();
  Layout *a = layout_acquire (f, 800, 500, NULL, view),
         *b = layout_acquire (f, 800, 500, NULL, view);
  g_assert_true (a == b);
  mercer_view_zoom (view, f, 800, 500, NULL, 400, 250, 2);
  Layout *c = layout_acquire (f, 800, 500, NULL, view);
  g_assert_true (c != a);
  Layout *d = layout_acquire (f, 800, 500, &(MercerLook){ .font_size = 12 }, view);
  g_assert_true (d != c);
  layout_release (a);
  layout_release (b);
  layout_release (c);
  layout_release (d);
  mercer_view_free (view);
  mercer_figure_unref (f);
}

/* Names stand at 1, 2, 3; where there is no place for all, for every second one; a long one ends between two letters; and a panel
 * without names has its numbers back. */
static void
test_names (void)
{
  const char *const names[] = { "All", "Explained", "Left over", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ" };
  for (int narrow = 0; narrow <= 1; narrow++)
    {
      MercerFigureBuilder *b = mercer_figure_builder_new ("");
      int panel = mercer_figure_panel (b, "", 0, 0, 1, 1), other = mercer_figure_panel (b, "", 0, 1, 1, 1);
      mercer_figure_x_axis (b, panel, "", "", MERCER_AXIS_LINEAR, 0.5, 3.5, NULL);
      mercer_figure_x_names (b, panel, narrow ? 4 : 3, names);
      mercer_figure_x_axis (b, other, "", "", MERCER_AXIS_LINEAR, 0.5, 3.5, NULL);
      mercer_figure_y_axis (b, other, "", "", MERCER_AXIS_LINEAR, 3.5, 4.5, NULL);
      mercer_figure_y_names (b, other, 4, names);
      MercerFigure *f = mercer_figure_builder_finish (b);
      Layout *l = layout_acquire (f, narrow ? 150 : 600, 400, NULL, NULL);
      const MercerTicks *ticks = &l->panel[panel].axis[AXIS_X].ticks;
      g_assert_cmpuint (ticks->n, >=, narrow ? 1 : 3);
      g_assert_cmpuint (ticks->n, <=, narrow ? 2 : 3);
      for (size_t k = 0; k < ticks->n; k++)
        {
          g_assert_cmpfloat (ticks->at[k], ==, narrow ? 2.0 * (double) k + 1 : (double) k + 1);
          g_assert_cmpstr (ticks->label[k], ==, names[(size_t) ticks->at[k] - 1]);
        }
      const MercerTicks *up = &l->panel[other].axis[AXIS_Y].ticks, *plain = &l->panel[other].axis[AXIS_X].ticks;
      g_assert_cmpuint (up->n, ==, 1);
      g_assert_cmpfloat (up->at[0], ==, 4);
      g_assert_true (g_utf8_validate (up->label[0], -1, NULL) && g_str_has_prefix (names[3], up->label[0]));
      g_assert_cmpuint (strlen (up->label[0]), >, 40);
      for (size_t k = 0; k < plain->n; k++)
        g_assert_true (g_ascii_isdigit (plain->label[k][0]));
      layout_release (l);
      mercer_figure_unref (f);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/sizes", test_sizes);
  g_test_add_func ("/layout/aligned", test_aligned);
  g_test_add_func ("/layout/equal", test_equal);
  g_test_add_func ("/layout/margins", test_margins);
  g_test_add_func ("/layout/detail", test_detail);
  g_test_add_func ("/layout/words-hide-nothing", test_words_hide_nothing);
  g_test_add_func ("/layout/stretch", test_stretch);
  g_test_add_func ("/layout/kept", test_kept);
  g_test_add_func ("/layout/names", test_names);
  return g_test_run ();
}
