/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "matrix.h"
#include "store.h"
#include "work.h"

/* A Kernel is an immutable expression tree of covariance functions with named parameters; printed and
 * parsed as text:
 *
 *   expression := term { "+" term }
 *   term       := factor { "*" factor }
 *   factor     := primary [ "^" integer ]
 *   primary    := number | family "(" [ name "=" value { "," name "=" value } ] ")" [ columns ]
 *               | operator "(" expression { "," name "=" value } ")" [ columns ]
 *               | "(" expression ")" [ columns ]
 *   columns    := "[" name { "," name } "]"        names may be quoted: ["a b"]
 *   value      := number | "[" number { "," number } "]" , each number may carry a suffix:
 *                 "!" fixed (not fitted), "?" fitted (for those that are not unless asked, like Matern's nu),
 *                 "{lower, upper}" bounds other than the family's,
 *                 "@name" tied: all that carry the name share the number; later ones are "@name" alone
 *
 * A number alone is a positive constant kernel, so `0.7 * RBF(...)` scales; it may carry the same suffixes.
 * Powers go up to 64. Names in brackets are those of the table, and the innermost selection wins. Bounds that
 * are written also hold for the value; the family's own are for fits alone. Print and parse are inverse.
 * Reference counted (atomically); every "change" returns a new kernel. */
typedef struct _MercerKernel MercerKernel;

MercerKernel *mercer_kernel_ref (MercerKernel *kernel);
void mercer_kernel_unref (MercerKernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerKernel, mercer_kernel_unref)

/* NULL with a sentence in error; *error_start and *error_end (may be NULL) are byte offsets into text of
 * the place that is wrong, for a caret. Nested deeper than 64 levels or longer than 64 KiB is refused. */
MercerKernel *mercer_kernel_parse (const char *text, size_t *error_start, size_t *error_end, GError **error);
/* The same, bound to these columns as by mercer_kernel_bind (): where the text reads well and does not fit them, the place is that
 * of the column, or of the part, that is to blame. */
MercerKernel *mercer_kernel_read (const char *text, const char *const *column_names, size_t d, size_t *error_start,
                                  size_t *error_end, GError **error);
/* Canonical text; numbers read back to the same double. Free with g_free. */
char *mercer_kernel_print (const MercerKernel *kernel);
/* The same with 4 significant digits and without bounds, for people. */
char *mercer_kernel_show (const MercerKernel *kernel);

#define MERCER_KERNEL_ERROR (mercer_kernel_error_quark ())
GQuark mercer_kernel_error_quark (void);

/* --- The catalogue ------------------------------------------------------------------------- */

typedef enum
{
  MERCER_KERNEL_STATIONARY = 1 << 0,      /* a function of x - x' */
  MERCER_KERNEL_ISOTROPIC = 1 << 1,       /* a function of |x - x'| (ARD: after scaling) */
  MERCER_KERNEL_DOT_PRODUCT = 1 << 2,     /* a function of x.x' */
  MERCER_KERNEL_POSITIVE_DEFINITE = 1 << 3,
  MERCER_KERNEL_CONDITIONALLY = 1 << 4,   /* only conditionally positive definite */
  MERCER_KERNEL_ONE_COLUMN = 1 << 5,      /* defined on one column only */
  MERCER_KERNEL_ARD = 1 << 6,             /* its length scale may be a list, one for each column */
  MERCER_KERNEL_NONNEGATIVE_INPUT = 1 << 7, /* defined for x >= 0 (Brownian) */
  MERCER_KERNEL_CATEGORICAL = 1 << 8 /* sees codes 0, 1, 2, ... of categories, as numbers */
} MercerKernelFlags;

typedef struct
{
  const char *id;     /* as written in an expression: "lengthscale" */
  const char *title;  /* N_("Length scale") */
  const char *unit;   /* "x", a power of it ("1/x", "1/x²", "x²") or "" */
  double start, lower, upper; /* of fits; valid values are positive if lower > 0 */
  bool integer;       /* not fitted (degree) */
  bool fixed;         /* not fitted unless asked (nu) */
  const double *choices; /* NaN-terminated list of the only valid values, or NULL */
  double most;           /* the greatest valid value; 0: no other limit than that of numbers */
} MercerKernelParamSpec;

