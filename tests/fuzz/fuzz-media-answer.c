// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>

#include "easel-media-call.h"
#include "easel-media-registry.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Also those that no account is made for. */
static const char *const ids[] = { "openai",   "replicate",    "automatic1111", "comfyui",
                                   "gemini",   "fal",          "stability",     "runway",
                                   "pixverse", "gemini-video", "xai-video",     "openrouter-video" };

/* What is said is within its limits, and a failure has a reason. */
static void
check (const EaselMediaAnswer *answer)
{
  g_assert_true (answer->progress == -1 || (answer->progress >= 0 && answer->progress <= 1));
  g_assert_true (answer->queue_position >= -1);
  g_assert_true ((answer->state == EASEL_MEDIA_FAILED) == (answer->error != NULL));
  g_assert_true (answer->error == NULL || g_utf8_validate (answer->error->message, -1, NULL));
  g_assert_true (answer->usage.cost_microusd >= -1);
  for (guint i = 0; i < answer->outputs->len; i++)
    {
      const EaselMediaOutput *output = g_ptr_array_index (answer->outputs, i);

      g_assert_true (output->data != NULL || output->url != NULL);
      g_assert_true (output->seed >= -1);
    }
  if (answer->ticket != NULL)
    {
      g_autofree char *json = easel_media_ticket_to_json (answer->ticket);
      g_autoptr (EaselMediaTicket) back = easel_media_ticket_from_json (json);

      g_assert_true (*answer->ticket->id == '\0' || back != NULL);
    }
}

/* Whatever it was told: the next question goes to no address that is none. */
static void
ask_again (const EaselMediaProtocol *protocol, const EaselAccount *account, const EaselMediaTicket *ticket)
{
  g_autoptr (EaselMediaWire) poll = NULL;
  g_autoptr (EaselMediaWire) cancel = NULL;

  if (protocol->build_poll != NULL && ticket != NULL)
    poll = protocol->build_poll (ticket, account, NULL);
  if (protocol->build_cancel != NULL)
    cancel = protocol->build_cancel (ticket, account, NULL);
  g_assert_true (poll == NULL || poll->url != NULL);
  g_assert_true (cancel == NULL || cancel->url != NULL);
}

static void
read_answers (const EaselMediaProtocol *protocol,
              const EaselAccount *account,
              GBytes *bytes,
              const EaselMediaBody *body)
{
  const EaselMediaReply reply = { 200, NULL, "application/json", bytes, body, "https://maker.example" };
  g_autoptr (EaselMediaTicket) ticket = easel_media_ticket_new ("id");
  g_autoptr (EaselMediaAnswer) submitted = easel_media_answer_new (EASEL_MEDIA_RUNNING);

  protocol->read_submit (submitted, &reply);
  check (submitted);
  ask_again (protocol, account, submitted->ticket);
  for (int stage = 0; protocol->read_poll != NULL && body != NULL && stage < 4; stage++)
    {
      g_autoptr (EaselMediaAnswer) polled = easel_media_answer_new (EASEL_MEDIA_RUNNING);

      ticket->stage = stage;
      protocol->read_poll (polled, ticket, &reply);
      check (polled);
    }
  if (protocol->read_progress != NULL && body != NULL)
    {
      g_autoptr (EaselMediaAnswer) progress = easel_media_answer_new (EASEL_MEDIA_RUNNING);

      protocol->read_progress (progress, &reply);
      check (progress);
    }
  if (protocol->read_cancel != NULL)
    protocol->read_cancel (&reply);
}

static void
read_others (const EaselMediaProtocol *protocol,
             const EaselAccount *account,
             GBytes *bytes,
             const EaselMediaBody *body)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (EaselMediaSchema) schema =
      protocol->describe ("m", protocol->kinds & EASEL_KIND_IMAGE ? EASEL_KIND_IMAGE : EASEL_KIND_VIDEO,
                          account, body != NULL ? body->root : NULL);
  g_autoptr (EaselMediaRequest) request = easel_media_request_new ("m", "p");
  g_autoptr (EaselMediaAnswer) watched = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  g_autofree char *next = NULL;

  easel_media_schema_check (schema, request, NULL);
  if (protocol->parse_models != NULL && body != NULL)
    protocol->parse_models (body->root, account, models, &next, NULL);
  if (protocol->read_event != NULL && body != NULL)
    {
      g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

      protocol->read_event (answer, "image_generation.completed", body);
      check (answer);
    }
  if (protocol->read_watch != NULL)
    {
      protocol->read_watch (watched, "id", TRUE, bytes);
      protocol->read_watch (watched, "id", FALSE, bytes);
      check (watched);
    }
  if (protocol->read_upload != NULL)
    {
      EaselMediaInput input = { .data = bytes, .mime_type = (char *) "image/png" };
      const EaselMediaReply reply = { 200, NULL, "application/json", bytes, body, "https://maker.example" };

      protocol->read_upload (&input, &reply);
      g_free (input.uploaded);
      g_free (input.put_url);
    }
}

/* Any answer to any question of any protocol. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (EaselMediaBody) body = easel_media_body_parse (bytes, NULL);
  g_autoptr (EaselAccount) account = easel_account_new ("fuzz", "https://maker.example");

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const EaselMediaProtocol *protocol = easel_media_registry_find (ids[i]);

      g_assert_nonnull (protocol);
      read_answers (protocol, account, bytes, body);
      read_others (protocol, account, bytes, body);
    }
  return 0;
}
