/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a card. */

#include "kernel-card-private.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "kernel-params.h"

/* Of an expression in a menu. */
#define NAME_CHARS 40

/* As much of the expression as tells it from others. Free with g_free. */
static char *
brief (const MercerKernel *node)
{
  char *shown = mercer_kernel_show (node);

  if (g_utf8_strlen (shown, -1) > NAME_CHARS)
    {
      g_autofree char *full = shown, *start = g_utf8_substring (full, 0, NAME_CHARS - 1);
      shown = g_strconcat (start, "…", NULL);
    }
  return shown;
}

/* Every other card that this one can be joined with. */
static GMenu *
targets_new (MercerKernelCard *card, MercerKernelJoin join)
{
  MercerKernel *kernel = mercer_kernel_editor_kernel (card->editor);
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < card->editor->cards->len; i++)
    {
      const MercerKernelPath *onto = mercer_kernel_card_path (card->editor->cards->pdata[i]);
      g_autoptr (MercerKernel) moved = mercer_kernel_edit_drop (kernel, &card->path, onto, join, NULL);
      if (moved == NULL)
        continue;
      g_autofree char *name = brief (mercer_kernel_at (kernel, onto));
      g_autoptr (GMenuItem) item = g_menu_item_new (name, NULL);
      g_menu_item_set_action_and_target (item, "card.join-onto", "(ub)", i, join == MERCER_JOIN_SUM);
      g_menu_append_item (menu, item);
    }
  return menu;
}

static void
append_targets (GMenu *menu, const char *title, MercerKernelCard *card, MercerKernelJoin join)
{
  g_autoptr (GMenu) targets = targets_new (card, join);

  if (g_menu_model_get_n_items (G_MENU_MODEL (targets)) > 0)
    g_menu_append_submenu (menu, title, G_MENU_MODEL (targets));
}

/* Takes kernel, which may be NULL: whether it would fit the columns. */
static bool
would_fit (MercerKernelCard *card, MercerKernel *kernel)
{
  const char *const *inputs = mercer_recipe_role (mercer_kernel_editor_recipe (card->editor), "x");
  g_autoptr (MercerKernel) taken = kernel;
  g_autoptr (MercerKernel) bound
      = taken != NULL ? mercer_kernel_bind (taken, inputs, g_strv_length ((GStrv) inputs), NULL) : NULL;

  return bound != NULL;
}

typedef MercerKernel *(*OperatorFunc) (MercerKernelEditor *editor, const MercerKernelPath *path,
                                       const MercerKernelFamily *operator);

/* The operators that this can be done with. */
static GMenu *
operators_new (MercerKernelCard *card, OperatorFunc with, const char *action)
{
  GMenu *menu = g_menu_new ();

  for (const MercerKernelFamily *const *operator = mercer_kernel_operators (); *operator != NULL; operator++)
    {
      if (!would_fit (card, with (card->editor, &card->path, *operator)))
        continue;
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ((*operator)->title), NULL);
      g_menu_item_set_action_and_target (item, action, "s", (*operator)->id);
      g_menu_append_item (menu, item);
    }
  return menu;
}

static void
append_operators (GMenu *menu, MercerKernelCard *card)
{
  g_autoptr (GMenu) operators = operators_new (card, mercer_kernel_editor_wrapped, "card.wrap");

  if (g_menu_model_get_n_items (G_MENU_MODEL (operators)) > 0)
    g_menu_append_submenu (menu, _ ("Wrap In"), G_MENU_MODEL (operators));
}

static void
create_operators_cb (GtkMenuButton *button, gpointer data)
{
  g_autoptr (GMenu) menu = operators_new (data, mercer_kernel_editor_rewrapped, "card.rewrap");

  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

GtkWidget *
mercer_kernel_card_operator_new (MercerKernelCard *card, const MercerKernelFamily *operator)
{
  GtkWidget *button = gtk_menu_button_new (), *label = gtk_label_new (_ (operator->title));
  g_autofree char *spoken = g_strdup_printf (_ ("Operator: %s"), _ (operator->title));
  g_autofree char *words = g_strdup_printf ("%s\n%s", _ (operator->assumption), operator->formula);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_operators_cb, card, NULL);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "heading");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  mercer_set_tooltip (button, words);
  mercer_set_accessible_label (button, spoken);
  mercer_set_accessible_description (button, words);
  card->family = button;
  return button;
}

/* Bounds and ties of the parameters that stand on the card. */
static void
append_params (GMenu *menu, MercerKernelCard *card)
{
  GPtrArray *rows = card->editor->rows;

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GMenu) deeds = g_menu_new ();
      if (!gtk_widget_is_ancestor (rows->pdata[i], GTK_WIDGET (card)))
        continue;
      mercer_kernel_params_append_menu (card->editor, i, deeds);
      if (g_menu_model_get_n_items (G_MENU_MODEL (deeds)) > 0)
        g_menu_append_submenu (menu, mercer_param_row_spec (rows->pdata[i])->title, G_MENU_MODEL (deeds));
    }
}

/* Made when it is opened: what stands around the card may have changed, and most are never opened. */
static void
create_popup_cb (GtkMenuButton *button, gpointer data)
{
  MercerKernelCard *card = data;
  g_autoptr (GMenu) menu = g_menu_new (), moves = g_menu_new (), shapes = g_menu_new (), params = g_menu_new ();
  const MercerKernel *node = mercer_kernel_card_node (card, &card->path);
  bool raised = mercer_kernel_kind (mercer_kernel_card_node (card, &card->leaf)) == MERCER_KERNEL_POWER;

  g_menu_append (menu, _ ("Add a Kernel…"), "card.add");
  g_menu_append (menu, _ ("Multiply by a Kernel…"), "card.multiply");
  g_menu_append (menu, _ ("Duplicate"), "card.duplicate");
  g_menu_append (menu, _ ("Remove"), "card.remove");
  g_menu_append (moves, _ ("Move Up"), "card.move-up");
  g_menu_append (moves, _ ("Move Down"), "card.move-down");
  g_menu_append (moves, _ ("Join with the One Before"), "card.move-in");
  g_menu_append (moves, _ ("Move Out of Its Group"), "card.move-out");
  append_targets (moves, _ ("Move Into a Sum With"), card, MERCER_JOIN_SUM);
  append_targets (moves, _ ("Move Into a Product With"), card, MERCER_JOIN_PRODUCT);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_menu_append (shapes, mercer_kernel_is_scaled (node) ? _ ("Remove Scale") : _ ("Add Scale"), "card.scale");
  g_menu_append (shapes, raised ? _ ("Remove Power") : _ ("Add Power"), "card.power");
  append_operators (shapes, card);
  if (mercer_kernel_kind (node) == MERCER_KERNEL_OPERATOR)
    g_menu_append (shapes, _ ("Unwrap"), "card.unwrap");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (shapes));
  append_params (params, card);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (params));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

GtkWidget *
mercer_kernel_card_menu_new (MercerKernelCard *card)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_popup_cb, card, NULL);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_add_css_class (button, "flat");
  mercer_set_tooltip (button, _ ("More for this kernel"));
  mercer_set_accessible_label (button, _ ("More for this kernel"));
  return button;
}
