/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "family.h"

/* The catalogue, in the order in which people see it. */
#define KERNEL_FAMILIES(_)                                                                         \
  _ (rbf)                                                                                          \
  _ (matern)                                                                                       \
  _ (rational_quadratic)                                                                           \
  _ (gamma_exponential)                                                                            \
  _ (cauchy)                                                                                       \
  _ (inverse_multiquadric)                                                                         \
  _ (logistic)                                                                                     \
  _ (hyperbolic_secant)                                                                            \
  _ (laplacian)                                                                                    \
  _ (sinc)                                                                                         \
  _ (periodic)                                                                                     \
  _ (periodic_matern)                                                                              \
  _ (cosine)                                                                                       \
  _ (spectral_mixture)                                                                             \
  _ (student_mixture)                                                                              \
  _ (grid_mixture)                                                                                 \
  _ (wavelet)                                                                                      \
  _ (linear)                                                                                       \
  _ (polynomial)                                                                                   \
  _ (gibbs)                                                                                        \
  _ (change_point)                                                                                 \
  _ (anova)                                                                                        \
  _ (brownian)                                                                                     \
  _ (fractional_brownian)                                                                          \
  _ (integrated_brownian)                                                                          \
  _ (exponential_decay)                                                                            \
  _ (neural_network)                                                                               \
  _ (arc_cosine)                                                                                   \
  _ (neural_tangent)                                                                               \
  _ (sigmoid)                                                                                      \
  _ (softmax)                                                                                      \
  _ (chi2)                                                                                         \
  _ (wendland)                                                                                     \
  _ (spherical)                                                                                    \
  _ (triangular)                                                                                   \
  _ (epanechnikov)                                                                                 \
  _ (biweight)                                                                                     \
  _ (triweight)                                                                                    \
  _ (tricube)                                                                                      \
  _ (box)                                                                                          \
  _ (generalized_gaussian)                                                                         \
  _ (riesz)                                                                                        \
  _ (log)                                                                                          \
  _ (multiquadric)                                                                                 \
  _ (additive_chi2)                                                                                \
  _ (thin_plate)                                                                                   \
  _ (power)                                                                                        \
  _ (indicator)                                                                                    \
  _ (hamming)                                                                                      \
  _ (ordinal)                                                                                      \
  _ (coregionalization)                                                                            \
  _ (constant)                                                                                     \
  _ (white)

#define KERNEL_DECLARE_FAMILY(name) extern const KernelFamily kernel_family_##name;
KERNEL_FAMILIES (KERNEL_DECLARE_FAMILY)
#undef KERNEL_DECLARE_FAMILY
