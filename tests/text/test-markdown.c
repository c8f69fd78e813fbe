// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>
#include <time.h>

#include "easel-block-copy.h"
#include "easel-markdown-private.h"
#include "easel-markdown.h"
#include "easel-math.h"

static const char answer[] =
    "# Two *ways* to `light` it\n\n"
    "Both **hold the tower** as [it is](https://example.org/a \"title\"):\n"
    "a second line  \nand a third.\n\n"
    "1. **Warm core.** Keep the lamp\n   amber\n2. Spray\n\n   as the diffuser\n\n"
    "   ```python\n   def f():\n\n       return 1\n   ```\n"
    "   - nested\n     - deeper\n3. [ ] to do\n- [x] done\n-\n- after\n\n"
    "> a quote\n> > in a quote\n> - an item\n\nlast words\n\n"
    "```js extra\na < b\n\n# no heading\n```\n"
    "| light | weight |\n|---|:-:|\n| `lamp` | **2** |\n| sea |\n\n---\n\n"
    "![a tower](https://example.org/i.png)\n\n"
    "Inline \\(x^2 + \\alpha\\), $E=mc^2$, and it costs $5 or $10.\n\n"
    "\\[ \\frac{a}{b+1} \\]\n\n"
    "<b>HTML</b><br>next &amp; &copy; [ref] www.example.org ~~gone~~ `\\(code\\)`\n\n"
    "    indented\n    code\n\nBelow\n-----\n\n"
    "~~~~\nfence\n~~~\nstill\n~~~~\nafter [ref] it\n\n"
    "[ref]: https://ref.example\n[two]: <https://two.example>\n\n"
    "- list\n\n- loose [two]\n\n  with more\nlazy\n\n* other\n\nend\n   ```\ncode\n";

static const char *const corpus[] = {
  answer,
  "1. a\n\n2. b\n   ```\n   code\n\n   more\n   ```\n\n3. c\n```\ntop\n\nlevel\n```\n\nend",
  "- a\n  ```\n  open\n\nout of it\n\nnext",
  "- a\n ```\nnot in the item\n\nstill code\n ```\n\nend",
  "- ```\n  code\n\n  more\n  ```\n\nnext\n\n",
  "a\r\n\r\nb\rc\r\r# d\r\n\r\n```\r\ncode\r\n\r\n```\r\ne",
  "| a | b |\n| - | - |\n| \\| | `|` |\n\nx\n| a |\n",
  "[a]\n\n[a]: one\n[a]: two\n\ntext\n[b]: no definition\n\n[b]\n",
  "```\n[a]: code\n```\n\n[a]\n\n> [a]: x\n",
  "*\n\n**b**\n\n1\n\n1.\n\n12) x\n\n1234567890. y\n",
  "$$\na\n$$\n\n\\[\nb\n\\]\n\n\\(c\n\nd\\)\n",
  "\xe2\x80\x8b\n\n\xe2\x80\xaex\xe2\x80\xac\n\n日本\n\n\xd9\x85\n\n👩\xe2\x80\x8d🚀\n",
  "***\n- - -\n* * *\n\n- ***\n\n+\n\n\n\n+ a\n",
  "    a\n\n    b\n\nc\n\n     d\n",
  "![](x) ![a](y)\n\n![*b* c](z)\n\n[![i](p)](l)\n",
  "~~~\n\n\nunclosed\n\nfence",
  "\n\n\n",
};

/* ---- what a block says ---- */

