/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "program.h"

/* Running a list of steps; compile.c makes it. */

void
kernel_program_free (KernelProgram *program)
{
  for (size_t i = 0; i < program->n_steps; i++)
    if (program->steps[i].prepared != NULL)
      program->steps[i].leaf->family->finish (program->steps[i].prepared);
  g_free (program->steps);
  g_free (program->numbers);
  g_free (program->thetas);
  g_free (program);
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
  return (program->n_values + program->n_adjoints + 1) * kernel_program_stride (program);
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

  for (size_t i = 0; i < program->n_steps; i++)
    program->steps[i].kind->forward (&program->steps[i], frame);
}

void
kernel_program_backward (const KernelFrame *frame, KernelSink *sink)
{
  const KernelProgram *program = frame->program;

  for (size_t i = program->n_steps; i-- > 0;)
    if (!program->steps[i].idle)
      program->steps[i].kind->backward (&program->steps[i], frame, sink);
}
