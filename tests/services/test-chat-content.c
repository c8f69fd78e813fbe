// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "chat-test.h"
#include "easel-image-tokens.h"
#include "easel-media-read.h"
#include "easel-pixels.h"
#include "easel-png-write.h"

/* What goes to a model, what a conversation is good for, and that nothing in it
 * is ever lost. */

/* A picture of one pixel. */
static const guint8 pixel[] = { 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0,    0,    0,    0x0d,
                                'I',  'H', 'D', 'R', 0,    0,    0,    1,    0,    0,    0,    1,
                                8,    2,   0,   0,   0,    0x90, 0x77, 0x53, 0xde, 0,    0,    0,
                                0x0c, 'I', 'D', 'A', 'T',  8,    0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0,
                                0,    3,   1,   1,   0,    0x18, 0xdd, 0x8d, 0xb0, 0,    0,    0,
                                0,    'I', 'E', 'N', 'D',  0xae, 0x42, 0x60, 0x82 };

static char *
get_last_body (ServiceFixture *fixture)
{
  guint n = easel_test_server_get_n_requests (fixture->server);
  const EaselTestRequest *request = easel_test_server_get_request (fixture->server, n - 1);

  return g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
}

static guint
count_of (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = text; (p = strstr (p, part)) != NULL; p += strlen (part))
    n++;
  return n;
}

static void
set_model (ServiceFixture *fixture, EaselModelEdit edit)
{
  service_await (
      easel_provider_service_edit_model (easel_context_get_providers (fixture->context), TEST_MODEL, &edit));
}

static GListModel *
make_attachments (void)
{
  GListStore *list = g_list_store_new (EASEL_TYPE_ATTACHMENT);
  g_autoptr (GBytes) bytes = g_bytes_new_static (pixel, sizeof pixel);
  g_autoptr (EaselAttachment) image = easel_attachment_new_image ("dot.png", "image/png", bytes);
  g_autoptr (EaselAttachment) text = easel_attachment_new_text ("notes.txt", "the harbour at dusk\n");

  g_list_store_append (list, image);
  g_list_store_append (list, text);
  return G_LIST_MODEL (list);
}

static void
test_attachments (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) attachments = make_attachments ();
  const EaselSendRequest request = { .text = "what is this?", .attachments = attachments };
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselMessage) question = NULL;
  g_autoptr (EaselAttachment) kept = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *body = NULL;

  service_script (fixture, "[{\"chat\": \"a dot\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = service_await_object (easel_conversation_send (conversation, &request));
  service_await (easel_message_wait (answer));
  g_assert_no_error ((GError *) easel_message_get_error (answer));
  body = get_last_body (fixture);
  g_assert_nonnull (strstr (body, "data:image/png;base64,iVBOR"));
  g_assert_nonnull (strstr (body, "the harbour at dusk"));
  g_assert_nonnull (strstr (body, "notes.txt"));
  g_assert_nonnull (strstr (body, "what is this?"));

  /* They are still there after a restart. */
  g_clear_object (&answer);
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  question = chat_get (conversation, 0);
  g_assert_cmpuint (easel_message_get_n_attachments (question), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (easel_message_get_attachments (question)), ==, 2);
  kept = g_list_model_get_item (easel_message_get_attachments (question), 0);
  g_assert_cmpstr (easel_attachment_get_name (kept), ==, "dot.png");
  g_assert_cmpint (easel_attachment_get_kind (kept), ==, EASEL_ATTACHMENT_IMAGE);
  bytes = service_await_boxed (easel_attachment_load (kept));
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), pixel, sizeof pixel);
  g_clear_object (&question);
  g_clear_object (&kept);

  /* A model without eyes gets no picture. */
  set_model (fixture, (EaselModelEdit) { .set = EASEL_FACT_CAPABILITIES, .capabilities = 0 });
  service_await_error (easel_conversation_send (conversation, &request), EASEL_ERROR_UNSUPPORTED);
  chat_check_length (conversation, 2);
  answer = chat_say (conversation, "and without?");
  g_clear_pointer (&body, g_free);
  body = get_last_body (fixture);
  g_assert_null (strstr (body, "image/png"));
  g_assert_nonnull (strstr (body, "the harbour at dusk"));
}

static GBytes *
draw (guint width, guint height)
{
  g_autoptr (EaselPicture) picture = easel_picture_new ();
  gsize size = (gsize) width * height * 3;
  guint8 *points = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    points[i] = (guint8) ((i / 3 % width) * 255 / width);
  picture->width = width;
  picture->height = height;
  picture->stride = width * 3;
  picture->pixels = g_bytes_new_take (points, size);
  return easel_png_write (picture, NULL);
}

