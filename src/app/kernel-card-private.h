/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel-chooser.h"
#include "kernel-editor-private.h"
#include "role-chooser-picker.h"

/* Shared by the card (kernel-card.c) and what can be done with it (kernel-card-deeds.c). */
struct _MercerKernelCard
{
  AdwBin parent_instance;

  MercerKernelEditor *editor; /* holds this card */
  MercerKernelPath path;
  MercerKernelPath leaf; /* of the family; as path unless a constant stands in front */
  GtkWidget *list, *family, *menu, *sketch, *fold;
  GtkWidget *join[2]; /* what adds and multiplies, by MercerKernelJoin */
  GtkWidget *detail; /* second line of the head, or NULL */
  GtkWidget *inside; /* the cards within a group, borrowed from the tree, or NULL */
};

const MercerKernel *mercer_kernel_card_node (MercerKernelCard *card, const MercerKernelPath *path);
/* The button that folds the card, told apart from fold () by who speaks. */
GtkWidget *mercer_kernel_card_fold_new (MercerKernelCard *card);
GtkWidget *mercer_kernel_card_menu_new (MercerKernelCard *card);
/* The name of an operator, which can be swapped for another one. */
GtkWidget *mercer_kernel_card_operator_new (MercerKernelCard *card, const MercerKernelFamily *operator);
void mercer_kernel_card_install_actions (GtkWidgetClass *widget_class);

/* Another family was chosen for the leaf; another kernel to join (data "join" of the chooser says how); columns. */
void mercer_kernel_card_family_cb (MercerKernelChooser *chooser, const char *id, gpointer data);
void mercer_kernel_card_join_cb (MercerKernelChooser *chooser, const char *id, gpointer data);
void mercer_kernel_card_columns_cb (MercerColumnPicker *picker, GStrv columns, gpointer data);
