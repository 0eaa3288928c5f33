/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel-tree.h"

#include <glib/gi18n.h>

#include "compat.h"

#define EDGE       16  /* at the top and bottom of a card: between cards, not onto it */
#define LINE       MERCER_KERNEL_DROP_LINE
#define SCROLL_BY  14  /* pixels a frame while a card is held at the edge of what is visible */
#define SCROLL_AT  36  /* how near the edge that is */

struct _MercerKernelTree
{
  GtkBox parent_instance;

  MercerKernelEditor *editor;
  MercerKernelCard *dragged; /* borrowed from the drag */
  MercerKernelDrop drop;
  int scrolling; /* -1 up, 1 down */
  guint tick;
};

G_DEFINE_FINAL_TYPE (MercerKernelTree, mercer_kernel_tree, GTK_TYPE_BOX)

/* --- Places ----------------------------------------------------------------------------------- */

static bool
card_bounds (MercerKernelTree *tree, MercerKernelCard *card, graphene_rect_t *bounds)
{
  return gtk_widget_compute_bounds (GTK_WIDGET (card), GTK_WIDGET (tree), bounds);
}

/* The card at the height y, or the last one above it. */
static MercerKernelCard *
card_at (MercerKernelTree *tree, double y, graphene_rect_t *bounds)
{
  GPtrArray *cards = tree->editor->cards;
  MercerKernelCard *found = NULL;
  graphene_rect_t here;

  for (guint i = 0; i < cards->len; i++)
    if (gtk_widget_get_mapped (cards->pdata[i]) && card_bounds (tree, cards->pdata[i], &here)
        && (found == NULL || here.origin.y - EDGE / 2 <= y))
      {
        found = cards->pdata[i];
        *bounds = here;
      }
  return found;
}

static const MercerKernel *
node_at (MercerKernelTree *tree, const MercerKernelPath *path)
{
  return mercer_kernel_at (mercer_kernel_editor_kernel (tree->editor), path);
}

static bool
is_group (const MercerKernel *node)
{
  return mercer_kernel_kind (node) == MERCER_KERNEL_SUM || mercer_kernel_kind (node) == MERCER_KERNEL_PRODUCT;
}

/* Beside the node at path: before it (side 0) or after it (1). False if it is in no group. */
static bool
beside (MercerKernelTree *tree, const MercerKernelPath *path, size_t side, MercerKernelDrop *drop)
{
  MercerKernelPath group = *path;

  if (path->depth == 0)
    return false;
  group.depth--;
  if (!is_group (node_at (tree, &group)))
    return false;
  drop->onto = false;
  drop->at = group;
  drop->gap = path->index[group.depth] + side;
  return true;
}

/* Below the card: in the group whose head it is; after it; or, left of it, after the group that it is the last of. */
static bool
below (MercerKernelTree *tree, MercerKernelCard *card, bool further_out, MercerKernelDrop *drop)
{
  MercerKernelPath path = *mercer_kernel_card_path (card);
  const MercerKernel *node = node_at (tree, &path);

  if (!mercer_kernel_is_simple (node) && is_group (node))
    {
      drop->onto = false;
      drop->at = path;
      drop->gap = mercer_kernel_is_scaled (node) ? 1 : 0;
      return true;
    }
  while (further_out && path.depth > 1)
    {
      MercerKernelPath above = path;
      above.depth--;
      if (path.index[above.depth] + 1 < mercer_kernel_children (node_at (tree, &above)))
        break;
      path = above;
      further_out = false;
    }
  return beside (tree, &path, 1, drop);
}

static void
line_at (const graphene_rect_t *card, double y, MercerKernelDrop *drop)
{
  graphene_rect_init (&drop->place, card->origin.x, (float) y - LINE / 2, card->size.width, LINE);
}

