-- The Idempotency-Key under which a file was sent, if there was one. A retry whose first attempt was committed, but
-- never answered, because the server was killed, finds that upload again instead of making a second one, which would
-- then be refused as a duplicate of the first.
alter table activities.upload add column request_key text;

-- With the digest, so that a key which is used again for another file, days later, is no obstacle.
create unique index upload_request on activities.upload (athlete_id, request_key, file_digest)
    where request_key is not null;
