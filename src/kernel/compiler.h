/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "centre.h"
#include "operators.h"

/* The state while a tree becomes a list of steps, shared by the files that do so. */

/* Sharing of inputs is looked for among so many leaves at most; the search is quadratic. */
#define KERNEL_MOST_SHARING 64
#define KERNEL_ALL_COLUMNS  SIZE_MAX
/* Warps around a Centre, whose reference they move too; and Centres within each other. */
#define KERNEL_MOST_WARPS   8
#define KERNEL_MOST_CENTRES 3

typedef struct
{
  KernelProgram *program;
  GArray *vacant; /* value buffers to use again */
  size_t *theta_of_slots;
  const MercerKernel *leaves[KERNEL_MOST_SHARING];
  size_t shared_u[KERNEL_MOST_SHARING]; /* the buffer in which a leaf left its input for others */
  size_t n_leaves;
  /* Where operators have led to. */
  size_t view;        /* the pairs that are being looked at */
  size_t only;        /* inside Additive: the one column, by its place among those seen */
  bool points_wanted; /* derivatives by the points are wanted for an operator's parameters */
  KernelPoints warps[KERNEL_MOST_WARPS]; /* around this place, the outermost first */
  size_t n_warps;
  size_t depth; /* programs within programs */
} KernelCompiler;

size_t kernel_compile (KernelCompiler *compiler, const MercerKernel *kernel, size_t flat,
                       size_t adjoint);
size_t kernel_compile_operator (KernelCompiler *compiler, const MercerKernel *node, size_t flat,
                                size_t adjoint);
size_t kernel_compile_centre (KernelCompiler *compiler, const MercerKernel *node, size_t flat, size_t adjoint);
/* compile-program.c: a program without steps, for `purpose`; and what is settled once it has them. tall: a tile may
 * be one column. */
KernelProgram *kernel_compile_begin (KernelPurpose purpose, size_t n_theta);
void kernel_compile_end (KernelCompiler *compiler, bool each_pair, bool tall);
/* The set with these makings, and the view of these sets; those there are if they have been made before. */
size_t kernel_compile_points (KernelCompiler *compiler, KernelPoints points);
size_t kernel_compile_view (KernelCompiler *compiler, size_t a, size_t b, bool paired);
/* Notes a leaf whose input others may share; for kernel_visit_leaves (). */
bool kernel_compile_collect (const MercerKernel *leaf, void *compiler);
/* Where a step that works on one operand puts its result: in place unless a gradient needs the operand. */
size_t kernel_compile_result (KernelCompiler *compiler, size_t operand);
KernelStep *kernel_compile_emit (KernelCompiler *compiler, const KernelStepKind *kind);
size_t kernel_compile_acquire (KernelCompiler *compiler);
void kernel_compile_release (KernelCompiler *compiler, size_t buffer);
/* Memory that lives as long as the program. */
void *kernel_compile_keep (KernelCompiler *compiler, size_t size);
/* Points at the thetas of a node's slots, of which the first is the `flat`-th of all. */
void kernel_compile_thetas (KernelCompiler *compiler, KernelStep *step, const MercerKernel *node,
                            size_t flat);