/* Whether the move would change anything: then it may be let go there. */
static bool
would_move (MercerKernelTree *tree, MercerKernelCard *dragged, const MercerKernelDrop *drop)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (tree->editor);
  const MercerKernelPath *from = mercer_kernel_card_path (dragged);
  g_autoptr (MercerKernel) moved
      = drop->onto ? mercer_kernel_edit_drop (kernel, from, &drop->at, drop->join, NULL)
                   : mercer_kernel_edit_place (kernel, from, &drop->at, drop->gap, NULL);

  return moved != NULL;
}

MercerKernelDrop
mercer_kernel_tree_drop_at (MercerKernelTree *tree, MercerKernelCard *dragged, double x, double y)
{
  MercerKernelDrop drop = { 0 };
  graphene_rect_t card;
  MercerKernelCard *over = card_at (tree, y, &card);
  double into, edge;

  if (over == NULL)
    return drop;
  into = y - card.origin.y;
  edge = MIN (EDGE, card.size.height / 4);
  if (into < edge && beside (tree, mercer_kernel_card_path (over), 0, &drop))
    line_at (&card, card.origin.y - LINE, &drop);
  else if (into > card.size.height - edge && below (tree, over, x < card.origin.x, &drop))
    line_at (&card, card.origin.y + card.size.height + LINE, &drop);
  else if (into <= card.size.height)
    {
      drop.onto = true;
      drop.at = *mercer_kernel_card_path (over);
      drop.join = x < card.origin.x + card.size.width / 2 ? MERCER_JOIN_SUM : MERCER_JOIN_PRODUCT;
      drop.place = card;
    }
  else
    return drop;
  drop.valid = would_move (tree, dragged, &drop);
  return drop;
}

/* --- What is shown ----------------------------------------------------------------------------- */

static void
mercer_kernel_tree_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (mercer_kernel_tree_parent_class)->snapshot (widget, snapshot);
  mercer_kernel_drop_snapshot (&MERCER_KERNEL_TREE (widget)->drop, widget, snapshot);
}

static void
show_drop (MercerKernelTree *tree, MercerKernelDrop drop)
{
  tree->drop = drop;
  gtk_widget_queue_draw (GTK_WIDGET (tree));
}

/* --- Scrolling while a card is held at the edge ---------------------------------------------------- */

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  MercerKernelTree *tree = MERCER_KERNEL_TREE (widget);
  GtkWidget *scrolled = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *place;

  if (scrolled == NULL || tree->scrolling == 0)
    {
      tree->tick = 0;
      return G_SOURCE_REMOVE;
    }
  place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gtk_adjustment_set_value (place, gtk_adjustment_get_value (place) + SCROLL_BY * tree->scrolling);
  return G_SOURCE_CONTINUE;
}

static void
scroll_near_edge (MercerKernelTree *tree, double x, double y)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (GTK_WIDGET (tree), GTK_TYPE_SCROLLED_WINDOW);
  double there_x, there_y;

  tree->scrolling = 0;
  if (scrolled == NULL || !gtk_widget_translate_coordinates (GTK_WIDGET (tree), scrolled, x, y, &there_x, &there_y))
    return;
  if (there_y < SCROLL_AT)
    tree->scrolling = -1;
  else if (there_y > gtk_widget_get_height (scrolled) - SCROLL_AT)
    tree->scrolling = 1;
  if (tree->scrolling != 0 && tree->tick == 0)
    tree->tick = gtk_widget_add_tick_callback (GTK_WIDGET (tree), scroll_cb, NULL, NULL);
}

/* --- Dragging --------------------------------------------------------------------------------- */

/* Cards may have been made anew during the drag (a fit came in): then nothing is dragged any more. */
static bool
is_alive (MercerKernelTree *tree)
{
  return tree->dragged != NULL && g_ptr_array_find (tree->editor->cards, tree->dragged, NULL);
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, gpointer data)
{
  MercerKernelTree *tree = data;

  if (!is_alive (tree))
    return 0;
  scroll_near_edge (tree, x, y);
  show_drop (tree, mercer_kernel_tree_drop_at (tree, tree->dragged, x, y));
  return tree->drop.valid ? GDK_ACTION_MOVE : 0;
}