typedef struct
{
  const char *id;         /* "Matern" */
  const char *title;      /* N_("Matérn") */
  const char *formula;    /* plain Unicode: "exp(−r² / 2ℓ²)" */
  const char *assumption; /* N_(): one sentence on what it assumes of the function */
  const char *source;     /* "Rasmussen and Williams (2006), eq. 4.14" */
  unsigned flags;         /* MercerKernelFlags */
  double smoothness;      /* mean-square derivatives: 0, 1, 2..., INFINITY; NaN if it depends on a parameter */
  const MercerKernelParamSpec *params; /* ends with an id of NULL */
} MercerKernelFamily;

/* Ends with NULL. */
const MercerKernelFamily *const *mercer_kernel_families (void);
const MercerKernelFamily *mercer_kernel_family (const char *id);
/* Whether a parameter of the family may be a list: [1, 2, 3]. */
bool mercer_kernel_param_may_be_list (const MercerKernelFamily *family, size_t param);
/* What can be done to a kernel: the same for operators. */
const MercerKernelFamily *const *mercer_kernel_operators (void);
const MercerKernelFamily *mercer_kernel_operator (const char *id);

/* --- The tree, for editors ------------------------------------------------------------------- */

typedef enum
{
  MERCER_KERNEL_LEAF,    /* a family with parameters, Constant included */
  MERCER_KERNEL_SUM,     /* children >= 2 */
  MERCER_KERNEL_PRODUCT, /* children >= 2 */
  MERCER_KERNEL_POWER,   /* one child, integer exponent >= 1 */
  MERCER_KERNEL_OPERATOR /* one child, and parameters of its own: Normalize, Shift, WarpLog, ... */
} MercerKernelKind;

MercerKernelKind mercer_kernel_kind (const MercerKernel *kernel);
/* Of a leaf; of an operator, what it does. */
const MercerKernelFamily *mercer_kernel_leaf_family (const MercerKernel *kernel);
size_t mercer_kernel_children (const MercerKernel *kernel);
const MercerKernel *mercer_kernel_child (const MercerKernel *kernel, size_t i);
int mercer_kernel_exponent (const MercerKernel *kernel);
/* Columns this node selects by name, NULL-terminated, or NULL: those of its parent. */
const char *const *mercer_kernel_columns (const MercerKernel *kernel);
/* All properties of the whole expression, combined from its parts. Some families are positive definite in one
 * dimension only (Periodic and Cosine, which use the Euclidean distance on several columns, as scikit-learn's
 * ExpSineSquared does): the flag is there until such a leaf is bound to more columns. */
unsigned mercer_kernel_flags (const MercerKernel *kernel);

/* 0: positive definite; q: only against weights that are orthogonal to all polynomials of a degree below q, which
 * Centre(..., order=q) or, where q is 1, Shift() make so always; MERCER_KERNEL_INDEFINITE: not even that. */
#define MERCER_KERNEL_INDEFINITE G_MAXUINT
unsigned mercer_kernel_conditional_order (const MercerKernel *kernel);
/* NULL if the expression is positive definite on the columns that it is bound to, else a sentence that
 * names the part that is not and says what to do; for methods that need it. g_free. */
char *mercer_kernel_check_definite (const MercerKernel *kernel);

/* A new leaf with the family's starts. */
MercerKernel *mercer_kernel_new (const MercerKernelFamily *family);
MercerKernel *mercer_kernel_new_constant (double value);
/* Both flatten (a sum of sums is one sum) and take ownership of nothing. */
MercerKernel *mercer_kernel_sum (MercerKernel *a, MercerKernel *b);
MercerKernel *mercer_kernel_product (MercerKernel *a, MercerKernel *b);
MercerKernel *mercer_kernel_power (MercerKernel *a, int exponent);
MercerKernel *mercer_kernel_with_columns (MercerKernel *kernel, const char *const *columns);
/* Replaces the node at `path` (child indices, depth long) by `node`; NULL removes it (its siblings close
 * up; the last one cannot be removed: NULL is returned). */
MercerKernel *mercer_kernel_with_node (MercerKernel *kernel, const size_t *path, size_t depth,
                                       MercerKernel *node);
/* The node at a path, or NULL if there is none. */
const MercerKernel *mercer_kernel_node (const MercerKernel *kernel, const size_t *path, size_t depth);

