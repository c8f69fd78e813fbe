// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-sandbox-painter-private.h"

G_BEGIN_DECLS

#define EASEL_SANDBOX_DEFAULT_SIDE 512
#define EASEL_SANDBOX_DEFAULT_STEPS 8
#define EASEL_SANDBOX_MOST_STEPS 50
#define EASEL_SANDBOX_MOST_PICTURES 4
#define EASEL_SANDBOX_MOST_PROMPT 32000

/* A request for pictures: an error, or what to paint. */
typedef struct
{
  guint status;
  char *error; /* JSON; NULL if status is 200 */
  EaselSandboxScene *scene;
  guint count;
  guint steps;
  guint partials;
  gboolean stream;
} EaselSandboxOrder;

EaselSandboxOrder *_easel_sandbox_order_new_for_images (const char *body, gsize length);
void _easel_sandbox_order_free (EaselSandboxOrder *self);

char *_easel_sandbox_order_to_json (const EaselSandboxOrder *self, GPtrArray *pictures, gint64 created);
char *_easel_sandbox_order_get_event (const EaselSandboxOrder *self,
                                      GBytes *picture,
                                      int partial,
                                      gint64 created);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxOrder, _easel_sandbox_order_free)

G_END_DECLS
