/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "canvas-painter.h"

#include "pool.h"

struct _MercerPainter
{
  GThread *thread;
  GMutex lock;
  GCond wake;

  /* under the lock */
  bool quit;
  bool has_request, working;
  MercerScene request;
  GArray *steps; /* of MercerViewStep, not yet taken by the thread */
  bool has_painting;
  MercerPainting painting;
  guint idle;
  void (*painted) (void *data);
  void *data;

  /* the thread's own */
  MercerView *view;
  GskRenderNode *still;
  uint64_t still_generation;
};

static void
scene_clear (MercerScene *scene)
{
  g_clear_pointer (&scene->figure, mercer_figure_unref);
  g_free ((char *) scene->look.font);
  g_free ((uint64_t *) scene->look.selected_rows);
  scene->look.font = NULL;
  scene->look.selected_rows = NULL;
}

static MercerScene
scene_copy (const MercerScene *scene)
{
  MercerScene copy = *scene;
  copy.figure = mercer_figure_ref (scene->figure);
  copy.look.font = g_strdup (scene->look.font);
  copy.look.selected_rows = g_memdup2 (scene->look.selected_rows, scene->look.n_selected * sizeof (uint64_t));
  return copy;
}

static void
painting_clear (MercerPainting *painting)
{
  g_clear_pointer (&painting->still, gsk_render_node_unref);
  g_clear_pointer (&painting->moving, gsk_render_node_unref);
}

/* Takes the surface. */
static GskRenderNode *
texture_node (cairo_surface_t *surface, const graphene_rect_t *box)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height,
                                                         (GDestroyNotify) cairo_surface_destroy, surface);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
  return gsk_texture_node_new (texture, box);
}

/* Takes the surface. The node lives on in the window's thread and the surface with it, so that no copy of the pixels is
 * ever made for a node that outlives them. */
static GskRenderNode *
cairo_node (cairo_surface_t *surface, const graphene_rect_t *box)
{
  static const cairo_user_data_key_t key;
  GskRenderNode *node = gsk_cairo_node_new (box);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_surface_set_user_data (cairo_get_target (cr), &key, surface, (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return node;
}

static GskRenderNode *
paint_layer (MercerPainter *self, const MercerScene *scene, MercerLayers layers)
{
  int width = scene->width * scene->scale, height = scene->height * scene->scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return NULL;
    }
  cairo_surface_set_device_scale (surface, scene->scale, scene->scale);
  cairo_t *cr = cairo_create (surface);
  mercer_figure_draw_layers (scene->figure, cr, scene->width, scene->height, &scene->look, self->view, layers);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  graphene_rect_t box = GRAPHENE_RECT_INIT (0, 0, scene->width, scene->height);
  return scene->by_cairo ? cairo_node (surface, &box) : texture_node (surface, &box);
}

static MercerPainting
paint (MercerPainter *self, const MercerScene *scene)
{
  MercerPainting painting = { .width = scene->width, .height = scene->height, .generation = scene->generation };
  if (self->still == NULL || self->still_generation != scene->generation)
    {
      g_clear_pointer (&self->still, gsk_render_node_unref);
      self->still = paint_layer (self, scene, MERCER_LAYER_STILL);
      self->still_generation = scene->generation;
    }
  if (self->still != NULL)
    painting.still = gsk_render_node_ref (self->still);
  if (mercer_figure_swings (scene->figure))
    painting.moving = paint_layer (self, scene, MERCER_LAYER_MOVING);
  return painting;
}

static gboolean
painted_cb (void *data)
{
  MercerPainter *self = data;
  g_mutex_lock (&self->lock);
  self->idle = 0;
  g_mutex_unlock (&self->lock);
  self->painted (self->data);
  return G_SOURCE_REMOVE;
}

/* Called with the lock held. */
static void
deliver (MercerPainter *self, MercerPainting painting)
{
  painting_clear (&self->painting);
  self->painting = painting;
  self->has_painting = true;
  self->working = false;
  /* the default priority: an idle one would wait behind every redraw of the window */
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_DEFAULT, painted_cb, self, NULL);
}

static GArray *
steps_new (void)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (MercerViewStep));
  g_array_set_clear_func (steps, (GDestroyNotify) mercer_view_step_clear);
  return steps;
}

static void
go_through (MercerView *view, GArray *steps)
{
  for (guint i = 0; i < steps->len; i++)
    mercer_view_step_apply (view, &g_array_index (steps, MercerViewStep, i));
  g_array_unref (steps);
}

static void *
painter_main (void *data)
{
  MercerPainter *self = data;
  mercer_pool_prepare_thread (MERCER_THREAD_PAINTER);
  g_mutex_lock (&self->lock);
  while (true)
    {
      while (!self->quit && !self->has_request)
        g_cond_wait (&self->wake, &self->lock);
      if (self->quit)
        break;
      MercerScene scene = self->request;
      self->request = (MercerScene) { 0 };
      GArray *steps = self->steps;
      self->steps = steps_new ();
      self->has_request = false;
      self->working = true;
      g_mutex_unlock (&self->lock);

      go_through (self->view, steps);
      MercerPainting painting = paint (self, &scene);
      scene_clear (&scene);

      g_mutex_lock (&self->lock);
      deliver (self, painting);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

MercerPainter *
mercer_painter_new (void (*painted) (void *data), void *data)
{
  MercerPainter *self = g_new0 (MercerPainter, 1);
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  self->painted = painted;
  self->data = data;
  self->steps = steps_new ();
  self->view = mercer_view_new ();
  self->thread = g_thread_new ("painter", painter_main, self);
  return self;
}

void
mercer_painter_free (MercerPainter *self)
{
  g_mutex_lock (&self->lock);
  self->quit = true;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  if (self->idle != 0)
    g_source_remove (self->idle);
  scene_clear (&self->request);
  painting_clear (&self->painting);
  g_clear_pointer (&self->still, gsk_render_node_unref);
  g_array_unref (self->steps);
  mercer_view_free (self->view);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_free (self);
}

void
mercer_painter_step (MercerPainter *self, const MercerViewStep *step)
{
  MercerViewStep copy = mercer_view_step_copy (step);
  g_mutex_lock (&self->lock);
  g_array_append_val (self->steps, copy);
  g_mutex_unlock (&self->lock);
}

void
mercer_painter_request (MercerPainter *self, const MercerScene *scene)
{
  MercerScene copy = scene_copy (scene);
  g_mutex_lock (&self->lock);
  MercerScene old = self->request;
  self->request = copy;
  self->has_request = true;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
  scene_clear (&old);
}

bool
mercer_painter_take (MercerPainter *self, MercerPainting *painting)
{
  g_mutex_lock (&self->lock);
  bool has = self->has_painting;
  if (has)
    *painting = self->painting;
  self->painting = (MercerPainting) { 0 };
  self->has_painting = false;
  g_mutex_unlock (&self->lock);
  return has;
}

bool
mercer_painter_is_busy (MercerPainter *self)
{
  g_mutex_lock (&self->lock);
  bool busy = self->has_request || self->working || self->has_painting;
  g_mutex_unlock (&self->lock);
  return busy;
}
