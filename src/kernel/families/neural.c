/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <math.h>

#include "dual.h"
#include "families.h"
#include "program.h"

/* Limits of wide neural networks: ArcCosine, NeuralTangent, NeuralNetwork. All are functions of
 * a = |x|^2, b = |x'|^2 and |x - x'|^2 through a few layers; derivatives come with the value, by
 * numbers that carry them along. */

/* The angle between two points, of which the gap sqrt (a b) - c is known. From their cosine it
 * would come with half the digits where points are near to each other: the gap is carried along
 * instead. A point against itself has no slope. */
INLINE Dual
angle (Dual gap, Dual size)
{
  Dual half = divide (gap, add (size, size)); /* the square of the sine of half the angle */
  double h = CLAMP (half.part[VALUE], 0, 1), slope = h * (1 - h) > 0 ? 1 / sqrt (h * (1 - h)) : 0;
  return size.part[VALUE] > 0 ? chain (2 * asin (sqrt (h)), half, slope, half, 0) : constant (0);
}

/* J_n (angle) / pi of Cho and Saul, eq. 6-8, with dJ_1 = -J_0 sin and dJ_2 = -4 J_1 sin. */
INLINE Dual
arc (int order, Dual angle)
{
  double t = angle.part[VALUE], sine = sin (t), cosine = cos (t), rest = M_PI - t;
  double j1 = sine + rest * cosine, j2 = 3 * sine * cosine + rest * (1 + 2 * cosine * cosine);
  double value = order == 0 ? rest : order == 1 ? j1 : j2;
  double slope = order == 0 ? -1 : order == 1 ? -rest * sine : -4 * j1 * sine;
  return chain (value / M_PI, angle, slope / M_PI, angle, 0);
}

/* (J_n (0) - J_n (angle)) / pi without the difference. */
INLINE Dual
arc_gap (int order, Dual angle)
{
  double t = angle.part[VALUE], sine = sin (t), cosine = cos (t), h = 2 * pow (sin (0.5 * t), 2);
  double gap_1 = M_PI * h - (sine - t * cosine);
  double gap_2 = 3 * (t - sine * cosine) + 2 * (M_PI - t) * sine * sine;
  double value = order == 0 ? t : order == 1 ? gap_1 : gap_2;
  return chain (value / M_PI, angle, -arc (order, variable (t, BY_A)).part[BY_A], angle, 0);
}

/* Two points by their squared lengths, the gap, and what follows from them. */
typedef struct
{
  Dual a, b, gap, size;
} Pair;

/* (sqrt a - sqrt b)^2 as a + b - 2 sqrt (a b), without the difference. */
INLINE Dual
spread (Dual a, Dual b)
{
  double x = sqrt (a.part[VALUE]), z = sqrt (b.part[VALUE]), difference = x - z;
  if (x + z > 0)
    difference = (a.part[VALUE] - b.part[VALUE]) / (x + z);
  return chain (difference * difference, a, x > 0 ? difference / x : 0, b,
                z > 0 ? -difference / z : 0);
}

INLINE Pair
new_pair (Dual a, Dual b, Dual distance)
{
  Dual minus_half = constant (-0.5);
  Dual gap = add (times (constant (0.5), distance), times (minus_half, spread (a, b)));
  gap.part[VALUE] = MAX (gap.part[VALUE], 0);
  return (Pair){ a, b, gap, mean (a, b) };
}

/* The bias is one more coordinate of both: sqrt ((a + s) (b + s)) - sqrt (a b) - s is
 * s (sqrt a - sqrt b)^2 over the sum of all three. */
INLINE Pair
with_bias (Pair pair, Dual bias)
{
  Dual a = add (pair.a, bias), b = add (pair.b, bias), size = mean (a, b);
  Dual more = divide (times (bias, spread (pair.a, pair.b)), add (size, add (pair.size, bias)));
  Dual gap = size.part[VALUE] > 0 ? add (pair.gap, more) : pair.gap;
  return (Pair){ a, b, gap, size };
}

/* --- The three families: k from a, b and the squared distance ---------------------------- */

typedef Dual (*Network) (const double *p, Dual a, Dual b, Dual distance);

