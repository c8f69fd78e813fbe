// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-markdown.h"
#include "easel-transcript-writer.h"
#include "transcript-samples.h"

#define KEY "sk-proj-aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"

static char *
write_one (EaselTranscriptFormat format, const EaselTranscript *transcript, guint *n_blanked)
{
  g_autoptr (EaselTranscriptWriter) writer = easel_transcript_writer_new (format, FALSE);
  GString *text = g_string_new (NULL);

  easel_transcript_writer_add (writer, transcript, text);
  easel_transcript_writer_end (writer, text);
  if (n_blanked != NULL)
    *n_blanked = easel_transcript_writer_get_n_blanked (writer);
  g_assert_true (g_utf8_validate (text->str, (gssize) text->len, NULL));
  return g_string_free (text, FALSE);
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + strlen (part), part))
    n++;
  return n;
}

static EaselTranscript *
make_sample (void)
{
  EaselTranscript *transcript = easel_transcript_new ();
  EaselTranscriptMessage *answer;

  g_set_str (&transcript->title, "Cats & dogs");
  g_set_str (&transcript->system_prompt, "Be short.");
  add_message (transcript, EASEL_TRANSCRIPT_USER, 0, "Draw a *cat*.");
  add_message (transcript, EASEL_TRANSCRIPT_ASSISTANT, 1, "Not this one.");
  answer = add_message (transcript, EASEL_TRANSCRIPT_ASSISTANT, 1, "Here:\n\n```svg\n<svg/>");
  answer->reasoning = g_strdup ("A cat has\nfour legs.");
  answer->model = g_strdup ("m");
  answer->model_name = g_strdup ("Model <1>");
  answer->state = EASEL_TRANSCRIPT_STOPPED;
  answer->created_at = G_GINT64_CONSTANT (1700000000000000);
  answer->output_tokens = 12;
  answer->cost = 2000;
  g_ptr_array_add (answer->files, easel_transcript_file_new ("cat.png"));
  ((EaselTranscriptFile *) answer->files->pdata[0])->type = g_strdup ("image/png");
  ((EaselTranscriptFile *) answer->files->pdata[0])->bytes = g_bytes_new ("abc", 3);
  ((EaselTranscriptFile *) answer->files->pdata[0])->size = 3;
  transcript->leaf = 3;
  return transcript;
}

static void
test_markdown (void)
{
  g_autoptr (EaselTranscript) transcript = make_sample ();
  g_autofree char *text = write_one (EASEL_TRANSCRIPT_MARKDOWN, transcript, NULL);

  g_assert_cmpstr (text, ==,
                   "# Cats & dogs\n\n"
                   "> **System prompt**\n>\n> Be short.\n\n"
                   "## You\n\nDraw a *cat*.\n\n"
                   "## Model <1>\n\n*2023-11-14T22:13:20Z · 12 tokens · $0.002*\n\n"
                   "> **Thoughts**\n>\n> A cat has\n> four legs.\n\n"
                   "Here:\n\n```svg\n<svg/>\n```\n\n"
                   "- Attachment: cat.png (image/png, 3 bytes)\n\n"
                   "**This answer was stopped.**\n\n"
                   "*1 message on another branch is not shown here.*\n");
}

static void
test_text (void)
{
  g_autoptr (EaselTranscript) transcript = make_sample ();
  g_autofree char *text = write_one (EASEL_TRANSCRIPT_TEXT, transcript, NULL);

  g_assert_true (g_str_has_prefix (text, "Cats & dogs\n\n[System prompt]\nBe short.\n\n"));
  g_assert_nonnull (strstr (text, "\nYou\n\nDraw a *cat*.\n\n"));
  g_assert_nonnull (strstr (text, "\nModel <1> (2023-11-14T22:13:20Z · 12 tokens · $0.002)\n\n[Thoughts]\n"));
  g_assert_null (strstr (text, "Not this one."));
}

