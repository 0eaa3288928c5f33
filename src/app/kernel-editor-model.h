/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

/* What the kernel editor does, without the widgets: edits of the tree, and text and tree kept in step. */

/* --- Edits. A place is a path of child indices from the root. Each edit returns a new kernel in the same
 * shape that typing would have given (sums of sums are one sum), or NULL if it cannot be done there. */

#define MERCER_KERNEL_DEPTH 64

typedef struct
{
  size_t depth;
  size_t index[MERCER_KERNEL_DEPTH];
} MercerKernelPath;

MercerKernelPath mercer_kernel_path_child (const MercerKernelPath *path, size_t child);
/* The node there, borrowed, or NULL. */
const MercerKernel *mercer_kernel_at (const MercerKernel *kernel, const MercerKernelPath *path);
/* The family of a leaf, the operator of an operator; NULL for sums, products and powers. */
const MercerKernelFamily *mercer_kernel_family_of (const MercerKernel *node);
/* The columns that reach the node there: its own or the nearest above; NULL: all. Borrowed. */
const char *const *mercer_kernel_columns_at (const MercerKernel *kernel, const MercerKernelPath *path);
/* Flat index of the first parameter at or below the node there. */
size_t mercer_kernel_first_param (const MercerKernel *kernel, const MercerKernelPath *path);

typedef enum
{
  MERCER_JOIN_SUM,
  MERCER_JOIN_PRODUCT
} MercerKernelJoin;

/* The node there becomes (node + other) or (node * other). */
MercerKernel *mercer_kernel_edit_join (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelJoin join,
                                       MercerKernel *other);
MercerKernel *mercer_kernel_edit_replace (MercerKernel *kernel, const MercerKernelPath *path, MercerKernel *node);
/* Another family at a leaf; what parameters of the same name carry over is kept. */
MercerKernel *mercer_kernel_edit_family (MercerKernel *kernel, const MercerKernelPath *path,
                                         const MercerKernelFamily *family);
/* The siblings close up; NULL if it is all there is. */
MercerKernel *mercer_kernel_edit_remove (MercerKernel *kernel, const MercerKernelPath *path);
/* Once more, right after itself, joined as its siblings are (alone: by +). */
MercerKernel *mercer_kernel_edit_duplicate (MercerKernel *kernel, const MercerKernelPath *path);
/* Changes places with the sibling before (step -1) or after (step 1) it. */
MercerKernel *mercer_kernel_edit_move (MercerKernel *kernel, const MercerKernelPath *path, int step);
/* NULL columns: those of the parent. */
MercerKernel *mercer_kernel_edit_columns (MercerKernel *kernel, const MercerKernelPath *path,
                                          const char *const *columns);
/* The + or x between children gap and gap + 1 of the group there becomes the other, with the precedence
 * that it would have in text: a + b + c at gap 0 gives a * b + c, and back. */
MercerKernel *mercer_kernel_edit_toggle_join (MercerKernel *kernel, const MercerKernelPath *path, size_t gap);
/* Multiplies the node there by a constant of 1 in front, or takes that constant away. */
MercerKernel *mercer_kernel_edit_scale (MercerKernel *kernel, const MercerKernelPath *path, bool scaled);
/* Whether the node is a product with a constant in front: cards show it as a row named Scale. */
bool mercer_kernel_is_scaled (const MercerKernel *node);
/* Raises the node there to a power; at a power changes the exponent, 1 takes it away. */
MercerKernel *mercer_kernel_edit_power (MercerKernel *kernel, const MercerKernelPath *path, int exponent);

/* Whether the node below is the one above or in it. */
bool mercer_kernel_path_holds (const MercerKernelPath *above, const MercerKernelPath *below);
/* Takes the node at `from` to another place, where numbers among factors become one scale in front. A part that sees
 * only the columns of its group goes on seeing those. NULL if nothing would change or a part would be put into itself.
 * landed (may be NULL): where it is then. */
/* Into the sum or product at `group`, before its present child `gap`; or behind the last. */
MercerKernel *mercer_kernel_edit_place (MercerKernel *kernel, const MercerKernelPath *from,
                                        const MercerKernelPath *group, size_t gap, MercerKernelPath *landed);
/* The node at `onto` becomes (onto + node) or (onto * node). */
MercerKernel *mercer_kernel_edit_drop (MercerKernel *kernel, const MercerKernelPath *from, const MercerKernelPath *onto,
                                       MercerKernelJoin join, MercerKernelPath *landed);
/* Out of its group, right behind it: (a + b) * c gives a * c * b of b. NULL if no group holds its group. */
MercerKernel *mercer_kernel_edit_move_out (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *landed);
/* Together with the sibling before it: multiplied in a sum, added in a product. */
MercerKernel *mercer_kernel_edit_move_in (MercerKernel *kernel, const MercerKernelPath *path, MercerKernelPath *landed);

/* A text equal for kernels that differ in parameter values only: the cards can be kept. Free with g_free. */
char *mercer_kernel_shape (const MercerKernel *kernel);

/* --- Text and tree in step. */
typedef struct _MercerKernelModel MercerKernelModel;

MercerKernelModel *mercer_kernel_model_new (void);
void mercer_kernel_model_free (MercerKernelModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerKernelModel, mercer_kernel_model_free)

/* The kernel came from elsewhere (a slider, undo, a fit). The text becomes its canonical print unless what
 * stands there means the same, so that a person who is typing is left alone. */
void mercer_kernel_model_set (MercerKernelModel *model, MercerKernel *kernel);
typedef enum
{
  MERCER_TYPED_SAME,       /* means what the kernel is */
  MERCER_TYPED_READY,      /* another kernel; to be applied once the hand rests */
  MERCER_TYPED_UNFINISHED, /* valid, but likely the beginning of more: applied only when the person says so */
  MERCER_TYPED_MISTAKE     /* mistake () says what is wrong */
} MercerTyped;

/* A person typed text; the kernel stays what it is until apply (). caret: byte offset at which they write. A number
 * that is a whole term and ends at the caret is unfinished: whoever types "2300 * RBF()" passes through "2300", which
 * is a kernel too, and none that they mean. */
MercerTyped mercer_kernel_model_type (MercerKernelModel *model, const char *text, size_t caret);
/* What the text last typed is. */
MercerTyped mercer_kernel_model_typed (const MercerKernelModel *model);
/* Takes what was typed, finished or not. True if kernel () is another now. */
bool mercer_kernel_model_apply (MercerKernelModel *model);
/* The person left the text: what was applied is put into canonical form. A mistake stays to be mended. */
void mercer_kernel_model_tidy (MercerKernelModel *model);
/* Gives up what was typed and not applied: the text says again what the kernel is. True if it said anything else. */
bool mercer_kernel_model_revert (MercerKernelModel *model);

MercerKernel *mercer_kernel_model_kernel (const MercerKernelModel *model); /* borrowed; NULL at first */
const char *mercer_kernel_model_text (const MercerKernelModel *model);
/* NULL, or the sentence and the byte offsets into text of the place that is wrong (never empty unless the
 * text is). */
const char *mercer_kernel_model_mistake (const MercerKernelModel *model, size_t *start, size_t *end);