/* The picture in the last request, as it came to the model. */
static EaselMediaInfo *
read_sent (ServiceFixture *fixture, const char *mime)
{
  g_autofree char *body = get_last_body (fixture);
  g_autofree char *begin = g_strdup_printf ("data:%s;base64,", mime);
  const char *at = strstr (body, begin);
  g_autofree char *base64 = NULL;
  g_autofree guint8 *file = NULL;
  g_autoptr (GError) error = NULL;
  EaselMediaInfo *info;
  gsize size;

  g_assert_nonnull (at);
  at += strlen (begin);
  base64 = g_strndup (at, strcspn (at, "\""));
  file = g_base64_decode (base64, &size);
  info = easel_media_read (file, size, &error);
  g_assert_no_error (error);
  return info;
}

/* A picture is sent as large as models look at it, and kept as it is. */
static void
test_scaled (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_ATTACHMENT);
  const EaselSendRequest request = { .text = "what is this?", .attachments = G_LIST_MODEL (list) };
  g_autoptr (GListStore) small_list = g_list_store_new (EASEL_TYPE_ATTACHMENT);
  g_autoptr (GBytes) large = draw (3000, 600);
  g_autoptr (GBytes) small = draw (300, 60);
  g_autoptr (EaselAttachment) small_image = NULL;
  g_autoptr (EaselAttachment) image = NULL;
  g_autoptr (EaselAttachment) kept = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselMessage) question = NULL;
  g_autoptr (EaselMediaInfo) sent = NULL;
  g_autoptr (EaselPixels) pixels = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  EaselSendEstimate without, with;
  int width, height;

  image = easel_attachment_new_for_bytes ("wide.png", large, &error);
  g_assert_no_error (error);
  g_list_store_append (list, image);
  small_image = easel_attachment_new_for_bytes ("small.png", small, &error);
  g_assert_no_error (error);
  g_list_store_append (small_list, small_image);
  pixels = service_await_boxed (
      easel_attachment_load_thumbnail (small_image, easel_context_get_library (fixture->context), 72));
  g_clear_pointer (&pixels, easel_pixels_unref);
  pixels = service_await_boxed (
      easel_attachment_load_thumbnail (image, easel_context_get_library (fixture->context), 72));
  g_assert_cmpint (pixels->width, ==, 72);
  g_assert_cmpint (pixels->whole_width, ==, 3000);
  g_clear_pointer (&pixels, easel_pixels_unref);

  service_script (fixture, "[{\"chat\": \"a gradient\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  /* What it will take is known before it is sent. */
  easel_conversation_estimate (conversation, NULL, NULL, NULL, &without);
  easel_conversation_estimate (conversation, NULL, NULL, G_LIST_MODEL (small_list), &with);
  g_assert_cmpint (with.input_tokens - without.input_tokens, ==, easel_image_tokens ("test-model", 300, 60));
  g_assert_cmpint (easel_image_tokens ("test-model", 300, 60), <, easel_image_tokens ("test-model", 0, 0));
  answer = service_await_object (easel_conversation_send (conversation, &request));
  service_await (easel_message_wait (answer));
  g_assert_no_error ((GError *) easel_message_get_error (answer));
  sent = read_sent (fixture, "image/png");
  g_assert_cmpint (sent->width, ==, 2048);
  g_assert_cmpint (sent->height, ==, 410);

  question = chat_get (conversation, 0);
  kept = g_list_model_get_item (easel_message_get_attachments (question), 0);
  g_assert_true (easel_attachment_get_dimensions (kept, &width, &height));
  g_assert_cmpint (width, ==, 3000);
  bytes = service_await_boxed (easel_attachment_load (kept));
  g_assert_true (g_bytes_equal (bytes, large));
  pixels = service_await_boxed (easel_attachment_load_thumbnail (kept, NULL, 128));
  g_assert_cmpint (pixels->width, ==, 128);

  /* What was deleted for good since does not stop the conversation. */
  {
    gint64 id = easel_attachment_get_asset_id (kept);
    EaselLibraryService *library = easel_context_get_library (fixture->context);
    g_autoptr (EaselMessage) next = NULL;
    g_autofree char *body = NULL;

    service_await (easel_library_service_trash (library, &id, 1));
    service_await (easel_library_service_purge (library, &id, 1));
    next = chat_say (conversation, "and now?");
    g_assert_no_error ((GError *) easel_message_get_error (next));
    body = get_last_body (fixture);
    g_assert_null (strstr (body, "image/png"));
    g_assert_nonnull (strstr (body, "what is this?"));
  }
}

