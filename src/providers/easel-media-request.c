// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-request.h"

#include <math.h>

G_DEFINE_BOXED_TYPE (EaselMediaRequest,
                     easel_media_request,
                     easel_media_request_ref,
                     easel_media_request_unref)

static void
input_free (gpointer data)
{
  EaselMediaInput *input = data;

  g_bytes_unref (input->data);
  g_free (input->mime_type);
  g_free (input->uploaded);
  g_free (input->put_url);
  g_free (input);
}

static EaselMediaInput *
input_new (GBytes *data, const char *mime_type)
{
  EaselMediaInput *input = g_new0 (EaselMediaInput, 1);

  input->data = g_bytes_ref (data);
  input->mime_type = g_strdup (mime_type);
  return input;
}

static void
request_clear (gpointer data)
{
  EaselMediaRequest *request = data;

  g_free (request->model);
  g_free (request->prompt);
  g_free (request->negative);
  g_free (request->ratio);
  g_free (request->sampler);
  g_free (request->quality);
  g_free (request->format);
  g_free (request->own_id);
  g_ptr_array_unref (request->references);
  g_clear_pointer (&request->mask, input_free);
  g_clear_pointer (&request->extra, json_object_unref);
}

/**
 * easel_media_request_new:
 * @model: id, as the provider writes it
 * @prompt: what is asked for
 *
 * Returns: (transfer full): a request for one picture, all else left to the model
 */
EaselMediaRequest *
easel_media_request_new (const char *model, const char *prompt)
{
  EaselMediaRequest *request;

  g_return_val_if_fail (model != NULL && prompt != NULL, NULL);

  request = g_atomic_rc_box_new0 (EaselMediaRequest);
  request->model = g_strdup (model);
  request->kind = EASEL_KIND_IMAGE;
  request->prompt = g_strdup (prompt);
  request->count = 1;
  request->seed = -1;
  request->guidance = NAN;
  request->strength = NAN;
  request->references = g_ptr_array_new_with_free_func (input_free);
  return request;
}

/**
 * easel_media_request_ref:
 * @request: a request
 *
 * Returns: (transfer full): @request
 */
EaselMediaRequest *
easel_media_request_ref (EaselMediaRequest *request)
{
  return g_atomic_rc_box_acquire (request);
}

/**
 * easel_media_request_unref:
 * @request: (transfer full): a request
 *
 * Gives back one reference.
 */
void
easel_media_request_unref (EaselMediaRequest *request)
{
  g_atomic_rc_box_release_full (request, request_clear);
}

/**
 * easel_media_request_add_reference:
 * @request: a request
 * @data: the bytes of a picture
 * @mime_type: what they are
 *
 * Adds a picture to start from.
 */
void
easel_media_request_add_reference (EaselMediaRequest *request, GBytes *data, const char *mime_type)
{
  g_ptr_array_add (request->references, input_new (data, mime_type));
}

/**
 * easel_media_request_set_mask:
 * @request: a request
 * @data: the bytes of a picture as large as the first reference
 * @mime_type: what they are
 *
 * Says where the first reference may change: where this one is transparent.
 */
void
easel_media_request_set_mask (EaselMediaRequest *request, GBytes *data, const char *mime_type)
{
  g_clear_pointer (&request->mask, input_free);
  request->mask = input_new (data, mime_type);
}

/**
 * easel_media_input_to_base64:
 * @input: a picture
 *
 * Returns: (transfer full): its bytes in base64
 */
char *
easel_media_input_to_base64 (const EaselMediaInput *input)
{
  gsize length;
  const guchar *bytes = g_bytes_get_data (input->data, &length);

  return bytes != NULL ? g_base64_encode (bytes, length) : g_strdup ("");
}

/**
 * easel_media_input_to_data_url:
 * @input: a picture
 *
 * Returns: (transfer full): it as a data: URL (RFC 2397)
 */
char *
easel_media_input_to_data_url (const EaselMediaInput *input)
{
  g_autofree char *base64 = easel_media_input_to_base64 (input);

  return g_strconcat ("data:", input->mime_type, ";base64,", base64, NULL);
}

/**
 * easel_media_input_dup_url:
 * @input: a picture
 *
 * Returns: (transfer full): where the provider has it, or else it as a data: URL
 */
char *
easel_media_input_dup_url (const EaselMediaInput *input)
{
  return input->uploaded != NULL ? g_strdup (input->uploaded) : easel_media_input_to_data_url (input);
}
