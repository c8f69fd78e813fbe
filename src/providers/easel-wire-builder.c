// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-wire-builder-private.h"

#include <math.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-json.h"

/* More than any provider takes in one request. */
#define MOST_IMAGE_BYTES ((gsize) 100 * 1024 * 1024)

void
_easel_wire_builder_init (EaselWireBuilder *self, const EaselTextRequest *request)
{
  self->request = request;
  self->body = json_object_new ();
  self->sent = g_ptr_array_new_with_free_func (g_free);
  self->left_out = g_ptr_array_new_with_free_func (g_free);
}

void
_easel_wire_builder_clear (EaselWireBuilder *self)
{
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->sent, g_ptr_array_unref);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
}

void
_easel_wire_builder_leave_out (EaselWireBuilder *self, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (self->left_out, name, g_str_equal, NULL))
    g_ptr_array_add (self->left_out, g_strdup (name));
}

void
_easel_wire_builder_note_sent (EaselWireBuilder *self, const char *name)
{
  g_ptr_array_add (self->sent, g_strdup (name));
}

/* Whether @name may go into the request; notes it either way. */
gboolean
_easel_wire_builder_may_send (EaselWireBuilder *self, const char *name)
{
  if (easel_text_request_is_refused (self->request, name))
    {
      _easel_wire_builder_leave_out (self, name);
      return FALSE;
    }
  _easel_wire_builder_note_sent (self, name);
  return TRUE;
}

void
_easel_wire_builder_add_double (EaselWireBuilder *self, const char *name, double value)
{
  if (isfinite (value) && _easel_wire_builder_may_send (self, name))
    json_object_set_double_member (self->body, name, value);
}

void
_easel_wire_builder_add_int (EaselWireBuilder *self, const char *name, gint64 value)
{
  if (_easel_wire_builder_may_send (self, name))
    json_object_set_int_member (self->body, name, value);
}

void
_easel_wire_builder_add_stop (EaselWireBuilder *self, const char *name)
{
  JsonArray *array;

  if (self->request->stop == NULL || self->request->stop[0] == NULL ||
      !_easel_wire_builder_may_send (self, name))
    return;
  array = json_array_new ();
  for (guint i = 0; self->request->stop[i] != NULL; i++)
    json_array_add_string_element (array, self->request->stop[i]);
  json_object_set_array_member (self->body, name, array);
}

/* Takes @url. @headers are names and values by turns. */
EaselTextWire *
_easel_wire_builder_end (EaselWireBuilder *self, char *url, const char *const *headers)
{
  EaselTextWire *wire = g_new0 (EaselTextWire, 1);
  char *json = easel_json_object_to_string (self->body);

  wire->url = url;
  wire->headers = g_strdupv ((GStrv) headers);
  wire->body = g_bytes_new_take (json, strlen (json));
  wire->sent = g_steal_pointer (&self->sent);
  wire->left_out = g_steal_pointer (&self->left_out);
  return wire;
}

/* The rules that hold for every provider. */
gboolean
_easel_wire_check_request (const EaselTextRequest *request, GError **error)
{
  if (*request->model == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("No model is chosen. Choose one"));
      return FALSE;
    }
  if (request->messages->len == 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("There is nothing to send"));
      return FALSE;
    }
  if (request->system != NULL && !g_utf8_validate (request->system, -1, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The instructions are not valid UTF-8"));
      return FALSE;
    }
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *message = g_ptr_array_index (request->messages, i);

      for (guint j = 0; j < message->parts->len; j++)
        {
          const EaselTextPart *part = g_ptr_array_index (message->parts, j);

          if (part->text != NULL && !g_utf8_validate (part->text, -1, NULL))
            {
              g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                   _ ("The text to send is not valid UTF-8"));
              return FALSE;
            }
          if (part->data != NULL && g_bytes_get_size (part->data) > MOST_IMAGE_BYTES)
            {
              g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                                   _ ("An attached image is larger than 100 MB. Attach a smaller one"));
              return FALSE;
            }
        }
    }
  return TRUE;
}

/* The schema of the answer that is asked for; NULL with TRUE if any answer will do. */
gboolean
_easel_wire_read_schema (const EaselTextRequest *request, JsonNode **schema, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  *schema = NULL;
  if (request->schema == NULL || *request->schema == '\0')
    return TRUE;
  root = easel_json_parse (request->schema, -1, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The schema for the answer is not a JSON object"));
      return FALSE;
    }
  *schema = g_steal_pointer (&root);
  return TRUE;
}

char *
_easel_wire_image_base64 (const EaselTextPart *part)
{
  gsize length;
  const guchar *data = g_bytes_get_data (part->data, &length);

  return length > 0 ? g_base64_encode (data, length) : g_strdup ("");
}
