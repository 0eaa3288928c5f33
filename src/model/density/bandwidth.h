/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "kde.h"

/* Rules that choose a bandwidth h, the sd of the kernel, for a sample in one column. All are made for the Gaussian kernel
 * and serve the other shapes because h is their sd too. */
typedef enum
{
  MERCER_RULE_SCOTT,         /* n^-1/(d+4) sd, as in scipy (Scott 1992, eq. 6.42) */
  MERCER_RULE_SILVERMAN,     /* (n (d + 2) / 4)^-1/(d+4) sd, as in scipy (Silverman 1986, eq. 4.15) */
  MERCER_RULE_NORMAL_SCALE,  /* 1.06 min (sd, IQR / 1.34) n^-1/5: R's bw.nrd */
  MERCER_RULE_RULE_OF_THUMB, /* 0.9 min (sd, IQR / 1.34) n^-1/5: R's bw.nrd0 (Silverman 1986, eq. 3.31) */
  MERCER_RULE_SHEATHER_JONES, /* solve-the-equation: R's bw.SJ (Sheather and Jones 1991) */
  MERCER_RULE_PLUG_IN,       /* two stages of functionals (Wand and Jones 1995, section 3.6.1); dpik and hpi of R bin it */
  MERCER_RULE_IMPROVED_SHEATHER_JONES, /* Botev, Grotowski and Kroese (2010), algorithm 1 */
  MERCER_RULE_LS_CV,         /* least-squares cross-validation (Bowman 1984): the global minimum */
  MERCER_RULE_ML_CV,         /* likelihood cross-validation (Habbema et al. 1974, Duin 1976); of samples that keep their values */
  MERCER_RULE_S_CV,          /* smoothed cross-validation (Hall, Marron and Park 1992; pilot of Jones, Marron and Park 1991) */
  MERCER_RULE_MAXIMAL_SMOOTHING, /* 1.144 sd n^-1/5: the most that any density of this sd wants (Terrell 1990) */
  MERCER_N_RULES
} MercerRule;

/* All of them in that order: id, title, and what it does in a sentence. For whoever needs a table of its own. */
#define MERCER_RULES(RULE) \
  RULE ("scott", N_("Scott"), N_("The best for a normal density, from the standard deviation alone")) \
  RULE ("silverman", N_("Silverman"), N_("As Scott's, with the factor of the normal density in this many columns")) \
  RULE ("normal-scale", N_("Normal scale"), N_("The best for a normal density; outliers do not widen it")) \
  RULE ("rule-of-thumb", N_("Rule of thumb"), N_("A little less than the normal scale, for the sake of two modes")) \
  RULE ("sheather-jones", N_("Sheather–Jones"), \
        N_("Estimates the roughness of the density at a scale tied to h, and solves for h")) \
  RULE ("plug-in", N_("Plug-in"), N_("Estimates the roughness of the density in two stages")) \
  RULE ("improved-sheather-jones", N_("Improved Sheather–Jones"), \
        N_("Solves for h without assuming a normal density anywhere")) \
  RULE ("ls-cv", N_("Least-squares cross-validation"), \
        N_("The least estimated squared error: close to the data, and unsteady")) \
  RULE ("ml-cv", N_("Likelihood cross-validation"), \
        N_("The likeliest points when each is left out in turn; outliers widen it")) \
  RULE ("s-cv", N_("Smoothed cross-validation"), N_("Cross-validation with a smoothed estimate of the bias")) \
  RULE ("maximal-smoothing", N_("Maximal smoothing"), N_("The most that a density of this spread can want"))

typedef struct
{
  const char *id, *title;
  const char *sentence;
} MercerRuleInfo;
extern const MercerRuleInfo mercer_rules[MERCER_N_RULES];

/* A sample in one column, summed up for the rules: binned, and with its values where they are not too many. */
typedef struct
{
  MercerBins bins;    /* over the sample's range */
  double n;           /* effective */
  double sd, iqr;     /* sample sd; quartiles as R's type 7, of large samples from the bins */
  double *values;      /* in some order, if there are no weights and at most 262,144 of them; else NULL */
  double *lags;       /* pairs i != j by distance: lags[k] = sum w_i w_j with |x_i - x_j| = k steps, both orders, from the bins */
  bool degenerate;    /* fewer than two distinct values: no rule says anything */
} MercerDensitySample;

/* rows->d is 1. low, high: the range of the values. O(n) and two transforms of 8192. Free with clear. */
MercerStatus mercer_density_sample_init (MercerDensitySample *sample, const MercerRows *rows, double low, double high, MercerWork *work);
void mercer_density_sample_clear (MercerDensitySample *sample);

/* h by this rule for one column; NAN if the rule finds none or the sample is degenerate. A few ms at most, whatever n is. */
MercerStatus mercer_bandwidth (const MercerDensitySample *sample, MercerRule rule, double *h, MercerWork *work);
/* What a bandwidth chosen for one column alone is to be multiplied by when it serves in d columns: the ratio of the
 * normal-scale rules. 1 for d = 1. */
double mercer_bandwidth_factor (MercerRule rule, double n, size_t d);

/* Whether a rule solves an equation, rather than makes something small. */
bool mercer_bandwidth_solves (MercerRule rule);
/* What a rule makes small or solves, at h[0..count). LS_CV: the integrated squared error less a constant, estimated; S_CV: the mean of that
 * error; ML_CV: minus the mean of log f_-i (x_i); the two that solve an equation: log (h' / h), h' what its right side gives at h: 0
 * where it is solved (IMPROVED_SHEATHER_JONES: half the log of xi gamma^[l] (t) / t). All others the asymptotic mean integrated squared
 * error (AMISE), 1 / (2 sqrt (pi) n h) + h^4 psi_4 / 4, psi_4 the roughness that makes their h the best one: estimated (PLUG_IN), the
 * least that a density of this sd has (MAXIMAL_SMOOTHING), or that of a normal density. False: it has none to show (ML_CV without
 * values; no spread). NaN where an h is so far out that the equation has no numbers. */
bool mercer_bandwidth_criterion (const MercerDensitySample *sample, MercerRule rule, size_t count, const double *h, double *out,
                                 MercerWork *work);
/* The criterion that LS_CV minimises: integral of f^2 - 2 / n sum_i f_{-i} (X_i). */
double mercer_bandwidth_ls_cv (const MercerDensitySample *sample, double h);
/* sum over pairs i != j of w_i w_j phi^(r) (X_i - X_j), phi the Gaussian density with sd g; r even, at most 10. For the rules' files. */
double mercer_density_sample_pairs (const MercerDensitySample *sample, int r, double g);
