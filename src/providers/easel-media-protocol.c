// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-protocol.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"

/* What is quoted of a provider's own words, in bytes. */
#define LONGEST_QUOTE 300

/**
 * easel_media_wire_new:
 * @method: "GET", "POST" …
 * @url: (transfer full): where it goes
 *
 * Returns: (transfer full): a request without a body
 */
EaselMediaWire *
easel_media_wire_new (const char *method, char *url)
{
  EaselMediaWire *wire = g_new0 (EaselMediaWire, 1);

  wire->method = g_strdup (method);
  wire->url = url;
  return wire;
}

/**
 * easel_media_wire_free:
 * @wire: (transfer full): a request
 */
void
easel_media_wire_free (EaselMediaWire *wire)
{
  g_free (wire->method);
  g_free (wire->url);
  g_strfreev (wire->headers);
  g_clear_pointer (&wire->body, g_bytes_unref);
  g_free (wire->content_type);
  g_free (wire);
}

/**
 * easel_media_wire_take_json:
 * @wire: a request
 * @object: (transfer full): what it sends
 */
void
easel_media_wire_take_json (EaselMediaWire *wire, JsonObject *object)
{
  char *text = easel_json_object_to_string (object);

  wire->body = g_bytes_new_take (text, strlen (text));
  g_set_str (&wire->content_type, "application/json");
  json_object_unref (object);
}

/**
 * easel_media_wire_set_headers:
 * @wire: a request
 * @headers: (array zero-terminated=1): names and values by turns
 */
void
easel_media_wire_set_headers (EaselMediaWire *wire, const char *const *headers)
{
  g_strfreev (wire->headers);
  wire->headers = g_strdupv ((GStrv) headers);
}

/* ---- multipart/form-data, RFC 7578 ---- */

struct _EaselMultipart
{
  GChecksum *checksum;
  GPtrArray *parts; /* GBytes: head and body by turns */
};

/**
 * easel_multipart_new:
 *
 * Returns: (transfer full): a form without fields
 */
EaselMultipart *
easel_multipart_new (void)
{
  EaselMultipart *self = g_new0 (EaselMultipart, 1);

  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  return self;
}

/**
 * easel_multipart_free:
 * @self: (transfer full): a form
 */
void
easel_multipart_free (EaselMultipart *self)
{
  g_checksum_free (self->checksum);
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static void
add_part (EaselMultipart *self, char *head, GBytes *body)
{
  gsize length;
  const guchar *data = g_bytes_get_data (body, &length);

  if (length > 0)
    g_checksum_update (self->checksum, data, (gssize) length);
  g_ptr_array_add (self->parts, g_bytes_new_take (head, strlen (head)));
  g_ptr_array_add (self->parts, g_bytes_ref (body));
}

/**
 * easel_multipart_add_text:
 * @self: a form
 * @name: name of the field
 * @text: its value
 */
void
easel_multipart_add_text (EaselMultipart *self, const char *name, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  add_part (self, g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"\r\n\r\n", name), body);
}

/**
 * easel_multipart_add_file:
 * @self: a form
 * @name: name of the field
 * @file_name: what to call the file
 * @mime_type: what it is
 * @data: its bytes
 */
void
easel_multipart_add_file (
    EaselMultipart *self, const char *name, const char *file_name, const char *mime_type, GBytes *data)
{
  add_part (self,
            g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                             "Content-Type: %s\r\n\r\n",
                             name, file_name, mime_type),
            data);
}

/**
 * easel_multipart_end:
 * @self: a form
 * @wire: a request
 *
 * Makes the form what @wire sends. What stands between the fields is a hash of
 * all of them, so that none holds it.
 */