/* What a model draws is the library's, and stands in its answer. */
static void
test_drawn (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *base64 = g_base64_encode (pixel, sizeof pixel);
  g_autofree char *body = g_strdup_printf (
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"here\",\"images\":[{\"type\":\"image_url\","
      "\"image_url\":{\"url\":\"data:image/png;base64,%s\"}}]},\"finish_reason\":null}]}\n\n"
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
      base64);
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselAttachment) drawn = NULL;

  service_add_provider (fixture);
  easel_test_server_add (fixture->server, "/v1/chat/completions", 200, "text/event-stream", body);
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = chat_say (conversation, "a dot please");
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_DONE);
  g_assert_cmpuint (easel_message_get_n_attachments (answer), ==, 1);
  drawn = g_list_model_get_item (easel_message_get_attachments (answer), 0);
  g_assert_cmpstr (easel_attachment_get_mime_type (drawn), ==, "image/png");
  g_assert_cmpint (service_sql_int (fixture->dir,
                                    "SELECT count(*) FROM assets JOIN message_attachments ON asset_id = id "
                                    "WHERE source = 'ai' AND model_id = 'test-model'"),
                   ==, 1);
}

/* Of what a model drew, what cannot be kept is not passed over in silence. */
static void
test_drawn_missing (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *base64 = g_base64_encode (pixel, sizeof pixel);
  g_autofree char *body = g_strdup_printf (
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"here\",\"images\":[{\"type\":\"image_url\","
      "\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}},{\"type\":\"image_url\","
      "\"image_url\":{\"url\":\"data:image/png;base64,%s\"}}]},\"finish_reason\":null}]}\n\n"
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
      base64);
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  gint64 id;

  service_add_provider (fixture);
  easel_test_server_add (fixture->server, "/v1/chat/completions", 200, "text/event-stream", body);
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = chat_say (conversation, "two dots please");
  id = easel_message_get_thread_id (answer);
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_DONE);
  g_assert_cmpuint (easel_message_get_n_attachments (answer), ==, 1);
  g_assert_nonnull (easel_message_get_error (answer));
  g_assert_nonnull (strstr (easel_message_get_error (answer)->message, "1 of 2"));

  g_clear_object (&answer);
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, id);
  answer = chat_get (conversation, 1);
  g_assert_nonnull (strstr (easel_message_get_error (answer)->message, "1 of 2"));
}

/* What an answer names as its sources is kept, each once, through a restart and in a copy. */
static void
test_sources (ServiceFixture *fixture, gconstpointer data)
{
  static const char body[] =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Two storms.\",\"annotations\":["
      "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://example.org/"
      "storms\",\"title\":\"Storms\\nof "
      "1953\",\"content\":\"Two storms came.\"}},"
      "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://example.org/"
      "storms\",\"title\":\"again\"}},"
      "{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"javascript:alert(1)\"}}]},"
      "\"finish_reason\":null}]}\n\n"
      "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselThread) copy = NULL;
  gint64 copy_id;

  service_add_provider (fixture);
  easel_test_server_add (fixture->server, "/v1/chat/completions", 200, "text/event-stream", body);
  conversation = chat_begin (fixture, TEST_MODEL);
  g_object_unref (chat_say (conversation, "which storms?"));
  copy = service_await_object (easel_chat_service_duplicate (chat_get_service (fixture), 1));
  copy_id = easel_thread_get_id (copy);
  g_clear_object (&copy);
  for (int round = 0; round < 3; round++)
    {
      g_autoptr (EaselMessage) answer = chat_get (conversation, 1);
      g_autoptr (GPtrArray) sources = easel_message_dup_sources (answer);
      const EaselSource *source;

      g_assert_cmpuint (sources->len, ==, 2);
      source = g_ptr_array_index (sources, 0);
      g_assert_cmpstr (source->address, ==, "https://example.org/storms");
      g_assert_cmpstr (source->title, ==, "Storms of 1953");
      g_assert_cmpstr (source->text, ==, "Two storms came.");
      source = g_ptr_array_index (sources, 1);
      g_assert_cmpstr (source->address, ==, "javascript:alert(1)");
      g_assert_null (source->title);
      g_clear_object (&answer);
      g_clear_object (&conversation);
      if (round == 0)
        service_restart (fixture);
      conversation = chat_open (fixture, round == 0 ? 1 : copy_id);
    }
}

