/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family.h"

/* The inside of the tree, shared by the files of this folder. Nodes are written only between their
 * creation and the moment their maker hands them out. */

#define KERNEL_MAX_DEPTH    64
#define KERNEL_MAX_EXPONENT 64

typedef struct
{
  double value, lower, upper;
  bool fixed;
} KernelSlot;

struct _MercerKernel
{
  gatomicrefcount refs;
  MercerKernelKind kind;
  char **columns; /* selected by this node, or NULL */

  /* Leaves. One slot for each parameter in the order of the specs; the one that may be a list has
   * list_length of them. */
  const KernelFamily *family;
  KernelSlot *slots;
  size_t n_slots, list_length;
  /* Leaves that are bound: which of the d columns of X they see. NULL: not bound. */
  size_t *index;
  size_t n_index, d;

  /* Other nodes. */
  MercerKernel **children;
  size_t n_children;
  int exponent;
};

/* A node of its own with everything but the children copied, those referenced. */
MercerKernel *kernel_copy (const MercerKernel *kernel);
/* Takes the references in `children`; flattens; one child alone is returned as it is. */
MercerKernel *kernel_new_group (MercerKernelKind kind, MercerKernel **children, size_t n);
MercerKernel *kernel_new_power (MercerKernel *child, int exponent);
MercerKernel *kernel_new_leaf (const KernelFamily *family, size_t list_length);

/* The same tree with each leaf replaced by func (leaf): a new reference, possibly to the same leaf.
 * Nodes in which nothing changed are shared with the old tree. */
typedef MercerKernel *(*KernelLeafFunc) (const MercerKernel *leaf, void *data);
MercerKernel *kernel_map_leaves (const MercerKernel *kernel, KernelLeafFunc func, void *data);
/* Calls func for each leaf from left to right until it returns false. */
typedef bool (*KernelVisitFunc) (const MercerKernel *leaf, void *data);
bool kernel_visit_leaves (const MercerKernel *kernel, KernelVisitFunc func, void *data);

/* The tree without any binding. */
MercerKernel *kernel_unbind (const MercerKernel *kernel);
bool kernel_is_bound (const MercerKernel *kernel);
/* The leaf is of the family of constants and selects no columns: a bare number in the text. */
bool kernel_is_number (const MercerKernel *kernel);
bool kernel_is_white (const MercerKernel *kernel);

/* First slot of parameter `param`, how many it has, and the parameter of a slot. */
size_t kernel_param_slot (const MercerKernel *leaf, size_t param);
size_t kernel_param_length (const MercerKernel *leaf, size_t param);
size_t kernel_slot_param (const MercerKernel *leaf, size_t slot);
bool kernel_slot_has_own_bounds (const MercerKernel *leaf, size_t slot);

/* A word of `words` (NULL-terminated) that `word` may be a slip of, or NULL. */
const char *kernel_nearest_word (const char *word, const char *const *words);
/* Whether a column's name needs no quotes; appends it, in quotes if it does. */
bool kernel_is_word (const char *name);
void kernel_print_columns (GString *out, const char *const *columns);
