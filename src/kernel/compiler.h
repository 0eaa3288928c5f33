/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "operators.h"
#include "program.h"

/* The state while a tree becomes a list of steps, shared by the two files that do so. */

/* Sharing of inputs is looked for among so many leaves at most; the search is quadratic. */
#define KERNEL_MOST_SHARING 64
#define KERNEL_ALL_COLUMNS  SIZE_MAX

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
} KernelCompiler;

size_t kernel_compile (KernelCompiler *compiler, const MercerKernel *kernel, size_t flat,
                       size_t adjoint);
size_t kernel_compile_operator (KernelCompiler *compiler, const MercerKernel *node, size_t flat,
                                size_t adjoint);
KernelStep *kernel_compile_emit (KernelCompiler *compiler, const KernelStepKind *kind);
size_t kernel_compile_acquire (KernelCompiler *compiler);
void kernel_compile_release (KernelCompiler *compiler, size_t buffer);
/* Memory that lives as long as the program. */
void *kernel_compile_keep (KernelCompiler *compiler, size_t size);
/* Points at the thetas of a node's slots, of which the first is the `flat`-th of all. */
void kernel_compile_thetas (KernelCompiler *compiler, KernelStep *step, const MercerKernel *node,
                            size_t flat);
