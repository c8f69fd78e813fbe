// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-page-keys.h"
#include "easel-prompt-page-private.h"

static const EaselPageKey keys[] = {
  { "<Control>Return|<Control>KP_Enter", "page.run", FALSE },
  { "Escape", "page.stop", FALSE },
  { "<Control>s", "page.save-revision", FALSE },
  { "<Control>m", "page.choose-model", TRUE },
  { "<Control>h", "page.history", TRUE },
  { "<Control>l", "page.lock", FALSE },
  { "<Control>p", "page.parts", TRUE },
  { "<Control>i", "page.instruction", TRUE },
};

/* To be called once. */
void
_easel_prompt_page_add_keys (EaselPromptPage *self)
{
  easel_page_keys_attach (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
  /* A text that has the focus would take it for a new line. */
  easel_page_keys_attach_first (GTK_WIDGET (self), &keys[0]);
}
