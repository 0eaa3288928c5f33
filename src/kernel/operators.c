/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operators.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What can be done to a kernel, as a catalogue of its own. compile-operators.c turns each into
 * steps. */

static const double parities[] = { 1, -1, NAN };

static const MercerKernelParamSpec no_params[] = { { NULL } };

#define OFFSET                                                                                     \
  {                                                                                                \
    "offset", N_ ("Offset"), "x", 0, -1e15, 1e15, false, true, NULL         \
  }

static const MercerKernelParamSpec log_params[] = { OFFSET, { NULL } };

static const MercerKernelParamSpec box_cox_params[] = {
  { "lambda", N_ ("Power"), "", 0.5, -5, 5, false, false, NULL },
  OFFSET,
  { NULL },
};

static const MercerKernelParamSpec kumaraswamy_params[] = {
  { "a", N_ ("Bend at low end"), "", 1, 0.05, 20, false, false, NULL },
  { "b", N_ ("Bend at high end"), "", 1, 0.05, 20, false, false, NULL },
  { "low", N_ ("Lower end"), "x", 0, -1e15, 1e15, false, true, NULL },
  { "high", N_ ("Upper end"), "x", 1, -1e15, 1e15, false, true, NULL },
  { NULL },
};

static const MercerKernelParamSpec additive_params[] = {
  { "order", N_ ("Columns in a term"), "", 2, 1, KERNEL_MOST_ORDER, true, false, NULL },
  { "variance", N_ ("Order variances"), "", 1, KERNEL_LOWER, KERNEL_UPPER, false,
    false, NULL },
  { NULL },
};

static const MercerKernelParamSpec symmetrize_params[] = {
  { "center", N_ ("Mirror at"), "x", 0, -1e15, 1e15, false, true, NULL },
  { "parity", N_ ("Even or odd (±1)"), "", 1, -1, 1, false, true, parities },
  { NULL },
};

static const MercerKernelParamSpec shift_params[] = {
  { "at", N_ ("Zero at"), "x", 0, -1e15, 1e15, false, true, NULL },
  { NULL },
};

static const MercerKernelParamSpec centre_params[] = {
  { "order", N_ ("Order"), "", 1, 1, KERNEL_MOST_CENTRE_ORDER, true, false, NULL },
  { NULL },
};

#define OPERATOR(which, name, words, what, assumes, from, specs)                                   \
  .operation = which, .input = KERNEL_INPUT_KERNEL,                                                \
  .family = { .id = name,                                                                          \
              .title = words,                                                                      \
              .formula = what,                                                                     \
              .assumption = assumes,                                                               \
              .source = from,                                                                      \
              .smoothness = NAN,                                                                   \
              .params = specs }

static const KernelFamily operators[] = {
  { OPERATOR (KERNEL_NORMALIZE, "Normalize", N_ ("Normalise"), "k(x, x′) / √(k(x, x) k(x′, x′))",
              N_ ("Only directions count: the function has the same variance everywhere."),
              "Shawe-Taylor and Cristianini (2004), section 3.3.2", no_params) },
  { OPERATOR (KERNEL_WARP, "WarpLog", N_ ("Log of the inputs"), "k(log(x + c), log(x′ + c))",
              N_ ("Ratios of inputs count, not differences; inputs are above −c."),
              "Snelson, Rasmussen and Ghahramani (2004), applied to inputs", log_params),
    .warp = &kernel_warp_log },
  { OPERATOR (KERNEL_WARP, "WarpBoxCox", N_ ("Box-Cox of the inputs"),
              "k(w(x), w(x′)),  w(x) = ((x + c)^λ − 1) / λ",
              N_ ("Inputs are stretched by a power, from the logarithm (0) to none (1), before they "
                  "are compared."),
              "Box and Cox (1964), eq. 2", box_cox_params),
    .warp = &kernel_warp_box_cox },
  { OPERATOR (KERNEL_WARP, "WarpKumaraswamy", N_ ("Kumaraswamy warp of the inputs"),
              "k(w(x), w(x′)),  w = 1 − (1 − t^a)^b,  t = (x − low) / (high − low)",
              N_ ("The function varies faster at one end of a known range, or at both."),
              "Snoek and others (2014), with Kumaraswamy's distribution (1980)", kumaraswamy_params),
    .warp = &kernel_warp_kumaraswamy },
  { OPERATOR (KERNEL_ADDITIVE, "Additive", N_ ("Additive over columns"),
              "Σ_q σ²_q Σ_{c1 < … < cq} k(x_c1, x′_c1) ⋯ k(x_cq, x′_cq)",
              N_ ("The function is a sum of functions of a few columns each."),
              "Duvenaud, Nickisch and Rasmussen (2011), eq. 5-9", additive_params),
    .lists = 1 << KERNEL_ADDITIVE_VARIANCE },
  { OPERATOR (KERNEL_SYMMETRIZE, "Symmetrize", N_ ("Even or odd"),
              "¼ (k(x, x′) ± k(x̄, x′) ± k(x, x̄′) + k(x̄, x̄′)),  x̄ = 2c − x",
              N_ ("The function is a mirror image of itself about c (parity 1), or that with its sign changed "
                  "(parity −1)."),
              "Ginsbourger, Bay, Roustant and Carraro (2012)", symmetrize_params),
    .lists = 1 << KERNEL_SYMMETRIZE_CENTER },
  { OPERATOR (KERNEL_EXCHANGE, "Exchange", N_ ("Exchangeable columns"),
              "(1 / d!²) Σ_{π, ρ} k(πx, ρx′)",
              N_ ("The function stays the same when its columns change places."),
              "Ginsbourger, Bay, Roustant and Carraro (2012)", no_params) },
  { OPERATOR (KERNEL_SHIFT, "Shift", N_ ("Shifted to zero at a point"),
              "k(x, x′) − k(x, x₀) − k(x₀, x′) + k(x₀, x₀)",
              N_ ("The function is zero at x₀; what is positive definite only against weights that sum to "
                  "zero becomes so always."),
              "Berg, Christensen and Ressel (1984), lemma 3.2.1", shift_params),
    .lists = 1 << KERNEL_SHIFT_AT },
  { OPERATOR (KERNEL_CENTRE, "Centre", N_ ("Centre"),
              "k(x, x′) − mᵢ k(x, rᵢ) − mⱼ k(rⱼ, x′) + mᵢⱼ k(rᵢ, rⱼ),  m: mean over the rows r",
              N_ ("The function has mean zero over the rows of the table. Order m takes out what least squares with "
                  "polynomials of a degree below m explain, which makes kernels positive definite that are so only "
                  "against such polynomials: order 2 for ThinPlate; add Linear() if a trend is to stay."),
              "Schölkopf, Smola and Müller (1998), appendix B; Wendland (2005), theorem 10.20", centre_params) },
};

const MercerKernelFamily *const *
mercer_kernel_operators (void)
{
  static const MercerKernelFamily *list[G_N_ELEMENTS (operators) + 1];
  static gsize made = 0;

  if (g_once_init_enter (&made))
    {
      for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
        list[i] = &operators[i].family;
      g_once_init_leave (&made, 1);
    }
  return list;
}

const MercerKernelFamily *
mercer_kernel_operator (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (operators); i++)
    if (strcmp (operators[i].family.id, id) == 0)
      return &operators[i].family;
  return NULL;
}
