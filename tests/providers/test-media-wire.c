// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-media-registry.h"

/* The readers of pictures against recorded answers, and against each of them cut. */

static const char *folder;

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_assert_true (g_file_get_contents (path, &data, &length, &error));
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static EaselMediaAnswer *
read_bytes (const char *protocol, GBytes *bytes, gboolean poll)
{
  const EaselMediaProtocol *p = easel_media_registry_find (protocol);
  EaselMediaAnswer *answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  g_autoptr (EaselMediaBody) body = easel_media_body_parse (bytes, NULL);
  g_autoptr (EaselMediaTicket) ticket = easel_media_ticket_new ("id");
  const EaselMediaReply reply = { 200, NULL, "application/json", bytes, body, "https://maker.example" };

  g_assert_nonnull (p);
  if (body != NULL && poll)
    p->read_poll (answer, ticket, &reply);
  else if (body != NULL)
    p->read_submit (answer, &reply);
  return answer;
}

static EaselMediaAnswer *
read_file (const char *protocol, const char *name, gboolean poll)
{
  g_autoptr (GBytes) bytes = load (name);

  return read_bytes (protocol, bytes, poll);
}

static void
assert_picture (EaselMediaAnswer *answer, const char *type)
{
  EaselMediaOutput *output;

  g_assert_cmpint (answer->state, ==, EASEL_MEDIA_DONE);
  g_assert_cmpuint (answer->outputs->len, ==, 1);
  output = g_ptr_array_index (answer->outputs, 0);
  g_assert_nonnull (output->data);
  g_assert_cmpstr (easel_media_find_type (output->data), ==, type);
}

static void
test_openai (void)
{
  g_autoptr (EaselMediaAnswer) answer = read_file ("openai", "openai/image-edit.json", FALSE);

  assert_picture (answer, "image/png");
  g_assert_cmpint (answer->usage.input, ==, 221);
  g_assert_cmpint (answer->usage.output, ==, 415);
}

static void
test_openrouter (void)
{
  g_autoptr (EaselMediaAnswer) answer = read_file ("openai", "openrouter/image.json", FALSE);

  assert_picture (answer, "image/jpeg");
  g_assert_cmpint (answer->usage.cost_microusd, ==, 33881);
}

static void
test_xai (void)
{
  g_autoptr (EaselMediaAnswer) answer = read_file ("openai", "xai/image.json", FALSE);
  EaselMediaOutput *output;

  g_assert_cmpint (answer->state, ==, EASEL_MEDIA_DONE);
  g_assert_cmpuint (answer->outputs->len, ==, 1);
  output = g_ptr_array_index (answer->outputs, 0);
  g_assert_true (g_str_has_prefix (output->url, "https://imgen.x.ai/"));
  g_assert_cmpint (answer->usage.cost_microusd, ==, 20000);
}

static void
test_gemini (void)
{
  g_autoptr (EaselMediaAnswer) answer = read_file ("gemini", "gemini/image-output.json", FALSE);
  g_autoptr (EaselMediaAnswer) blocked = NULL;
  g_autoptr (GBytes) none = g_bytes_new_static ("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}", 43);

  assert_picture (answer, "image/jpeg");
  g_assert_cmpint (answer->usage.output, ==, 1518);
  blocked = read_bytes ("gemini", none, FALSE);
  g_assert_error (blocked->error, EASEL_ERROR, EASEL_ERROR_REFUSED);
}

static void
test_replicate (void)
{
  g_autoptr (EaselMediaAnswer) created = read_file ("replicate", "replicate/prediction-created.json", FALSE);
  g_autoptr (EaselMediaAnswer) running =
      read_file ("replicate", "replicate/prediction-processing.json", TRUE);
  g_autoptr (EaselMediaAnswer) done = read_file ("replicate", "replicate/prediction-succeeded.json", TRUE);
  g_autoptr (EaselMediaAnswer) stopped = read_file ("replicate", "replicate/prediction-canceled.json", TRUE);
  EaselMediaOutput *output;

  g_assert_cmpint (created->state, ==, EASEL_MEDIA_QUEUED);
  g_assert_cmpstr (created->ticket->id, ==, "azaq55dbukgxg6kubr4k6g3pby");
  g_assert_true (g_str_has_suffix (created->ticket->cancel_url, "/cancel"));
  g_assert_cmpint (running->state, ==, EASEL_MEDIA_RUNNING);
  g_assert_cmpfloat_with_epsilon (running->progress, 0.38, 0.001);
  g_assert_cmpint (done->state, ==, EASEL_MEDIA_DONE);
  g_assert_cmpuint (done->outputs->len, ==, 1);
  output = g_ptr_array_index (done->outputs, 0);
  g_assert_true (g_str_has_prefix (output->url, "https://replicate.delivery/"));
  g_assert_cmpint (stopped->state, ==, EASEL_MEDIA_CANCELLED);
}

