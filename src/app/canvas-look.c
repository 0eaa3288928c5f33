/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-private.h"

#include <adwaita.h>

/* How the picture is drawn here, and what the painter is asked for. */

/* Of the picture's text, where the desktop's has the usual size. */
#define FONT_POINTS 10.0
#define USUAL_POINTS 11.0
#define PLAIN_DPI 96.0

/* The family of the desktop's font, and a size that grows as its text does: by the scale of large text, and with a font beyond
 * the usual size. */
void
mercer_canvas_take_font (MercerCanvas *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double dpi = pango_cairo_context_get_resolution (context), size = pango_font_description_get_size (font) / (double) PANGO_SCALE;
  double pixels = pango_font_description_get_size_is_absolute (font) ? size : size * (dpi > 0 ? dpi : PLAIN_DPI) / 72;
  g_free (self->font);
  self->font = g_strdup (pango_font_description_get_family (font));
  self->font_size = FONT_POINTS * MAX (1, pixels / (USUAL_POINTS * PLAIN_DPI / 72));
}

void
mercer_canvas_look (MercerCanvas *self, MercerLook *look)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  *look = (MercerLook) {
    .theme = adw_style_manager_get_dark (style) ? MERCER_THEME_DARK : MERCER_THEME_LIGHT,
    .high_contrast = adw_style_manager_get_high_contrast (style),
    .font = self->font,
    .font_size = self->font_size,
    .background = true,
    .phase = self->phase,
    .selected_rows = self->brushed,
    .n_selected = self->n_brushed,
  };
}

static bool
is_drawn_by_cairo (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  return native != NULL && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native));
}

void
mercer_canvas_request (MercerCanvas *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  if (self->figure == NULL || width <= 0 || height <= 0)
    return;
  MercerScene scene = {
    .figure = self->figure,
    .width = width,
    .height = height,
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .generation = self->generation,
    .by_cairo = is_drawn_by_cairo (GTK_WIDGET (self)),
  };
  mercer_canvas_look (self, &scene.look);
  mercer_painter_request (self->painter, &scene);
}

void
mercer_canvas_repaint (MercerCanvas *self)
{
  self->generation++;
  mercer_canvas_request (self);
}
