/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a card: its actions and the choices made in it. */

#include "kernel-card-private.h"

#include <glib/gi18n.h>

const MercerKernel *
mercer_kernel_card_node (MercerKernelCard *card, const MercerKernelPath *path)
{
  return mercer_kernel_at (mercer_kernel_editor_kernel (card->editor), path);
}

/* Takes changed. */
static void
edit (MercerKernelCard *card, MercerKernel *changed, const char *done)
{
  mercer_kernel_editor_edit (card->editor, changed, done, &card->path);
}

/* The copy is what a person goes on with. */
static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor);
  MercerKernel *twice = mercer_kernel_edit_duplicate (kernel, &card->path);
  MercerKernelPath above = card->path, copy = card->path;

  if (twice == NULL)
    return;
  if (above.depth > 0)
    above.depth--;
  if (card->path.depth == 0)
    copy = mercer_kernel_path_child (&card->path, mercer_kernel_children (twice) / 2);
  else if (mercer_kernel_children (mercer_kernel_at (kernel, &above)) > 1)
    copy.index[above.depth]++;
  else
    copy = mercer_kernel_path_child (&card->path, 1);
  mercer_kernel_editor_edit (card->editor, twice, _ ("Duplicate Kernel"), &copy);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);

  edit (card, mercer_kernel_edit_remove (mercer_kernel_editor_kernel (card->editor), &card->path),
        _ ("Remove Kernel"));
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  int step = g_str_equal (name, "card.move-up") ? -1 : 1;
  MercerKernel *moved = mercer_kernel_edit_move (mercer_kernel_editor_kernel (card->editor), &card->path, step);
  MercerKernelPath there = card->path;

  if (moved == NULL)
    return;
  there.index[there.depth - 1] += step;
  mercer_kernel_editor_edit (card->editor, moved, _ ("Move Kernel"), &there);
}

static void
regroup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor), *moved;
  MercerKernelPath there = card->path;

  moved = g_str_equal (name, "card.move-in") ? mercer_kernel_edit_move_in (kernel, &card->path, &there)
                                             : mercer_kernel_edit_move_out (kernel, &card->path, &there);
  mercer_kernel_editor_edit (card->editor, moved, _ ("Move Kernel"), &there);
}

/* With the card of that number, by + or not. */
static void
join_onto_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  GPtrArray *cards = card->editor->cards;
  MercerKernelPath there = card->path;
  guint number;
  gboolean sum;

  g_variant_get (parameter, "(ub)", &number, &sum);
  if (number < cards->len)
    mercer_kernel_editor_edit (card->editor,
                               mercer_kernel_edit_drop (mercer_kernel_editor_kernel (card->editor), &card->path,
                                                        mercer_kernel_card_path (cards->pdata[number]),
                                                        sum ? MERCER_JOIN_SUM : MERCER_JOIN_PRODUCT, &there),
                               _ ("Move Kernel"), &there);
}

static void
scale_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  bool scaled = mercer_kernel_is_scaled (mercer_kernel_card_node (card, &card->path));

  edit (card, mercer_kernel_edit_scale (mercer_kernel_editor_kernel (card->editor), &card->path, !scaled),
        scaled ? _ ("Remove Scale") : _ ("Add Scale"));
}

static void
power_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  const MercerKernel *node = mercer_kernel_card_node (card, &card->leaf);
  bool raised = mercer_kernel_kind (node) == MERCER_KERNEL_POWER;

  edit (card, mercer_kernel_edit_power (mercer_kernel_editor_kernel (card->editor), &card->leaf, raised ? 1 : 2),
        raised ? _ ("Remove Power") : _ ("Add Power"));
}

static void
wrap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  const MercerKernelFamily *operator = mercer_kernel_operator (g_variant_get_string (parameter, NULL));

  if (operator != NULL)
    edit (card, mercer_kernel_editor_wrapped (card->editor, &card->path, operator), _ ("Wrap Kernel"));
}

static void
rewrap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  const MercerKernelFamily *operator = mercer_kernel_operator (g_variant_get_string (parameter, NULL));

  if (operator != NULL)
    edit (card, mercer_kernel_editor_rewrapped (card->editor, &card->path, operator), _ ("Operator"));
}

