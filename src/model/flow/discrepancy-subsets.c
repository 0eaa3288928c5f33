/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discrepancy-subsets.h"

#include <string.h>

#include "vector.h"

enum { SUBSETS = 1 << SUBSET_GROUP };

size_t
indicators_codes (size_t n, size_t count)
{
  return (n + SUBSET_COLUMNS - 1) / SUBSET_COLUMNS * count * SUBSET_GROUPS;
}

size_t
indicators_masks (size_t n, size_t count)
{
  return (n + SUBSET_ROWS - 1) / SUBSET_ROWS * count;
}

void
indicators_set (const Indicators *indicators, size_t p, size_t ones, const size_t *places)
{
  size_t count = indicators->count;
  for (size_t k = 0; k < ones; k++)
    {
      size_t i = places[k], block = i / SUBSET_COLUMNS, within = i % SUBSET_COLUMNS;
      uint8_t *code = &indicators->codes[(block * count + p) * SUBSET_GROUPS + within / SUBSET_GROUP];
      uint16_t *mask = &indicators->masks[i / SUBSET_ROWS * count + p];
      *code = (uint8_t) (*code | 1u << within % SUBSET_GROUP);
      *mask = (uint16_t) (*mask | 1u << i % SUBSET_ROWS);
    }
}

double
indicators_sum (const Indicators *indicators, size_t p, size_t n, const double *values)
{
  double sum = 0;
  for (size_t first = 0; first < n; first += SUBSET_ROWS)
    {
      unsigned mask = indicators->masks[first / SUBSET_ROWS * indicators->count + p];
      for (size_t i = first; mask != 0; i++, mask >>= 1)
        sum += (mask & 1) != 0 ? values[i] : 0;
    }
  return sum;
}

/* --- Loops ---------------------------------------------------------------------------------------- */

typedef float Lanes[SUBSET_ROWS];

/* table[s] = the sum of the columns whose bits s has. */
MERCER_VECTOR_BODY void
fill_table_body (const float *column, size_t stride, Lanes *restrict table)
{
  for (int l = 0; l < SUBSET_ROWS; l++)
    table[0][l] = 0;
  for (size_t bit = 1; bit < SUBSETS; bit *= 2, column += stride)
    for (size_t s = 0; s < bit; s++)
#pragma omp simd
      for (int l = 0; l < SUBSET_ROWS; l++)
        table[bit + s][l] = table[s][l] + column[l];
}

/* Each indicator's running sums gain its subset of each group. */
MERCER_VECTOR_BODY void
add_subsets_body (size_t count, const uint8_t *codes, Lanes table[SUBSET_GROUPS][SUBSETS], Lanes *restrict sums)
{
  for (size_t p = 0; p < count; p++, codes += SUBSET_GROUPS)
    {
      const float *a = table[0][codes[0]], *b = table[1][codes[1]], *c = table[2][codes[2]], *d = table[3][codes[3]];
      const float *e = table[4][codes[4]], *f = table[5][codes[5]], *g = table[6][codes[6]], *h = table[7][codes[7]];
      float *restrict to = sums[p];
#pragma omp simd
      for (int l = 0; l < SUBSET_ROWS; l++)
        to[l] += ((a[l] + b[l]) + (c[l] + d[l])) + ((e[l] + f[l]) + (g[l] + h[l]));
    }
}

MERCER_VECTOR_BODY void
add_rows_body (size_t count, const uint16_t *masks, const Lanes *sums, double *totals)
{
  static const int bits[SUBSET_ROWS] = { 1 << 0, 1 << 1, 1 << 2,  1 << 3,  1 << 4,  1 << 5,  1 << 6,  1 << 7,
                                         1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15 };
  for (size_t p = 0; p < count; p++)
    {
      int mask = masks[p];
      float total = 0;
#pragma omp simd reduction(+ : total)
      for (int l = 0; l < SUBSET_ROWS; l++)
        total += (mask & bits[l]) != 0 ? sums[p][l] : 0;
      totals[p] += (double) total;
    }
}

MERCER_VECTOR_DEFINE (WIDE, fill_table, (const float *column, size_t stride, Lanes *restrict table), (column, stride, table))
MERCER_VECTOR_DEFINE (WIDE, add_subsets,
                      (size_t count, const uint8_t *codes, Lanes table[SUBSET_GROUPS][SUBSETS], Lanes *restrict sums),
                      (count, codes, table, sums))
MERCER_VECTOR_DEFINE (WIDE, add_rows, (size_t count, const uint16_t *masks, const Lanes *sums, double *totals),
                      (count, masks, sums, totals))

void
indicators_multiply (const Indicators *indicators, const float *tile, size_t stride, size_t columns, size_t row, size_t column,
                     float *room, double *sums)
{
  _Alignas (64) Lanes table[SUBSET_GROUPS][SUBSETS];
  Lanes *products = (Lanes *) room;
  size_t count = indicators->count;
  memset (products, 0, count * sizeof *products);
  for (size_t first = 0; first < columns; first += SUBSET_COLUMNS)
    {
      for (size_t group = 0; group < SUBSET_GROUPS; group++)
        fill_table (tile + (first + group * SUBSET_GROUP) * stride, stride, table[group]);
      add_subsets (count, indicators->codes + (column + first) / SUBSET_COLUMNS * count * SUBSET_GROUPS, table, products);
    }
  add_rows (count, indicators->masks + row / SUBSET_ROWS * count, (const Lanes *) products, sums);
}
