// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-media-registry.h"

/* What each protocol makes of answers in the form of its documentation. */

/* A small picture in base64: what begins as one. */
#define PNG "iVBORw0KGgpzbWFsbA=="

typedef struct
{
  const char *protocol;
  const char *body;
  gboolean poll;
  EaselMediaState state;
  guint n_outputs;
  int error;        /* of EASEL_ERROR, -1 for none */
  const char *says; /* the first URL, the ticket's id, or a part of the error */
  double progress;
} Answer;

static const Answer answers[] = {
  { "gemini-video", "{\"name\":\"models/v/operations/o\"}", FALSE, EASEL_MEDIA_RUNNING, 0, -1,
    "models/v/operations/o", -1 },
  { "gemini-video", "{\"name\":\"models/v/operations/../../x\"}", FALSE, EASEL_MEDIA_RUNNING, 0, -1, NULL,
    -1 },
  { "gemini-video", "{\"name\":\"models/v/operations/o?key=1\"}", FALSE, EASEL_MEDIA_RUNNING, 0, -1, NULL,
    -1 },
  { "gemini-video",
    "{\"name\":\"models/v/operations/o\",\"done\":true,\"response\":{\"generateVideoResponse\":{"
    "\"generatedSamples\":[{\"video\":{\"uri\":\"https://g.example/f:download\"}}]}}}",
    TRUE, EASEL_MEDIA_DONE, 1, -1, "https://g.example/f:download", -1 },
  { "gemini-video",
    "{\"name\":\"models/v/operations/o\",\"done\":true,\"response\":{\"generateVideoResponse\":{"
    "\"raiMediaFilteredCount\":1,\"raiMediaFilteredReasons\":[\"a famous face\"]}}}",
    TRUE, EASEL_MEDIA_FAILED, 0, EASEL_ERROR_REFUSED, "a famous face", -1 },
  { "gemini-video",
    "{\"name\":\"models/v/operations/o\",\"done\":true,\"error\":{\"code\":13,\"message\":\"it broke\"}}",
    TRUE, EASEL_MEDIA_FAILED, 0, EASEL_ERROR_PROVIDER_FAULT, "it broke", -1 },
  { "xai-video", "{\"request_id\":\"r1\"}", FALSE, EASEL_MEDIA_QUEUED, 0, -1, "r1", -1 },
  { "xai-video", "{\"status\":\"pending\",\"progress\":56}", TRUE, EASEL_MEDIA_RUNNING, 0, -1, "id", 0.56 },
  { "xai-video", "{\"status\":\"done\",\"video\":{\"url\":\"https://x.example/v.mp4\"},\"progress\":100}",
    TRUE, EASEL_MEDIA_DONE, 1, -1, "https://x.example/v.mp4", 1 },
  { "xai-video",
    "{\"status\":\"done\",\"video\":{\"url\":\"https://x.example/v.mp4\",\"respect_moderation\":false}}",
    TRUE, EASEL_MEDIA_FAILED, 0, EASEL_ERROR_REFUSED, "filter", -1 },
  { "xai-video", "{\"status\":\"failed\",\"error\":\"no GPU\"}", TRUE, EASEL_MEDIA_FAILED, 0,
    EASEL_ERROR_PROVIDER_FAULT, "no GPU", -1 },
  { "xai-video", "{\"status\":\"expired\"}", TRUE, EASEL_MEDIA_EXPIRED, 0, -1, "id", -1 },
  { "openrouter-video", "{\"id\":\"v1\",\"status\":\"pending\",\"polling_url\":\"https://o/1\"}", FALSE,
    EASEL_MEDIA_QUEUED, 0, -1, "v1", -1 },
  { "openrouter-video",
    "{\"id\":\"v1\",\"status\":\"completed\",\"unsigned_urls\":[\"https://o/"
    "v.mp4\"],\"usage\":{\"cost\":0.5}}",
    TRUE, EASEL_MEDIA_DONE, 1, -1, "https://o/v.mp4", -1 },
  { "openrouter-video", "{\"id\":\"v1\",\"status\":\"completed\"}", TRUE, EASEL_MEDIA_DONE, 1, -1,
    "https://maker.example/videos/v1/content", -1 },
  { "openrouter-video", "{\"id\":\"v1\",\"status\":\"failed\",\"error\":{\"message\":\"moderation\"}}", TRUE,
    EASEL_MEDIA_FAILED, 0, EASEL_ERROR_REFUSED, "moderation", -1 },
  { "openrouter-video", "{\"id\":\"v1\",\"status\":\"cancelled\"}", TRUE, EASEL_MEDIA_CANCELLED, 0, -1, "v1",
    -1 },
  { "stability", "{\"image\":\"" PNG "\",\"finish_reason\":\"SUCCESS\",\"seed\":5}", FALSE, EASEL_MEDIA_DONE,
    1, -1, NULL, -1 },
  { "stability", "{\"image\":\"" PNG "\",\"finish_reason\":\"CONTENT_FILTERED\"}", FALSE, EASEL_MEDIA_FAILED,
    0, EASEL_ERROR_REFUSED, "filter", -1 },
  { "runway", "{\"id\":\"t1\",\"estimatedCost\":{\"credits\":5}}", FALSE, EASEL_MEDIA_QUEUED, 0, -1, "t1",
    -1 },
  { "runway", "{\"id\":\"id\",\"status\":\"THROTTLED\"}", TRUE, EASEL_MEDIA_QUEUED, 0, -1, "id", -1 },
  { "runway", "{\"id\":\"id\",\"status\":\"RUNNING\",\"progress\":0.4}", TRUE, EASEL_MEDIA_RUNNING, 0, -1,
    "id", 0.4 },
  { "runway", "{\"id\":\"id\",\"status\":\"SUCCEEDED\",\"output\":[\"https://r/1\",\"https://r/2\"]}", TRUE,
    EASEL_MEDIA_DONE, 2, -1, "https://r/1", -1 },
  { "runway",
    "{\"id\":\"id\",\"status\":\"FAILED\",\"failure\":\"no\",\"failureCode\":\"SAFETY.INPUT.TEXT\"}", TRUE,
    EASEL_MEDIA_FAILED, 0, EASEL_ERROR_REFUSED, "no", -1 },
  { "runway", "{\"id\":\"id\",\"status\":\"FAILED\",\"failure\":\"it broke\",\"failureCode\":\"INTERNAL\"}",
    TRUE, EASEL_MEDIA_FAILED, 0, EASEL_ERROR_PROVIDER_FAULT, "it broke", -1 },
  { "runway", "{\"id\":\"id\",\"status\":\"CANCELLED\"}", TRUE, EASEL_MEDIA_CANCELLED, 0, -1, "id", -1 },
  { "pixverse", "{\"ErrCode\":0,\"ErrMsg\":\"success\",\"Resp\":{\"video_id\":99}}", FALSE,
    EASEL_MEDIA_QUEUED, 0, -1, "99", -1 },
  { "pixverse", "{\"ErrCode\":500044,\"ErrMsg\":\"limit reached\"}", FALSE, EASEL_MEDIA_FAILED, 0,
    EASEL_ERROR_PROVIDER_FAULT, "limit reached", -1 },
  { "pixverse", "{\"ErrCode\":0,\"Resp\":{\"status\":5}}", TRUE, EASEL_MEDIA_RUNNING, 0, -1, "id", -1 },
  { "pixverse", "{\"ErrCode\":0,\"Resp\":{\"status\":1,\"url\":\"https://p/v.mp4\"}}", TRUE, EASEL_MEDIA_DONE,
    1, -1, "https://p/v.mp4", -1 },
  { "pixverse", "{\"ErrCode\":0,\"Resp\":{\"status\":7}}", TRUE, EASEL_MEDIA_FAILED, 0, EASEL_ERROR_REFUSED,
    "filter", -1 },
  { "pixverse", "{\"ErrCode\":0,\"Resp\":{\"status\":8}}", TRUE, EASEL_MEDIA_FAILED, 0,
    EASEL_ERROR_PROVIDER_FAULT, ".", -1 },
};

