/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse.h"

/* Names of other programs (scikit-learn, GPyTorch, GPy) and other spellings for what the catalogue has. */

static const struct
{
  const char *alias, *id;
  bool same; /* with parameters of the same names and meaning: read as the other */
} aliases[] = {
  { "SquaredExponential", "RBF", true },
  { "SE", "RBF", true },
  { "Gaussian", "RBF", true },
  { "Exponential", "Matern", false },
  { "ExpSineSquared", "Periodic", false },
  { "DotProduct", "Linear", false },
  { "WhiteKernel", "White", false },
  { "ConstantKernel", "Constant", false },
  { "RQ", "RationalQuadratic", true },
  { "Wiener", "Brownian", true },
  { "ExponentialCosine", "Periodic", false },
  { "ExpCosine", "Periodic", false },
  { "Energy", "Riesz", false },
  { "CubicSpline", "IntegratedBrownian", true },
  { "NTK", "NeuralTangent", true },
  { "ArcSine", "NeuralNetwork", true },
  { "Tanh", "Sigmoid", false },
  { "Uniform", "Box", false },
  { "Quartic", "Biweight", false },
  { "Index", "Coregionalization", false },
  { "IndexKernel", "Coregionalization", false },
  { "Coregion", "Coregionalization", true },
  { "Delta", "Indicator", false },
  { "Categorical", "Hamming", false },
  { "Cubic", "Power", false },
  { "Polyharmonic", "Power", false },
  { "GridSpectralMixture", "GridMixture", false },
  { "StudentSpectralMixture", "StudentMixture", false },
  { "BoxCox", "WarpBoxCox", false },
  { "Kumaraswamy", "WarpKumaraswamy", false },
  { "Warp", "WarpLog", false },
  { "Cosine normalize", "Normalize", false },
  { "Normalise", "Normalize", true },
  { "Symmetrise", "Symmetrize", true },
  { "Permute", "Exchange", false },
  { "Center", "Centre", true },
  { "KernelCenterer", "Centre", false },
  { "RBFKernel", "RBF", true },
  { "rbf_kernel", "RBF", false },
  { "MaternKernel", "Matern", true },
  { "RQKernel", "RationalQuadratic", true },
  { "LinearKernel", "Linear", false },
  { "linear_kernel", "Linear", false },
  { "PolynomialKernel", "Polynomial", false },
  { "polynomial_kernel", "Polynomial", false },
  { "PeriodicKernel", "Periodic", false },
  { "CosineKernel", "Cosine", false },
  { "cosine_similarity", "Normalize", false },
  { "cosine_kernel", "Normalize", false },
  { "laplacian_kernel", "Laplacian", false },
  { "chi2_kernel", "Chi2", false },
  { "additive_chi2_kernel", "AdditiveChi2", false },
  { "sigmoid_kernel", "Sigmoid", false },
  { "SpectralMixtureKernel", "SpectralMixture", false },
  { "PiecewisePolynomialKernel", "Wendland", false },
  { "PiecewisePolynomial", "Wendland", false },
  { "ArcKernel", "ArcCosine", false },
  { "GibbsKernel", "Gibbs", false },
  { "HammingIMQKernel", "Hamming", false },
  { "NewtonGirardAdditiveKernel", "Additive", false },
  { "AdditiveStructureKernel", "Additive", false },
  { "MultitaskKernel", "Coregionalization", false },
  { "PowerExponential", "GammaExponential", false },
  { "RFFKernel", "RBF", false },
};

const char *
kernel_alias (const char *word, bool *same)
{
  *same = false;
  for (size_t i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_ascii_strcasecmp (aliases[i].alias, word) == 0)
      {
        *same = aliases[i].same;
        return aliases[i].id;
      }
  return NULL;
}