static void
describe (EaselBlock *block, GString *text)
{
  static const char *const kinds[] = { "p", "h", "li", "code", "table", "hr", "img", "math" };
  static const char *const inlines[] = { "b", "i", "c", "s", "a", "img", "m", "html", "hid" };
  g_autofree char *escaped = g_strescape (block->text, NULL);
  g_autofree char *whole = NULL;

  whole = g_strcompress (escaped);
  g_assert_cmpstr (whole, ==, block->text);
  g_string_append (text, kinds[block->kind]);
  if (block->level > 0)
    g_string_append_printf (text, "%u", block->level);
  if (block->marker == EASEL_BLOCK_MARKER_NUMBER)
    g_string_append_printf (text, " %u.", block->number);
  else if (block->marker != EASEL_BLOCK_MARKER_NONE)
    g_string_append_printf (text, " %s", ((const char *[]) { "", "*", "", "[ ]", "[x]" })[block->marker]);
  if (block->indent > 0)
    g_string_append_printf (text, " in%u", block->indent);
  if (block->quote > 0)
    g_string_append_printf (text, " q%u", block->quote);
  if (block->continues)
    g_string_append (text, " +");
  if (block->language != NULL)
    g_string_append_printf (text, " %s", block->language);
  g_string_append_c (text, ':');
  for (const char *at = block->text; *at != '\0'; at++)
    if (*at == '\n' || *at == '\t')
      g_string_append (text, *at == '\n' ? "\\n" : "\\t");
    else
      g_string_append_c (text, *at);
  for (guint i = 0; i < block->n_inlines; i++)
    {
      const EaselInline *span = &block->inlines[i];

      g_string_append_printf (text, " {%s %.*s", inlines[span->kind], (int) span->length,
                              block->text + span->start);
      if (span->target != NULL)
        g_string_append_printf (text, " -> %s", span->target);
      g_string_append_c (text, '}');
    }
  g_string_append_c (text, '\n');
}

static char *
describe_all (EaselMarkdown *markdown)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < easel_markdown_get_n_blocks (markdown); i++)
    describe (easel_markdown_get_block (markdown, i), text);
  return g_string_free (text, FALSE);
}

static EaselMarkdown *
read_all (const char *text, gsize length)
{
  EaselMarkdown *markdown = easel_markdown_new ();

  easel_markdown_update (markdown, text, length);
  return markdown;
}

static void
assert_reads (const char *text, const char *expected)
{
  g_autoptr (EaselMarkdown) markdown = read_all (text, strlen (text));
  g_autofree char *found = describe_all (markdown);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_kinds (void)
{
  assert_reads (
      answer, "h1:Two ways to light it {i ways} {c light}\n"
              "p:Both hold the tower as it is:\\na second line\\nand a third. {b hold the tower} {a it is -> "
              "https://example.org/a}\n"
              "li 1. in1:Warm core. Keep the lamp\\namber {b Warm core.}\n"
              "li 2. in1:Spray\n"
              "p in1:as the diffuser\n"
              "code in1 python:def f():\\n\\n    return 1\\n\n"
              "li * in2:nested\n"
              "li * in3:deeper\n"
              "li [ ] in1:to do\n"
              "li [x] in1:done\n"
              "li * in1:\n"
              "li * in1:after\n"
              "p q1:a quote\n"
              "p q2:in a quote\n"
              "li * in1 q1:an item\n"
              "p:last words\n"
              "code js:a < b\\n\\n# no heading\\n\n"
              "table:light\\tweight\\nlamp\\t2\\nsea\\t {c lamp} {b 2}\n"
              "hr:\n"
              "img:a tower {img a tower -> https://example.org/i.png}\n"
              "p:Inline x² + α, E=mc², and it costs $5 or $10. {m x² + α} {m E=mc²}\n"
              "math:a/(b+1) {m a/(b+1)}\n"
              "p:<b>HTML</b>\\nnext & © ref www.example.org gone \\(code\\) {html <b>} {html </b>} {a ref -> "
              "https://ref.example} {a www.example.org -> http://www.example.org} {s gone} {c \\(code\\)}\n"
              "code:indented\\ncode\\n\n"
              "h2:Below\n"
              "code:fence\\n~~~\\nstill\\n\n"
              "p:after ref it {a ref -> https://ref.example}\n"
              "li * in1:list\n"
              "li * in1:loose two {a two -> https://two.example}\n"
              "p in1:with more\\nlazy\n"
              "li * in1:other\n"
              "p:end\n"
              "code:code\\n\n");
  assert_reads ("", "");
  assert_reads ("\n \n", "");
  assert_reads ("word", "p:word\n");
  assert_reads ("[a](javascript:x) <https://b.example> c@d.example",
                "p:a https://b.example c@d.example {a a -> javascript:x} {a https://b.example -> "
                "https://b.example} {a c@d.example -> mailto:c@d.example}\n");
  assert_reads ("<script>\n\nalert\n\n</script>",
                "p:<script> {html <script>}\np:alert\np:</script> {html </script>}\n");
  assert_reads ("![](x)", "img:\xef\xbf\xbc {img \xef\xbf\xbc -> x}\n");
}

/* ---- where it came from ---- */

static void
test_sources (void)
{
  static const char *const expected[] = {
    "# Two *ways* to `light` it",
    "Both **hold the tower** as [it is](https://example.org/a \"title\"):\na second line  \nand a third.",
    "1. **Warm core.** Keep the lamp\n   amber",
    "2. Spray",
    "   as the diffuser",
    "   ```python\n   def f():\n\n       return 1\n   ```",
    "   - nested",
    "     - deeper",
    "3. [ ] to do",
    "- [x] done",
    "-",
    "- after",
    "> a quote",
    "> > in a quote",
    "> - an item",
    "last words",
    "```js extra\na < b\n\n# no heading\n```",
    "| light | weight |\n|---|:-:|\n| `lamp` | **2** |\n| sea |",
    "---",
  };
  g_autoptr (EaselMarkdown) markdown = read_all (answer, strlen (answer));

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      EaselBlock *block = easel_markdown_get_block (markdown, i);
      g_autofree char *source = g_strndup (answer + block->source.start, block->source.length);

      g_assert_cmpstr (source, ==, expected[i]);
    }
}