enum
{
  ORDER,
  ARC_DEPTH,
  ARC_BIAS
};

/* Each layer adds the bias, then k = (a b)^(n / 2) J_n / pi. */
static Dual
arc_cosine (const double *p, Dual a, Dual b, Dual distance)
{
  static const double at_0[] = { 1, 1, 3 };
  int order = (int) p[ORDER];
  Dual bias = variable (p[ARC_BIAS], BY_FIRST), k = constant (0);
  Pair pair = new_pair (a, b, distance);

  for (int layer = 0; layer < (int) p[ARC_DEPTH]; layer++)
    {
      pair = with_bias (pair, bias);
      Dual t = angle (pair.gap, pair.size), scale = constant (at_0[order]), size = constant (1);
      k = arc (order, t);
      Pair next = { scale, scale, arc_gap (order, t), scale };
      for (int i = 0; i < order; i++)
        {
          size = times (size, pair.size);
          next.a = times (next.a, pair.a);
          next.b = times (next.b, pair.b);
        }
      k = times (k, size);
      next.gap = times (next.gap, size);
      next.size = times (scale, size);
      pair = next;
    }
  return k;
}

enum
{
  TANGENT_DEPTH,
  TANGENT_BIAS
};

/* Jacot, Gabriel and Hongler, theorem 1, with ReLU scaled so that a layer keeps lengths. */
static Dual
neural_tangent (const double *p, Dual a, Dual b, Dual distance)
{
  Dual bias = variable (p[TANGENT_BIAS], BY_FIRST), minus = constant (-1);
  Pair pair = with_bias (new_pair (a, b, distance), bias);
  Dual tangent = add (pair.size, times (minus, pair.gap));

  for (int layer = 0; layer < (int) p[TANGENT_DEPTH]; layer++)
    {
      Dual t = angle (pair.gap, pair.size), c = add (times (pair.size, arc (1, t)), bias);
      tangent = add (times (tangent, arc (0, t)), c);
      pair.gap = times (pair.size, arc_gap (1, t));
      pair = with_bias (pair, bias);
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
neural_network (const double *p, Dual a, Dual b, Dual distance)
{
  Dual c = times (constant (0.5), add (add (a, b), times (constant (-1), distance)));
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
  kernel_input_squares (tile, NULL, out);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t i = 0; i < tile->rows; i++)
      {
        double *at = &out[i + j * tile->rows];
        *at = network (tile->p, variable (a[i], BY_A), constant (b[j]), variable (*at, BY_DISTANCE))
                  .part[part];
      }
}

/* dk/dx = 2 x dk/da + 2 (x - x') dk/du, u the squared distance. */
static void
move_pairs (const KernelTile *tile, Network network, const double *adjoint, MercerMatrix g)
{
  double by_a[KERNEL_TILE], by_distance[KERNEL_TILE];

  each_pair (tile, network, BY_A, by_a);
  each_pair (tile, network, BY_DISTANCE, by_distance);
  for (size_t j = 0; j < tile->cols; j++)
    for (size_t c = 0; c < tile->d; c++)
      {
        const double *x = mercer_matrix_column (tile->x, tile->columns[c]);
        double z = *mercer_matrix_at (tile->z, j, tile->columns[c]);
        double *to = mercer_matrix_column (g, tile->columns[c]);
        for (size_t i = 0; i < tile->rows; i++)
          {
            size_t pair = i + j * tile->rows;
            to[i] += 2 * adjoint[pair] * (x[i] * by_a[pair] + (x[i] - z) * by_distance[pair]);
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
  { "bias", N_ ("Bias variance"), "x²", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec tangent_params[] = {
  { "depth", N_ ("Hidden layers"), "", 2, 1, 32, true, true, NULL },
  { "bias", N_ ("Bias variance"), "x²", 1, 0, 1e3, false, false, NULL },
  { NULL },
};

static const MercerKernelParamSpec network_params[] = {
  { "weight", N_ ("Weight variance"), "1/x²", 1, KERNEL_LOWER, KERNEL_UPPER, false, false,
    NULL },
  { "bias", N_ ("Bias variance"), "", 1, 0, 1e3, false, false, NULL },
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
