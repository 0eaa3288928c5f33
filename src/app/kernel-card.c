/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The card of a term: what stands on it. */

#include "kernel-card-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-thumbnail.h"
#include "kernel-tree.h"

G_DEFINE_FINAL_TYPE (MercerKernelCard, mercer_kernel_card, ADW_TYPE_BIN)

#define SKETCH_WIDTH  56
#define SKETCH_HEIGHT 32

static const char *const kind_titles[]
    = { [MERCER_KERNEL_LEAF] = N_ ("Kernel"), [MERCER_KERNEL_SUM] = N_ ("Sum"),
        [MERCER_KERNEL_PRODUCT] = N_ ("Product"), [MERCER_KERNEL_POWER] = N_ ("Power"),
        [MERCER_KERNEL_OPERATOR] = N_ ("Operator") };

bool
mercer_kernel_is_simple (const MercerKernel *node)
{
  if (mercer_kernel_kind (node) == MERCER_KERNEL_LEAF)
    return true;
  return mercer_kernel_is_scaled (node) && mercer_kernel_children (node) == 2 && mercer_kernel_columns (node) == NULL
         && mercer_kernel_kind (mercer_kernel_child (node, 1)) == MERCER_KERNEL_LEAF;
}

const MercerKernelPath *
mercer_kernel_card_path (MercerKernelCard *card)
{
  return &card->path;
}

const char *
mercer_kernel_card_title (MercerKernelCard *card)
{
  const MercerKernel *node = mercer_kernel_card_node (card, &card->leaf);
  const MercerKernelFamily *family = mercer_kernel_family_of (node);

  return family != NULL ? _ (family->title) : _ (kind_titles[mercer_kernel_kind (node)]);
}

void
mercer_kernel_card_update (MercerKernelCard *card)
{
  mercer_kernel_thumbnail_show (MERCER_KERNEL_THUMBNAIL (card->sketch),
                                (MercerKernel *) mercer_kernel_card_node (card, &card->path),
                                mercer_kernel_editor_columns (card->editor, &card->path), card->editor->recipe);
}

void
mercer_kernel_card_focus (MercerKernelCard *card)
{
  gtk_widget_grab_focus (card->family != NULL ? card->family : card->menu);
}

/* --- Building --------------------------------------------------------------------------------- */

static GtkWidget *
plain_row_new (GtkWidget *child)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_set_margin_start (child, 6);
  gtk_widget_set_margin_end (child, 6);
  gtk_widget_set_margin_top (child, 6);
  gtk_widget_set_margin_bottom (child, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  return row;
}

static GtkWidget *
join_new (MercerKernelCard *card, MercerKernelJoin join)
{
  GtkWidget *chooser = join == MERCER_JOIN_SUM ? mercer_kernel_chooser_new ("+", _ ("Add another kernel"))
                                               : mercer_kernel_chooser_new ("×", _ ("Multiply by another kernel"));

  card->join[join] = chooser;
  gtk_widget_add_css_class (mercer_kernel_chooser_button (MERCER_KERNEL_CHOOSER (chooser)), "flat");
  g_object_set_data (G_OBJECT (chooser), "join", GINT_TO_POINTER (join));
  g_signal_connect_object (chooser, "chosen", G_CALLBACK (mercer_kernel_card_join_cb), card, 0);
  return chooser;
}

static GtkWidget *
family_new (MercerKernelCard *card, const MercerKernelFamily *family)
{
  GtkWidget *chooser = mercer_kernel_chooser_new (_ (family->title), _ (family->assumption));
  GtkWidget *button = mercer_kernel_chooser_button (MERCER_KERNEL_CHOOSER (chooser));
  g_autofree char *spoken = g_strdup_printf (_ ("Family: %s"), _ (family->title));

  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "heading");
  mercer_set_accessible_label (button, spoken);
  mercer_set_accessible_description (button, _ (family->assumption));
  g_signal_connect_object (chooser, "chosen", G_CALLBACK (mercer_kernel_card_family_cb), card, 0);
  card->family = button;
  return chooser;
}

static GtkWidget *
formula_new (const MercerKernelFamily *family)
{
  GtkWidget *formula = gtk_label_new (family->formula);

  gtk_label_set_xalign (GTK_LABEL (formula), 0);
  gtk_label_set_ellipsize (GTK_LABEL (formula), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (formula, family->formula);
  gtk_widget_add_css_class (formula, "dim-label");
  gtk_widget_add_css_class (formula, "caption");
  return formula;
}

/* A sum, a product, a power; an operator has a name that can be swapped. */
static GtkWidget *
kind_title_new (MercerKernelCard *card)
{
  const MercerKernelFamily *operator = mercer_kernel_family_of (mercer_kernel_card_node (card, &card->path));
  GtkWidget *title;

  if (operator != NULL)
    return mercer_kernel_card_operator_new (card, operator);
  title = gtk_label_new (mercer_kernel_card_title (card));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "heading");
  return title;
}

