// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-studio-private.h"

#include <string.h>

#include "easel-sandbox-chat-private.h"
#include "easel-sandbox-order-private.h"
#include "easel-sandbox-predictions-private.h"

#define MOST_PAINTINGS 16
#define TOO_MANY_REQUESTS 429
/* A step of painting lasts so many times the server's delay. */
#define STEP_DELAYS 4

struct _EaselSandboxStudio
{
  GHashTable *paintings; /* (element-type Painting) */
  EaselSandboxPredictions *predictions;
};

/* One request for pictures, from its first byte to its last. */
typedef struct
{
  EaselSandboxStudio *studio; /* borrowed; NULL once it has let go */
  SoupServerMessage *message;
  EaselSandboxOrder *order;
  GPtrArray *pictures; /* made by the last work */
  gint64 created;
  guint delay;
  guint part; /* how many partial pictures are there */
  guint source;
  gboolean begun;
  gboolean ended;
} Painting;

static void
painting_clear (gpointer data)
{
  Painting *painting = data;

  g_object_unref (painting->message);
  g_clear_pointer (&painting->order, _easel_sandbox_order_free);
  g_clear_pointer (&painting->pictures, g_ptr_array_unref);
}

static void
painting_unref (Painting *painting)
{
  g_atomic_rc_box_release_full (painting, painting_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Painting, painting_unref)

static void
painting_end (Painting *painting)
{
  painting->ended = TRUE;
  g_clear_handle_id (&painting->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (painting->message, painting);
  if (painting->studio != NULL)
    g_hash_table_remove (painting->studio->paintings, painting);
}

static void
on_message_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  painting_end (user_data);
}

static void
respond (SoupServerMessage *message, guint status, char *json)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_TAKE, json, strlen (json));
}

/* ---- work, on another thread ---- */

/* The order is the thread's own while it works: nothing else looks at it then. */
static void
paint (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Painting *painting = task_data;
  const EaselSandboxOrder *order = painting->order;
  double share = (double) (painting->part + 1) / (order->partials + 1);
  guint n = share < 1 ? 1 : order->count;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselSandboxScene) scene =
          _easel_sandbox_scene_new (order->scene->prompt, order->scene->negative, order->scene->width,
                                    order->scene->height, order->scene->seed + i);
      GBytes *png = _easel_sandbox_scene_to_png (scene, share);

      if (png != NULL)
        g_ptr_array_add (painting->pictures, png);
    }
  g_task_return_boolean (task, TRUE);
}

static void
read_order (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Painting *painting = task_data;
  g_autoptr (GBytes) body =
      soup_message_body_flatten (soup_server_message_get_request_body (painting->message));
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);

  painting->order = _easel_sandbox_order_new_for_images (bytes != NULL ? bytes : "", length);
  g_task_return_boolean (task, TRUE);
}

static void
work (Painting *painting, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, g_atomic_rc_box_acquire (painting));

  g_task_set_task_data (task, g_atomic_rc_box_acquire (painting), (GDestroyNotify) painting_unref);
  g_task_run_in_thread (task, func);
}

/* ---- the course of a painting ---- */

static void schedule (Painting *painting);

static void
begin_stream (Painting *painting)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (painting->message);

  painting->begun = TRUE;
  soup_server_message_set_status (painting->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (painting->message), FALSE);
}

static void
send_event (Painting *painting, gboolean whole)
{
  SoupMessageBody *body = soup_server_message_get_response_body (painting->message);
  char *event = _easel_sandbox_order_get_event (painting->order, g_ptr_array_index (painting->pictures, 0),
                                                whole ? -1 : (int) painting->part, painting->created);

  if (!painting->begun)
    begin_stream (painting);
  soup_message_body_append (body, SOUP_MEMORY_TAKE, event, strlen (event));
  if (whole)
    soup_message_body_complete (body);
}

