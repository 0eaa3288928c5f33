/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "centre.h"

/* Running a list of steps; compile.c and its relatives make it. */

void
kernel_program_free (KernelProgram *program)
{
  for (size_t i = 0; i < program->n_steps; i++)
    if (program->steps[i].prepared != NULL)
      program->steps[i].leaf->family->finish (program->steps[i].prepared);
  kernel_centres_free (program->centres);
  g_free (program->steps);
  g_ptr_array_unref (program->kept);
  g_free (program);
}

const KernelProgram *
kernel_program_of (const MercerKernel *kernel, KernelPurpose purpose)
{
  /* the kernel stays what it is: this only remembers */
  _Atomic (KernelProgram *) *kept = &((MercerKernel *) kernel)->programs[purpose];
  KernelProgram *program = atomic_load_explicit (kept, memory_order_acquire);

  if (program != NULL)
    return program;
  KernelProgram *made = kernel_program_new (kernel, purpose);
  if (atomic_compare_exchange_strong_explicit (kept, &program, made, memory_order_acq_rel, memory_order_acquire))
    return made;
  kernel_program_free (made); /* another thread was faster */
  return program;
}

/* Buffers a power of two apart would fall on the same lines of the cache. */
size_t
kernel_program_stride (const KernelProgram *program)
{
  return program->tile + 24;
}

size_t
kernel_program_frame_size (const KernelProgram *program)
{
  size_t made = program->n_points - KERNEL_OWN_POINTS;
  size_t buffers = (program->n_values + program->n_adjoints + 1) * kernel_program_stride (program);

  if (program->n_views == 1)
    return buffers;
  return buffers + (made + program->n_points) * program->tile * program->d
         + 2 * program->n_points * (sizeof (MercerMatrix) / sizeof (double) + 1);
}

void
kernel_frame_start (KernelFrame *frame, const KernelProgram *program, double *buffers)
{
  size_t made = program->n_points - KERNEL_OWN_POINTS, side = program->tile * program->d;

  frame->program = program;
  frame->buffers = buffers;
  frame->stride = kernel_program_stride (program);
  if (program->n_views == 1)
    return;
  double *at = buffers
               + (program->n_values + program->n_adjoints + 1) * kernel_program_stride (program);
  double *coordinates = at, *moved = at + made * side;
  frame->points = (MercerMatrix *) (moved + program->n_points * side);
  frame->moved = frame->points + program->n_points;
  for (size_t i = 0; i < program->n_points; i++)
    {
      if (i >= KERNEL_OWN_POINTS)
        frame->points[i].data = coordinates + (i - KERNEL_OWN_POINTS) * side;
      frame->moved[i].data = moved + i * side;
    }
}

double *
kernel_program_result (const KernelFrame *frame)
{
  const KernelProgram *program = frame->program;
  return kernel_frame_value (frame, program->steps[program->n_steps - 1].dst);
}

void
kernel_program_forward (const KernelFrame *frame)
{
  const KernelProgram *program = frame->program;

  if (frame->points != NULL)
    kernel_points_make (frame);
  for (size_t i = 0; i < program->n_steps; i++)
    program->steps[i].kind->forward (&program->steps[i], frame);
}

void
kernel_program_backward (const KernelFrame *frame, KernelSink *sink)
{
  const KernelProgram *program = frame->program;

  if (frame->points != NULL)
    kernel_points_clear (frame);
  for (size_t i = program->n_steps; i-- > 0;)
    if (!program->steps[i].idle)
      program->steps[i].kind->backward (&program->steps[i], frame, sink);
  if (frame->points != NULL)
    kernel_points_hand_on (frame, sink);
}
