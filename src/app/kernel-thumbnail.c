/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-thumbnail.h"

#include <glib/gi18n.h>
#include <math.h>

#include "compat.h"

#define INSET 3.5

struct _MercerKernelThumbnail
{
  GtkWidget parent_instance;

  int width, height;
  MercerKernel *kernel;
  MercerDataset *dataset;
  char **columns;
  MercerKernelSketch sketch;
  char *words;
};

G_DEFINE_FINAL_TYPE (MercerKernelThumbnail, mercer_kernel_thumbnail, GTK_TYPE_WIDGET)

/* --- Drawing ---------------------------------------------------------------------------------- */

typedef struct
{
  double low, high, width, height;
} Frame;

static double
to_x (const Frame *frame, int i)
{
  return INSET + (frame->width - 2 * INSET) * i / (MERCER_SKETCH_POINTS - 1);
}

static double
to_y (const Frame *frame, double value)
{
  return frame->height - INSET - (frame->height - 2 * INSET) * (value - frame->low) / (frame->high - frame->low);
}

/* Which of the points is x'. */
static int
middle_of (const MercerKernelSketch *sketch)
{
  return sketch->stationary ? 0 : MERCER_SKETCH_POINTS / 2;
}

/* Zero is always in it, so that what hardly falls does not look as if it did. */
static Frame
frame_of (const MercerKernelSketch *sketch, int width, int height)
{
  Frame frame = { 0, 0, width, height };
  double peak = sketch->values[middle_of (sketch)];

  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    if (isfinite (sketch->values[i]))
      {
        frame.low = MIN (frame.low, sketch->values[i]);
        frame.high = MAX (frame.high, sketch->values[i]);
      }
  for (int i = 0; i < MERCER_SKETCH_POINTS && sketch->dense; i++)
    if (isfinite (sketch->low[i] + sketch->high[i]))
      {
        frame.low = MIN (frame.low, sketch->low[i]);
        frame.high = MAX (frame.high, sketch->high[i]);
      }
  if (isfinite (peak))
    frame.high = MAX (frame.high, peak + sketch->noise);
  if (!(frame.high > frame.low))
    frame.high = frame.low + 1;
  return frame;
}

static void
draw_curve (cairo_t *cr, const MercerKernelSketch *sketch, const Frame *frame)
{
  bool broken = true;

  for (int i = 0; i < MERCER_SKETCH_POINTS; i++)
    {
      double value = sketch->values[i];
      if (!isfinite (value))
        broken = true;
      else if (broken)
        cairo_move_to (cr, to_x (frame, i), to_y (frame, value));
      else
        cairo_line_to (cr, to_x (frame, i), to_y (frame, value));
      broken = !isfinite (value);
    }
  cairo_stroke (cr);
}

/* What swings faster than there are pixels fills all that it reaches, as ink would. */
static void
draw_reach (cairo_t *cr, const MercerKernelSketch *sketch, const Frame *frame)
{
  for (int i = 0; i < 2 * MERCER_SKETCH_POINTS; i++)
    {
      bool back = i >= MERCER_SKETCH_POINTS;
      int at = back ? 2 * MERCER_SKETCH_POINTS - 1 - i : i;
      double value = back ? sketch->low[at] : sketch->high[at];
      if (isfinite (value))
        cairo_line_to (cr, to_x (frame, at), to_y (frame, value));
    }
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* White noise is a point above the curve, where x = x'; without it a point marks an x' in the middle. */
static void
draw_mark (cairo_t *cr, const MercerKernelSketch *sketch, const Frame *frame)
{
  int middle = middle_of (sketch);
  double peak = sketch->values[middle];

  if (!isfinite (peak) || (sketch->stationary && !(sketch->noise > 0)))
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, to_x (frame, middle), to_y (frame, peak + sketch->noise), 2.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
mercer_kernel_thumbnail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  MercerKernelThumbnail *thumbnail = MERCER_KERNEL_THUMBNAIL (widget);
  const MercerKernelSketch *sketch = &thumbnail->sketch;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  Frame frame = frame_of (sketch, width, height);
  GdkRGBA ink, accent;
  cairo_t *cr;

  if (!sketch->drawn)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  accent = ink;
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color", &accent);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  ink.alpha *= 0.3f;
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, INSET, floor (to_y (&frame, 0)) + 0.5);
  cairo_line_to (cr, width - INSET, floor (to_y (&frame, 0)) + 0.5);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_set_line_width (cr, 1.75);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  (sketch->dense ? draw_reach : draw_curve) (cr, sketch, &frame);
  draw_mark (cr, sketch, &frame);
  cairo_destroy (cr);
}

