/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kernel.h"

/* The rows that a Centre refers to: shared by all copies of its node. */
typedef struct
{
  gatomicrefcount refs;
  MercerMatrix x; /* all d columns of X */
  MercerHash hash;
} KernelReference;

KernelReference *kernel_reference_ref (KernelReference *reference);
void kernel_reference_unref (KernelReference *reference);
