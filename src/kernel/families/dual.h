/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <math.h>
#include <stddef.h>

/* Numbers that carry their derivatives along, for families whose formula goes through several
 * steps. Everything is inlined. */

enum
{
  VALUE,
  BY_A,
  BY_DISTANCE,
  BY_FIRST, /* the two parameters that are fitted at most */
  BY_SECOND,
  PARTS
};

typedef struct
{
  double part[PARTS];
} Dual;

#define INLINE static inline __attribute__ ((always_inline))

INLINE Dual
constant (double value)
{
  return (Dual){ { value } };
}

INLINE Dual
variable (double value, size_t part)
{
  Dual dual = { { value } };
  dual.part[part] = 1;
  return dual;
}

/* f (a, b) from its value and its slopes. */
INLINE Dual
chain (double value, Dual a, double by_a, Dual b, double by_b)
{
  Dual dual = { { value } };
  for (size_t i = 1; i < PARTS; i++)
    dual.part[i] = by_a * a.part[i] + by_b * b.part[i];
  return dual;
}

INLINE Dual
add (Dual a, Dual b)
{
  return chain (a.part[VALUE] + b.part[VALUE], a, 1, b, 1);
}

INLINE Dual
times (Dual a, Dual b)
{
  return chain (a.part[VALUE] * b.part[VALUE], a, b.part[VALUE], b, a.part[VALUE]);
}

/* sqrt (a b); 0 has no slope that matters. */
INLINE Dual
mean (Dual a, Dual b)
{
  double root = sqrt (a.part[VALUE]) * sqrt (b.part[VALUE]), half = root > 0 ? 0.5 / root : 0;
  return chain (root, a, half * b.part[VALUE], b, half * a.part[VALUE]);
}

/* a / b, 1 for 0 / 0. */
INLINE Dual
divide (Dual a, Dual b)
{
  double inverse = b.part[VALUE] > 0 ? 1 / b.part[VALUE] : 0, ratio = a.part[VALUE] * inverse;
  return b.part[VALUE] > 0 ? chain (ratio, a, inverse, b, -ratio * inverse) : constant (1);
}