void
easel_multipart_end (EaselMultipart *self, EaselMediaWire *wire)
{
  g_autofree char *boundary = g_strdup_printf ("easel-%.40s", g_checksum_get_string (self->checksum));
  GByteArray *bytes = g_byte_array_new ();
  g_autofree char *last = g_strdup_printf ("--%s--\r\n", boundary);

  for (guint i = 0; i < self->parts->len; i += 2)
    {
      g_autofree char *line = g_strdup_printf ("--%s\r\n", boundary);
      GBytes *head = g_ptr_array_index (self->parts, i), *body = g_ptr_array_index (self->parts, i + 1);

      g_byte_array_append (bytes, (const guint8 *) line, (guint) strlen (line));
      g_byte_array_append (bytes, g_bytes_get_data (head, NULL), (guint) g_bytes_get_size (head));
      if (g_bytes_get_size (body) > 0)
        g_byte_array_append (bytes, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
      g_byte_array_append (bytes, (const guint8 *) "\r\n", 2);
    }
  g_byte_array_append (bytes, (const guint8 *) last, (guint) strlen (last));
  wire->body = g_byte_array_free_to_bytes (bytes);
  g_free (wire->content_type);
  wire->content_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
}

/* ---- what the protocols share ---- */

/**
 * easel_media_build_url:
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @default_path: path of the API if the account's address has none
 * @path: path below it
 * @query: (nullable): query, already encoded
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): the address; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT
 */
char *
easel_media_build_url (const EaselMediaProtocol *protocol,
                       const EaselAccount *account,
                       const char *default_path,
                       const char *path,
                       const char *query,
                       GError **error)
{
  return easel_account_build_url (account->base_url != NULL ? account->base_url : protocol->base_url,
                                  default_path, path, query, error);
}

static char *
dup_quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) MIN (strlen (text), LONGEST_QUOTE));

  return g_strstrip (g_steal_pointer (&valid));
}

/**
 * easel_media_refused_error_new:
 * @who: a model's or a provider's name
 * @reason: (nullable): its own words
 *
 * Returns: (transfer full): the error of a filter that declined
 */
GError *
easel_media_refused_error_new (const char *who, const char *reason)
{
  g_autofree char *quote = reason != NULL && *reason != '\0' ? dup_quote (reason) : NULL;

  if (quote == NULL)
    return g_error_new (EASEL_ERROR, EASEL_ERROR_REFUSED,
                        _ ("The filter of %s declined this prompt or its picture. Change the wording, or "
                           "choose another model."),
                        who);
  return g_error_new (EASEL_ERROR, EASEL_ERROR_REFUSED,
                      /* Translators: a provider's name, then its own words */
                      _ ("The filter of %s declined this: “%s” Change the wording, or choose another model."),
                      who, quote);
}

/**
 * easel_media_failed_error_new:
 * @who: a model's or a provider's name
 * @reason: (nullable): its own words
 *
 * Returns: (transfer full): the error of a fault on the provider's side
 */
GError *
easel_media_failed_error_new (const char *who, const char *reason)
{
  g_autofree char *quote = reason != NULL && *reason != '\0' ? dup_quote (reason) : NULL;

  if (quote == NULL)
    return g_error_new (EASEL_ERROR, EASEL_ERROR_PROVIDER_FAULT,
                        _ ("%s could not make it and does not say why. Try again, or choose another model."),
                        who);
  return g_error_new (EASEL_ERROR, EASEL_ERROR_PROVIDER_FAULT,
                      /* Translators: a provider's name, then its own words */
                      _ ("%s could not make it: “%s” Try again, or choose another model."), who, quote);
}

/**
 * easel_media_is_refusal:
 * @text: (nullable): why a provider did not make something
 *
 * Where a failed job has a sentence and no code, its words tell a filter from a
 * fault.
 *
 * Returns: whether @text speaks of a filter
 */
