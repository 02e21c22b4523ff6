-- Which files are still needed: asked for every old file of the blob store, once a day. The same bytes may belong to
-- uploads of several athletes; on a distributed table this index becomes a table of its own, distributed by digest.
create index upload_file on activities.upload (file_digest) where state in ('processing', 'ready');
