/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parse.h"

#include <string.h>

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
  { "ExpSineSquared", "Periodic", true },
  { "DotProduct", "Linear", true },
  { "WhiteKernel", "White", true },
  { "ConstantKernel", "Constant", true },
  { "RQ", "RationalQuadratic", true },
  { "Wiener", "Brownian", true },
  { "ExponentialCosine", "Periodic", true },
  { "ExpCosine", "Periodic", true },
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

/* Of parameters. Only of one family where the word means something else in another; NULL: wherever there is such a parameter. */
static const struct
{
  const char *family, *alias, *id;
  bool root; /* the parameter is its square */
} params[] = {
  { NULL, "length_scale", "lengthscale", false },
  { "Periodic", "periodicity", "period", false },
  { "White", "noise_level", "variance", false },
  { "Constant", "constant_value", "value", false },
  { "Linear", "sigma_0", "offset", true },
};

int
kernel_alias_param (const KernelFamily *family, const char *word, bool *root)
{
  *root = false;
  for (size_t i = 0; i < G_N_ELEMENTS (params); i++)
    if (strcmp (params[i].alias, word) == 0 && (params[i].family == NULL || strcmp (params[i].family, family->family.id) == 0))
      {
        *root = params[i].root;
        return kernel_family_find_param (family, params[i].id);
      }
  return -1;
}

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