/* What is deleted for good leaves nothing of its words, and nothing else goes with it. */
static void
test_trash (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (GListModel) attachments = make_attachments ();
  const EaselSendRequest request = { .text = "what is this?", .attachments = attachments };
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselConversation) other = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GListModel) trash = NULL;

  service_script (fixture, "[{\"chat\": \"a red harbour\"}, {\"chat\": \"two\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = service_await_object (easel_conversation_send (conversation, &request));
  service_await (easel_message_wait (answer));
  other = chat_begin (fixture, TEST_MODEL);
  g_object_unref (chat_say (other, "kept"));
  prompt = service_await_object (
      easel_chat_service_use_as_prompt (chats, easel_message_get_id (answer), "Harbour", "a red harbour"));
  g_clear_object (&answer);
  g_clear_object (&conversation);

  service_await_error (easel_chat_service_purge (chats, 1), EASEL_ERROR_NOT_FOUND);
  service_await (easel_chat_service_remove (chats, 1));
  trash = service_await_object (easel_chat_service_list_trash (chats));
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 1);
  g_clear_object (&trash);
  service_await (easel_chat_service_purge (chats, 1));
  trash = service_await_object (easel_chat_service_list_trash (chats));
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 0);
  service_await_error (easel_chat_service_restore (chats, 1), EASEL_ERROR_NOT_FOUND);
  service_await_error (easel_chat_service_purge (chats, 1), EASEL_ERROR_NOT_FOUND);

  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages"), ==, 2);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM message_texts"), ==, 2);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM message_attachments"), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM threads"), ==, 1);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM thread_imports"), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM assets"), ==, 2);
  g_assert_cmpint (
      service_sql_int (fixture->dir, "SELECT count(*) FROM revisions WHERE text = 'a red harbour'"), ==, 1);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM pragma_foreign_key_check"), ==, 0);
}

/* What does not fit is said before anything is sent. */
static void
test_context (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  g_autofree char *filler = g_strnfill (400, 'x');
  g_autofree char *body = NULL;
  EaselSendRequest request = { .text = "and now?" };
  EaselSendEstimate estimate;
  EaselTokenStats stats = { 0 };
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselMessage) summary = NULL;
  g_autoptr (EaselMessage) edited = NULL;

  for (char *p = filler; *p != '\0'; p += 5)
    *p = ' ';
  service_script (fixture, "[{\"chat\": \"the answer\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *text = g_strdup_printf ("message%u %s", i, filler);
      g_autoptr (EaselMessage) said = chat_say (conversation, text);

      g_assert_cmpint (easel_message_get_state (said), ==, EASEL_MESSAGE_DONE);
    }
  easel_token_stats_add (&stats, request.text, -1);
  easel_conversation_estimate (conversation, NULL, &stats, NULL, &estimate);
  g_assert_cmpint (estimate.context_tokens, ==, -1);
  g_assert_cmpuint (estimate.n_left_out, ==, 0);
  g_assert_cmpuint (estimate.n_messages, ==, 12);
  /* A server on this computer takes no money. */
  g_assert_cmpint (estimate.cost, ==, 0);

  set_model (fixture,
             (EaselModelEdit) { .set = EASEL_FACT_CONTEXT | EASEL_FACT_PRICE_INPUT | EASEL_FACT_PRICE_OUTPUT,
                                .context = 800,
                                .price_input = 1000000,
                                .price_output = 2000000 });
  easel_conversation_estimate (conversation, NULL, &stats, NULL, &estimate);
  g_assert_cmpint (estimate.context_tokens, ==, 800);
  g_assert_cmpuint (estimate.n_left_out, >, 0);
  g_assert_cmpint (estimate.cost, >, 0);
  g_assert_true (estimate.fits_alone);
  service_await_error (easel_conversation_send (conversation, &request), EASEL_ERROR_TOO_LONG);
  chat_check_length (conversation, 12);

  /* Either the oldest stay out, */
  request.fit = EASEL_SEND_FIT_NEWEST;
  answer = service_await_object (easel_conversation_send (conversation, &request));
  service_await (easel_message_wait (answer));
  body = get_last_body (fixture);
  g_assert_null (strstr (body, "message0 "));
  g_assert_nonnull (strstr (body, "message5 "));
  g_assert_nonnull (strstr (body, "and now?"));

  /* or they are summed up, */
  set_model (fixture, (EaselModelEdit) { .set = EASEL_FACT_CONTEXT, .context = 4000 });
  summary = service_await_object (easel_conversation_summarise (conversation, 8, &request));
  service_await (easel_message_wait (summary));
  g_assert_cmpint (easel_message_get_kind (summary), ==, EASEL_MESSAGE_INSIGHT);
  g_free (body);
  body = get_last_body (fixture);
  g_assert_nonnull (strstr (body, "message0 "));
  g_assert_nonnull (strstr (body, "message3 "));
  g_assert_null (strstr (body, "message4 "));

  /* and the summary can be edited. */
  edited = service_await_object (easel_conversation_edit (conversation, summary, "nothing but x", NULL));
  g_assert_cmpint (easel_message_get_kind (edited), ==, EASEL_MESSAGE_INSIGHT);
  g_clear_object (&answer);
  answer = chat_say (conversation, "go on");
  g_free (body);
  body = get_last_body (fixture);
  g_assert_nonnull (strstr (body, "nothing but x"));
  g_assert_null (strstr (body, "message3 "));
  g_assert_nonnull (strstr (body, "message4 "));
  g_assert_cmpuint (count_of (body, "go on"), ==, 1);
  set_model (fixture, (EaselModelEdit) { .set = EASEL_FACT_CONTEXT, .context = 10 });
  service_await_error (easel_conversation_send (conversation, &request), EASEL_ERROR_TOO_LONG);
  /* Nor is one asked that would see nothing of the question. */
  service_await_error (easel_conversation_regenerate (conversation, answer, &request), EASEL_ERROR_TOO_LONG);
}

