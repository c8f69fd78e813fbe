-- SPDX-License-Identifier: GPL-3.0-or-later
-- sources: what an answer names as where it has something from, a JSON array of
-- objects with "address", "title" and "text", each of which may be missing.
ALTER TABLE message_texts ADD COLUMN sources TEXT CHECK (json_valid(sources));