static EaselMediaAnswer *
read_bytes (const Answer *row, const char *text, gsize length)
{
  const EaselMediaProtocol *protocol = easel_media_registry_find (row->protocol);
  EaselMediaAnswer *answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (EaselMediaBody) body = easel_media_body_parse (bytes, NULL);
  g_autoptr (EaselMediaTicket) ticket = easel_media_ticket_new ("id");
  const EaselMediaReply reply = { 200, NULL, "application/json", bytes, body, "https://maker.example" };

  g_assert_nonnull (protocol);
  if (row->poll && body != NULL)
    protocol->read_poll (answer, ticket, &reply);
  else if (!row->poll)
    protocol->read_submit (answer, &reply);
  return answer;
}

static void
test_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const Answer *row = &answers[i];
      g_autoptr (EaselMediaAnswer) answer = read_bytes (row, row->body, strlen (row->body));
      const EaselMediaOutput *output =
          answer->outputs->len > 0 ? g_ptr_array_index (answer->outputs, 0) : NULL;

      g_test_message ("%s %s", row->protocol, row->body);
      g_assert_cmpint (answer->state, ==, row->state);
      g_assert_cmpuint (answer->outputs->len, ==, row->n_outputs);
      g_assert_cmpfloat_with_epsilon (answer->progress, row->progress, 0.001);
      if (row->error >= 0)
        {
          g_assert_error (answer->error, EASEL_ERROR, row->error);
          g_assert_nonnull (strstr (answer->error->message, row->says));
        }
      else if (output != NULL)
        g_assert_cmpstr (output->url, ==, row->says);
      else
        g_assert_cmpstr (answer->ticket != NULL ? answer->ticket->id : NULL, ==, row->says);
    }
}

/* Cut anywhere, it says nothing, and never that it is done. */
static void
test_cuts (void)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    for (gsize cut = 0; cut < strlen (answers[i].body); cut++, n++)
      {
        g_autoptr (EaselMediaAnswer) answer = read_bytes (&answers[i], answers[i].body, cut);

        g_assert_cmpint (answer->state, ==, EASEL_MEDIA_RUNNING);
        g_assert_null (answer->ticket);
      }
  g_test_message ("count: %u cut answers", n);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media-answers/documented", test_answers);
  g_test_add_func ("/media-answers/cuts", test_cuts);
  return g_test_run ();
}