static void
test_budget (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselMessage) again = NULL;
  const EaselSendRequest over = { .spend = EASEL_SPEND_OVER_BUDGET };

  service_script (fixture, "[{\"chat\": \"the answer\"}]");
  set_model (fixture, (EaselModelEdit) { .set = EASEL_FACT_PRICE_INPUT | EASEL_FACT_PRICE_OUTPUT,
                                         .price_input = 1000000000,
                                         .price_output = 1000000000 });
  service_sql_run (
      fixture->dir,
      "INSERT INTO budgets (monthly_limit, hard_stop, created_at, updated_at) VALUES (1, 1, 0, 0)");
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = chat_say (conversation, "hello");
  g_assert_error (easel_message_get_error (answer), EASEL_ERROR, EASEL_ERROR_BUDGET);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 0);
  g_assert_cmpint (easel_message_get_cost (answer), ==, 0);
  again = service_await_object (easel_conversation_retry (conversation, answer, &over));
  service_await (easel_message_wait (again));
  g_assert_cmpint (easel_message_get_state (again), ==, EASEL_MESSAGE_DONE);
  g_assert_cmpint (easel_message_get_cost (again), >, 0);
  service_wait_until (easel_thread_get_cost (easel_conversation_get_thread (conversation)) ==
                      easel_message_get_cost (again));
}

static void
test_options_and_roles (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (GListModel) roles = service_await_object (easel_chat_service_list_roles (chats));
  g_autoptr (EaselRole) interviewer = g_list_model_get_item (roles, 0);
  const EaselRoleEdit edit = {
    .name = "Mine", .system_prompt = "Be kind.", .temperature = 0.25, .max_tokens = 0
  };
  EaselThreadOptions options = EASEL_THREAD_OPTIONS_INIT;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autofree char *body = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (roles), ==, 5);
  g_assert_cmpstr (easel_role_get_key (interviewer), ==, "interviewer");
  g_assert_nonnull (strstr (easel_role_get_system_prompt (interviewer), "exactly one short question"));
  service_await (easel_chat_service_edit_role (chats, easel_role_get_id (interviewer), &edit));
  service_await (easel_chat_service_remove_role (chats, 2));
  g_clear_object (&interviewer);
  service_wait_until (g_list_model_get_n_items (roles) == 4);
  interviewer = g_list_model_get_item (roles, 0);
  g_assert_cmpstr (easel_role_get_name (interviewer), ==, "Mine");
  g_assert_cmpfloat (easel_role_get_temperature (interviewer), ==, 0.25);
  service_await (easel_chat_service_restore_role (chats, 2));
  service_wait_until (g_list_model_get_n_items (roles) == 5);

  service_script (fixture, "[{\"chat\": \"the answer\"}]");
  options.model = TEST_MODEL;
  options.system_prompt = easel_role_get_system_prompt (interviewer);
  options.temperature = easel_role_get_temperature (interviewer);
  options.max_tokens = 77;
  options.role_id = easel_role_get_id (interviewer);
  thread = service_await_object (easel_chat_service_create (chats, &options));
  conversation = chat_open (fixture, easel_thread_get_id (thread));
  answer = chat_say (conversation, "hello");
  body = get_last_body (fixture);
  g_assert_nonnull (strstr (body, "Be kind."));
  g_assert_nonnull (strstr (body, "\"temperature\":0.25"));
  g_assert_nonnull (strstr (body, ":77"));
}