/* ---- as it grows ---- */

static void
assert_equal (EaselMarkdown *found, EaselMarkdown *expected, const char *text, gsize length)
{
  g_autofree char *a = describe_all (found);
  g_autofree char *b = describe_all (expected);

  if (!g_str_equal (a, b))
    g_test_message ("after %" G_GSIZE_FORMAT " bytes of:\n%s", length, text);
  g_assert_cmpstr (a, ==, b);
  for (guint i = 0; i < easel_markdown_get_n_blocks (found); i++)
    g_assert_true (
        easel_block_equal (easel_markdown_get_block (found, i), easel_markdown_get_block (expected, i)));
}

static void
grow (const char *text, gsize step)
{
  g_autoptr (EaselMarkdown) growing = easel_markdown_new ();
  gsize length = strlen (text);

  for (gsize cut = MIN (step, length);; cut = MIN (cut + step, length))
    {
      g_autoptr (EaselMarkdown) whole = NULL;
      g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_block_unref);
      /* On the heap, so that a byte too far is seen. */
      g_autofree char *part = g_memdup2 (text, cut);
      guint changed;

      for (guint i = 0; i < easel_markdown_get_n_blocks (growing); i++)
        g_ptr_array_add (before, easel_block_ref (easel_markdown_get_block (growing, i)));
      changed = easel_markdown_update (growing, part, cut);
      whole = read_all (part, cut);
      assert_equal (growing, whole, text, cut);
      g_assert_cmpuint (changed, <=, easel_markdown_get_n_blocks (growing));
      for (guint i = 0; i < changed; i++)
        g_assert_true (g_ptr_array_index (before, i) == easel_markdown_get_block (growing, i));
      if (cut == length)
        break;
    }
}

/* At every cut the same as the whole that is read at once. */
static void
test_every_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (corpus); i++)
    for (gsize step = 1; step < 40; step = step * 3 + 1)
      grow (corpus[i], step);
}

