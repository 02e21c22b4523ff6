-- Activities: what athletes upload or enter by hand, and the streams that were recorded.
--
-- All tables would be distributed by athlete_id, which is therefore the first column of every primary key.
-- Units are SI, as the columns' names say; moments are UTC. Everything computed carries the version of the
-- algorithms that made it, and can be made again from the original file.

create schema activities;

-- One file sent by an athlete, from its arrival to its final state. A row outlives its activity: a deleted
-- activity leaves its upload behind, which says so when it is asked.
create table activities.upload (
    athlete_id bigint not null,
    id bigint not null,
    -- processing → ready | failed; ready → deleted
    state text not null,
    -- how far processing is, for those who watch: received → decoding → computing → ready | failed
    step text not null,
    -- the blob store's key: SHA-256 of the bytes as they were sent
    file_digest bytea not null,
    byte_count bigint not null,
    -- what the client said it is, corrected by a look at the content
    data_type text not null,
    -- what the client wishes for the activity; null: from the file
    external_id text,
    name text,
    description text,
    sport_type text,
    trainer boolean,
    commute boolean,
    -- why it failed, in the words of the v3 API; null unless failed
    error text,
    -- what exactly, and where, for the athlete
    error_detail text,
    -- the activity; null unless ready
    activity_id bigint,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint upload_pkey primary key (athlete_id, id),
    constraint upload_state_known check (state in ('processing', 'ready', 'failed', 'deleted')),
    constraint upload_step_known check (step in ('received', 'decoding', 'computing', 'ready', 'failed')),
    constraint upload_file_digest_size check (octet_length(file_digest) = 32),
    constraint upload_activity_when_ready check ((state = 'ready') = (activity_id is not null)),
    constraint upload_error_when_failed check ((state = 'failed') = (error is not null))
);

-- One recording or manual entry, with its summary.
create table activities.activity (
    athlete_id bigint not null,
    id bigint not null,
    -- counts edits; whoever caches something made from this row keeps it beside the copy
    revision integer not null,
    -- where it came from; null for manual entries, which have no file
    upload_id bigint,
    -- SHA-256 of the file's content after decompression: the first layer of duplicate detection
    content_digest bytea,
    external_id text,
    device_name text,
    -- what the athlete says of it
    name text not null,
    description text not null,
    sport_type text not null,
    visibility text not null,
    hide_from_home boolean not null,
    trainer boolean not null,
    commute boolean not null,
    -- when; the zone is an IANA name, the offset is that zone's at the start
    started_at timestamptz not null,
    utc_offset_seconds integer not null,
    time_zone text not null,
    -- what came of it
    elapsed_seconds integer not null,
    moving_seconds integer not null,
    distance_meters double precision not null,
    elevation_gain_meters double precision not null,
    elevation_low_meters double precision,
    elevation_high_meters double precision,
    average_speed double precision not null,
    maximum_speed double precision not null,
    average_heart_rate double precision,
    maximum_heart_rate double precision,
    average_cadence double precision,
    average_watts double precision,
    maximum_watts double precision,
    weighted_average_watts double precision,
    kilojoules double precision,
    average_temperature double precision,
    calories double precision,
    -- where; all null without positions. Nothing of it leaves but through the masker.
    start_latitude double precision,
    start_longitude double precision,
    end_latitude double precision,
    end_longitude double precision,
    -- encoded polylines (precision 5): the line for maps, and at most 150 points for cards
    polyline text,
    summary_polyline text,
    -- of the algorithms that made the columns above and the stream
    algorithm_version smallint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint activity_pkey primary key (athlete_id, id),
    constraint activity_visibility_known check (visibility in ('everyone', 'followers_only', 'only_me')),
    constraint activity_content_digest_size check (octet_length(content_digest) = 32),
    constraint activity_source check ((content_digest is null) = (upload_id is null)),
    constraint activity_times check (elapsed_seconds >= 0 and moving_seconds between 0 and elapsed_seconds),
    constraint activity_distance check (distance_meters >= 0)
);

-- Clients name an activity by its id alone. On a distributed table this index becomes a table of its own
-- (id → athlete_id), distributed by id.
create unique index activity_id on activities.activity (id);
-- An upload becomes at most one activity, whatever happens to its job.
create unique index activity_upload on activities.activity (athlete_id, upload_id) where upload_id is not null;
-- The same recording is kept once.
create unique index activity_content on activities.activity (athlete_id, content_digest)
    where content_digest is not null;
-- Lists by start, keyset pages; duplicates by overlap in time.
create index activity_started on activities.activity (athlete_id, started_at desc, id desc);

-- The recorded channels of an activity, as one blob in the format of Sources/Sport/Streams.
create table activities.stream (
    athlete_id bigint not null,
    activity_id bigint not null,
    codec_version smallint not null,
    point_count integer not null,
    -- compressed already: external storage keeps PostgreSQL from trying again
    blob bytea not null,
    constraint stream_pkey primary key (athlete_id, activity_id)
);
alter table activities.stream alter column blob set storage external;
