/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "linalg.h"
#include "work.h"

/* Kernel density estimates,  f(x) = sum_i w_i K_H (x - X_i),  sum_i w_i = 1.  The bandwidth h is the standard
 * deviation of K_h for every shape, so that shapes compare at equal smoothing. Exact sums, and sums over binned
 * data, whose cost does not depend on n. Wand and Jones (1995), Kernel Smoothing, chapters 2, 4 and appendix D. */

enum { MERCER_KDE_MAX_D = 16 };

/* --- Shapes -------------------------------------------------------------------------------------- */

typedef struct
{
  const char *id, *title;
  const char *formula; /* of K (u) */
  double sd;           /* of K; where K is negative in places, of the Gaussian with the same integral of K^2: as noisy an estimate */
  double support;      /* K (u) = 0 beyond it; INFINITY */
  double reach;        /* beyond it K (u) < 1e-17 K (0): sums in double precision lose nothing without */
  void (*values) (size_t n, const double *u, double *out); /* out may be u */
  bool negative;       /* in places: a kernel of infinite order, which has no second moment. RENORMALISED is not for it */
  double flat;         /* round a circle shorter than this it is the same everywhere, to 1e-12 (Poisson's summation) */
  void (*wrapped) (size_t n, const double *u, double period, double *out); /* sum_k K (u + k period), |u| <= period; out may be u. NULL:
                                                                              turn by turn, where few reach */
} MercerKdeShape;

/* In the order of the ids that the command line offers; ends with id NULL. The first is the Gaussian. */
extern const MercerKdeShape mercer_kde_shapes[];
/* moments[k] = integral of u^k K (u) over [from, to], k = 0, 1, 2; to about 1e-12. Not of a shape that is negative in places. */
void mercer_kde_shape_moments (const MercerKdeShape *shape, double from, double to, double moments[3]);

/* A kernel of the distance alone, K_d (u) = c_d K (|u|), in d columns (Wand and Jones 1995, section 4.2; radial, or spherically symmetric).
 * That of the Gaussian is the product too. Where K is negative in places, the radial one is made anew: kde-flat-top.h. */
typedef struct
{
  const MercerKdeShape *shape;
  size_t d;
  double sd;     /* of K_d in each column; else as in the shape */
  double height; /* c_d */
  double reach;
  const void *flat_top;
} MercerKdeRadial;

/* By quadrature, to 1e-13. False: the shape has none in so many columns (a negative one in more than 6). */
bool mercer_kde_radial_init (MercerKdeRadial *radial, const MercerKdeShape *shape, size_t d);
/* out[i] = K_d at the distance r[i] >= 0; out may be r. */
void mercer_kde_radial_values (const MercerKdeRadial *radial, size_t n, const double *r, double *out);

/* --- One axis ------------------------------------------------------------------------------------ */

/* What happens to the mass that kernels would put beyond a bound. */
typedef enum
{
  MERCER_EDGE_NONE,         /* nothing: bounds are ignored */
  MERCER_EDGE_REFLECTION,   /* it is folded back */
  MERCER_EDGE_RENORMALISED, /* linear boundary kernel (Jones 1993, eq. 3.4); clip at 0 and normalise afterwards */
  MERCER_EDGE_LOG,          /* the estimate is made for log (x - low) */
  MERCER_EDGE_LOGIT,        /* ... for log ((x - low) / (high - x)) */
  MERCER_EDGE_CIRCULAR      /* low and high are the same point of a circle: the Gaussian becomes von Mises' density of the same circular
                               standard deviation, sqrt (-2 log (I1 (kappa) / I0 (kappa))); other shapes are wrapped round */
} MercerEdge;

typedef struct
{
  const MercerKdeShape *shape;
  double bandwidth; /* sd of the kernel; of transformed values with LOG and LOGIT */
  MercerEdge edge;
  double low, high; /* infinite: none. LOG needs low, LOGIT and CIRCULAR both */
} MercerKdeAxis;

/* A (j, i) = the kernel of a point at x[i] (i < n), as seen at at[j] (j < m, ascending), times weights[i] unless NULL.
 * rows (may be NULL): receives first and one past last row that is not all zero. O(m n) at most; entries beyond
 * the kernel's reach are not computed. scratch: 4 m doubles. */
void mercer_kde_factor (const MercerKdeAxis *axis, size_t m, const double *at, size_t n, const double *x,
                        const double *weights, MercerMatrix a, size_t rows[2], double *scratch);
/* An axis on which x may stand: inside the bounds, strictly where the transform needs it. */
bool mercer_kde_axis_holds (const MercerKdeAxis *axis, double x);
/* LOG and LOGIT. */
bool mercer_kde_edge_transforms (MercerEdge edge);
/* Their transform, else x. */
double mercer_kde_axis_transform (const MercerKdeAxis *axis, double x);
/* Its inverse, kept within the bounds: rounding may not throw a point out. */
double mercer_kde_axis_inverse (const MercerKdeAxis *axis, double t);