static void
leave_cb (GtkDropTarget *target, gpointer data)
{
  MercerKernelTree *tree = data;

  tree->scrolling = 0;
  show_drop (tree, (MercerKernelDrop){ 0 });
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  MercerKernelTree *tree = data;
  MercerKernelDrop drop;
  MercerKernelPath from, landed;
  MercerKernel *kernel = mercer_kernel_editor_kernel (tree->editor), *moved;

  tree->scrolling = 0;
  if (!is_alive (tree))
    return FALSE;
  drop = mercer_kernel_tree_drop_at (tree, tree->dragged, x, y);
  from = *mercer_kernel_card_path (tree->dragged);
  show_drop (tree, (MercerKernelDrop){ 0 });
  tree->dragged = NULL; /* its card goes with the old tree */
  if (!drop.valid)
    return FALSE;
  moved = drop.onto ? mercer_kernel_edit_drop (kernel, &from, &drop.at, drop.join, &landed)
                    : mercer_kernel_edit_place (kernel, &from, &drop.at, drop.gap, &landed);
  mercer_kernel_editor_edit (tree->editor, moved, _ ("Move Kernel"), &landed);
  return TRUE;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, gpointer data)
{
  return gdk_content_provider_new_typed (MERCER_TYPE_KERNEL_CARD, data);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, gpointer data)
{
  MercerKernelCard *card = data;
  MercerKernelTree *tree = MERCER_KERNEL_TREE (gtk_widget_get_ancestor (GTK_WIDGET (card), MERCER_TYPE_KERNEL_TREE));
  GtkWidget *name = gtk_label_new (mercer_kernel_card_title (card));

  tree->dragged = card;
  /* Small, beside the pointer: what lies below has to be seen. */
  gtk_widget_add_css_class (name, "drag-name");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), name);
  gdk_drag_set_hotspot (drag, -12, -12);
  gtk_widget_add_css_class (GTK_WIDGET (card), "stale");
}

static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean taken, gpointer data)
{
  MercerKernelCard *card = data;
  GtkWidget *tree = gtk_widget_get_ancestor (GTK_WIDGET (card), MERCER_TYPE_KERNEL_TREE);

  gtk_widget_remove_css_class (GTK_WIDGET (card), "stale");
  if (tree != NULL)
    MERCER_KERNEL_TREE (tree)->dragged = NULL;
}

void
mercer_kernel_tree_add_handle (MercerKernelTree *tree, MercerKernelCard *card, GtkWidget *handle)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), card);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), card);
  g_signal_connect (source, "drag-end", G_CALLBACK (drag_end_cb), card);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
}

/* --- The widget ------------------------------------------------------------------------------- */

GtkWidget *
mercer_kernel_tree_new (MercerKernelEditor *editor)
{
  MercerKernelTree *tree = g_object_new (MERCER_TYPE_KERNEL_TREE, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 6, NULL);

  tree->editor = editor;
  return GTK_WIDGET (tree);
}

static void
mercer_kernel_tree_class_init (MercerKernelTreeClass *class)
{
  GTK_WIDGET_CLASS (class)->snapshot = mercer_kernel_tree_snapshot;
}

static void
mercer_kernel_tree_init (MercerKernelTree *tree)
{
  GtkDropTarget *target = gtk_drop_target_new (MERCER_TYPE_KERNEL_CARD, GDK_ACTION_MOVE);

  gtk_widget_add_css_class (GTK_WIDGET (tree), "kernel-tree");
  g_signal_connect (target, "enter", G_CALLBACK (motion_cb), tree);
  g_signal_connect (target, "motion", G_CALLBACK (motion_cb), tree);
  g_signal_connect (target, "leave", G_CALLBACK (leave_cb), tree);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), tree);
  gtk_widget_add_controller (GTK_WIDGET (tree), GTK_EVENT_CONTROLLER (target));
}
