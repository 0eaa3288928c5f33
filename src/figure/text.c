/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "text.h"

#include <math.h>
#include <pango/pangocairo.h>

static const struct
{
  double scale;
  bool bold;
} styles[N_TEXT_STYLES] = {
  [TEXT_TICK] = { 0.88, false }, [TEXT_LABEL] = { 0.96, false }, [TEXT_TITLE] = { 1.0, true },
  [TEXT_HEAD] = { 1.14, true },  [TEXT_SMALL] = { 0.86, false },
};

double
text_em (const MercerLook *look)
{
  double points
      = look != NULL && look->font_size > 0 && isfinite (look->font_size) ? look->font_size : 10;
  return CLAMP (points, 2, 200) * 96 / 72;
}

/* Font maps and contexts belong to one thread each. */
static PangoContext *
get_context (void)
{
  static GPrivate contexts = G_PRIVATE_INIT (g_object_unref);
  PangoContext *context = g_private_get (&contexts);
  if (context != NULL)
    return context;
  context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  g_private_set (&contexts, context);
  return context;
}

static PangoLayout *
make_layout (const MercerLook *look, const Text *text)
{
  PangoLayout *layout = pango_layout_new (get_context ());
  PangoFontDescription *font = pango_font_description_new ();
  pango_font_description_set_family (font,
                                     look != NULL && look->font != NULL ? look->font : "Sans");
  pango_font_description_set_absolute_size (font, text_em (look) * styles[text->style].scale
                                                      * PANGO_SCALE);
  if (styles[text->style].bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text->text != NULL ? text->text : "", -1);
  if (text->max_width > 0)
    {
      pango_layout_set_width (layout, (int) ceil (fmin (text->max_width, 1e5) * PANGO_SCALE));
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_height (layout, text->wrap ? -MAX (text->max_lines, 1) : -1);
    }
  return layout;
}

static void
layout_size (PangoLayout *layout, double *width, double *height)
{
  PangoRectangle box;
  pango_layout_get_extents (layout, NULL, &box);
  *width = (double) box.width / PANGO_SCALE;
  *height = (double) box.height / PANGO_SCALE;
}

/* The same few labels are measured for every figure of a drag; sizes of short plain text are
 * remembered. */
#define REMEMBERED 1024

typedef struct
{
  double width, height;
} Size;

static GHashTable *
get_sizes (void)
{
  static GPrivate tables = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);
  GHashTable *sizes = g_private_get (&tables);
  if (sizes == NULL)
    g_private_set (&tables,
                   sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free));
  if (g_hash_table_size (sizes) > REMEMBERED)
    g_hash_table_remove_all (sizes);
  return sizes;
}

void
text_size (const MercerLook *look, const Text *text, double *width, double *height)
{
  char key[128];
  int length = g_snprintf (key, sizeof key, "%d/%g/%s/%s", text->style, text_em (look),
                           look != NULL && look->font != NULL ? look->font : "",
                           text->text != NULL ? text->text : "");
  bool remember = text->max_width <= 0 && length < (int) sizeof key;
  const Size *known = remember ? g_hash_table_lookup (get_sizes (), key) : NULL;
  if (known != NULL)
    {
      *width = known->width;
      *height = known->height;
      return;
    }
  PangoLayout *layout = make_layout (look, text);
  layout_size (layout, width, height);
  g_object_unref (layout);
  if (remember)
    g_hash_table_insert (get_sizes (), g_strdup (key),
                         g_memdup2 (&(Size){ *width, *height }, sizeof (Size)));
}

double
text_line (const MercerLook *look, TextStyle style)
{
  double width, height;
  text_size (look, &(Text){ .style = style, .text = "0" }, &width, &height);
  return height;
}

static void
draw (cairo_t *cr, const MercerLook *look, const Text *text, double x, double y, double ax,
      double ay, bool upward, Colour colour, const Colour *halo)
{
  PangoLayout *layout = make_layout (look, text);
  double width, height;
  layout_size (layout, &width, &height);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  if (upward)
    cairo_rotate (cr, -G_PI / 2);
  cairo_move_to (cr, -ax * width, -ay * height);
  if (halo != NULL)
    {
      pango_cairo_layout_path (cr, layout);
      cairo_set_line_width (cr, 0.26 * text_em (look));
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      colour_set (cr, *halo, 0.8);
      cairo_stroke (cr);
      cairo_move_to (cr, -ax * width, -ay * height);
    }
  colour_set (cr, colour, 1);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
  g_object_unref (layout);
}

void
text_draw (cairo_t *cr, const MercerLook *look, const Text *text, double x, double y, double ax,
           double ay, bool upward, Colour colour)
{
  draw (cr, look, text, x, y, ax, ay, upward, colour, NULL);
}

void
text_draw_halo (cairo_t *cr, const MercerLook *look, const Text *text, double x, double y,
                double ax, double ay, Colour colour, Colour halo)
{
  draw (cr, look, text, x, y, ax, ay, false, colour, &halo);
}