/* --- Bins ---------------------------------------------------------------------------------------- */

/* Rows as they stand in a table: missing values are NaN and skipped. */
typedef struct
{
  size_t n, d;           /* d: 1 or 2 */
  const double *x[2];
  const double *weights; /* NULL: ones. Zero and negative ones are skipped */
  const int32_t *groups; /* NULL: all rows; else only those where groups[i] == group */
  int32_t group;
} MercerRows;

/* Linear binning: a point gives its weight to the 2^d lattice points about it, in proportion to nearness. A value
 * that two parts of the data can each make and then merge. */
typedef struct
{
  size_t d, count[2];     /* lattice points */
  double low[2], step[2]; /* lattice point k stands at low + k step */
  double *mass;           /* count[0] x count[1], column-major */
  double total, squares;  /* sum of w, of w^2 */
  double self;            /* d = 1: sum of w^2 t (1 - t), t the place within the cell: what pairs of a point with itself
                             put at lag one */
  double sum[2], product[3]; /* of w u, and of w u u' (11, 12, 22), u = x - middle of the lattice */
  size_t points, outside; /* rows counted; rows beyond the lattice, which are not */
} MercerBins;

/* An empty lattice of count[a] >= 2 points from low[a] to high[a]. MERCER_OUT_OF_MEMORY. Free with clear. */
MercerStatus mercer_bins_init (MercerBins *bins, size_t d, const double *low, const double *high, const size_t *count);
void mercer_bins_clear (MercerBins *bins);
/* Adds rows in one pass, in parts on the pool whose number depends on n alone, merged in order: the same bits with any
 * number of threads. O(n). After MERCER_STOPPED the bins are of no use. */
MercerStatus mercer_bins_add (MercerBins *bins, const MercerRows *rows, MercerWork *work);
/* into += from; the same lattice. Two halves merged equal the whole to rounding. */
void mercer_bins_merge (MercerBins *into, const MercerBins *from);
/* Sd with n - 1 (effective n with weights) and correlation. */
double mercer_bins_sd (const MercerBins *bins, size_t axis);
double mercer_bins_correlation (const MercerBins *bins);
/* (sum w)^2 / sum w^2: n if all weights are equal. */
double mercer_bins_effective_n (const MercerBins *bins);

/* --- Estimates ----------------------------------------------------------------------------------- */

typedef struct
{
  MercerMatrix x;        /* n x d */
  const double *weights; /* n, sum 1; NULL: 1 / n each */
  const double *widths;  /* n: what each point's kernel is wider than the others by; NULL: 1. Not of binned estimates */
  MercerKdeAxis axis[MERCER_KDE_MAX_D];
  bool full;             /* d = 2: the bandwidth is the matrix, and K_H (x) = |H|^-1/2 K (u_1) K (u_2), u = H^-1/2 x (symmetric
                            root); the axes' bandwidths and edges are not used */
  double h[3];           /* h11, h12, h22: covariances of the kernel */
  size_t radial;         /* 0: a product; else |H|^-1/2 K_d (|H^-1/2 x|) in d = `radial` columns, without edges: as many as x has, or on
                            a slice more */
  const double *off;     /* of a radial kernel on a slice, n: how far off it each point lies, squared, in sds of the kernel; NULL: 0 */
} MercerKde;

/* Estimate from bins, on the product grid of at[0] (m[0] values, ascending) and, if d = 2, at[1]; out: m[0] x m[1]. The bins of
 * an axis with LOG or LOGIT are those of transformed values. 2 m^3 multiplications for m lattice points a side,
 * whatever n is; in one dimension on the lattice itself a convolution. kde->x and weights are not used. */
MercerStatus mercer_kde_binned (const MercerKde *kde, const MercerBins *bins, const size_t *m, const double *const *at,
                                double *out, MercerWork *work);
/* With a full matrix, or a radial kernel, on the lattice of the bins itself: three fast Fourier transforms of up to twice its size. */
MercerStatus mercer_kde_binned_full (const MercerKde *kde, const MercerBins *bins, double *out, MercerWork *work);
/* Exact on the product grid of at[0] (m[0], ascending) and, if d = 2, at[1]; out as above. Gaussians of many points: some 10^3 n +
 * 4e7 flops for 256 x 256, by Chebyshev nodes that stand for the points of a tile, within 1e-14 of a kernel's height. Other
 * shapes: a matrix product of 2 n m0 m1 flops, less what lies beyond the kernels' reach. Full matrices and radial kernels: n m0 m1 values
 * of the kernel, less the same. */