/* The whole head can be dragged; this says so. All there is cannot be taken anywhere. */
static GtkWidget *
grip_new (MercerKernelCard *card, GtkWidget *row)
{
  GtkWidget *grip = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");

  gtk_widget_add_css_class (grip, "dim-label");
  gtk_widget_set_tooltip_text (grip, _ ("Drag to another place, or move by Alt and the arrow keys"));
  mercer_set_accessible_label (grip, _ ("Drag to another place, or move by Alt and the arrow keys"));
  gtk_widget_set_visible (grip, card->path.depth > 0);
  if (card->path.depth > 0)
    mercer_kernel_tree_add_handle (MERCER_KERNEL_TREE (card->editor->tree), card, row);
  return grip;
}

/* Two lines for a leaf, so that a narrow pane still has room for the name of the family. */
static void
append_head (MercerKernelCard *card, const MercerKernelFamily *family)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *words = family != NULL ? formula_new (family) : kind_title_new (card), *row = plain_row_new (head);

  card->menu = mercer_kernel_card_menu_new (card);
  card->sketch = mercer_kernel_thumbnail_new (SKETCH_WIDTH, SKETCH_HEIGHT);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_margin_start (words, 6);
  if (family != NULL)
    {
      GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *name = family_new (card, family);
      gtk_widget_set_hexpand (name, TRUE);
      gtk_widget_set_halign (name, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (top), grip_new (card, row));
      gtk_box_append (GTK_BOX (top), name);
      gtk_box_append (GTK_BOX (top), mercer_kernel_card_fold_new (card));
      gtk_box_append (GTK_BOX (top), card->menu);
      gtk_box_append (GTK_BOX (head), top);
    }
  if (family == NULL)
    gtk_box_append (GTK_BOX (line), grip_new (card, row));
  gtk_box_append (GTK_BOX (line), words);
  gtk_box_append (GTK_BOX (line), card->sketch);
  gtk_box_append (GTK_BOX (line), join_new (card, MERCER_JOIN_SUM));
  gtk_box_append (GTK_BOX (line), join_new (card, MERCER_JOIN_PRODUCT));
  if (family == NULL)
    {
      gtk_box_append (GTK_BOX (line), mercer_kernel_card_fold_new (card));
      gtk_box_append (GTK_BOX (line), card->menu);
    }
  else
    card->detail = line;
  gtk_box_append (GTK_BOX (head), line);
  gtk_list_box_append (GTK_LIST_BOX (card->list), row);
}

static GPtrArray *
items_cb (MercerColumnPicker *picker, gpointer data)
{
  return mercer_input_items (mercer_kernel_editor_recipe (MERCER_KERNEL_CARD (data)->editor));
}

/* Which inputs this part sees: only a question when there are several, and of groups only when they have
 * answered it. */
static void
append_columns (MercerKernelCard *card)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor);
  const MercerKernel *node = mercer_kernel_card_node (card, &card->leaf);
  bool narrowed = mercer_kernel_columns_at (kernel, &card->leaf) != NULL;
  const char *const *inputs = mercer_recipe_role (mercer_kernel_editor_recipe (card->editor), "x");
  GtkWidget *line, *title, *picker;

  if (mercer_kernel_columns (node) == NULL
      && (mercer_kernel_kind (node) != MERCER_KERNEL_LEAF || g_strv_length ((GStrv) inputs) < 2))
    return;
  line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  title = gtk_label_new (_ ("Columns"));
  picker = mercer_column_picker_new (_ ("Columns of this kernel"), false,
                                     narrowed && mercer_kernel_columns (node) == NULL ? _ ("As the group") : _ ("All inputs"),
                                     items_cb, card);
  mercer_column_picker_show (MERCER_COLUMN_PICKER (picker), mercer_kernel_columns (node));
  gtk_widget_set_hexpand (picker, TRUE);
  gtk_widget_set_margin_start (title, 6);
  g_signal_connect_object (picker, "changed", G_CALLBACK (mercer_kernel_card_columns_cb), card, 0);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), picker);
  gtk_list_box_append (GTK_LIST_BOX (card->list), plain_row_new (line));
}

