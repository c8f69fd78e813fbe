// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-call-private.h"

static void
read_uploaded (EaselMediaReading *reading)
{
  const EaselMediaReply reply = _easel_media_reading_get_reply (reading);

  reading->protocol->read_upload (reading->input, &reply);
  if (reading->input->uploaded == NULL)
    reading->error = _easel_media_reading_not_understood (reading);
}

static gboolean
upload (EaselMediaCall *call, EaselMediaInput *input, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (EaselMediaWire) wire = call->protocol->build_upload (input, call->account, &local_error);
  g_autoptr (EaselMediaWire) put = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselHttpResponse) taken = NULL;
  g_autoptr (EaselMediaReading) reading = NULL;

  if (wire == NULL)
    {
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      return local_error == NULL;
    }
  if (!_easel_media_call_fetch (call, wire, &response, error))
    return FALSE;
  reading = _easel_media_reading_new (call, read_uploaded, response, easel_http_response_get_body (response));
  reading->input = input;
  if (!_easel_media_reading_await (reading, error))
    return FALSE;
  if (input->put_url == NULL)
    return TRUE;
  put = easel_media_wire_new ("PUT", g_strdup (input->put_url));
  put->flags = EASEL_MEDIA_WIRE_FROM_ANSWER;
  put->body = g_bytes_ref (input->data);
  put->content_type = g_strdup (input->mime_type);
  return _easel_media_call_fetch (call, put, &taken, error);
}

/* Sends the pictures that go ahead. Nothing of it costs money, and none of its answers is that of the
 * submission. */
gboolean
_easel_media_call_upload (EaselMediaCall *call, GError **error)
{
  for (guint i = 0; call->protocol->build_upload != NULL && i < call->request->references->len; i++)
    {
      EaselMediaInput *input = g_ptr_array_index (call->request->references, i);

      if (input->uploaded == NULL && !upload (call, input, error))
        {
          call->answered = FALSE;
          return FALSE;
        }
    }
  call->answered = FALSE;
  call->status = 0;
  g_clear_pointer (&call->request_id, g_free);
  return TRUE;
}