/* Where a node is put, seen from another. */
typedef enum
{
  MERCER_KERNEL_BEFORE,    /* in the other's own sum or product; where there is none: ADDED */
  MERCER_KERNEL_AFTER,
  MERCER_KERNEL_ADDED,     /* other + node takes the other's place */
  MERCER_KERNEL_MULTIPLIED /* other * node does */
} MercerKernelPlace;

/* Takes the node at `from` out and puts it beside the node at `to` (both paths in the tree as it is now).
 * It takes the columns along that it saw at its old place. NULL if there is no such node or `to` lies in
 * `from`. Like all that follow up to unwrap, it returns an unbound kernel. */
MercerKernel *mercer_kernel_move_node (MercerKernel *kernel, const size_t *from, size_t from_depth,
                                       const size_t *to, size_t to_depth, MercerKernelPlace place);
MercerKernel *mercer_kernel_insert_node (MercerKernel *kernel, const size_t *to, size_t to_depth,
                                         MercerKernelPlace place, MercerKernel *node);
/* A copy behind the node in its sum or product, or added to it. */
MercerKernel *mercer_kernel_duplicate_node (MercerKernel *kernel, const size_t *path, size_t depth);
/* operator (node) in the node's place; and back: the operator or power at the path gives way to its child. */
MercerKernel *mercer_kernel_wrap_node (MercerKernel *kernel, const size_t *path, size_t depth,
                                       const MercerKernelFamily *operator);
MercerKernel *mercer_kernel_unwrap_node (MercerKernel *kernel, const size_t *path, size_t depth);
MercerKernel *mercer_kernel_new_operator (const MercerKernelFamily *operator, MercerKernel *child);
/* Another family in place of a leaf (another operator in place of one), keeping what parameters of the same name carry over. */
MercerKernel *mercer_kernel_replace_family (MercerKernel *leaf, const MercerKernelFamily *family);

/* --- Parameters, flat ------------------------------------------------------------------------ */

typedef struct
{
  const MercerKernelParamSpec *spec;
  const MercerKernel *leaf;
  char path[96];     /* unique in the expression: "RBF.lengthscale", "Matern2.lengthscale[1]" */
  int component;     /* of a list, or -1 */
  double value;
  double lower, upper; /* of fits */
  bool fixed;
  const char *tie;   /* the name it shares with those that hold the same number, or NULL */
} MercerKernelParam;

/* All parameters of the tree from left to right (a list counts once for each component). */
size_t mercer_kernel_params (const MercerKernel *kernel);
void mercer_kernel_param (const MercerKernel *kernel, size_t index, MercerKernelParam *param);
/* Index of a path, or -1. */
int mercer_kernel_find_param (const MercerKernel *kernel, const char *path);
/* Invalid values are clamped to what is valid; NaN becomes the start. */
MercerKernel *mercer_kernel_with_param (MercerKernel *kernel, size_t index, double value);
MercerKernel *mercer_kernel_with_fixed (MercerKernel *kernel, size_t index, bool fixed);
MercerKernel *mercer_kernel_with_bounds (MercerKernel *kernel, size_t index, double lower, double upper);
/* Ties: parameters that share one number, bounds and mark; a change of one changes all, and fits count them
 * once. With a tie `other` and all tied to it take what `index` holds. NULL (false) if they are tied already,
 * if one of them is never fitted, if only one is fitted as a logarithm, or if the value is outside the
 * other's domain. */
bool mercer_kernel_can_tie (const MercerKernel *kernel, size_t index, size_t other);
MercerKernel *mercer_kernel_with_tie (MercerKernel *kernel, size_t index, size_t other);
MercerKernel *mercer_kernel_without_tie (MercerKernel *kernel, size_t index);
/* How many share the number of this one, itself included (1: not tied), and which (indices may be NULL). */
size_t mercer_kernel_tied (const MercerKernel *kernel, size_t index, size_t *indices);
/* Free parameters, logarithms where positive: what fits move. theta, lower, upper: length
 * mercer_kernel_free_params (); lower and upper may be NULL. */
size_t mercer_kernel_free_params (const MercerKernel *kernel);
void mercer_kernel_get_theta (const MercerKernel *kernel, double *theta, double *lower, double *upper);
MercerKernel *mercer_kernel_with_theta (MercerKernel *kernel, const double *theta);
/* Flat index of each free parameter (length mercer_kernel_free_params ()). */
void mercer_kernel_free_indices (const MercerKernel *kernel, size_t *indices);

