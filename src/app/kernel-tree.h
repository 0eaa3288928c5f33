/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-editor-private.h"

/* The cards of an editor, one below the other, which can be dragged to another place: between cards to stand there,
 * onto a card to be added to it (its left half) or to be multiplied with it (its right half). While a card is over the
 * tree a line or the two halves show what letting go would do. */
#define MERCER_TYPE_KERNEL_TREE (mercer_kernel_tree_get_type ())
G_DECLARE_FINAL_TYPE (MercerKernelTree, mercer_kernel_tree, MERCER, KERNEL_TREE, GtkBox)

/* editor: borrowed, holds the tree. */
GtkWidget *mercer_kernel_tree_new (MercerKernelEditor *editor);
/* Lets the card be dragged by `handle`, which is a part of it. */
void mercer_kernel_tree_add_handle (MercerKernelTree *tree, MercerKernelCard *card, GtkWidget *handle);

/* What letting go of a dragged card would do. */
typedef struct
{
  bool valid, onto;
  MercerKernelPath at; /* the group, or the node that it is dropped onto */
  size_t gap;          /* before which child of the group */
  MercerKernelJoin join;
  graphene_rect_t place; /* of the card, or of the line, in the tree */
} MercerKernelDrop;

MercerKernelDrop mercer_kernel_tree_drop_at (MercerKernelTree *tree, MercerKernelCard *dragged, double x, double y);
/* kernel-tree-drop.c: that, over what is drawn of the widget; the line between cards is so thick. */
#define MERCER_KERNEL_DROP_LINE 4
void mercer_kernel_drop_snapshot (const MercerKernelDrop *drop, GtkWidget *widget, GtkSnapshot *snapshot);