static char *
make_random (GRand *rand, guint n_lines)
{
  static const char *const pieces[] = {
    "\n",    "\n",     "\n\n", "a",       "b c", "# h",   "- x",       "1. y",      "   z",
    "  ```", "```",    "```c", "~~~",     "> q", "    i", "| a | b |", "|---|---|", "---",
    "===",   "[a]: u", "[a]",  "*e*",     "**s", "  - n", "* ",        "\t",        "   ```",
    "+ ```", "2) w",   "$m$",  "\\[k\\]", "`c",  "<b>",   "\r\n",      "![i](j)",
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    {
      g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      if (g_rand_boolean (rand))
        g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
test_random_cuts (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32) g_test_rand_int ());

  for (guint round = 0; round < 100; round++)
    {
      g_autofree char *text = make_random (rand, 40);

      grow (text, (gsize) g_test_rand_int_range (1, 6));
    }
}

/* Cutting a message into pieces does not change what it means. */
static void
test_pieces (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);

  for (guint i = 0; i < G_N_ELEMENTS (corpus) + 2000; i++)
    {
      g_autofree char *text = i < G_N_ELEMENTS (corpus) ? g_strdup (corpus[i]) : make_random (rand, 20);
      EaselPiece piece = { .end = strlen (text) };
      g_autoptr (EaselMarkdown) markdown = NULL;
      g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_block_unref);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *found = NULL;

      /* Definitions are told to all pieces; a whole that has them in odd places may
       * differ, and so may a stray carriage return. */
      if (i >= G_N_ELEMENTS (corpus) && (strstr (text, "[a]") != NULL || strchr (text, '\r') != NULL))
        continue;
      markdown = read_all (text, piece.end);
      _easel_markdown_build (text, &piece, NULL, blocks);
      for (guint n = 0; n < blocks->len; n++)
        describe (g_ptr_array_index (blocks, n), expected);
      found = describe_all (markdown);
      if (i != 7 && i != 8)
        {
          if (!g_str_equal (found, expected->str))
            g_test_message ("of:\n%s", text);
          g_assert_cmpstr (found, ==, expected->str);
        }
    }
}

/* Only the end is built again. */
static void
test_last_only (void)
{
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_string_append_printf (text, "Paragraph %u.\n\n", i);
      g_assert_cmpuint (easel_markdown_update (markdown, text->str, text->len), ==, i);
      g_string_append (text, "- item\n");
      g_string_truncate (text, text->len - 7);
      g_assert_cmpuint (easel_markdown_update (markdown, text->str, text->len), ==, i + 1);
    }
  /* A definition reaches back to what may refer to it, and to no other. */
  g_string_append (text, "See [x].\n\nPlain.\n\n");
  easel_markdown_update (markdown, text->str, text->len);
  g_string_append (text, "[x]: https://x.example\n");
  g_assert_cmpuint (easel_markdown_update (markdown, text->str, text->len), ==, 200);
  g_assert_cmpstr (easel_markdown_get_block (markdown, 200)->inlines[0].target, ==, "https://x.example");
  /* A shorter one is another message. */
  g_assert_cmpuint (easel_markdown_update (markdown, "new", 3), ==, 0);
  g_assert_cmpuint (easel_markdown_get_n_blocks (markdown), ==, 1);
}

/* ---- bad input ---- */

static double
get_cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* A list of sources that grows letter by letter under a long answer builds again what
 * refers to the source that grows, not the answer. */
static void
test_growing_definitions (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();
  double whole, growing;
  guint n_updates = 0;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "As *others* say [%u], and [somebody][Else %u] does, [x] is not `so`.\n\n",
                            i, i);
  whole = get_cpu_seconds ();
  easel_markdown_update (markdown, text->str, text->len);
  whole = get_cpu_seconds () - whole;
  g_assert_cmpuint (easel_markdown_get_n_blocks (markdown), ==, 2000);

  growing = get_cpu_seconds ();
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *line = g_strdup_printf ("[%s%u]: https://source.example/%u \"A source\"\n",
                                               i % 2 == 0 ? "" : "eLSE ", 500 + i, i);

      for (const char *at = line; *at != '\0'; at++, n_updates++)
        {
          g_string_append_c (text, *at);
          easel_markdown_update (markdown, text->str, text->len);
        }
    }
  growing = get_cpu_seconds () - growing;
  g_assert_cmpstr (easel_markdown_get_block (markdown, 500)->inlines[1].target, ==,
                   "https://source.example/0");
  g_assert_cmpstr (easel_markdown_get_block (markdown, 503)->inlines[1].target, ==,
                   "https://source.example/3");
  g_test_message ("All of it takes %.1f ms, a letter of a definition %.2f ms", whole * 1e3,
                  growing * 1e3 / n_updates);
  g_assert_cmpfloat (growing / n_updates, <, whole / 4);
}

