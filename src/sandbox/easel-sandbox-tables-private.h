// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *from;
  const char *to;
} EaselSandboxPair;

/* A mood: the words that ask for it, what it makes of words in the prompt, and
 * what is added where none of them is there. */
typedef struct
{
  const char *const *keys;
  const EaselSandboxPair *pairs;
  const char *fallback;
  const char *opposite; /* a key of the mood that "less" asks for; nullable */
} EaselSandboxMood;

/* Each ends with an entry of nothing. */
extern const EaselSandboxMood _easel_sandbox_moods[];
extern const EaselSandboxPair _easel_sandbox_typos[];
extern const char *const _easel_sandbox_details[];

G_END_DECLS
