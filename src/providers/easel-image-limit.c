// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-image-limit.h"

#include <string.h>

#define KB ((gint64) 1024)
#define MB (1024 * KB)

/* Of what is sent three quarters are the file: the rest is what base64 adds. */
#define RAW(bytes) ((bytes) / 4 * 3)

/* However many there are, each may have so much. */
#define LEAST_BYTES (128 * KB)

typedef struct
{
  const char *protocol;
  const char *host; /* NULL for all */
  guint side;       /* what the model looks at: more only takes longer */
  guint fine_side;
  guint many; /* of more than so many, each may have no more than many_side */
  guint many_side;
  gint64 bytes;
  gint64 all_bytes;
  gboolean takes_webp;
  gboolean takes_gif;
} Limit;

/*
 * The services' documentation of pictures as of November 2026: Anthropic
 * "Vision" (5 MB in base64, 8000 points, 2000 where there are more than twenty),
 * OpenAI "Images and vision" (scaled into 2048, 50 MB together), Gemini "Image
 * understanding" (tiles of up to 3072 points, 20 MB together, no GIF), Groq
 * "Vision" (4 MB in base64), xAI "Image understanding" (20 MiB, JPEG and PNG).
 * What others and local servers take is the least of what they are known to.
 */
static const Limit limits[] = {
  { "anthropic", NULL, 1568, 2576, 20, 2000, RAW (5 * MB) - KB, RAW (28 * MB), TRUE, TRUE },
  { "openai", "api.openai.com", 2048, 2048, G_MAXUINT, 0, 15 * MB, RAW (45 * MB), TRUE, TRUE },
  { "openai-responses", "api.openai.com", 2048, 2048, G_MAXUINT, 0, 15 * MB, RAW (45 * MB), TRUE, TRUE },
  { "gemini", NULL, 3072, 3072, G_MAXUINT, 0, 7 * MB, RAW (18 * MB), TRUE, FALSE },
  { "openai", "api.groq.com", 2048, 2048, G_MAXUINT, 0, RAW (4 * MB) - KB, RAW (4 * MB) - KB, FALSE, FALSE },
  { "ollama", NULL, 2048, 2048, G_MAXUINT, 0, 10 * MB, 60 * MB, FALSE, FALSE },
  { NULL, NULL, 2048, 2048, G_MAXUINT, 0, 10 * MB, RAW (40 * MB), FALSE, FALSE },
};

static gboolean
is_of_host (const char *base_url, const char *host)
{
  g_autoptr (GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL) : NULL;

  /* Without an address it is the protocol's own. */
  if (base_url == NULL)
    return strcmp (host, "api.openai.com") == 0;
  return uri != NULL && g_strcmp0 (g_uri_get_host (uri), host) == 0;
}

static const Limit *
find (const char *protocol, const char *base_url)
{
  const Limit *limit = limits;

  while (limit->protocol != NULL && (g_strcmp0 (limit->protocol, protocol) != 0 ||
                                     (limit->host != NULL && !is_of_host (base_url, limit->host))))
    limit++;
  return limit;
}

/**
 * easel_image_limit_find:
 * @limit: (out caller-allocates): what is taken
 * @protocol: (nullable): how the model is asked, such as "anthropic"
 * @base_url: (nullable): where; %NULL for the protocol's own
 * @sees_fine: whether it is of the models that look at larger pictures
 * @n_images: how many pictures the question and what went before have
 *
 * The largest picture that makes a difference to a model: larger ones are
 * refused, or made smaller by the service before the model looks.
 */
void
easel_image_limit_find (
    EaselImageLimit *limit, const char *protocol, const char *base_url, gboolean sees_fine, guint n_images)
{
  const Limit *known = find (protocol, base_url);

  limit->side = sees_fine ? known->fine_side : known->side;
  if (n_images > known->many)
    limit->side = MIN (limit->side, known->many_side);
  limit->bytes = MAX (MIN (known->bytes, known->all_bytes / MAX (n_images, 1)), LEAST_BYTES);
  limit->takes_webp = known->takes_webp;
  limit->takes_gif = known->takes_gif;
}