/* Only these tags, with only these attributes; what is between them is text. */
static const char *
find_unsafe (const char *page)
{
  static const char tag[] =
      "^</?(?:!DOCTYPE html|html|head|body|section|article(?: class=\"[a-z]+\")?|meta charset=\"utf-8\""
      "|meta name=\"referrer\" content=\"no-referrer\""
      "|meta name=\"viewport\" content=\"width=device-width, initial-scale=1\""
      "|meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'sha256-[A-Za-z0-9+/]{43}='; img-src data:; base-uri 'none'; form-action 'none'\""
      "|style|title|h[1-6]|(?:p|pre|h[1-6]|table) class=\"i[0-6] q[0-6]\"|p|p class=\"[a-z]+\"|pre|hr|table"
      "|tr|th|td|strong|em|s|code|details|summary"
      "|a|a rel=\"noopener noreferrer nofollow\" href=\"(?i:https?:|mailto:)[^\"<> ]*\""
      "|img alt=\"[^\"<>]*\" src=\"data:image/[a-z]+;base64,[A-Za-z0-9+/=]*\")>";
  g_autoptr (GRegex) regex = g_regex_new (tag, G_REGEX_OPTIMIZE, 0, NULL);

  g_assert_nonnull (regex);
  for (const char *at = strchr (page, '<'); at != NULL; at = strchr (at + 1, '<'))
    if (!g_regex_match (regex, at, 0, NULL))
      return at;
  return NULL;
}

static void
assert_safe_page (const char *page)
{
  const char *unsafe = find_unsafe (page);

  g_test_message ("%.200s", unsafe != NULL ? unsafe : "safe");
  g_assert_null (unsafe);
}

/* The policy names the style that stands there, and nothing else may run. */
static void
assert_own_style (const char *page)
{
  const char *start = strstr (page, "<style>") + strlen ("<style>");
  const char *end = strstr (start, "</style>");
  g_autofree char *digits =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) start, end - start);
  g_autofree char *hash = NULL;
  guint8 digest[32];

  for (guint i = 0; i < sizeof digest; i++)
    digest[i] =
        (guint8) (g_ascii_xdigit_value (digits[2 * i]) * 16 + g_ascii_xdigit_value (digits[2 * i + 1]));
  hash = g_base64_encode (digest, sizeof digest);
  g_assert_nonnull (strstr (page, hash));
  g_assert_cmpuint (count (page, "<style"), ==, 1);
}