/* --- Numbers --------------------------------------------------------------------------------- */

/* Ties the kernel to the d columns of X: resolves column names, checks that length-scale lists and
 * one-column families fit. NULL with a sentence saying what to do. A kernel must be bound before it is
 * evaluated; binding again (after a change of parameters) is cheap, and changes keep the binding. */
MercerKernel *mercer_kernel_bind (MercerKernel *kernel, const char *const *column_names, size_t d,
                                  GError **error);
/* Centre takes means over rows: a bound kernel that has one (wants_reference) is evaluated only once it has been given
 * these, X n x d; more than MERCER_KERNEL_MOST_REFERENCE are thinned evenly. Kept by all changes of parameters, not by
 * binding. A new reference (the kernel itself if it wants none); NULL with a sentence if the rows do not determine what
 * is to be taken out. Without rows matrices are MERCER_BAD_INPUT, and values NaN. O(R d + R q^2), q polynomials. */
#define MERCER_KERNEL_MOST_REFERENCE 1000
bool mercer_kernel_wants_reference (const MercerKernel *kernel);
MercerKernel *mercer_kernel_with_reference (MercerKernel *kernel, MercerMatrix rows, GError **error);
/* mercer_kernel_bind () to the columns of X, and with_reference () to its rows. */
MercerKernel *mercer_kernel_bind_rows (MercerKernel *kernel, const char *const *column_names, MercerMatrix x,
                                       GError **error);
/* How many it refers to; 0: it wants none, or has not been given any. */
size_t mercer_kernel_reference_rows (const MercerKernel *kernel);
/* NULL or a sentence why these points cannot be used ("Brownian needs x >= 0; ..."). O(n d). */
char *mercer_kernel_check_points (const MercerKernel *kernel, MercerMatrix x);

/* NULL, or a sentence naming a part that measures distances where there are categories (categories[c]: column c
 * of X, called names[c], holds codes): only families with MERCER_KERNEL_CATEGORICAL may look at those. */
char *mercer_kernel_check_categories (const MercerKernel *kernel, const bool *categories, const char *const *names);

/* The part that is to blame for what mercer_kernel_check_definite (), check_points () and check_categories () refuse; borrowed, NULL
 * if there is none. */
const MercerKernel *mercer_kernel_part_not_definite (const MercerKernel *kernel);
const MercerKernel *mercer_kernel_part_off_points (const MercerKernel *kernel, MercerMatrix x);
const MercerKernel *mercer_kernel_part_on_categories (const MercerKernel *kernel, const bool *categories);
/* The bytes where a part stands in the text that was read, for a kernel as mercer_kernel_read () gives it; changes of the kernel
 * leave places as they were. False if it stands nowhere. */
bool mercer_kernel_place (const MercerKernel *part, size_t *start, size_t *end);

/* K(i, j) = k(X_i, X_j), n x n, X n x d. Lower triangle only. White noise parts on the diagonal.
 * Tiles on the pool; the whole expression in one pass over each tile; no denormals. */
MercerStatus mercer_kernel_gram (const MercerKernel *kernel, MercerMatrix x, MercerMatrix k, MercerWork *work);
/* K(i, j) = k(X_i, Z_j), n x m; White contributes nothing. */
MercerStatus mercer_kernel_cross (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z, MercerMatrix k,
                                  MercerWork *work);
typedef enum
{
  MERCER_KERNEL_DOUBLE,
  MERCER_KERNEL_SINGLE /* where a family has it (RBF and Matern of order 1/2, 3/2, 5/2): an error of about 1e-6
                           of sum |K V|, and more where length scales are below a hundredth of the spread */
} MercerKernelPrecision;

/* OUT = K(X, Z) V, V m x k, OUT n x k, without storing K; Z NULL: the Gram matrix of X, with White noise, each
 * pair computed once. Sums of scaled RBF and Matern on up to three columns go straight from the points to the
 * sums, anything else by tiles of K. O(n m (d + k)), memory O((n + m) k). The same bits for any number of
 * threads. */
MercerStatus mercer_kernel_multiply (const MercerKernel *kernel, MercerMatrix x, const MercerMatrix *z,
                                     MercerMatrix v, MercerMatrix out, MercerKernelPrecision precision,
                                     MercerWork *work);
