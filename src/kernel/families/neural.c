/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "families.h"
#include "program.h"

/* Limits of wide neural networks: ArcCosine, NeuralTangent, NeuralNetwork. All are functions of
 * a = |x|^2, b = |x'|^2 and c = x.x' through a few layers; derivatives come with the value, by
 * numbers that carry them along. */

enum
{
  VALUE,
  BY_A,
  BY_C,
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

/* The angle of which t is the cosine. Points on one ray have t = 1 up to rounding, which the
 * inverse cosine would magnify to 1e-8: t is 1 there, and no slope is infinite. */
#define ON_ONE_RAY 1e-15

typedef struct
{
  double t, sine, rest; /* cos, sin and pi - angle */
} Angle;

INLINE Angle
angle_of (double t)
{
  if (1 - t < ON_ONE_RAY)
    return (Angle){ 1, 0, M_PI };
  if (1 + t < ON_ONE_RAY)
    return (Angle){ -1, 0, 0 };
  return (Angle){ t, sqrt ((1 - t) * (1 + t)), acos (-t) };
}

/* J_n (t) / pi of Cho and Saul, eq. 6-8, and its slope by t: J_1' = J_0, J_2' = 4 J_1. */
INLINE Dual
arc (int order, Dual t)
{
  Angle angle = angle_of (t.part[VALUE]);
  double j0 = angle.rest, j1 = angle.sine + angle.rest * angle.t;
  double j2 = 3 * angle.sine * angle.t + angle.rest * (1 + 2 * angle.t * angle.t);
  double value = order == 0 ? j0 : order == 1 ? j1 : j2;
  double slope = order == 0 ? (angle.sine > 0 ? 1 / angle.sine : 0) : order == 1 ? j0 : 4 * j1;
  return chain (value / M_PI, t, slope / M_PI, t, 0);
}

/* --- The three families: k from a, b and c ----------------------------------------------- */

typedef Dual (*Network) (const double *p, Dual a, Dual b, Dual c);

enum
{
  ORDER,
  ARC_DEPTH,
  ARC_BIAS
};

/* Each layer adds the bias, then k = (a b)^(n / 2) J_n (c / sqrt (a b)) / pi. */
static Dual
arc_cosine (const double *p, Dual a, Dual b, Dual c)
{
  int order = (int) p[ORDER];
  Dual bias = variable (p[ARC_BIAS], BY_FIRST);

  for (int layer = 0; layer < (int) p[ARC_DEPTH]; layer++)
    {
      a = add (a, bias);
      b = add (b, bias);
      c = add (c, bias);
      Dual size = mean (a, b), k = arc (order, divide (c, size));
      for (int i = 0; i < order; i++)
        k = times (k, size);
      c = k;
      a = order == 0 ? constant (1) : order == 1 ? a : times (constant (3), times (a, a));
      b = order == 0 ? constant (1) : order == 1 ? b : times (constant (3), times (b, b));
    }
  return c;
}

enum
{
  TANGENT_DEPTH,
  TANGENT_BIAS
};

/* Jacot, Gabriel and Hongler, theorem 1, with ReLU scaled so that a layer keeps lengths. */
static Dual
neural_tangent (const double *p, Dual a, Dual b, Dual c)
{
  Dual bias = variable (p[TANGENT_BIAS], BY_FIRST);

  a = add (a, bias);
  b = add (b, bias);
  c = add (c, bias);
  Dual tangent = c;
  for (int layer = 0; layer < (int) p[TANGENT_DEPTH]; layer++)
    {
      Dual size = mean (a, b), t = divide (c, size);
      c = add (times (size, arc (1, t)), bias);
      tangent = add (times (tangent, arc (0, t)), c);
      a = add (a, bias);
      b = add (b, bias);
    }
  return tangent;
}

enum
{
  WEIGHT,
  NETWORK_BIAS
};

/* 2 / pi asin (2 c' / sqrt ((1 + 2 a') (1 + 2 b'))), c' = bias + weight c. */
static Dual
neural_network (const double *p, Dual a, Dual b, Dual c)
{
  Dual weight = variable (p[WEIGHT], BY_FIRST), bias = variable (p[NETWORK_BIAS], BY_SECOND);
  Dual one = constant (1), two = constant (2);

  a = add (one, times (two, add (bias, times (weight, a))));
  b = add (one, times (two, add (bias, times (weight, b))));
  c = times (two, add (bias, times (weight, c)));
  Dual t = divide (c, mean (a, b));
  double cosine = sqrt ((1 - t.part[VALUE]) * (1 + t.part[VALUE]));
  return chain (M_2_PI * asin (t.part[VALUE]), t, cosine > 0 ? M_2_PI / cosine : 0, t, 0);
}

/* --- Tiles ------------------------------------------------------------------------------- */

static void
squared_lengths (const KernelTile *tile, MercerMatrix points, double *out)
{
  for (size_t i = 0; i < points.rows; i++)
    {
      out[i] = 0;
      for (size_t c = 0; c < tile->d; c++)
        {
          double x = *mercer_matrix_at (points, i, tile->columns[c]);
          out[i] += x * x;
        }
    }
}

INLINE void
each_pair (const KernelTile *tile, Network network, size_t part, double *out)
{
  double a[KERNEL_TILE], b[KERNEL_TILE];

  squared_lengths (tile, tile->x, a);
  squared_lengths (tile, tile->z, b);
  kernel_input_dots (tile, out);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double *at = &out[i + j * tile->rows];
        *at = network (tile->p, variable (a[i], BY_A), constant (b[j]), variable (*at, BY_C))
                  .part[part];
      }
}