/* A prompt becomes a conversation, and what that finds becomes a prompt. */
static void
test_prompts (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  gint64 prompt_id = service_create_prompt (fixture, "Harbour", "a harbour at dusk");
  const EaselThreadOptions options = { .model = TEST_MODEL, .temperature = -1 };
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselPrompt) made = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (EaselPromptState) state = NULL;
  g_autofree char *body = NULL;

  service_script (fixture, "[{\"chat\": \"a harbour at dawn\"}]");
  thread = service_await_object (easel_chat_service_discuss (chats, prompt_id, 0, &options));
  g_assert_cmpint (easel_thread_get_revision_id (thread), ==, 1);
  conversation = chat_open (fixture, easel_thread_get_id (thread));
  answer = chat_say (conversation, "another light?");
  body = get_last_body (fixture);
  g_assert_nonnull (strstr (body, "<prompt>\\na harbour at dusk\\n</prompt>"));

  made = service_await_object (easel_chat_service_use_as_prompt (chats, easel_message_get_id (answer), "Dawn",
                                                                 easel_message_get_text (answer)));
  state = service_await_boxed (
      easel_prompt_service_load (easel_context_get_prompts (fixture->context), easel_prompt_get_id (made)));
  g_assert_cmpstr (easel_revision_get_content (state->revision)->text, ==, "a harbour at dawn");
  g_assert_cmpint (easel_revision_get_message_id (state->revision), ==, easel_message_get_id (answer));
  revision = service_await_object (
      easel_chat_service_use_as_revision (chats, easel_message_get_id (answer), prompt_id, "at dawn"));
  g_assert_cmpuint (easel_revision_get_number (revision), ==, 2);
  g_assert_cmpint (easel_revision_get_message_id (revision), ==, easel_message_get_id (answer));

  /* What was only typed is discussed, too. */
  {
    g_autoptr (EaselPromptContent) typed = service_content ("a harbour in the rain", NULL, NULL);
    g_autoptr (EaselThread) later = NULL;

    service_await (easel_prompt_service_save_draft (easel_context_get_prompts (fixture->context), prompt_id,
                                                    easel_revision_get_id (revision), typed, NULL, NULL));
    later = service_await_object (easel_chat_service_discuss (chats, prompt_id, 0, &options));
    g_assert_cmpint (easel_thread_get_revision_id (later), >, easel_revision_get_id (revision));
  }
  service_await_error (easel_chat_service_discuss (chats, 999, 0, &options), EASEL_ERROR_NOT_FOUND);
}

/* A model that keeps to a schema is asked for one; what it or another server makes
 * of that is read as far as it is a title. */
static void
test_title_schema (ServiceFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *script;
    const char *title;
  } answers[] = {
    { "[{\"chat\": \"{\\\"title\\\": \\\"The red harbour\\\"}\"}]", "The red harbour" },
    { "[{\"chat\": \"A plain harbour\"}]", "A plain harbour" },
    { "[{\"chat\": \"{\\\"name\\\": 3}\"}]", "hello" },
  };
  EaselChatService *chats = chat_get_service (fixture);

  service_script (fixture, answers[0].script);
  service_sql_run (fixture->dir, "UPDATE provider_models SET capabilities = '[\"structured\"]' "
                                 "WHERE model_id = 'test-model'");
  service_restart (fixture);
  chats = chat_get_service (fixture);
  service_await (easel_chat_service_set_model_titles (chats, TRUE));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (EaselConversation) conversation = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *body = NULL;
      guint n = easel_test_server_get_n_requests (fixture->server);

      easel_test_server_clear (fixture->server);
      easel_test_server_run_script (fixture->server, answers[i].script, &error);
      g_assert_no_error (error);
      conversation = chat_begin (fixture, TEST_MODEL);
      g_object_unref (chat_say (conversation, "hello"));
      g_assert_true (easel_test_server_wait_requests (fixture->server, n + 2));
      body = get_last_body (fixture);
      g_assert_nonnull (strstr (body, "\"json_schema\""));
      service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE kind = 'title' "
                                                         "AND state <> 'reserved'") == (gint64) i + 1);
      service_wait_until (g_str_equal (easel_thread_get_title (easel_conversation_get_thread (conversation)),
                                       answers[i].title));
    }
}