/* Five megabytes of anything end, in rows that can be shown. */
static void
test_bombs (void)
{
  static const char *const pieces[] = {
    ">",    "> ",         "[",      "[a](",  "![[",          "*a_ ",          "**",
    "`a``", "- ",         "<a ",    "&#x",   "$a",           "www.a@",        "http://a.",
    "x",    "w *e* t.\n", "w.\n\n", "[a\n",  "\xe2\x80\x8b", "a\xe2\x80\x8b", "[a](((",
    "~",    "\\[",        "|a",     "- a\n", "\n",           "1. ",           "<!--",
    "\t",   "[a]: b\n\n", "# ",     "```\n", "_a",
  };
  double slowest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      gsize size = g_test_slow () ? 5000000 : 200000;
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (EaselMarkdown) markdown = NULL;
      double begin, seconds;
      gsize total = 0;

      while (text->len < size)
        g_string_append (text, pieces[i]);
      begin = get_cpu_seconds ();
      markdown = read_all (text->str, text->len);
      seconds = get_cpu_seconds () - begin;
      for (guint n = 0; n < easel_markdown_get_n_blocks (markdown); n++)
        {
          EaselBlock *block = easel_markdown_get_block (markdown, n);

          g_assert_cmpuint (block->length, <=, EASEL_BLOCK_TEXT_MAX);
          total += block->length + block->n_inlines * sizeof (EaselInline);
        }
      g_assert_cmpuint (total, <=, 64 * text->len);
      if (seconds > slowest)
        {
          slowest = seconds;
          g_test_message ("%s: %.2f s", pieces[i], seconds);
        }
      /* Measured without the sanitizers: 0.03 s; with them a search in a text
       * looks at all of it. */
      g_assert_cmpfloat (seconds, <, g_test_slow () ? 60 : 20);
    }
}

static void
test_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EaselMarkdown) quotes = NULL;
  g_autoptr (EaselMarkdown) items = NULL;
  g_autoptr (EaselMarkdown) links = NULL;
  g_autofree char *target = g_strnfill (1900, 'x');

  for (guint i = 0; i < 10000; i++)
    g_string_append_c (text, '>');
  g_string_append (text, " deep\n");
  quotes = read_all (text->str, text->len);
  g_assert_cmpuint (easel_markdown_get_n_blocks (quotes), >, 0);

  g_string_truncate (text, 0);
  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "%*s- item\n", (int) i * 2, "");
  items = read_all (text->str, text->len);
  for (guint i = 0; i < easel_markdown_get_n_blocks (items); i++)
    g_assert_cmpuint (easel_markdown_get_block (items, i)->indent, <=, EASEL_BLOCK_DEPTH_MAX);

  /* One long definition, used over and over. */
  g_string_printf (text, "[a]: https://%s\n\n", target);
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "[a] ");
  links = read_all (text->str, text->len);
  {
    gsize bytes = 0;

    for (guint i = 0; i < easel_markdown_get_n_blocks (links); i++)
      for (guint n = 0; n < easel_markdown_get_block (links, i)->n_inlines; n++)
        bytes += strlen (easel_markdown_get_block (links, i)->inlines[n].target);
    g_assert_cmpuint (bytes, >, 0);
    g_assert_cmpuint (bytes, <, 4 * text->len);
  }
}

