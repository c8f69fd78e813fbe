// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-answer.h"

#include <string.h>

#include "easel-json.h"

G_DEFINE_BOXED_TYPE (EaselMediaAnswer, easel_media_answer, easel_media_answer_ref, easel_media_answer_unref)

/**
 * easel_media_ticket_new:
 * @id: the provider's id of the submission
 *
 * Returns: (transfer full): a ticket
 */
EaselMediaTicket *
easel_media_ticket_new (const char *id)
{
  EaselMediaTicket *ticket = g_new0 (EaselMediaTicket, 1);

  ticket->id = g_strdup (id);
  return ticket;
}

/**
 * easel_media_ticket_free:
 * @ticket: (transfer full): a ticket
 */
void
easel_media_ticket_free (EaselMediaTicket *ticket)
{
  g_free (ticket->id);
  g_free (ticket->poll_url);
  g_free (ticket->result_url);
  g_free (ticket->cancel_url);
  g_free (ticket);
}

/**
 * easel_media_ticket_to_json:
 * @ticket: a ticket
 *
 * Returns: (transfer full): it as a text that easel_media_ticket_from_json() reads
 */
char *
easel_media_ticket_to_json (const EaselMediaTicket *ticket)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "id", ticket->id);
  if (ticket->poll_url != NULL)
    json_object_set_string_member (object, "poll_url", ticket->poll_url);
  if (ticket->result_url != NULL)
    json_object_set_string_member (object, "result_url", ticket->result_url);
  if (ticket->cancel_url != NULL)
    json_object_set_string_member (object, "cancel_url", ticket->cancel_url);
  if (ticket->stage != 0)
    json_object_set_int_member (object, "stage", ticket->stage);
  return easel_json_object_to_string (object);
}

/**
 * easel_media_ticket_from_json:
 * @json: what easel_media_ticket_to_json() wrote
 *
 * Returns: (transfer full) (nullable): the ticket; %NULL if @json is none
 */
EaselMediaTicket *
easel_media_ticket_from_json (const char *json)
{
  g_autoptr (JsonNode) root = easel_json_parse (json, -1, NULL);
  const char *id = root != NULL ? easel_json_get_string (root, "id") : NULL;
  EaselMediaTicket *ticket;
  gint64 stage = 0;

  if (id == NULL || *id == '\0')
    return NULL;
  ticket = easel_media_ticket_new (id);
  ticket->poll_url = g_strdup (easel_json_get_string (root, "poll_url"));
  ticket->result_url = g_strdup (easel_json_get_string (root, "result_url"));
  ticket->cancel_url = g_strdup (easel_json_get_string (root, "cancel_url"));
  if (easel_json_get_int (root, "stage", &stage) && stage >= 0 && stage < 100)
    ticket->stage = (int) stage;
  return ticket;
}

static void
output_free (gpointer data)
{
  EaselMediaOutput *output = data;

  g_clear_pointer (&output->data, g_bytes_unref);
  g_free (output->url);
  g_free (output->mime_type);
  g_free (output->revised_prompt);
  g_free (output);
}

static void
answer_clear (gpointer data)
{
  EaselMediaAnswer *answer = data;

  g_clear_pointer (&answer->ticket, easel_media_ticket_free);
  g_ptr_array_unref (answer->outputs);
  g_clear_pointer (&answer->preview, g_bytes_unref);
  g_clear_error (&answer->error);
  g_free (answer->request_id);
  g_free (answer->from);
}

/**
 * easel_media_answer_new:
 * @state: how far it is
 *
 * Returns: (transfer full): an answer with nothing in it
 */
EaselMediaAnswer *
easel_media_answer_new (EaselMediaState state)
{
  EaselMediaAnswer *answer = g_atomic_rc_box_new0 (EaselMediaAnswer);

  answer->state = state;
  answer->outputs = g_ptr_array_new_with_free_func (output_free);
  answer->progress = -1;
  answer->queue_position = -1;
  answer->usage = (EaselUsage) EASEL_USAGE_INIT;
  return answer;
}

/**
 * easel_media_answer_ref:
 * @answer: an answer
 *
 * Returns: (transfer full): @answer
 */
EaselMediaAnswer *
easel_media_answer_ref (EaselMediaAnswer *answer)
{
  return g_atomic_rc_box_acquire (answer);
}

/**
 * easel_media_answer_unref:
 * @answer: (transfer full): an answer
 *
 * Gives back one reference.
 */
void
easel_media_answer_unref (EaselMediaAnswer *answer)
{
  g_atomic_rc_box_release_full (answer, answer_clear);
}

/**
 * easel_media_answer_add:
 * @answer: an answer in the making
 * @data: (nullable): the bytes of a picture or clip
 * @url: (nullable): or where they are
 * @mime_type: (nullable): what the provider says that they are
 *
 * Returns: (transfer none): what was added, to say more of it
 */
EaselMediaOutput *
easel_media_answer_add (EaselMediaAnswer *answer, GBytes *data, const char *url, const char *mime_type)
{
  EaselMediaOutput *output = g_new0 (EaselMediaOutput, 1);

  output->data = data != NULL ? g_bytes_ref (data) : NULL;
  output->url = g_strdup (url);
  output->mime_type = g_strdup (mime_type);
  output->seed = -1;
  g_ptr_array_add (answer->outputs, output);
  return output;
}

/**
 * easel_media_answer_get_from:
 * @answer: an answer
 *
 * Returns: (transfer none): who says it, for a sentence
 */
const char *
easel_media_answer_get_from (const EaselMediaAnswer *answer)
{
  return answer->from != NULL ? answer->from : "";
}

/**
 * easel_media_answer_fail:
 * @answer: an answer in the making
 * @error: (transfer full): why nothing will come
 *
 * The first error counts.
 */
void
easel_media_answer_fail (EaselMediaAnswer *answer, GError *error)
{
  answer->state = EASEL_MEDIA_FAILED;
  if (answer->error == NULL)
    answer->error = error;
  else
    g_error_free (error);
}

/**
 * easel_media_find_type:
 * @data: bytes
 *
 * Looks at the first bytes, whatever anybody says that they are (the formats'
 * own specifications).
 *
 * Returns: (transfer none) (nullable): the media type of a picture or clip;
 *   %NULL if it is none that Easel knows
 */
const char *
easel_media_find_type (GBytes *data)
{
  static const struct
  {
    gsize at;
    const char *bytes;
    gsize length;
    const char *type;
  } marks[] = {
    { 0, "\x89PNG\r\n\x1a\n", 8, "image/png" },
    { 0, "\xff\xd8\xff", 3, "image/jpeg" },
    { 0, "GIF8", 4, "image/gif" },
    { 8, "WEBP", 4, "image/webp" },
    { 4, "ftypavif", 8, "image/avif" },
    { 4, "ftypavis", 8, "image/avif" },
    { 4, "ftypqt", 6, "video/quicktime" },
    { 4, "ftyp", 4, "video/mp4" },
    { 0, "\x1a\x45\xdf\xa3", 4, "video/webm" },
  };
  gsize length;
  const char *bytes = g_bytes_get_data (data, &length);

  for (gsize i = 0; bytes != NULL && i < G_N_ELEMENTS (marks); i++)
    if (length >= marks[i].at + marks[i].length &&
        memcmp (bytes + marks[i].at, marks[i].bytes, marks[i].length) == 0)
      return marks[i].type;
  return NULL;
}