/* A model names a thread only where that was switched on, and once. */
static void
test_titles (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselConversation) second = NULL;

  service_script (fixture, "[{\"chat\": \"\\\"The quiet harbour.\\\"\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  g_object_unref (chat_say (conversation, "hello"));
  /* The end of the answer asks for the setting, too: that is read before it is changed. */
  for (guint i = 0; i < 2; i++)
    service_await (easel_chat_service_get_model_titles (chats));
  service_await (easel_chat_service_set_model_titles (chats, TRUE));
  second = chat_begin (fixture, TEST_MODEL);
  g_object_unref (chat_say (second, "hello"));
  service_wait_until (
      g_str_equal (easel_thread_get_title (easel_conversation_get_thread (second)), "The quiet harbour"));
  g_object_unref (chat_say (second, "and again"));
  service_await (easel_chat_service_rename (chats, 1, ""));
  g_object_unref (chat_say (conversation, "once more"));
  service_wait_until (
      g_str_equal (easel_thread_get_title (easel_conversation_get_thread (conversation)), "hello"));
  g_clear_object (&conversation);
  g_clear_object (&second);
  service_restart (fixture);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE kind = 'title'"), ==, 1);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 5);
}

static void
test_threads (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  g_autoptr (EaselMessage) said =
      service_await_object (easel_conversation_save (conversation, "the lighthouse", NULL));
  g_autoptr (EaselMessage) other =
      service_await_object (easel_conversation_edit (conversation, said, "the other", NULL));
  g_autoptr (EaselThread) copy = service_await_object (easel_chat_service_duplicate (chats, 1));
  g_autoptr (EaselConversation) copied = chat_open (fixture, easel_thread_get_id (copy));
  g_autoptr (EaselMessage) first = chat_get (copied, 0);
  g_autoptr (GListModel) trash = NULL;
  g_autoptr (GListModel) hits = NULL;
  g_auto (GStrv) folders = NULL;
  g_autofree char *long_title = g_strnfill (2000, 'x');

  g_assert_cmpuint (easel_message_get_sibling_count (first), ==, 2);
  chat_check (copied, 0, "the other");
  service_await (easel_chat_service_rename (chats, 1, "Lighthouses"));
  service_await_error (easel_chat_service_rename (chats, 1, long_title), EASEL_ERROR_INVALID_INPUT);
  service_await (easel_chat_service_set_folder (chats, 1, "Sea"));
  service_await (easel_chat_service_set_pinned (chats, 1, TRUE));
  service_await (easel_chat_service_load (chats));
  service_wait_until (easel_thread_is_pinned (easel_conversation_get_thread (conversation)));
  g_assert_cmpstr (easel_thread_get_title (easel_conversation_get_thread (conversation)), ==, "Lighthouses");
  folders = easel_chat_service_dup_folders (chats);
  g_assert_cmpuint (g_strv_length (folders), ==, 1);
  g_assert_cmpstr (folders[0], ==, "Sea");
  service_await (easel_chat_service_rename_folder (chats, "Sea", "Coast"));
  service_await (easel_chat_service_rename_folder (chats, "Nowhere", "Else"));
  service_wait_until (
      g_str_equal (easel_thread_get_folder (easel_conversation_get_thread (conversation)), "Coast"));
  g_assert_cmpstr (easel_thread_get_folder (copy), !=, "Else");
  easel_conversation_set_place (conversation, easel_message_get_id (other));
  easel_conversation_set_draft (conversation, "half a sentence");

  service_await (easel_chat_service_remove (chats, 1));
  trash = service_await_object (easel_chat_service_list_trash (chats));
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 1);
  hits = service_await_object (easel_chat_service_search (chats, "lighthouse", 10));
  g_assert_cmpuint (g_list_model_get_n_items (hits), ==, 2);
  service_await (easel_chat_service_restore (chats, 1));
  g_clear_object (&hits);
  hits = service_await_object (easel_chat_service_search (chats, "lighthouse", 10));
  g_assert_cmpuint (g_list_model_get_n_items (hits), ==, 4);
  service_await_error (easel_chat_service_remove (chats, 99), EASEL_ERROR_NOT_FOUND);
  g_clear_object (&said);
  g_clear_object (&other);
  g_clear_object (&conversation);
  g_clear_object (&first);
  g_clear_object (&copied);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  g_assert_cmpint (easel_conversation_get_place (conversation), ==, 2);
  g_assert_cmpstr (easel_thread_get_draft (easel_conversation_get_thread (conversation)), ==,
                   "half a sentence");
}

/* ---- nothing is ever overwritten ---- */

typedef struct
{
  gint64 id;
  gint64 parent;
  char *text;
} Said;

static void
said_clear (gpointer data)
{
  g_free (((Said *) data)->text);
}

static void
remember (GArray *all, EaselMessage *message)
{
  Said said = { easel_message_get_id (message), easel_message_get_parent_id (message), NULL };

  service_await (easel_message_load (message));
  said.text = g_strdup (easel_message_get_text (message));
  g_assert_nonnull (said.text);
  g_array_append_val (all, said);
}

