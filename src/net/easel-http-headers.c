// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-headers.h"

#include <string.h>

typedef struct
{
  char *name;
  char *value;
} Header;

struct _EaselHttpHeaders
{
  GArray *headers;
};

G_DEFINE_BOXED_TYPE (EaselHttpHeaders, easel_http_headers, easel_http_headers_ref, easel_http_headers_unref)

static void
clear_header (gpointer data)
{
  Header *header = data;

  g_free (header->name);
  g_free (header->value);
}

/**
 * easel_http_headers_new:
 *
 * Returns: (transfer full): an empty list of HTTP header fields
 */
EaselHttpHeaders *
easel_http_headers_new (void)
{
  EaselHttpHeaders *self = g_atomic_rc_box_new0 (EaselHttpHeaders);

  self->headers = g_array_new (FALSE, FALSE, sizeof (Header));
  g_array_set_clear_func (self->headers, clear_header);
  return self;
}

/**
 * easel_http_headers_ref:
 * @self: a list of headers
 *
 * Returns: (transfer full): @self
 */
EaselHttpHeaders *
easel_http_headers_ref (EaselHttpHeaders *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  EaselHttpHeaders *self = data;

  g_array_unref (self->headers);
}

/**
 * easel_http_headers_unref:
 * @self: (transfer full): a list of headers
 */
void
easel_http_headers_unref (EaselHttpHeaders *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * easel_http_headers_add:
 * @self: a list of headers
 * @name: the field's name, in any case
 * @value: its value
 *
 * Adds a field; a second one of the same name is kept beside the first.
 */
void
easel_http_headers_add (EaselHttpHeaders *self, const char *name, const char *value)
{
  Header header = { g_strdup (name), g_strdup (value) };

  g_array_append_val (self->headers, header);
}

/**
 * easel_http_headers_get:
 * @self: a list of headers
 * @name: the field's name, in any case
 *
 * Returns: (transfer none) (nullable): the value of the first field of that name
 */
const char *
easel_http_headers_get (EaselHttpHeaders *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  for (guint i = 0; i < self->headers->len; i++)
    {
      const Header *header = &g_array_index (self->headers, Header, i);

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header->value;
    }
  return NULL;
}

/**
 * easel_http_headers_get_n:
 * @self: a list of headers
 *
 * Returns: how many fields there are
 */
guint
easel_http_headers_get_n (EaselHttpHeaders *self)
{
  return self->headers->len;
}

/**
 * easel_http_headers_get_nth:
 * @self: a list of headers
 * @position: which, from 0
 * @value: (out) (transfer none): its value
 *
 * Returns: (transfer none): the field's name, as it came
 */
const char *
easel_http_headers_get_nth (EaselHttpHeaders *self, guint position, const char **value)
{
  const Header *header;

  g_return_val_if_fail (position < self->headers->len, NULL);

  header = &g_array_index (self->headers, Header, position);
  *value = header->value;
  return header->name;
}

/**
 * easel_http_headers_dup_content_type:
 * @self: a list of headers
 *
 * Returns: (transfer full): the media type in lower case, without parameters,
 *   such as "text/event-stream"; "" if none was given
 */
char *
easel_http_headers_dup_content_type (EaselHttpHeaders *self)
{
  const char *value = easel_http_headers_get (self, "content-type");
  g_autofree char *type = NULL;

  if (value == NULL)
    return g_strdup ("");
  type = g_strndup (value, strcspn (value, ";,"));
  return g_ascii_strdown (g_strstrip (type), -1);
}

/**
 * easel_http_headers_get_request_id:
 * @self: a list of headers
 *
 * Returns: (transfer none) (nullable): the id by which the provider's support
 *   finds the request, whatever header it stands in
 */
const char *
easel_http_headers_get_request_id (EaselHttpHeaders *self)
{
  static const char *const names[] = { "x-request-id", "request-id", "x-generation-id",
                                       "mistral-correlation-id", "x-fal-request-id" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = easel_http_headers_get (self, names[i]);

      if (value != NULL && *value != '\0')
        return value;
    }
  return NULL;
}