/* The list of families of + or x, wherever the focus is in the card; the buttons are hidden while it is folded. */
static void
join_new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);
  MercerKernelJoin join = g_str_equal (name, "card.add") ? MERCER_JOIN_SUM : MERCER_JOIN_PRODUCT;

  mercer_kernel_editor_unfold (card->editor, card);
  gtk_menu_button_popup (GTK_MENU_BUTTON (mercer_kernel_chooser_button (MERCER_KERNEL_CHOOSER (card->join[join]))));
}

static void
unwrap_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  MercerKernelCard *card = MERCER_KERNEL_CARD (widget);

  edit (card, mercer_kernel_unwrap_node (mercer_kernel_editor_kernel (card->editor), card->path.index, card->path.depth),
        _ ("Unwrap Kernel"));
}

void
mercer_kernel_card_family_cb (MercerKernelChooser *chooser, const char *id, gpointer data)
{
  MercerKernelCard *card = data;
  const MercerKernelFamily *family = mercer_kernel_family (id);
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor);
  const MercerKernel *leaf = mercer_kernel_card_node (card, &card->leaf);
  g_autoptr (MercerKernel) fresh = mercer_kernel_editor_leaf (card->editor, family, &card->leaf);
  MercerKernel *changed;

  if (mercer_kernel_leaf_family (leaf) == family)
    return;
  /* A family of one column has to be given one; what else carries over stays. */
  changed = mercer_kernel_edit_family (kernel, &card->leaf, family);
  if (changed != NULL && mercer_kernel_columns (fresh) != NULL)
    {
      MercerKernel *tied = mercer_kernel_edit_columns (changed, &card->leaf, mercer_kernel_columns (fresh));
      mercer_kernel_unref (changed);
      changed = tied;
    }
  edit (card, changed, _ ("Kernel Family"));
}

void
mercer_kernel_card_join_cb (MercerKernelChooser *chooser, const char *id, gpointer data)
{
  MercerKernelCard *card = data;
  MercerKernelJoin join = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (chooser), "join"));
  g_autoptr (MercerKernel) other
      = mercer_kernel_editor_leaf_beside (card->editor, mercer_kernel_family (id), &card->path);

  edit (card, mercer_kernel_edit_join (mercer_kernel_editor_kernel (card->editor), &card->path, join, other),
        join == MERCER_JOIN_SUM ? _ ("Add Kernel") : _ ("Multiply Kernel"));
}

void
mercer_kernel_card_columns_cb (MercerColumnPicker *picker, GStrv columns, gpointer data)
{
  MercerKernelCard *card = data;

  edit (card,
        mercer_kernel_edit_columns (mercer_kernel_editor_kernel (card->editor), &card->leaf,
                                    columns[0] != NULL ? (const char *const *) columns : NULL),
        _ ("Kernel Columns"));
}

void
mercer_kernel_card_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc func;
    guint key;
    GdkModifierType modifiers;
    const char *parameter;
  } actions[] = {
    { "card.duplicate", duplicate_action, GDK_KEY_d, GDK_CONTROL_MASK },
    { "card.remove", remove_action, GDK_KEY_Delete, GDK_ALT_MASK },
    { "card.move-up", move_action, GDK_KEY_Up, GDK_ALT_MASK },
    { "card.move-down", move_action, GDK_KEY_Down, GDK_ALT_MASK },
    { "card.move-in", regroup_action, GDK_KEY_Right, GDK_ALT_MASK },
    { "card.move-out", regroup_action, GDK_KEY_Left, GDK_ALT_MASK },
    { "card.add", join_new_action, GDK_KEY_plus, GDK_ALT_MASK },
    { "card.multiply", join_new_action, GDK_KEY_asterisk, GDK_ALT_MASK },
    { "card.join-onto", join_onto_action, 0, 0, "(ub)" },
    { "card.scale", scale_action, 0, 0 },
    { "card.power", power_action, 0, 0 },
    { "card.wrap", wrap_action, 0, 0, "s" },
    { "card.rewrap", rewrap_action, 0, 0, "s" },
    { "card.unwrap", unwrap_action, 0, 0 },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter, actions[i].func);
      if (actions[i].key != 0)
        gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers, actions[i].name, NULL);
    }
}
