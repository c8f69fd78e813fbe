// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-sandbox-text-private.h"

#include <glib.h>

G_BEGIN_DECLS

/* What a rule has made of a clause. */
typedef enum
{
  EASEL_SANDBOX_NO_RULE,
  EASEL_SANDBOX_NOT_ABLE, /* understood, but out of the sample's reach */
  EASEL_SANDBOX_NO_CHANGE,
  EASEL_SANDBOX_CHANGED,
} EaselSandboxOutcome;

typedef struct
{
  EaselSandboxText *prompt;
  EaselSandboxText *negative; /* nullable */
  const char *original;       /* the clause as it was written */
  const char *lower;          /* the same in lower case, byte for byte */
  const char *verb;           /* of the clause before, if it may go on */
  EaselSandboxOutcome outcome;
} EaselSandboxEdit;

void _easel_sandbox_clause_apply (EaselSandboxEdit *edit, const char *clause);

G_END_DECLS
