/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "family.h"
#include "reference.h"

/* The inside of the tree, shared by the files of this folder. Nodes are written only between their
 * creation and the moment their maker hands them out. */

#define KERNEL_MAX_DEPTH    64
#define KERNEL_MAX_EXPONENT 64

#define KERNEL_TIE_SIZE 16

/* What a list of steps can be made for: KernelPurpose of program.h. */
#define KERNEL_N_PURPOSES 4

typedef struct
{
  double value, lower, upper;
  bool fixed;
  char tie[KERNEL_TIE_SIZE]; /* slots with the same name hold the same number; "": its own */
} KernelSlot;

struct _MercerKernel
{
  gatomicrefcount refs;
  MercerKernelKind kind;
  char **columns; /* selected by this node, or NULL */
  /* Of the text that it was read from, for carets: where it stands, and the bracket of the columns that it selects;
   * all 0 where there is none. Nothing else depends on them. */
  size_t from, to, bracket;

  /* Leaves and operators, which have parameters. One slot for each in the order of the specs; those
   * that may be lists have lengths[param] of them. */
  const KernelFamily *family;
  KernelSlot *slots;
  size_t n_slots, *lengths;
  /* Leaves and operators that are bound: which of the d columns of X they see; n_seen of them at
   * once (1 inside Additive). NULL: not bound. */
  size_t *index;
  size_t n_index, n_seen, d;
  KernelReference *reference; /* a Centre's, or NULL: none yet */

  /* Other nodes. */
  MercerKernel **children;
  size_t n_children;
  int exponent;

  /* Nothing but memory: the lists of steps that evaluations have asked for, which are the same
   * whoever makes them. The one thing that is written later, once. */
  _Atomic (struct _KernelProgram *) programs[KERNEL_N_PURPOSES];
};

/* A node of its own with everything but the children copied, those referenced. */
MercerKernel *kernel_copy (const MercerKernel *kernel);
/* Takes the references in `children`; flattens; one child alone is returned as it is. */
MercerKernel *kernel_new_group (MercerKernelKind kind, MercerKernel **children, size_t n);
MercerKernel *kernel_new_power (MercerKernel *child, int exponent);
/* lengths: of each parameter; NULL: 1 of each. */
MercerKernel *kernel_new_leaf (const KernelFamily *family, const size_t *lengths);
/* Takes the reference to `child`, if there is one yet. */
MercerKernel *kernel_new_operator (const KernelFamily *family, MercerKernel *child);

/* The group, power or operator with other children, in whose array the references are taken; closes
 * up where one is left. NULL if none is. */
MercerKernel *kernel_with_children (const MercerKernel *group, MercerKernel **children, size_t n);

/* The same tree with each leaf replaced by func (leaf): a new reference, possibly to the same leaf.
 * Nodes in which nothing changed are shared with the old tree. */
typedef MercerKernel *(*KernelLeafFunc) (const MercerKernel *leaf, void *data);
MercerKernel *kernel_map_leaves (const MercerKernel *kernel, KernelLeafFunc func, void *data);
/* Calls func for each leaf from left to right until it returns false. */
typedef bool (*KernelVisitFunc) (const MercerKernel *leaf, void *data);
bool kernel_visit_leaves (const MercerKernel *kernel, KernelVisitFunc func, void *data);

/* The same over all nodes that have parameters, in the order in which parameters are counted: from
 * left to right, operators after what they work on. */
MercerKernel *kernel_map_owners (const MercerKernel *kernel, KernelLeafFunc func, void *data);
bool kernel_visit_owners (const MercerKernel *kernel, KernelVisitFunc func, void *data);

/* All slots in the order of parameters, and for each the index of the first that it is tied to: its
 * own if there is none before. */
typedef struct
{
  const MercerKernel *owner;
  size_t slot, first;
} KernelSlotPlace;

/* g_free. */
KernelSlotPlace *kernel_list_slots (const MercerKernel *kernel, size_t *n);
/* The values of all slots; g_free. */
double *kernel_slot_values (const MercerKernel *owner);
const MercerKernelParamSpec *kernel_slot_spec (const MercerKernel *owner, size_t slot);
/* The index among the free parameters of each slot, or SIZE_MAX; g_free. */
size_t *kernel_theta_of_slots (const MercerKernel *kernel);
/* Gives all tied slots what the first of them holds; a slot that cannot hold that is untied. Takes
 * the reference. */
MercerKernel *kernel_settle_ties (MercerKernel *kernel);
/* What a tied slot holds after another: the same number, within what its own parameter allows. */
KernelSlot kernel_follow_slot (const MercerKernelParamSpec *spec, const KernelSlot *first);
/* Whether a parameter of one may share its number with the other. */
bool kernel_specs_can_tie (const MercerKernelParamSpec *a, const MercerKernelParamSpec *b);

/* The tree without any binding. */
MercerKernel *kernel_unbind (const MercerKernel *kernel);
bool kernel_is_bound (const MercerKernel *kernel);
/* The leaf is of the family of constants and selects no columns: a bare number in the text. */
bool kernel_is_number (const MercerKernel *kernel);
bool kernel_is_white (const MercerKernel *kernel);

/* How many length scales a leaf has: 1, or one for each column. */
size_t kernel_list_length (const MercerKernel *leaf);
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