static void
test_html (void)
{
  g_autoptr (EaselTranscript) transcript = make_sample ();
  g_autofree char *page = NULL;

  add_message (
      transcript, EASEL_TRANSCRIPT_ASSISTANT, 3,
      "# Head <i>\n\n- [x] done\n  - **bold *both***\n\n> quote\n\n"
      "| a | `b` |\n|---|---|\n| <u>1</u> | [x](https://example.org/?a=1&b=2) |\n\n"
      "<script>alert(1)</script> [no](javascript:alert(1)) [no](data:text/html,x) "
      "![p](http://x.example/p.png)\n\n"
      "<https://example.org> [mail](mailto:a@example.org) [rel](/etc) [q](https://x.example/\"onclick=)\n\n"
      "```html\n<b>&</b>\n```\n\n---\n\nend");
  transcript->leaf = 4;
  page = write_one (EASEL_TRANSCRIPT_HTML, transcript, NULL);
  g_test_message ("%s", page);
  assert_safe_page (page);
  assert_own_style (page);
  g_assert_nonnull (strstr (page, "<title>Cats &amp; dogs</title>"));
  g_assert_nonnull (strstr (page, "<h2>Model &lt;1&gt;</h2>"));
  g_assert_nonnull (strstr (page, "src=\"data:image/png;base64,YWJj\""));
  g_assert_nonnull (strstr (page, "<strong>bold <em>both</em></strong>"));
  g_assert_nonnull (strstr (page, "href=\"https://example.org/?a=1&amp;b=2\""));
  g_assert_nonnull (strstr (page, "href=\"mailto:a@example.org\""));
  g_assert_nonnull (strstr (page, "<th>a</th><th><code>b</code></th>"));
  g_assert_nonnull (strstr (page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  g_assert_nonnull (strstr (page, "<pre>&lt;b&gt;&amp;&lt;/b&gt;\n</pre>"));
  g_assert_null (strstr (page, "<script"));
  g_assert_null (strstr (page, "href=\"javascript"));
}

/* The search for what is unsafe finds what was planted. */
static void
test_planted_page (void)
{
  static const char *const planted[] = { "<script>",
                                         "<b onclick=\"x\">",
                                         "<p style=\"x\">",
                                         "<a href=\"javascript:x\">",
                                         "<img src=\"https://x.example/p.png\">",
                                         "<iframe>" };

  for (guint i = 0; i < G_N_ELEMENTS (planted); i++)
    g_assert_nonnull (find_unsafe (planted[i]));
  g_assert_null (find_unsafe ("<p>text</p>"));
}

/* Whatever a message holds, the page is one of those tags. */
static void
test_random_pages (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (EaselTranscript) transcript = make_transcript (rand, 12);
      g_autofree char *page = write_one (EASEL_TRANSCRIPT_HTML, transcript, NULL);

      assert_safe_page (page);
      assert_own_style (page);
      g_assert_cmpuint (count (page, "<article"), ==, count (page, "</article>"));
    }
}

/* A key and a path are put wherever there is room for one; none comes out. */
static void
test_no_secrets (void)
{
  static const char path[] = "/srv/private/jane/.local/share/easel/easel.db";
  g_autoptr (EaselTranscript) transcript = make_sample ();
  EaselTranscriptMessage *message = easel_transcript_get_message (transcript, 3);
  EaselTranscriptFile *file = easel_transcript_file_new (path);

  transcript->source = g_strdup ("chatgpt:" KEY);
  g_set_str (&transcript->title, "My key " KEY);
  g_set_str (&transcript->folder, KEY);
  g_set_str (&transcript->draft, KEY);
  g_set_str (&transcript->system_prompt, "Use " KEY " please.");
  g_set_str (&message->text,
             "It is " KEY ", and again\n" KEY "\n```\n" KEY "\n```\n[x](https://x.example/" KEY ")");
  g_set_str (&message->reasoning, KEY);
  g_set_str (&message->model_name, KEY);
  g_set_str (&message->provider_name, KEY);
  message->state = EASEL_TRANSCRIPT_FAILED;
  message->error = g_strdup_printf ("The file %s could not be written; ~/secret/place/x neither (see "
                                    "https://example.org/help/a). Authorization: Bearer abcdef123456",
                                    path);
  g_ptr_array_add (message->files, file);
  g_ptr_array_add (message->files, easel_transcript_file_new (KEY ".png"));

  for (guint format = 0; format < EASEL_TRANSCRIPT_N_FORMATS; format++)
    {
      guint n_blanked = 0;
      g_autofree char *text = write_one ((EaselTranscriptFormat) format, transcript, &n_blanked);

      g_test_message ("%s", text);
      g_assert_null (strstr (text, KEY));
      g_assert_null (strstr (text, "aBcDeFgHiJkLmNoP"));
      g_assert_null (strstr (text, "abcdef123456"));
      g_assert_null (strstr (text, "/srv"));
      g_assert_null (strstr (text, "jane"));
      g_assert_null (strstr (text, "secret"));
      g_assert_nonnull (strstr (text, "https://example.org/help/a"));
      g_assert_nonnull (strstr (text, "easel.db"));
      g_assert_cmpuint (n_blanked, >=, 5);
    }
}

/* What a service may name, from a plain page to what must never be a link. */
static EaselTranscript *
make_cited (void)
{
  static const char sources[] =
      "[{\"address\":\"https://example.org/a?b=1&copy;=2\",\"title\":\"A *page* "
      "<b>\",\"text\":\"its\\nwords\"},"
      "{\"address\":\"https://example.net/x\"},"
      "{\"address\":\"javascript:alert(1)\",\"title\":\"script\"},"
      "{\"address\":\"JaVaScRiPt:alert(2)\",\"title\":\"](javascript:alert(3))\"},"
      "{\"address\":\"data:text/html,<script>alert(4)</script>\",\"title\":\"</p><script>alert(5)</"
      "script>\"},"
      "{\"address\":\"https://example.org/\\\"onclick=alert(6)\",\"title\":\"quote\"},"
      "{\"address\":\"https://example.org/>)[x](javascript:alert(7)\",\"title\":\"bracket\"},"
      "{\"address\":\"https://example.org/\\n\\n<script>\",\"title\":\"line\\n\\n# heading\"},"
      "{\"address\":\"file:///srv/jane/secret/notes.txt\"},"
      "{\"address\":\"/srv/jane/secret/plan.pdf\",\"title\":\"plan\"},"
      "{\"address\":\"https://ex\u00e4mple.org/\u202egpj.exe\",\"title\":\"\u202egpj.exe "
      "\u200bhttps://bank.example\"},"
      "{\"address\":\"https://example.org/" KEY "\",\"title\":\"" KEY "\",\"text\":\"" KEY "\"},"
      "{\"text\":\"neither\"}, 7, null, [\"x\"], {\"title\": 7}, {\"title\":\"a book\"}]";
  EaselTranscript *transcript = make_sample ();
  EaselTranscriptMessage *answer = easel_transcript_get_message (transcript, 3);

  answer->sources = g_strdup (sources);
  answer->state = EASEL_TRANSCRIPT_DONE;
  return transcript;
}

static void
assert_no_stranger (const char *text)
{
  g_assert_null (strstr (text, "jane"));
  g_assert_null (strstr (text, "aBcDeFgHiJkLmNoP"));
  g_assert_null (strstr (text, "neither"));
  g_assert_nonnull (strstr (text, "notes.txt"));
  g_assert_nonnull (strstr (text, "a book"));
}

static void
test_sources_text (void)
{
  g_autoptr (EaselTranscript) transcript = make_cited ();
  g_autofree char *text = write_one (EASEL_TRANSCRIPT_TEXT, transcript, NULL);

  g_test_message ("%s", text);
  assert_no_stranger (text);
  g_assert_nonnull (strstr (text, "[Sources]\n1. A *page* <b>\n   https://example.org/a?b=1&copy;=2\n"
                                  "   “its words”\n2. example.net\n   https://example.net/x\n"
                                  "3. script\n   javascript:alert(1)\n4. "));
  g_assert_nonnull (strstr (text, "\n8. line # heading\n"));
  g_assert_null (strstr (text, "\u202e"));
  g_assert_nonnull (strstr (text, "xn--exmple-cua.org/%E2%80%AEgpj.exe"));
}

static void
test_sources_html (void)
{
  g_autoptr (EaselTranscript) transcript = make_cited ();
  g_autofree char *page = write_one (EASEL_TRANSCRIPT_HTML, transcript, NULL);

  g_test_message ("%s", page);
  assert_safe_page (page);
  assert_own_style (page);
  assert_no_stranger (page);
  g_assert_nonnull (strstr (page, "<p class=\"source\">1. <a rel=\"noopener noreferrer nofollow\" "
                                  "href=\"https://example.org/a?b=1&amp;copy;=2\">A *page* &lt;b&gt;</a>"));
  g_assert_nonnull (strstr (page, "<p class=\"source\">3. script · javascript:alert(1)</p>"));
  g_assert_cmpuint (count (page, "<p class=\"source\">"), ==, 13);
  g_assert_null (strstr (page, "\u202e"));
}

/* What Markdown makes of the list again: links to the web, none to anything else. */
static void
test_sources_markdown (void)
{
  g_autoptr (EaselTranscript) transcript = make_cited ();
  g_autofree char *text = write_one (EASEL_TRANSCRIPT_MARKDOWN, transcript, NULL);
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();
  guint n_items = 0, n_links = 0;

  g_test_message ("%s", text);
  assert_no_stranger (text);
  easel_markdown_update (markdown, text, strlen (text));
  for (guint i = 0; i < easel_markdown_get_n_blocks (markdown); i++)
    {
      const EaselBlock *block = easel_markdown_get_block (markdown, i);

      if (block->kind == EASEL_BLOCK_HEADING)
        g_assert_null (strstr (block->text, "# heading"));
      if (block->marker != EASEL_BLOCK_MARKER_NUMBER)
        continue;
      n_items++;
      if (n_items == 1)
        g_assert_true (g_str_has_prefix (block->text, "A *page* <b>"));
      for (guint j = 0; j < block->n_inlines; j++)
        {
          if (block->inlines[j].kind == EASEL_INLINE_LINK)
            {
              n_links++;
              g_assert_true (g_str_has_prefix (block->inlines[j].target, "https://example.") ||
                             g_str_has_prefix (block->inlines[j].target, "https://xn--"));
              if (n_items == 1)
                g_assert_cmpstr (block->inlines[j].target, ==, "https://example.org/a?b=1&copy;=2");
            }
          else
            g_assert_cmpint (block->inlines[j].kind, ==, EASEL_INLINE_HIDDEN);
        }
    }
  g_assert_cmpuint (n_items, ==, 13);
  g_assert_cmpuint (n_links, >=, 4);
}

/* All that may be named comes back from Easel's own form, and nothing else. */
static void
test_sources_json (void)
{
  g_autoptr (EaselTranscript) transcript = make_cited ();
  g_autofree char *text = write_one (EASEL_TRANSCRIPT_JSON, transcript, NULL);
  g_autoptr (EaselTranscript) again = copy_through_json (transcript);
  g_autoptr (EaselTranscript) third = copy_through_json (again);

  assert_no_stranger (text);
  g_assert_cmpuint (count (easel_transcript_get_message (again, 3)->sources, "{"), ==, 13);
  g_assert_nonnull (strstr (easel_transcript_get_message (again, 3)->sources, "javascript:alert(1)"));
  assert_same_transcript (again, third);
}

/* Several in one file; none at all is one, too. */
static void
test_many (void)
{
  g_autoptr (EaselTranscript) transcript = make_sample ();

  for (guint format = 0; format < EASEL_TRANSCRIPT_N_FORMATS; format++)
    for (guint n = 0; n < 3; n++)
      {
        g_autoptr (EaselTranscriptWriter) writer =
            easel_transcript_writer_new ((EaselTranscriptFormat) format, TRUE);
        g_autoptr (GString) text = g_string_new (NULL);

        for (guint i = 0; i < n; i++)
          easel_transcript_writer_add (writer, transcript, text);
        easel_transcript_writer_end (writer, text);
        g_assert_cmpuint (count (text->str, "Be short."), ==, n);
        if (format == EASEL_TRANSCRIPT_JSON)
          g_assert_true (g_str_has_prefix (text->str, "[") && g_str_has_suffix (text->str, "]\n"));
        if (format == EASEL_TRANSCRIPT_HTML)
          {
            assert_safe_page (text->str);
            g_assert_true (g_str_has_suffix (text->str, "</html>\n"));
          }
      }
}

static void
test_suffixes (void)
{
  for (guint format = 0; format < EASEL_TRANSCRIPT_N_FORMATS; format++)
    {
      EaselTranscriptFormat found = EASEL_TRANSCRIPT_N_FORMATS;

      g_assert_true (easel_transcript_format_from_suffix (
          easel_transcript_format_get_suffix ((EaselTranscriptFormat) format), &found));
      g_assert_cmpuint (found, ==, format);
    }
  g_assert_false (easel_transcript_format_from_suffix ("pdf", NULL));
  g_assert_false (easel_transcript_format_from_suffix (NULL, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/writers/markdown", test_markdown);
  g_test_add_func ("/exchange/writers/text", test_text);
  g_test_add_func ("/exchange/writers/html", test_html);
  g_test_add_func ("/exchange/writers/planted-page", test_planted_page);
  g_test_add_func ("/exchange/writers/random-pages", test_random_pages);
  g_test_add_func ("/exchange/writers/no-secrets", test_no_secrets);
  g_test_add_func ("/exchange/writers/sources/text", test_sources_text);
  g_test_add_func ("/exchange/writers/sources/html", test_sources_html);
  g_test_add_func ("/exchange/writers/sources/markdown", test_sources_markdown);
  g_test_add_func ("/exchange/writers/sources/json", test_sources_json);
  g_test_add_func ("/exchange/writers/many", test_many);
  g_test_add_func ("/exchange/writers/suffixes", test_suffixes);
  return g_test_run ();
}
