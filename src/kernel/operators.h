/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tree.h"

/* What operators are made of, for the files that bind, check and compile them. */

/* Terms of more columns than this are never asked for in practice, and their number explodes. */
#define KERNEL_MOST_ORDER 16
/* Columns that Exchange permutes at most: 3! squared is 36 kernels. */
#define KERNEL_MOST_EXCHANGED 3

enum
{
  KERNEL_ADDITIVE_ORDER,
  KERNEL_ADDITIVE_VARIANCE
};
enum
{
  KERNEL_SYMMETRIZE_CENTER,
  KERNEL_SYMMETRIZE_PARITY
};
enum
{
  KERNEL_SHIFT_AT
};
enum
{
  KERNEL_CENTRE_ORDER
};
/* As many degrees as the catalogue's conditionally positive definite kernels can ask to be taken out, and
 * one more. */
#define KERNEL_MOST_CENTRE_ORDER 4

/* A monotone map of one coordinate. p: the operator's parameters. */
struct _KernelWarp
{
  /* w, and unless they are NULL dw/dx and, for param, dw/dp. */
  double (*value) (const double *p, double x);
  double (*slope) (const double *p, double x);
  double (*partial) (const double *p, size_t param, double x);
  /* NULL if x lies in the domain, else what is wrong with it ("is not above 0"; g_free). */
  char *(*refuse) (const double *p, double x);
};

extern const KernelWarp kernel_warp_log, kernel_warp_box_cox, kernel_warp_kumaraswamy;