/* What is too long for a row comes in parts that make up the whole. */
static void
test_parts (void)
{
  g_autoptr (GString) code = g_string_new (NULL);
  g_autoptr (GString) text = g_string_new ("```c\n");
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (GString) table = g_string_new ("|a|b|\n|-|-|\n");
  g_autoptr (EaselMarkdown) markdown = NULL;
  guint rows = 0;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (code, "int value_%u; %s\n", i, i % 7 == 0 ? "// \xe2\x80\xae" : "");
  g_string_append (text, code->str);
  g_string_append (text, "```\n");
  markdown = read_all (text->str, text->len);
  g_assert_cmpuint (easel_markdown_get_n_blocks (markdown), >, 20);
  for (guint i = 0; i < easel_markdown_get_n_blocks (markdown); i++)
    {
      EaselBlock *block = easel_markdown_get_block (markdown, i);

      g_assert_cmpint (block->kind, ==, EASEL_BLOCK_CODE);
      g_assert_cmpstr (block->language, ==, "c");
      g_assert_cmpint (block->continues, ==, i > 0);
      g_assert_true (g_utf8_validate (block->text, -1, NULL));
      g_string_append (joined, block->text);
    }
  g_string_replace (code, "\xe2\x80\xae", "⟨U+202E⟩", 0);
  g_assert_cmpstr (joined->str, ==, code->str);
  grow (text->str, 20011);

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (table, "|%u|*x* y|\n", i);
  g_clear_pointer (&markdown, easel_markdown_free);
  markdown = read_all (table->str, table->len);
  for (guint i = 0; i < easel_markdown_get_n_blocks (markdown); i++)
    {
      EaselBlock *block = easel_markdown_get_block (markdown, i);

      g_assert_nonnull (block->table);
      g_assert_cmpuint (block->table->n_rows, <=, EASEL_BLOCK_ROWS_MAX);
      g_assert_cmpuint (block->n_inlines, ==, block->table->n_rows - (i == 0));
      g_assert_cmpuint (block->table->widths[0], ==, 3);
      rows += block->table->n_rows;
    }
  g_assert_cmpuint (rows, ==, 501);
}

static void
test_hidden (void)
{
  assert_reads ("a\xe2\x80\xae"
                "b",
                "p:a⟨U+202E⟩b {hid ⟨U+202E⟩}\n");
  assert_reads ("a\xe2\x80\x8b\xe2\x80\x8b"
                "b",
                "p:a⟨U+200B ×2⟩b {hid ⟨U+200B ×2⟩}\n");
  assert_reads ("x\xf3\xa0\x81\xa1\xf3\xa0\x81\xa2", "p:x⟨U+E0061… ×2⟩ {hid ⟨U+E0061… ×2⟩}\n");
  assert_reads ("&#x202E;a", "p:⟨U+202E⟩a {hid ⟨U+202E⟩}\n");
  assert_reads ("```\nif (a\xe2\x80\x8b)\n```", "code:if (a⟨U+200B⟩)\\n\n");
  /* Joiners and marks are how some languages are written. */
  assert_reads ("👩\xe2\x80\x8d🚀 می\xe2\x80\x8cخواهم", "p:👩\xe2\x80\x8d🚀 می\xe2\x80\x8cخواهم\n");
  assert_reads ("\x01", "p:⟨U+0001⟩ {hid ⟨U+0001⟩}\n");
  {
    const char bad[] = "a \xff\xfe b\n\nc \xe2\x82";
    g_autoptr (EaselMarkdown) markdown = read_all (bad, sizeof bad - 1);

    g_assert_cmpstr (easel_markdown_get_block (markdown, 0)->text, ==, "a ?? b");
    g_assert_cmpstr (easel_markdown_get_block (markdown, 1)->text, ==, "c ??");
    /* The rest of a character that was cut. */
    easel_markdown_update (markdown, "a \xff\xfe b\n\nc \xe2\x82\xac", sizeof bad);
    g_assert_cmpstr (easel_markdown_get_block (markdown, 1)->text, ==, "c €");
  }
}