static void
append_params (MercerKernelCard *card, const MercerKernel *node, const MercerKernel *leaf)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor);
  size_t first = mercer_kernel_first_param (kernel, &card->path);

  if (mercer_kernel_is_scaled (node))
    {
      gtk_list_box_append (GTK_LIST_BOX (card->list),
                           mercer_kernel_editor_param_row (card->editor, &card->path, first, _ ("Scale")));
      first++;
    }
  if (mercer_kernel_kind (node) == MERCER_KERNEL_POWER)
    gtk_list_box_append (GTK_LIST_BOX (card->list), mercer_kernel_editor_power_row (card->editor, &card->path));
  for (size_t i = 0; leaf != NULL && i < mercer_kernel_params (leaf); i++)
    gtk_list_box_append (GTK_LIST_BOX (card->list),
                         mercer_kernel_editor_param_row (card->editor, &card->leaf, first + i, NULL));
  /* an operator's own come after those of what it is put around */
  if (mercer_kernel_kind (node) == MERCER_KERNEL_OPERATOR)
    for (size_t i = mercer_kernel_params (mercer_kernel_child (node, 0)); i < mercer_kernel_params (node); i++)
      gtk_list_box_append (GTK_LIST_BOX (card->list),
                           mercer_kernel_editor_param_row (card->editor, &card->path, first + i, NULL));
}

/* "Term 2 of 5", for those who do not see where it stands. */
static void
tell_place (MercerKernelCard *card)
{
  MercerKernelPath above = card->path;
  const MercerKernel *group;
  g_autofree char *place = NULL;
  size_t first;

  if (card->path.depth == 0)
    return;
  above.depth--;
  group = mercer_kernel_card_node (card, &above);
  if (mercer_kernel_children (group) < 2)
    return;
  first = mercer_kernel_is_scaled (group) ? 1 : 0;
  place = g_strdup_printf (mercer_kernel_kind (group) == MERCER_KERNEL_SUM ? _ ("Term %zu of %zu") : _ ("Factor %zu of %zu"),
                           card->path.index[above.depth] + 1 - first, mercer_kernel_children (group) - first);
  mercer_set_accessible_description (card->list, place);
}

static bool
can_move (MercerKernelCard *card,
          MercerKernel *(*move) (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *landed))
{
  g_autoptr (MercerKernel) moved = move (mercer_kernel_editor_kernel (card->editor), &card->path, NULL);

  return moved != NULL;
}

/* Where it stands decides what can be done. */
static void
enable_actions (MercerKernelCard *card)
{
  GtkWidget *widget = GTK_WIDGET (card);
  MercerKernelPath above = card->path;
  size_t at = 0, siblings = 1, first = 0;

  if (card->path.depth > 0)
    {
      above.depth--;
      at = card->path.index[above.depth];
      siblings = mercer_kernel_children (mercer_kernel_card_node (card, &above));
      first = mercer_kernel_is_scaled (mercer_kernel_card_node (card, &above)) ? 1 : 0;
    }
  gtk_widget_action_set_enabled (widget, "card.remove", card->path.depth > 0);
  gtk_widget_action_set_enabled (widget, "card.move-up", at > first);
  gtk_widget_action_set_enabled (widget, "card.move-down", at + 1 < siblings);
  gtk_widget_action_set_enabled (widget, "card.move-in", can_move (card, mercer_kernel_edit_move_in));
  gtk_widget_action_set_enabled (widget, "card.move-out", can_move (card, mercer_kernel_edit_move_out));
}

GtkWidget *
mercer_kernel_card_new (MercerKernelEditor *editor, const MercerKernelPath *path)
{
  MercerKernelCard *card = g_object_new (MERCER_TYPE_KERNEL_CARD, NULL);
  const MercerKernel *node, *leaf = NULL;

  card->editor = editor;
  card->path = card->leaf = *path;
  node = mercer_kernel_card_node (card, path);
  if (mercer_kernel_is_simple (node))
    {
      if (mercer_kernel_kind (node) != MERCER_KERNEL_LEAF)
        card->leaf = mercer_kernel_path_child (path, 1);
      leaf = mercer_kernel_card_node (card, &card->leaf);
    }
  card->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (card->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (card->list, "boxed-list");
  mercer_set_accessible_label (card->list, mercer_kernel_card_title (card));
  adw_bin_set_child (ADW_BIN (card), card->list);
  append_head (card, leaf != NULL ? mercer_kernel_leaf_family (leaf) : NULL);
  append_columns (card);
  append_params (card, node, leaf);
  enable_actions (card);
  tell_place (card);
  mercer_kernel_card_update (card);
  return GTK_WIDGET (card);
}

static void
mercer_kernel_card_class_init (MercerKernelCardClass *class)
{
  mercer_kernel_card_install_actions (GTK_WIDGET_CLASS (class));
}

static void
mercer_kernel_card_init (MercerKernelCard *card)
{
}