MercerStatus mercer_kde_grid (const MercerKde *kde, const size_t *m, const double *const *at, double *out, MercerWork *work);
/* Exact at the rows of z (m x d), any d, nothing left out. O(n m d). */
MercerStatus mercer_kde_at (const MercerKde *kde, MercerMatrix z, double *out, MercerWork *work);
/* kappa of von Mises' density of this circular standard deviation, in radians. Newton's method on I1 / I0, to 1e-13. */
double mercer_kde_concentration (double sd);
/* Adaptive widths by the square-root law (Abramson 1982): widths[i] = sqrt (g / f (X_i)), f the estimate of `pilot` at its own
 * points, g the geometric mean of f there by weight, so that the bandwidth keeps its size; at most 8. Exact for up to 4,096
 * points; for more, f is interpolated from a grid of 1,024 or 256 x 256 points over their range. d = 1 or 2. */
MercerStatus mercer_kde_abramson (const MercerKde *pilot, double *widths, MercerWork *work);
/* Balloon widths (Loftsgaarden and Quesenberry 1965; Terrell and Scott 1992): the estimate at a place z is that of kernels s (z) times
 * as wide, s = r (z) / r, within 1/8 and 8. r (z): how far, in bandwidths, the nearest points lie that weigh `share` together, the farthest of
 * them counted in; r: the geometric mean of r (z), by weight, at up to 1,024 of the points, evenly through the rows. Unlike Abramson's, the result
 * need not have the integral 1. d = 1 or 2; any edge, r (z) on the transformed axis and round the circle. */
typedef struct
{
  double share, mean; /* k / n; r */
} MercerBalloon;
/* MERCER_BAD_INPUT if points upon each other leave r = 0. O(n) for each of up to 1,024 points. */
MercerStatus mercer_kde_balloon_init (MercerBalloon *balloon, const MercerKde *kde, double share, MercerWork *work);
/* At the rows of z (m x d). O(n m). widths (may be NULL): s. */
MercerStatus mercer_kde_balloon_at (const MercerBalloon *balloon, const MercerKde *kde, MercerMatrix z, double *out, double *widths,
                                    MercerWork *work);
/* The mass of a balloon estimate beyond the rectangle from low to high (d numbers each), within the bounds; low NULL: all of it, which is
 * its integral. For shapes that end without a jump: beyond on a line to 1e-5, all of it to 5e-5, in the plane to 1e-4. Some 500 places on a
 * line and 20,000 in the plane, 2,500 and 40,000 for all of it; coarser > 1: so many fewer a side, for a first figure. */
enum { MERCER_BALLOON_WIDEST = 8 };
MercerStatus mercer_kde_balloon_mass (const MercerBalloon *balloon, const MercerKde *kde, const double *low, const double *high,
                                      size_t coarser, double *mass, MercerWork *work);
/* The points of the lattice of these bins that hold mass, as points of an estimate: x (room for all x d) and weights that sum to 1.
 * Returns how many. In the units of the table. */
size_t mercer_kde_points_of_bins (const MercerKde *kde, const MercerBins *bins, MercerMatrix *x, double *weights);
/* The integral over the whole support of what the points (bins NULL), or the bins, give where an edge is RENORMALISED, taken as 0 where it
 * is negative: what the density is divided by. 1 for all else. d = 1 or 2 and both axes RENORMALISED; no widths. Within 3e-5,
 * in the plane 1e-4: each point's
 * kernel is integrated over cells that are small where the sum may be negative. O(n) times the cells of the bounds, some 300 or 300 x 300. */
MercerStatus mercer_kde_integral (const MercerKde *kde, const MercerBins *bins, double *mass, MercerWork *work);
/* Where an edge is RENORMALISED: clips count values at 0 and divides by their integral, as above. */
void mercer_kde_finish (const MercerKde *kde, double mass, size_t count, double *f);

/* Sum over the lattice times the cell, ends counted half: the mass inside. */
double mercer_kde_mass (size_t d, const size_t *m, const double *step, const double *f);
/* levels[k]: the region f >= levels[k] holds the mass masses[k] (of the whole mass 1); NAN if the lattice holds
 * less. The interpolant is taken within cells, so that 256 points a side reach 1e-3. O(m). */
MercerStatus mercer_kde_levels (size_t d, const size_t *m, const double *step, const double *f, size_t count,
                                const double *masses, double *levels, MercerWork *work);
/* out[k] = the mass where f is greater than f[k]: 0 at the peak, 1 where there is nothing. f itself may be out. As precise as levels.
 * O(m). */
MercerStatus mercer_kde_enclosed (size_t d, const size_t *m, const double *step, const double *f, double *out, MercerWork *work);
/* How far a binned estimate can be from the exact one: an eighth of the largest sum of second differences. Leading order of the
 * error of linear interpolation, and right at its worst for a single point. */
double mercer_kde_binning_error (size_t d, const size_t *m, const double *f);
