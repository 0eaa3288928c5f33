/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What letting go of a card would do, as it is drawn over the tree. */
#include "kernel-tree.h"

#include <glib/gi18n.h>

#define LINE MERCER_KERNEL_DROP_LINE

/* A half says by its words and colour what it does; the one under the pointer is filled. */
static void
append_half (GtkSnapshot *snapshot, GtkWidget *widget, const graphene_rect_t *place, const char *words, bool active,
             const GdkRGBA *ground, const GdkRGBA *ink)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, words);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  float line[] = { 2, 2, 2, 2 };
  GdkRGBA lines[] = { *ink, *ink, *ink, *ink };
  GskRoundedRect round;
  int width, height;

  gsk_rounded_rect_init_from_rect (&round, place, 12);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, ground, place);
  gtk_snapshot_pop (snapshot);
  if (!active)
    gtk_snapshot_append_border (snapshot, &round, line, lines);
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int) (place->size.width - 12) * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (place->origin.x + 6,
                                                          place->origin.y + (place->size.height - (float) height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static GdkRGBA
themed (GtkWidget *widget, const char *name, GdkRGBA otherwise)
{
  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &otherwise);
  return otherwise;
}

static void
append_halves (GtkSnapshot *snapshot, GtkWidget *widget, const MercerKernelDrop *drop)
{
  GdkRGBA accent = themed (widget, "accent_bg_color", (GdkRGBA){ 0.21f, 0.52f, 0.89f, 1 });
  GdkRGBA on_accent = themed (widget, "accent_fg_color", (GdkRGBA){ 1, 1, 1, 1 });
  GdkRGBA ground = themed (widget, "view_bg_color", (GdkRGBA){ 1, 1, 1, 1 });
  GdkRGBA quiet = themed (widget, "accent_color", accent);
  const char *const words[] = { [MERCER_JOIN_SUM] = _ ("+ Add"), [MERCER_JOIN_PRODUCT] = _ ("× Multiply") };
  graphene_rect_t half = GRAPHENE_RECT_INIT (drop->place.origin.x, drop->place.origin.y, drop->place.size.width / 2 - 2,
                                             drop->place.size.height);

  for (MercerKernelJoin join = MERCER_JOIN_SUM; join <= MERCER_JOIN_PRODUCT; join++)
    {
      bool active = join == drop->join;
      append_half (snapshot, widget, &half, words[join], active, active ? &accent : &ground, active ? &on_accent : &quiet);
      half.origin.x += half.size.width + 4;
    }
}

static void
append_line (GtkSnapshot *snapshot, const graphene_rect_t *place, const GdkRGBA *accent)
{
  graphene_rect_t knob = GRAPHENE_RECT_INIT (place->origin.x - LINE, place->origin.y - LINE, 3 * LINE, 3 * LINE);
  GskRoundedRect round;

  gtk_snapshot_append_color (snapshot, accent, place);
  gsk_rounded_rect_init_from_rect (&round, &knob, 1.5f * LINE);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, accent, &knob);
  gtk_snapshot_pop (snapshot);
}

void
mercer_kernel_drop_snapshot (const MercerKernelDrop *drop, GtkWidget *widget, GtkSnapshot *snapshot)
{
  GdkRGBA accent = themed (widget, "accent_bg_color", (GdkRGBA){ 0.21f, 0.52f, 0.89f, 1 });

  if (drop->valid && drop->onto)
    append_halves (snapshot, widget, drop);
  else if (drop->valid)
    append_line (snapshot, &drop->place, &accent);
}