/* out(i) = k(X_i, X_i), length n; with White if `white`. */
void mercer_kernel_diagonal (const MercerKernel *kernel, MercerMatrix x, bool white, double *out);
/* g(p) = sum_ij W(i, j) dK(i, j)/dtheta_p, W symmetric in its lower triangle, one entry for each free
 * parameter, derivatives with respect to theta (logarithms where positive). One pass over the tiles; K
 * and its derivatives are never stored. O(n^2 (d + parameters)). */
MercerStatus mercer_kernel_gradient (const MercerKernel *kernel, MercerMatrix x, MercerMatrix w, double *g,
                                     MercerWork *work);
/* dK/dtheta_p as a matrix (lower triangle), for tests and small n. */
MercerStatus mercer_kernel_derivative (const MercerKernel *kernel, MercerMatrix x, size_t p, MercerMatrix dk,
                                       MercerWork *work);
/* G(i, :) = sum_j weights_j dk(x_i, z_j)/dx_i, G n x d; weights of length m, NULL for all 1. White
 * contributes nothing, as in mercer_kernel_cross (). Where k has a kink or a pole (x_i = z_j for Matern
 * 1/2, Brownian, Riesz with r <= 1 and the like) that pair contributes 0. One pass over tiles on the
 * pool; K is never stored. O(n m d), memory O(n d). */
MercerStatus mercer_kernel_gradient_x (const MercerKernel *kernel, MercerMatrix x, MercerMatrix z,
                                       const double *weights, MercerMatrix g, MercerWork *work);
/* One value, for tests, tooltips and thumbnails. */
double mercer_kernel_value (const MercerKernel *kernel, const double *x, const double *z);
/* --- Spectrum -------------------------------------------------------------------------------- */

/* What a stationary expression is made of along one column, the others held: k(r) = int S(w) cos (2 pi w r) dw over the
 * whole line (Bochner; Rasmussen and Williams, eq. 4.5) + sum_l weight_l cos (2 pi frequency_l r) + white noise. Known for
 * sums of leaves whose transform is known, and for products in which one factor at most has a density. */
typedef struct _MercerKernelSpectrum MercerKernelSpectrum;

typedef enum
{
  MERCER_SPECTRUM_DENSITY = 1 << 0,
  MERCER_SPECTRUM_LINES = 1 << 1, /* Periodic, Cosine, constants, and what does not look at the column */
  MERCER_SPECTRUM_NOISE = 1 << 2, /* White: as much at every frequency, which no density can show */
  /* The density is that of differences, of something that is only conditionally positive definite:
   * k(0) - k(r) = int S(w) (1 - cos (2 pi w r)) dw; S has a pole at 0. */
  MERCER_SPECTRUM_GENERALIZED = 1 << 3,
  MERCER_SPECTRUM_UNKNOWN = 1 << 4 /* and nothing else; not stationary, or not known */
} MercerKernelSpectrumParts;

/* Of a bound kernel. Never NULL. */
MercerKernelSpectrum *mercer_kernel_spectrum_new (const MercerKernel *kernel, size_t column);
void mercer_kernel_spectrum_free (MercerKernelSpectrum *spectrum);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MercerKernelSpectrum, mercer_kernel_spectrum_free)
unsigned mercer_kernel_spectrum_parts (const MercerKernelSpectrum *spectrum);
/* S(w), w in cycles per unit of x, without the lines; NaN if it is not known, infinite at a pole. Relative accuracy 1e-9 or better. */
double mercer_kernel_spectrum_density (const MercerKernelSpectrum *spectrum, double w);
/* The lines at frequencies from 0 to `highest`, in increasing order: frequency[k] carries weight[k] of k(0), both signs of
 * it together. Up to `most` (300 at most are kept at all), the heaviest where there are more; returns how many. */
size_t mercer_kernel_spectrum_lines (const MercerKernelSpectrum *spectrum, double highest, size_t most, double *frequency,
                                     double *weight);

/* Of structure and values, and of the columns by index once bound, by name before. Whether parameters are fixed
 * and their bounds stay out, as no number depends on them. */
MercerHash mercer_kernel_hash (const MercerKernel *kernel);
/* If the kernel is c * rest with one positive constant at the top, rest (a new reference) and *scale = c;
 * otherwise the kernel itself and 1: rescaling rest's Gram matrix gives the kernel's. */
MercerKernel *mercer_kernel_split_scale (MercerKernel *kernel, double *scale);
