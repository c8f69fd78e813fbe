// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-image-tokens.h"

#include <math.h>
#include <string.h>

/*
 * How many tokens a picture is to a model, as the services' documentation has it
 * in 2025: OpenAI "Images and vision", Anthropic "Vision", Gemini "Image
 * understanding". Formulas of later models of the same name are taken to be the
 * same.
 */

/* A picture of unknown size. */
#define USUAL_SIDE 1024

/* ---- OpenAI: tiles ---- */

/* What a picture is at least, and what each tile of it comes to. */
typedef struct
{
  const char *prefix;
  guint base;
  guint tile;
} Tiles;

static const Tiles tiles[] = {
  { "gpt-4o-mini", 2833, 5667 },
  { "gpt-4o", 85, 170 },
  { "gpt-4.1", 85, 170 },
  { "gpt-4.5", 85, 170 },
  { "o1", 75, 150 },
  { "o3", 75, 150 },
  { "", 70, 140 },
};

/* Into a square of 2,048, then down to 768 on the shorter side, in tiles of 512. */
static gint64
count_tiles (const Tiles *price, double width, double height)
{
  double scale = MIN (1, 2048 / MAX (width, height));

  scale *= MIN (1, 768 / MIN (width * scale, height * scale));
  return price->base + (gint64) (ceil (width * scale / 512) * ceil (height * scale / 512)) * price->tile;
}

/* ---- OpenAI: patches ---- */

typedef struct
{
  const char *prefix;
  double factor;
} Patches;

static const Patches patches[] = {
  { "gpt-4.1-mini", 1.62 }, { "gpt-4.1-nano", 2.46 }, { "gpt-5-mini", 1.62 },
  { "gpt-5-nano", 2.46 },   { "o4-mini", 1.72 },
};

#define PATCH 32
#define MOST_PATCHES 1536

/* Patches of 32, scaled down until there are 1,536 at most. */
static gint64
count_patches (double factor, double width, double height)
{
  double n = ceil (width / PATCH) * ceil (height / PATCH);

  if (n > MOST_PATCHES)
    {
      double scale = sqrt ((double) MOST_PATCHES * PATCH * PATCH / (width * height));
      double across = width * scale / PATCH, down = height * scale / PATCH;

      scale *= MIN (1, MIN (MAX (floor (across), 1) / across, MAX (floor (down), 1) / down));
      n = ceil (width * scale / PATCH - 1e-9) * ceil (height * scale / PATCH - 1e-9);
    }
  return (gint64) ceil (MIN (n, MOST_PATCHES) * factor);
}

static gint64
count_openai (const char *name, double width, double height)
{
  for (guint i = 0; i < G_N_ELEMENTS (patches); i++)
    if (g_str_has_prefix (name, patches[i].prefix))
      return count_patches (patches[i].factor, width, height);
  for (guint i = 0;; i++)
    if (g_str_has_prefix (name, tiles[i].prefix))
      return count_tiles (&tiles[i], width, height);
}

/* ---- the others ---- */

/* Scaled down to what the model sees, then one token for 750 pixels. */
static gint64
count_claude (double longest, double most, double width, double height)
{
  double scale = MIN (1, longest / MAX (width, height));

  return (gint64) ceil (CLAMP (width * scale * height * scale / 750, 1, most));
}

/* A small one is 258; others, 3,072 at most, are cut into tiles, 258 each. */
static gint64
count_gemini (double width, double height)
{
  double scale = MIN (1, 3072 / MAX (width, height)), unit;

  if (width <= 384 && height <= 384)
    return 258;
  width *= scale;
  height *= scale;
  unit = CLAMP (floor (MIN (width, height) / 1.5), 256, 768);
  return (gint64) (ceil (width / unit) * ceil (height / unit)) * 258;
}

/* What runs on own computers has many formulas: the patches of 28 of the Qwen
 * family, no more than 1,280. A guess. */
static gint64
guess (double width, double height)
{
  return (gint64) CLAMP (ceil (width * height / (28 * 28)), 64, 1280);
}

static gint64
count (EaselTokenFamily family, const char *name, guint width, guint height)
{
  gboolean known = width > 0 && height > 0;
  double w = known ? width : USUAL_SIDE, h = known ? height : USUAL_SIDE;

  switch (family)
    {
    case EASEL_TOKEN_FAMILY_O200K:
      return count_openai (name, w, h);
    case EASEL_TOKEN_FAMILY_CLAUDE:
      return count_claude (2576, 4784, w, h);
    case EASEL_TOKEN_FAMILY_CLAUDE_4:
      return count_claude (1568, 1600, w, h);
    case EASEL_TOKEN_FAMILY_GEMINI:
      return count_gemini (w, h);
    case EASEL_TOKEN_FAMILY_LLAMA:
    default:
      return guess (w, h);
    }
}

/**
 * easel_image_tokens_of_family:
 * @family: who looks at it
 * @width: pixels, 0 if that is not known
 * @height: pixels, 0 if that is not known
 *
 * As easel_image_tokens(), where of the model only its family is known.
 *
 * Returns: about how many tokens such a picture is in a request
 */
gint64
easel_image_tokens_of_family (EaselTokenFamily family, guint width, guint height)
{
  return count (family, "", width, height);
}

/**
 * easel_image_tokens:
 * @model_id: what a provider calls a model, such as "gpt-4o"
 * @width: pixels, 0 if that is not known
 * @height: pixels, 0 if that is not known
 *
 * By the published formula of the model's makers: tiles or patches (OpenAI), a
 * token for 750 pixels (Anthropic), 258 a tile (Gemini); for all others a guess,
 * one for 784 pixels. A picture of unknown size is taken for 1,024 by 1,024.
 *
 * Returns: about how many tokens such a picture is in a request
 */
gint64
easel_image_tokens (const char *model_id, guint width, guint height)
{
  g_autofree char *lower = NULL;
  const char *slash;

  g_return_val_if_fail (model_id != NULL, 0);

  lower = g_ascii_strdown (model_id, -1);
  slash = strrchr (lower, '/');
  return count (easel_token_family_of (model_id), slash != NULL ? slash + 1 : lower, width, height);
}