gboolean
easel_media_is_refusal (const char *text)
{
  static const char *const words[] = { "nsfw",           "moderat",        "safety",
                                       "content policy", "content_policy", "flagged",
                                       "sensitive",      "prohibited",     "not allowed to generate",
                                       "inappropriate" };
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  for (gsize i = 0; lower != NULL && i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * easel_media_fail_with:
 * @answer: an answer in the making
 * @reason: (nullable): the provider's own words
 *
 * Fails @answer as a filter that declined, if @reason speaks of one, else as a fault.
 */
void
easel_media_fail_with (EaselMediaAnswer *answer, const char *reason)
{
  const char *from = easel_media_answer_get_from (answer);

  easel_media_answer_fail (answer, easel_media_is_refusal (reason)
                                       ? easel_media_refused_error_new (from, reason)
                                       : easel_media_failed_error_new (from, reason));
}

/**
 * easel_media_choose_ratio:
 * @request: what is asked
 * @schema: what the model takes
 *
 * Returns: (transfer none) (nullable): the ratio that is asked for, or the model's
 *   own that is as the size that is asked for
 */
const char *
easel_media_choose_ratio (const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  if (request->ratio != NULL || request->width <= 0 || schema->ratios == NULL)
    return request->ratio;
  return easel_media_nearest_ratio ((const char *const *) schema->ratios, request->width, request->height);
}

/**
 * easel_media_add_clip_fields:
 * @body: a request in the making
 * @request: what is asked
 * @schema: what the model takes
 *
 * Adds length, resolution and ratio as most services call them.
 */
void
easel_media_add_clip_fields (JsonObject *body,
                             const EaselMediaRequest *request,
                             const EaselMediaSchema *schema)
{
  const char *ratio = easel_media_choose_ratio (request, schema);

  if (request->duration > 0)
    json_object_set_int_member (body, "duration", (gint64) (request->duration + 0.5));
  if (request->quality != NULL)
    json_object_set_string_member (body, "resolution", request->quality);
  if (ratio != NULL)
    json_object_set_string_member (body, "aspect_ratio", ratio);
}

/**
 * easel_media_take_samplers:
 * @schema: a schema in the making, of a server of the user's own
 * @samplers: (nullable): the samplers that it lists
 * @path: where in each of them its name is
 *
 * What all servers take that run Stable Diffusion and its like.
 */
void
easel_media_take_samplers (EaselMediaSchema *schema, JsonArray *samplers, const char *path)
{
  static const char *const presets[] = { "512x512", "768x768", "1024x1024", "1216x832", "832x1216", NULL };
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; samplers != NULL && i < json_array_get_length (samplers); i++)
    {
      const char *name = easel_json_get_string (json_array_get_element (samplers, i), path);

      if (name != NULL)
        g_strv_builder_add (names, name);
    }
  schema->samplers = samplers != NULL ? g_strv_builder_end (names) : NULL;
  schema->sizes = g_strdupv ((GStrv) presets);
  schema->takes = EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_NEGATIVE | EASEL_MEDIA_TAKES_SEED |
                  EASEL_MEDIA_TAKES_STEPS | EASEL_MEDIA_TAKES_GUIDANCE | EASEL_MEDIA_TAKES_STRENGTH;
  schema->multiple = 8;
  schema->min_steps = 1;
  schema->default_steps = 20;
  schema->default_guidance = 7;
}

/**
 * easel_media_read_bar:
 * @logs: (nullable): what a model wrote while it worked
 *
 * Reads the last "NN%|" of a bar, which is all that some services say of progress.
 *
 * Returns: from 0 to 1; -1 if there is none
 */
double
easel_media_read_bar (const char *logs)
{
  double progress = -1;

  for (const char *at = logs != NULL ? strstr (logs, "%|") : NULL; at != NULL; at = strstr (at + 1, "%|"))
    {
      const char *start = at;

      while (start > logs && g_ascii_isdigit (start[-1]) && at - start < 3)
        start--;
      if (start < at)
        progress = (double) g_ascii_strtoll (start, NULL, 10) / 100;
    }
  return MIN (progress, 1);
}