static void
on_painted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Painting) painting = user_data;
  gboolean whole = painting->order->partials == 0 || painting->part == painting->order->partials;

  if (painting->ended)
    return;
  if (painting->pictures->len == 0)
    respond (painting->message, SOUP_STATUS_INTERNAL_SERVER_ERROR,
             _easel_sandbox_get_error ("The picture could not be painted.", "server_error"));
  else if (painting->order->stream && painting->order->count == 1)
    send_event (painting, whole);
  else
    respond (painting->message, SOUP_STATUS_OK,
             _easel_sandbox_order_to_json (painting->order, painting->pictures, painting->created));
  painting->part++;
  g_ptr_array_set_size (painting->pictures, 0);
  soup_server_message_unpause (painting->message);
  if (!whole)
    schedule (painting);
}

static gboolean
on_painting_due_cb (gpointer user_data)
{
  Painting *painting = user_data;

  painting->source = 0;
  work (painting, paint, on_painted_cb);
  return G_SOURCE_REMOVE;
}

static void
schedule (Painting *painting)
{
  guint whole = painting->order->steps * painting->delay * STEP_DELAYS;

  painting->source = g_timeout_add (whole / (painting->order->partials + 1), on_painting_due_cb, painting);
}

static void
on_order_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Painting) painting = user_data;

  if (painting->ended)
    return;
  if (painting->order->status == SOUP_STATUS_OK)
    {
      if (painting->order->count > 1)
        painting->order->partials = 0;
      schedule (painting);
      return;
    }
  respond (painting->message, painting->order->status, g_strdup (painting->order->error));
  soup_server_message_unpause (painting->message);
}

static void
begin_painting (EaselSandboxStudio *self, SoupServerMessage *message, guint delay)
{
  Painting *painting;

  if (g_hash_table_size (self->paintings) >= MOST_PAINTINGS)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "1");
      respond (message, TOO_MANY_REQUESTS,
               _easel_sandbox_get_error ("Too many requests at once: try again in a second.",
                                         "rate_limit_exceeded"));
      return;
    }
  painting = g_atomic_rc_box_new0 (Painting);
  painting->studio = self;
  painting->message = g_object_ref (message);
  painting->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  painting->created = g_get_real_time () / G_USEC_PER_SEC;
  painting->delay = delay;
  g_hash_table_add (self->paintings, painting);
  g_signal_connect (message, "finished", G_CALLBACK (on_message_finished_cb), painting);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_message_finished_cb), painting);
  soup_server_message_pause (message);
  work (painting, read_order, on_order_read_cb);
}

/* ---- the studio ---- */

EaselSandboxStudio *
_easel_sandbox_studio_new (void)
{
  EaselSandboxStudio *self = g_new0 (EaselSandboxStudio, 1);

  self->paintings = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) painting_unref, NULL);
  self->predictions = _easel_sandbox_predictions_new ();
  return self;
}

void
_easel_sandbox_studio_free (EaselSandboxStudio *self)
{
  _easel_sandbox_studio_stop (self);
  _easel_sandbox_predictions_free (self->predictions);
  g_hash_table_unref (self->paintings);
  g_free (self);
}

/* Ends all that is under way. */
void
_easel_sandbox_studio_stop (EaselSandboxStudio *self)
{
  GHashTableIter iter;
  gpointer key;

  _easel_sandbox_predictions_stop (self->predictions);
  g_hash_table_iter_init (&iter, self->paintings);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Painting *painting = key;

      painting->studio = NULL;
      painting_end (painting);
      g_hash_table_iter_remove (&iter);
    }
}

/* Serves message if it is for a picture or a clip; FALSE if it is for something else. */
gboolean
_easel_sandbox_studio_serve (EaselSandboxStudio *self,
                             SoupServerMessage *message,
                             const char *path,
                             guint delay)
{
  if (!g_str_equal (path, "/v1/images/generations") ||
      !g_str_equal (soup_server_message_get_method (message), "POST"))
    return _easel_sandbox_predictions_serve (self->predictions, message, path, delay);
  begin_painting (self, message, delay);
  return TRUE;
}
