/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mirrored.h"

/* Private to mirrored.c: from the velocities v (n x 2) with the plain kernel to those with the kernel that carries the metric, x being
 * the places in the triangle. O(n^3). */
MercerStatus mirrored_add_metric (MercerMirroredKind kind, double l, MercerMatrix theta, MercerMatrix x, MercerMatrix v,
                                  MercerWork *work);
