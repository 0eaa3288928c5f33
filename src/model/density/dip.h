/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "work.h"

/* Whether a sample in one column has one mode at all, without a bandwidth. Hartigan and Hartigan (1985), The dip test of
 * unimodality, Annals of Statistics 13. */

typedef struct
{
  double dip;        /* the greatest distance of the sample's distribution function to the nearest unimodal one; 1 / 2n to 1 / 4 */
  double low, high;  /* the modal interval: where the nearest one is steepest */
  double p_value;    /* how often a uniform sample of this size has a dip as large; NAN until asked for */
} MercerDip;

/* x: n >= 1 values, ascending, finite. P. M. Hartigan (1985), Algorithm AS 217, with the corrections of Maechler's diptest 0.75.
 * link: scratch of 4 n sizes. O(n) for most samples. */
MercerDip mercer_dip (const double *x, size_t n, size_t *link);
/* dip->p_value = (1 + samples whose dip is as large) / (1 + count), of `count` samples of n uniform values: the uniform is the
 * unimodal law that is nearest to having two modes. More than 4,096 values: samples of 4,096, dips compared times
 * sqrt (n), which by then has its limiting law to 1 %. Same bits for any number of threads. O(count min (n, 4096)). */
MercerStatus mercer_dip_test (MercerDip *dip, size_t n, size_t count, uint64_t seed, MercerWork *work);
