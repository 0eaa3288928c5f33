/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dual-projection.h"
#include "eigen-projection-testing.h"

static inline MercerDualProjection *
solve_dual (const MercerDualProblem *problem)
{
  MercerWork *work = mercer_work_new (0, NULL);
  MercerDualProjection *dual = NULL;
  g_assert_cmpint (mercer_dual_projection (problem, &dual, work), ==, MERCER_OK);
  mercer_work_free (work);
  return dual;
}