/* A text that is easily damaged. */
static char *
random_text (guint step)
{
  static const char *const parts[] = { "word ", "\n\n", "  ", "日本", "\xf0\x9f\xa6\x8a", "e\xcc\x81",
                                       "```\n", "\t",   "\\", "'\"%", "\xe2\x80\xae",     "\r\n" };
  GString *text = g_string_new (NULL);

  g_string_printf (text, "%u:", step);
  for (int i = g_test_rand_int_range (0, 20); i > 0; i--)
    g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
  return g_string_free (text, FALSE);
}

static EaselMessage *
pick (EaselConversation *conversation)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (conversation));

  return n > 0 ? chat_get (conversation, (guint) g_test_rand_int_range (0, (int) n)) : NULL;
}

static void
step_once (EaselConversation *conversation, GArray *all, GArray *deleted, guint step)
{
  g_autoptr (EaselMessage) message = pick (conversation);
  g_autoptr (EaselMessage) made = NULL;
  g_autofree char *text = random_text (step);
  const EaselSendRequest request = { .text = text };
  int what = message != NULL ? g_test_rand_int_range (0, 10) : 0;

  if (what <= 2)
    made = service_await_object (easel_conversation_save (conversation, text, NULL));
  else if (what <= 4)
    made = service_await_object (easel_conversation_edit (conversation, message, text, NULL));
  else if (what == 5)
    {
      made = service_await_object (easel_conversation_send (conversation, &request));
      service_await (easel_message_wait (made));
    }
  else if (what == 6 && easel_message_get_kind (message) == EASEL_MESSAGE_ASSISTANT)
    {
      made = service_await_object (easel_conversation_regenerate (conversation, message, &request));
      service_await (easel_message_wait (made));
    }
  else if (what == 7)
    service_await (easel_conversation_switch_branch (
        conversation, message,
        (guint) g_test_rand_int_range (0, (int) easel_message_get_sibling_count (message))));
  else if (what == 8 && g_test_rand_bit ())
    {
      gint64 id = easel_message_get_id (message);

      service_await (easel_conversation_delete_branch (conversation, message));
      g_array_append_val (deleted, id);
    }
  else if (what == 9 && deleted->len > 0)
    {
      service_await (easel_conversation_restore_branch (conversation,
                                                        g_array_index (deleted, gint64, deleted->len - 1)));
      g_array_set_size (deleted, deleted->len - 1);
    }
  if (made != NULL)
    remember (all, made);
}

/* After any sequence of edits, answers, deletions and their undoing, every
 * message that there ever was reads back byte for byte where it was said. */
static void
test_nothing_lost (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Said));
  g_autoptr (GArray) deleted = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_set_clear_func (all, said_clear);
  service_script (fixture, "[{\"chat\": \"an  answer\\n\\nof *two* lines\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  for (guint step = 0; step < 150; step++)
    step_once (conversation, all, deleted, step);
  while (deleted->len > 0)
    {
      service_await (easel_conversation_restore_branch (conversation,
                                                        g_array_index (deleted, gint64, deleted->len - 1)));
      g_array_set_size (deleted, deleted->len - 1);
    }
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  for (guint i = 0; i < all->len; i++)
    {
      const Said *said = &g_array_index (all, Said, i);
      g_autoptr (EaselMessage) message = NULL;

      service_await (easel_conversation_show_message (conversation, said->id));
      message = easel_conversation_find (conversation, said->id, NULL);
      g_assert_nonnull (message);
      service_await (easel_message_load (message));
      g_assert_cmpstr (easel_message_get_text (message), ==, said->text);
      g_assert_cmpint (easel_message_get_parent_id (message), ==, said->parent);
    }
  g_test_message ("%u messages in branches", all->len);
  g_assert_cmpuint (all->len, >, 50);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func)                                                                                      \
  g_test_add ("/services/chat-content/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("attachments", test_attachments);
  ADD ("scaled", test_scaled);
  ADD ("drawn", test_drawn);
  ADD ("drawn-missing", test_drawn_missing);
  ADD ("sources", test_sources);
  ADD ("trash", test_trash);
  ADD ("context", test_context);
  ADD ("budget", test_budget);
  ADD ("options-and-roles", test_options_and_roles);
  ADD ("prompts", test_prompts);
  ADD ("titles", test_titles);
  ADD ("title-schema", test_title_schema);
  ADD ("threads", test_threads);
  ADD ("nothing-lost", test_nothing_lost);
#undef ADD

  return g_test_run ();
}