static void
mercer_kernel_thumbnail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                                 int *minimum_baseline, int *natural_baseline)
{
  MercerKernelThumbnail *thumbnail = MERCER_KERNEL_THUMBNAIL (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? thumbnail->width : thumbnail->height;
}

/* Asked for, and not set: that would look for the pointer at each frame of a drag. */
static gboolean
mercer_kernel_thumbnail_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, MERCER_KERNEL_THUMBNAIL (widget)->words);
  return MERCER_KERNEL_THUMBNAIL (widget)->words != NULL;
}

/* --- Showing ---------------------------------------------------------------------------------- */

void
mercer_kernel_thumbnail_show (MercerKernelThumbnail *thumbnail, MercerKernel *kernel, const char *const *columns,
                              MercerRecipe *recipe)
{
  MercerDataset *dataset = mercer_recipe_dataset (recipe);

  g_return_if_fail (MERCER_IS_KERNEL_THUMBNAIL (thumbnail));
  if (kernel == thumbnail->kernel && dataset == thumbnail->dataset
      && g_strv_equal ((const char *const *) thumbnail->columns, columns))
    return;
  mercer_kernel_ref (kernel);
  g_clear_pointer (&thumbnail->kernel, mercer_kernel_unref);
  thumbnail->kernel = kernel;
  mercer_dataset_ref (dataset); /* also lends the sketch its unit */
  g_clear_pointer (&thumbnail->dataset, mercer_dataset_unref);
  thumbnail->dataset = dataset;
  g_strfreev (thumbnail->columns);
  thumbnail->columns = g_strdupv ((GStrv) columns);
  thumbnail->sketch = mercer_kernel_sketch (kernel, columns, recipe);
  g_free (thumbnail->words);
  thumbnail->words = mercer_kernel_sketch_describe (&thumbnail->sketch);
  mercer_set_accessible_description (GTK_WIDGET (thumbnail), thumbnail->words);
  gtk_widget_queue_draw (GTK_WIDGET (thumbnail));
}

const char *
mercer_kernel_thumbnail_words (MercerKernelThumbnail *thumbnail)
{
  return thumbnail->words;
}

const MercerKernelSketch *
mercer_kernel_thumbnail_sketch (MercerKernelThumbnail *thumbnail)
{
  return &thumbnail->sketch;
}

GtkWidget *
mercer_kernel_thumbnail_new (int width, int height)
{
  MercerKernelThumbnail *thumbnail = g_object_new (MERCER_TYPE_KERNEL_THUMBNAIL, NULL);

  thumbnail->width = width;
  thumbnail->height = height;
  gtk_widget_set_valign (GTK_WIDGET (thumbnail), GTK_ALIGN_CENTER);
  mercer_set_accessible_label (GTK_WIDGET (thumbnail), _ ("Shape of the kernel"));
  return GTK_WIDGET (thumbnail);
}

static void
mercer_kernel_thumbnail_finalize (GObject *object)
{
  MercerKernelThumbnail *thumbnail = MERCER_KERNEL_THUMBNAIL (object);

  g_clear_pointer (&thumbnail->kernel, mercer_kernel_unref);
  g_clear_pointer (&thumbnail->dataset, mercer_dataset_unref);
  g_strfreev (thumbnail->columns);
  g_free (thumbnail->words);
  G_OBJECT_CLASS (mercer_kernel_thumbnail_parent_class)->finalize (object);
}

static void
mercer_kernel_thumbnail_class_init (MercerKernelThumbnailClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = mercer_kernel_thumbnail_finalize;
  widget_class->snapshot = mercer_kernel_thumbnail_snapshot;
  widget_class->measure = mercer_kernel_thumbnail_measure;
  widget_class->query_tooltip = mercer_kernel_thumbnail_query_tooltip;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
mercer_kernel_thumbnail_init (MercerKernelThumbnail *thumbnail)
{
  thumbnail->columns = g_new0 (char *, 1);
  gtk_widget_set_has_tooltip (GTK_WIDGET (thumbnail), TRUE);
}