static void
test_links (void)
{
  static const struct
  {
    const char *target;
    const char *shown;
    gboolean opens;
  } links[] = {
    { "https://example.org/a?b=c#d", "https://example.org/a?b=c#d", TRUE },
    { "HTTP://example.org", "HTTP://example.org", TRUE },
    { "mailto:a@b.example", "mailto:a@b.example", TRUE },
    { "javascript:alert(1)", "javascript:alert(1)", FALSE },
    { "file:///etc/passwd", "file:///etc/passwd", FALSE },
    { "data:text/html,x", "data:text/html,x", FALSE },
    { "/relative", "/relative", FALSE },
    { "https://ex\xd0\xb0mple.org/", "https://xn--exmple-4nf.org/", TRUE },
    { "https://a.example/\xe2\x80\xaegpj.exe", "https://a.example/%E2%80%AEgpj.exe", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    {
      g_autofree char *shown = easel_link_to_shown (links[i].target);

      g_assert_cmpstr (shown, ==, links[i].shown);
      g_assert_cmpint (easel_link_may_open (links[i].target), ==, links[i].opens);
    }
}

static void
test_math (void)
{
  static const char *const formulas[][2] = {
    { "E = mc^2", "E = mc²" },
    { "\\frac{a}{b}", "a/b" },
    { "\\frac{a+1}{\\sqrt{x_i}}", "(a+1)/(√(xᵢ))" },
    { "\\sum_{i=1}^{n} x_i \\leq \\infty", "∑ᵢ₌₁ⁿ xᵢ ≤ ∞" },
    { "x^{\\alpha}", "x^(α)" },
    { "\\text{speed} \\times \\unknown{a}", "speed × \\unknowna" },
    { "a_{ij} \\cdot b^{-1}", "aᵢⱼ · b⁻¹" },
    { "\\left( \\lim_{x \\to 0} \\sin x \\right)", "( lim_(x → 0) sin x )" },
    { "}}{{\\", "" },
    { "x^{2", "x²" },
    { "x_{", "x_(" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++)
    {
      g_autofree char *text = easel_math_to_text (formulas[i][0]);

      g_assert_cmpstr (text, ==, formulas[i][1]);
    }
}

/* ---- the clipboard ---- */

static void
assert_copies (const char *source, gsize start, gsize end, const char *markdown, const char *html)
{
  g_autoptr (EaselMarkdown) message = read_all (source, strlen (source));
  EaselBlock *block = easel_markdown_get_block (message, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) tags = g_string_new (NULL);

  end = MIN (end, block->length);
  easel_block_append_markdown (block, start, end, text);
  g_assert_cmpstr (text->str, ==, markdown);
  easel_block_append_html (block, start, end, tags);
  g_assert_cmpstr (tags->str, ==, html);
}

static void
test_copy (void)
{
  assert_copies ("Both **hold *the* tower** well", 7, 16, "**ld *the* to**",
                 "<p><strong>ld <em>the</em> to</strong></p>");
  assert_copies ("- item", 0, 4, "- item", "<li>item</li>");
  assert_copies ("- item", 1, 4, "tem", "<li>tem</li>");
  assert_copies ("## Head", 0, 2, "## He", "<h2>He</h2>");
  assert_copies ("[a b](https://x.example/(y))", 2, 3, "[b](<https://x.example/(y)>)",
                 "<p><a href=\"https://x.example/(y)\">b</a></p>");
  assert_copies ("[a](javascript:x)", 0, 1, "[a](javascript:x)", "<p>a</p>");
  assert_copies ("```c\na<b\nc\n```", 0, 4, "```c\na<b\n```", "<pre>a&lt;b\n</pre>");
  assert_copies ("````\n```\n````", 0, 99, "````\n```\n````", "<pre>```\n</pre>");
  assert_copies ("|a|b|\n|-|-:|\n|c|d|", 0, 99, "| a | b |\n| --- | --: |\n| c | d |",
                 "<table>\n<tr><td>a</td><td>b</td></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>");
  assert_copies ("---", 0, 0, "---", "<hr>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markdown/kinds", test_kinds);
  g_test_add_func ("/markdown/sources", test_sources);
  g_test_add_func ("/markdown/every-cut", test_every_cut);
  g_test_add_func ("/markdown/random-cuts", test_random_cuts);
  g_test_add_func ("/markdown/pieces", test_pieces);
  g_test_add_func ("/markdown/last-only", test_last_only);
  g_test_add_func ("/markdown/growing-definitions", test_growing_definitions);
  g_test_add_func ("/markdown/bombs", test_bombs);
  g_test_add_func ("/markdown/depth", test_depth);
  g_test_add_func ("/markdown/parts", test_parts);
  g_test_add_func ("/markdown/hidden", test_hidden);
  g_test_add_func ("/markdown/links", test_links);
  g_test_add_func ("/markdown/math", test_math);
  g_test_add_func ("/markdown/copy", test_copy);
  return g_test_run ();
}
