/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "gif.h"

/* Colours are told apart by 5 bits of each part where they are too many; within a cell they stand by their mean. */
enum { BITS = 5, CELLS = 1 << (3 * BITS), MOST = 255, TABLE = 1024 };

typedef struct
{
  uint32_t count, sum[3];
} Cell;

typedef struct
{
  uint32_t *cells;  /* part of the list of cells in use */
  size_t n;
  uint64_t weight;
} Box;

static size_t
cell_of (uint32_t pixel)
{
  return (pixel >> 19 & 31) << 10 | (pixel >> 11 & 31) << 5 | (pixel >> 3 & 31);
}

/* Few colours are kept as they are: a table with open places. False when there are too many. */
static bool
exact (size_t n, const uint32_t *pixels, uint32_t *colours, uint8_t *indices, size_t *count)
{
  uint32_t key[TABLE];
  int16_t place[TABLE];
  memset (place, -1, sizeof place);
  *count = 0;
  for (size_t i = 0; i < n; i++)
    {
      uint32_t colour = pixels[i] & 0xffffff;
      size_t at = (colour * 2654435761u) >> 22;
      while (place[at] >= 0 && key[at] != colour)
        at = (at + 1) % TABLE;
      if (place[at] < 0)
        {
          if (*count == MOST)
            return false;
          key[at] = colour;
          place[at] = (int16_t) *count;
          colours[(*count)++] = colour;
        }
      indices[i] = (uint8_t) place[at];
    }
  return true;
}

static uint32_t
part_of (uint32_t cell, int axis)
{
  return cell >> (BITS * (2 - axis)) & 31;
}

/* The longest side of a box in cells. */
static uint32_t
widest (const Box *box, int *axis)
{
  uint32_t most = 0;
  for (int a = 0; a < 3; a++)
    {
      uint32_t low = 31, high = 0;
      for (size_t k = 0; k < box->n; k++)
        {
          low = MIN (low, part_of (box->cells[k], a));
          high = MAX (high, part_of (box->cells[k], a));
        }
      if (high - low >= most)
        {
          most = high - low;
          *axis = a;
        }
    }
  return most;
}

/* Orders the box along an axis by counting, and cuts it where half of its weight is. */
static bool
cut (Box *box, Box *rest, const Cell *cell, uint32_t *room)
{
  int axis = 0;
  size_t start[33] = { 0 }, half = 0;
  uint64_t before = 0;
  if (box->n < 2 || widest (box, &axis) == 0)
    return false;
  for (size_t k = 0; k < box->n; k++)
    start[part_of (box->cells[k], axis) + 1]++;
  for (size_t p = 0; p < 32; p++)
    start[p + 1] += start[p];
  for (size_t k = 0; k < box->n; k++)
    room[start[part_of (box->cells[k], axis)]++] = box->cells[k];
  memcpy (box->cells, room, box->n * sizeof *room);
  while (half + 1 < box->n && (half == 0 || before + cell[box->cells[half]].count <= box->weight / 2))
    before += cell[box->cells[half++]].count;
  *rest = (Box){ box->cells + half, box->n - half, box->weight - before };
  box->n = half;
  box->weight = before;
  return true;
}

/* Cuts the heaviest box in more than one cell until there are enough. */
static size_t
cut_all (Box *boxes, const Cell *cell, uint32_t *room)
{
  size_t count = 1;
  while (count < MOST)
    {
      size_t best = count;
      for (size_t k = 0; k < count; k++)
        if (boxes[k].n > 1 && (best == count || boxes[k].weight > boxes[best].weight))
          best = k;
      if (best == count || !cut (&boxes[best], &boxes[count], cell, room))
        break;
      count++;
    }
  return count;
}

static uint32_t
mean_colour (const Box *box, const Cell *cell)
{
  uint64_t sum[3] = { 0, 0, 0 };
  for (size_t k = 0; k < box->n; k++)
    for (int a = 0; a < 3; a++)
      sum[a] += cell[box->cells[k]].sum[a];
  uint32_t mean[3];
  for (int a = 0; a < 3; a++)
    mean[a] = (uint32_t) ((sum[a] + box->weight / 2) / box->weight);
  return mean[0] << 16 | mean[1] << 8 | mean[2];
}

size_t
mercer_palette (size_t n, const uint32_t *pixels, uint32_t colours[256], uint8_t *indices)
{
  size_t count, used = 0;
  if (exact (n, pixels, colours, indices, &count))
    return count;
  g_autofree Cell *cell = g_new0 (Cell, CELLS);
  g_autofree uint32_t *cells = g_new (uint32_t, CELLS), *room = g_new (uint32_t, CELLS);
  g_autofree uint8_t *index = g_new0 (uint8_t, CELLS);
  Box boxes[MOST];
  for (size_t i = 0; i < n; i++)
    {
      Cell *c = &cell[cell_of (pixels[i])];
      c->count++;
      for (int a = 0; a < 3; a++)
        c->sum[a] += pixels[i] >> (16 - 8 * a) & 255;
    }
  for (uint32_t k = 0; k < CELLS; k++)
    if (cell[k].count > 0)
      cells[used++] = k;
  boxes[0] = (Box){ cells, used, n };
  count = cut_all (boxes, cell, room);
  for (size_t b = 0; b < count; b++)
    {
      colours[b] = mean_colour (&boxes[b], cell);
      for (size_t k = 0; k < boxes[b].n; k++)
        index[boxes[b].cells[k]] = (uint8_t) b;
    }
  for (size_t i = 0; i < n; i++)
    indices[i] = index[cell_of (pixels[i])];
  return count;
}
