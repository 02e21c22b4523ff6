-- A file may hold several recordings, as of a triathlon: each becomes an activity of the same upload.

-- The digest of a recording behind the first is that of the file's digest and the recording's number, so it tells the
-- recordings of a file apart.
drop index activities.activity_upload;
create unique index activity_upload on activities.activity (athlete_id, upload_id, content_digest)
    where upload_id is not null;

-- Keep the recording beside another one of the same outing. The same bytes are still kept once.
alter table activities.upload add column keep_duplicate boolean not null default false;
