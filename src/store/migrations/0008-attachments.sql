-- SPDX-License-Identifier: GPL-3.0-or-later
-- What goes along with a message: files that the library keeps.
CREATE TABLE message_attachments (
  message_id INTEGER NOT NULL REFERENCES messages (id),
  position INTEGER NOT NULL,
  asset_id INTEGER NOT NULL REFERENCES assets (id),
  name TEXT NOT NULL,
  PRIMARY KEY (message_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_attachments_asset ON message_attachments (asset_id);
