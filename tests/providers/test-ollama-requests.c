// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json.h"
#include "ollama/easel-ollama.h"
#include "request-fixture.h"

static void
test_ollama (void)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G' };
  g_autoptr (EaselTextRequest) request = request_new ("qwen3:8b");
  g_autoptr (GBytes) image = g_bytes_new_static (png, sizeof png);
  g_autoptr (JsonNode) root = NULL;
  const char *const stop[] = { "END", NULL };

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/png");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "a cat");
  easel_text_request_add_state (request, "{\"thinking\":\"Hm.\",\"other\":1}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "no");
  easel_text_request_set_effort (request, "none");
  easel_text_request_set_stop (request, stop);
  easel_text_request_set_schema (request, "answer", "{\"type\":\"object\"}");
  request->max_tokens = 50;
  request->seed = 7;
  request->temperature = 0.5;
  root = request_build (&easel_ollama_protocol, request, NULL);
  request_assert_text (root, "messages.0.role", "system");
  request_assert_text (root, "messages.1.content", "a fox");
  request_assert_text (root, "messages.1.images.0", "iVBORw==");
  request_assert_text (root, "messages.2.thinking", "Hm.");
  request_assert_none (root, "messages.2.other");
  request_assert_text (root, "messages.3.content", "no");
  g_assert_false (easel_json_get_boolean (root, "think", TRUE));
  request_assert_text (root, "format.type", "object");
  request_assert_int (root, "options.num_predict", 50);
  request_assert_int (root, "options.seed", 7);
  request_assert_int (root, "options.num_ctx", 8192);
  request_assert_text (root, "options.stop.0", "END");
  request_assert_none (root, "temperature");
  request_assert_none (root, "options.top_p");
}

/* A text that does not fit would be cut without a word. */
static void
test_ollama_window (void)
{
  static const struct
  {
    gsize bytes;
    gint64 window;
  } cases[] = { { 1000, 8192 }, { 8000, 8192 }, { 9000, 16384 }, { 100000, 65536 }, { 4000000, 262144 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselTextRequest) request = easel_text_request_new ("m");
      g_autofree char *text = g_strnfill (cases[i].bytes, 'a');
      g_autoptr (JsonNode) root = NULL;

      easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, text);
      easel_text_request_set_effort (request, "xhigh");
      root = request_build (&easel_ollama_protocol, request, "http://localhost:11434/v1/");
      request_assert_int (root, "options.num_ctx", cases[i].window);
      request_assert_text (root, "think", "high");
    }
}

static void
test_ollama_address (void)
{
  static const char *const addresses[] = { NULL,
                                           "http://127.0.0.1:11434",
                                           " http://127.0.0.1:11434/ ",
                                           "http://127.0.0.1:11434/v1",
                                           "http://127.0.0.1:11434/api/",
                                           "http://127.0.0.1:11434/api/chat" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (EaselAccount) account = easel_account_new ("mine", addresses[i]);
      g_autoptr (EaselTextRequest) request = request_new ("m");
      g_autoptr (EaselTextWire) wire = easel_ollama_protocol.build_request (request, account, NULL);

      g_assert_cmpstr (wire->url, ==, "http://127.0.0.1:11434/api/chat");
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ollama-requests/all", test_ollama);
  g_test_add_func ("/ollama-requests/window", test_ollama_window);
  g_test_add_func ("/ollama-requests/address", test_ollama_address);
  return g_test_run ();
}
