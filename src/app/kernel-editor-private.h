/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor.h"
#include "kernel-editor-model.h"
#include "param-row.h"

/* Shared by the editor (kernel-editor.c, kernel-editor-cards.c) and its cards (kernel-card.c). */

struct _MercerKernelEditor
{
  GtkBox parent_instance;

  MercerKernelModel *model;
  MercerRecipe *recipe, *baseline;
  char *shape;        /* of the cards that are there */
  char *bounds;       /* that the rows allow */
  GPtrArray *rows;    /* of the parameters by flat index, borrowed */
  GPtrArray *powers;  /* rows of exponents; their paths are data "path" */
  GPtrArray *cards;   /* borrowed */
  GHashTable *folds;  /* what a person folded and unfolded: the place as text, whether */
  guint n_folds;      /* number of cards that these are about */
  GtkWidget *popover; /* of bounds, the last that was opened, or NULL */
  GtkWidget *title, *text, *tree, *whole; /* whole: the sketch of all of it */
};

/* What the cards are made from. Borrowed; the kernel is never NULL while there are cards. */
MercerKernel *mercer_kernel_editor_kernel (MercerKernelEditor *editor);
MercerRecipe *mercer_kernel_editor_recipe (MercerKernelEditor *editor);

/* A person chose another kernel: shown, and told. Takes kernel; NULL does nothing. */
void mercer_kernel_editor_change (MercerKernelEditor *editor, MercerKernel *kernel, const char *done, const char *merge);
void mercer_kernel_editor_settle (MercerKernelEditor *editor);
/* A person folded the card at this place, or unfolded it. Where there are many cards they are folded at first. */
void mercer_kernel_editor_fold (MercerKernelEditor *editor, const MercerKernelPath *path, bool folded);
/* Folds the cards that were just made as those before were; opens one that a person is about to work on. */
void mercer_kernel_editor_restore_folds (MercerKernelEditor *editor);
/* Cards for the kernel there is; and the values of those there are. */
void mercer_kernel_editor_build_cards (MercerKernelEditor *editor);
void mercer_kernel_editor_update_rows (MercerKernelEditor *editor);
/* Another kernel, by an edit of the tree. Takes kernel; NULL does nothing. at: the card that has the focus
 * afterwards. */
void mercer_kernel_editor_edit (MercerKernelEditor *editor, MercerKernel *kernel, const char *done,
                                const MercerKernelPath *at);
/* A leaf of this family with starts that suit the columns at `path`, tied to one column if it must be. */
MercerKernel *mercer_kernel_editor_leaf (MercerKernelEditor *editor, const MercerKernelFamily *family,
                                         const MercerKernelPath *path);
/* The same for a place beside the node at `path`, in its group: tied to the first of the columns that the node looks at. */
MercerKernel *mercer_kernel_editor_leaf_beside (MercerKernelEditor *editor, const MercerKernelFamily *family,
                                                const MercerKernelPath *path);
/* The kernel with the node there wrapped in the operator, whose places (ends, centre, zero) suit the columns. */
MercerKernel *mercer_kernel_editor_wrapped (MercerKernelEditor *editor, const MercerKernelPath *path,
                                            const MercerKernelFamily *operator);
/* The kernel with another operator in place of the one there; what parameters of the same name carry over is kept. NULL if there
 * is none, or that one. */
MercerKernel *mercer_kernel_editor_rewrapped (MercerKernelEditor *editor, const MercerKernelPath *path,
                                              const MercerKernelFamily *operator);
/* The names of the columns that reach the node there. Borrowed. */
const char *const *mercer_kernel_editor_columns (MercerKernelEditor *editor, const MercerKernelPath *path);
/* The row of a parameter of the leaf there, kept up to date from now on. index: among all parameters of the
 * tree; title: NULL for the family's own. */
GtkWidget *mercer_kernel_editor_param_row (MercerKernelEditor *editor, const MercerKernelPath *leaf, size_t index,
                                           const char *title);
/* The row of the exponent of the power there. */
GtkWidget *mercer_kernel_editor_power_row (MercerKernelEditor *editor, const MercerKernelPath *path);

/* The head of a node: what it is, what can be done with it, its own parameters. For a leaf, or a leaf times a
 * constant, that is the whole card. */
#define MERCER_TYPE_KERNEL_CARD (mercer_kernel_card_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelCard, mercer_kernel_card, MERCER, KERNEL_CARD, AdwBin)

GtkWidget *mercer_kernel_card_new (MercerKernelEditor *editor, const MercerKernelPath *path);
const MercerKernelPath *mercer_kernel_card_path (MercerKernelCard *card);
/* The node is another, its shape the same. */
void mercer_kernel_card_update (MercerKernelCard *card);
/* The cards within a group are in this widget, borrowed. */
void mercer_kernel_card_set_inside (MercerKernelCard *card, GtkWidget *inside);
/* Only its head, or all of it and of what is within. */
void mercer_kernel_card_fold (MercerKernelCard *card, bool folded);
void mercer_kernel_editor_unfold (MercerKernelEditor *editor, MercerKernelCard *card);
/* What it is called: the family, or what kind of group. Borrowed, translated. */
const char *mercer_kernel_card_title (MercerKernelCard *card);
void mercer_kernel_card_focus (MercerKernelCard *card);
/* Whether a card shows the whole node: a leaf, or a constant times a leaf. */
bool mercer_kernel_is_simple (const MercerKernel *node);
