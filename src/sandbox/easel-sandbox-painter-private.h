// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

#define EASEL_SANDBOX_PAINTER "painter"
#define EASEL_SANDBOX_SMALLEST_SIDE 64
#define EASEL_SANDBOX_LARGEST_SIDE 2048

/* What is to be painted. Equal ones give equal pictures. */
typedef struct
{
  char *prompt;
  char *negative; /* NULL for none */
  int width;
  int height;
  guint32 seed;
} EaselSandboxScene;

EaselSandboxScene *_easel_sandbox_scene_new (
    const char *prompt, const char *negative, int width, int height, guint32 seed);
void _easel_sandbox_scene_free (EaselSandboxScene *self);
cairo_surface_t *_easel_sandbox_scene_paint (const EaselSandboxScene *self, double phase);
GBytes *_easel_sandbox_scene_to_png (const EaselSandboxScene *self, double share);
GBytes *_easel_sandbox_scene_to_png_at (const EaselSandboxScene *self, double phase);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxScene, _easel_sandbox_scene_free)

/* A hand that draws: numbers that follow from the seed. */
typedef struct
{
  cairo_t *cr;
  double width;
  double height;
  double horizon;
  double phase; /* 0 to 1, for what moves */
  guint64 state;
  gboolean night;
  double ink[3]; /* of what stands in front */
} EaselSandboxBrush;

typedef void (*EaselSandboxDrawFunc) (EaselSandboxBrush *brush);

double _easel_sandbox_brush_random (EaselSandboxBrush *brush);
EaselSandboxDrawFunc _easel_sandbox_find_motif (const char *word, guint *layer);

G_END_DECLS