/* dk/dx = 2 x dk/da + x' dk/dc. Where both meet in a kink their sum is what is left of it. */
static void
move_pairs (const KernelTile *tile, Network network, const double *adjoint, MercerMatrix g)
{
  double by_a[KERNEL_TILE], by_c[KERNEL_TILE];

  each_pair (tile, network, BY_A, by_a);
  each_pair (tile, network, BY_C, by_c);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      {
        const double *x = mercer_matrix_column (tile->x, tile->columns[c]);
        double z = *mercer_matrix_at (tile->z, j, tile->columns[c]);
        double *to = mercer_matrix_column (g, tile->columns[c]);
        for (size_t i = 0; i < tile->rows; i++)
          {
            size_t pair = i + j * tile->rows;
            to[i] += adjoint[pair] * (2 * x[i] * by_a[pair] + z * by_c[pair]);
          }
      }
}

/* The functions of a family; its fitted parameters begin with number `first`. */
#define FUNCTIONS(name, first)                                                                     \
  static void name##_value (const KernelTile *tile, double *v, double *slope)                      \
  {                                                                                                \
    each_pair (tile, name, VALUE, v);                                                              \
  }                                                                                                \
  static void name##_partial (const KernelTile *tile, size_t param, const double *v, double *out)  \
  {                                                                                                \
    each_pair (tile, name, BY_FIRST + param - first, out);                                         \
  }                                                                                                \
  static void name##_by_points (const KernelTile *tile, const double *v, const double *adjoint,    \
                                MercerMatrix g)                                                    \
  {                                                                                                \
    move_pairs (tile, name, adjoint, g);                                                           \
  }

FUNCTIONS (arc_cosine, ARC_BIAS)
FUNCTIONS (neural_tangent, TANGENT_BIAS)
FUNCTIONS (neural_network, WEIGHT)

static const MercerKernelParamSpec arc_params[] = {
  { "order", N_ ("Order"), "", 1, 0, 2, true, true, NULL },
  { "depth", N_ ("Layers"), "", 1, 1, 32, true, true, NULL },
  { "bias", N_ ("Variance of the bias"), "", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec tangent_params[] = {
  { "depth", N_ ("Hidden layers"), "", 2, 1, 32, true, true, NULL },
  { "bias", N_ ("Variance of the bias"), "", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec network_params[] = {
  { "weight", N_ ("Variance of the weights"), "1/x²", 1, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { "bias", N_ ("Variance of the bias"), "", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

const KernelFamily kernel_family_arc_cosine = {
  .family = {
    .id = "ArcCosine",
    .title = N_ ("Arc-cosine"),
    .formula = "(|x||x′|)ⁿ Jₙ(θ) / π, in layers",
    .assumption = N_ ("The function is a wide network with random weights, of steps (order 0), ramps (1) or "
                      "bent ramps (2)."),
    .source = "Cho and Saul (2009), eq. 3 and 10",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = NAN,
    .params = arc_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = arc_cosine_value,
  .partial = arc_cosine_partial,
  .by_points = arc_cosine_by_points,
};

const KernelFamily kernel_family_neural_tangent = {
  .family = {
    .id = "NeuralTangent",
    .title = N_ ("ReLU neural tangent"),
    .formula = "Θ⁺ = Θ (π − θ) / π + Σ⁺,  Σ⁺ = √(ab) J₁(θ) / π + β",
    .assumption = N_ ("The function is what gradient descent makes of a wide ReLU network."),
    .source = "Jacot, Gabriel and Hongler (2018), theorem 1",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = NAN,
    .params = tangent_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = neural_tangent_value,
  .partial = neural_tangent_partial,
  .by_points = neural_tangent_by_points,
};

const KernelFamily kernel_family_neural_network = {
  .family = {
    .id = "NeuralNetwork",
    .title = N_ ("Neural network"),
    .formula = "2/π · asin(2c / √((1 + 2a)(1 + 2b))),  c = β + σ x·x′",
    .assumption = N_ ("The function is a wide network of sigmoid steps: it changes near 0 and levels off."),
    .source = "Williams (1998); Rasmussen and Williams (2006), eq. 4.29",
    .flags = MERCER_KERNEL_POSITIVE_DEFINITE,
    .smoothness = INFINITY,
    .params = network_params,
  },
  .input = KERNEL_INPUT_POINTS,
  .value = neural_network_value,
  .partial = neural_network_partial,
  .by_points = neural_network_by_points,
};
