-- SPDX-License-Identifier: GPL-3.0-or-later
-- A long list of the library is read from an index alone, whichever filter it has,
-- and is in order already, whichever that is.
DROP INDEX assets_list;
CREATE INDEX assets_list ON assets (created_at DESC, id DESC, rating, kind, source, width, height, provider_slug, model_id)
  WHERE trashed_at IS NULL AND source <> 'attachment';
CREATE INDEX assets_best ON assets (rating DESC, created_at DESC, id DESC)
  WHERE trashed_at IS NULL AND source <> 'attachment';
CREATE INDEX assets_name ON assets (name COLLATE NOCASE, created_at DESC, id DESC)
  WHERE trashed_at IS NULL AND source <> 'attachment';
CREATE INDEX assets_largest ON assets (bytes DESC, created_at DESC, id DESC)
  WHERE trashed_at IS NULL AND source <> 'attachment';
