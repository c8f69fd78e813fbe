// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/* What Easel's own form calls itself; see data/chat-export.md. */
#define EASEL_TRANSCRIPT_FORMAT "easel-chat"
#define EASEL_TRANSCRIPT_VERSION 1
