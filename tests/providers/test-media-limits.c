// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-media-schema.h"

/* What a model cannot do is said before anything is sent: which limit, and what would
 * do. */

static EaselMediaSchema *
make_schema (void)
{
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_IMAGE);

  schema->takes =
      EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_STEPS | EASEL_MEDIA_TAKES_GUIDANCE;
  schema->ratios = g_strsplit ("1:1 16:9", " ", -1);
  schema->qualities = g_strsplit ("low high", " ", -1);
  schema->multiple = 16;
  schema->min_side = 256;
  schema->max_side = 2048;
  schema->min_pixels = 300 * 300;
  schema->max_pixels = 2000000;
  schema->longest_ratio = 3;
  schema->max_count = 4;
  schema->max_references = 1;
  schema->min_steps = 5;
  schema->max_steps = 50;
  schema->min_guidance = 1;
  schema->max_guidance = 20;
  schema->max_seed = 1000;
  schema->min_duration = 2;
  schema->max_duration = 10;
  schema->max_prompt = 20;
  return schema;
}

static EaselMediaRequest *
make_request (void)
{
  EaselMediaRequest *request = easel_media_request_new ("painter", "a boat");

  request->width = request->height = 1024;
  request->count = 4;
  request->steps = 50;
  request->guidance = 20;
  request->seed = 1000;
  request->duration = 10;
  return request;
}

static void
set_size (EaselMediaRequest *request, int width, int height)
{
  request->width = width;
  request->height = height;
}

typedef void (*Spoil) (EaselMediaRequest *request);

static void
odd_size (EaselMediaRequest *r)
{
  set_size (r, 1000, 1030);
}

static void
small_side (EaselMediaRequest *r)
{
  set_size (r, 240, 512);
}

static void
large_side (EaselMediaRequest *r)
{
  set_size (r, 2064, 720);
}

static void
few_pixels (EaselMediaRequest *r)
{
  set_size (r, 256, 256);
}

static void
many_pixels (EaselMediaRequest *r)
{
  set_size (r, 1536, 1536);
}

static void
long_ratio (EaselMediaRequest *r)
{
  set_size (r, 1600, 512);
}

static void
half_size (EaselMediaRequest *r)
{
  set_size (r, 1024, 0);
}

static void
huge_size (EaselMediaRequest *r)
{
  set_size (r, G_MAXINT, G_MAXINT);
}

static void
other_ratio (EaselMediaRequest *r)
{
  r->ratio = g_strdup ("5:1");
}

static void
no_count (EaselMediaRequest *r)
{
  r->count = 0;
}

static void
many (EaselMediaRequest *r)
{
  r->count = 5;
}

static void
few_steps (EaselMediaRequest *r)
{
  r->steps = 4;
}

static void
many_steps (EaselMediaRequest *r)
{
  r->steps = 51;
}

static void
little_guidance (EaselMediaRequest *r)
{
  r->guidance = 0.5;
}

static void
large_seed (EaselMediaRequest *r)
{
  r->seed = 1001;
}

static void
long_clip (EaselMediaRequest *r)
{
  r->duration = 11;
}

static void
other_word (EaselMediaRequest *r)
{
  r->quality = g_strdup ("splendid");
}

static void
no_prompt (EaselMediaRequest *r)
{
  g_set_str (&r->prompt, "");
}

static void
bad_prompt (EaselMediaRequest *r)
{
  g_set_str (&r->prompt, "a \xff boat");
}

/* 21 characters of two and three bytes. */
static void
long_prompt (EaselMediaRequest *r)
{
  g_set_str (&r->prompt, "ééééééééééé€€€€€€€€€€");
}

static void
negative (EaselMediaRequest *r)
{
  r->negative = g_strdup ("blur");
}

static void
references (EaselMediaRequest *r)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);

  easel_media_request_add_reference (r, bytes, "image/png");
  easel_media_request_add_reference (r, bytes, "image/png");
}

static const struct
{
  Spoil spoil;
  const char *parameter; /* NULL: too long */
  const char *says;
} cases[] = {
  { odd_size, "size", "multiples of 16. The nearest such size is 1008x1024." },
  { small_side, "size", "at least 256 pixels, not 240." },
  { large_side, "size", "at most 2048 pixels, not 2064." },
  { few_pixels, "size", "at least 90000 pixels in all, and 256x256 are 65536." },
  { many_pixels, "size", "at most 2000000 pixels in all, and 1536x1536 are 2359296." },
  { long_ratio, "size", "at most 3 times the shorter one." },
  { half_size, "size", "That is no size." },
  { huge_size, "size", "That is no size." },
  { other_ratio, "ratio", "5:1 is none of the ratios that painter makes: 1:1, 16:9." },
  { no_count, "count", "from 1 to 4 pictures in one call, not 0." },
  { many, "count", "from 1 to 4 pictures in one call, not 5." },
  { few_steps, "steps", "from 5 to 50 steps, not 4." },
  { many_steps, "steps", "from 5 to 50 steps, not 51." },
  { little_guidance, "guidance", "a guidance from 1 to 20, not 0.5." },
  { large_seed, "seed", "The largest seed that painter takes is 1000." },
  { long_clip, "duration", "lasts from 2 to 10 seconds, not 11." },
  { other_word, "quality", "“splendid” is none of the words that painter knows for that: low, high." },
  { no_prompt, "prompt", "There is no prompt." },
  { bad_prompt, "prompt", "not valid UTF-8" },
  { long_prompt, NULL, "The prompt has 21 characters, and painter takes at most 20. Shorten it." },
  { negative, "negative", "painter takes no negative prompt." },
  { references, "references", "at most 1 reference pictures, not 2." },
};

static void
test_limits (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselMediaSchema) schema = make_schema ();
      g_autoptr (EaselMediaRequest) request = make_request ();
      g_autoptr (GError) error = NULL;

      /* What is just within the limits is none the worse for them. */
      g_assert_true (easel_media_schema_check (schema, request, &error));
      cases[i].spoil (request);
      g_assert_false (easel_media_schema_check (schema, request, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, EASEL_ERROR,
                      (cases[i].parameter != NULL ? EASEL_ERROR_INVALID_INPUT : EASEL_ERROR_TOO_LONG));
      g_assert_nonnull (strstr (error->message, cases[i].says));
      if (cases[i].parameter != NULL)
        g_assert_cmpstr (easel_error_get_details (error)->parameter, ==, cases[i].parameter);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/limits", test_limits);
  return g_test_run ();
}
