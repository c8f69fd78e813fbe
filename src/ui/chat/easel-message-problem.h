// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_PROBLEM (easel_message_problem_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageProblem, easel_message_problem, EASEL, MESSAGE_PROBLEM, EaselMessageRow)

G_END_DECLS