static void
test_schema (void)
{
  g_autoptr (GBytes) bytes = load ("replicate/model.json");
  g_autoptr (GBytes) empty = load ("replicate/model-no-version.json");
  g_autoptr (EaselMediaBody) body = easel_media_body_parse (bytes, NULL);
  g_autoptr (EaselMediaBody) none = easel_media_body_parse (empty, NULL);
  const EaselMediaProtocol *p = easel_media_registry_find ("replicate");
  g_autoptr (EaselMediaSchema) schema = p->describe ("a/b", EASEL_KIND_IMAGE, NULL, body->root);
  g_autoptr (EaselMediaSchema) unknown = p->describe ("a/b", EASEL_KIND_IMAGE, NULL, none->root);

  g_assert_cmpint (schema->max_steps, ==, 500);
  g_assert_cmpint (schema->default_steps, ==, 50);
  g_assert_cmpint (schema->default_width, ==, 1024);
  g_assert_cmpuint (schema->max_count, ==, 4);
  g_assert_cmpuint (g_strv_length (schema->samplers), ==, 7);
  g_assert_cmpfloat (schema->max_guidance, ==, 50);
  g_assert_true ((schema->takes & EASEL_MEDIA_TAKES_NEGATIVE) != 0);
  g_assert_cmpstr (easel_media_schema_get_field (schema, "steps"), ==, "num_inference_steps");
  g_assert_cmpuint (strlen (schema->data), ==, 64);
  g_assert_true ((unknown->takes & EASEL_MEDIA_TAKES_ANYTHING) != 0);
}

static void
test_fal (void)
{
  g_autoptr (EaselMediaAnswer) answer = read_file ("fal", "fal/queue-submitted.json", FALSE);

  g_assert_cmpint (answer->state, ==, EASEL_MEDIA_QUEUED);
  g_assert_cmpint (answer->queue_position, ==, 4);
  g_assert_cmpstr (answer->ticket->id, ==, "test-id");
}

static void
test_clips (void)
{
  g_autoptr (EaselMediaAnswer) created = read_file ("gemini-video", "gemini/veo-created.json", FALSE);
  g_autoptr (EaselMediaAnswer) veo = read_file ("gemini-video", "gemini/veo-done.json", TRUE);
  g_autoptr (EaselMediaAnswer) pending = read_file ("xai-video", "xai/video-pending.json", TRUE);
  g_autoptr (EaselMediaAnswer) done = read_file ("xai-video", "xai/video-done.json", TRUE);
  EaselMediaOutput *output;

  g_assert_cmpint (created->state, ==, EASEL_MEDIA_RUNNING);
  g_assert_true (g_str_has_suffix (created->ticket->id, "/operations/umz7sqimep69"));
  g_assert_cmpint (veo->state, ==, EASEL_MEDIA_DONE);
  output = g_ptr_array_index (veo->outputs, 0);
  g_assert_true (g_str_has_suffix (output->url, ":download?alt=media"));
  g_assert_cmpint (pending->state, ==, EASEL_MEDIA_RUNNING);
  g_assert_cmpfloat (pending->progress, ==, 0.56);
  g_assert_cmpint (done->state, ==, EASEL_MEDIA_DONE);
  g_assert_cmpint (done->usage.cost_microusd, ==, 50000);
  output = g_ptr_array_index (done->outputs, 0);
  g_assert_true (g_str_has_prefix (output->url, "https://vidgen.x.ai/"));
}

/* An answer that is cut anywhere is no answer, or one without its picture. */
static void
test_cuts (void)
{
  static const struct
  {
    const char *protocol;
    const char *name;
  } files[] = {
    { "openai", "openrouter/image.json" },
    { "openai", "xai/image.json" },
    { "replicate", "replicate/prediction-succeeded.json" },
    { "fal", "fal/queue-submitted.json" },
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = load (files[i].name);
      gsize length = g_bytes_get_size (bytes);

      for (guint k = 0; k < 300; k++)
        {
          gsize cut = length < 1000 && k < length ? k : (gsize) g_rand_int_range (rand, 0, (gint32) length);
          g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, cut);
          g_autoptr (EaselMediaAnswer) answer = read_bytes (files[i].protocol, part, FALSE);

          g_assert_cmpint (answer->state, !=, EASEL_MEDIA_DONE);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  folder = g_getenv ("EASEL_WIRE_RECORDINGS");
  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP no recordings\n");
      return 0;
    }
  g_test_add_func ("/media-wire/openai", test_openai);
  g_test_add_func ("/media-wire/openrouter", test_openrouter);
  g_test_add_func ("/media-wire/xai", test_xai);
  g_test_add_func ("/media-wire/gemini", test_gemini);
  g_test_add_func ("/media-wire/replicate", test_replicate);
  g_test_add_func ("/media-wire/schema", test_schema);
  g_test_add_func ("/media-wire/fal", test_fal);
  g_test_add_func ("/media-wire/clips", test_clips);
  g_test_add_func ("/media-wire/cuts", test_cuts);
  return g_test_run ();
}
