-- Activities: archives of many files, sent at once, each an import that can be looked at before, watched, and undone as
-- a whole.

-- One archive, from its arrival until it is undone; then nothing of it is left.
create table activities.import (
    athlete_id bigint not null,
    id bigint not null,
    -- reading → running → finished; with a dry run reading → inspecting → inspected → running → finished;
    -- reading → refused; anything → undoing → gone
    state text not null,
    is_dry_run boolean not null,
    -- the archive, as the client called it
    file_name text not null,
    byte_count bigint not null,
    -- whose export it is; null until it has been read
    export text,
    -- files by their verdict: the rows of import_entry, counted in the transactions that change them
    waiting_count integer not null default 0,
    new_count integer not null default 0,
    imported_count integer not null default 0,
    duplicate_count integer not null default 0,
    refused_count integer not null default 0,
    ignored_count integer not null default 0,
    -- what the imported ones have become
    activity_count integer not null default 0,
    -- why the archive as a whole is refused: a stable code and a sentence
    refusal_code text,
    refusal text,
    -- the Idempotency-Key under which it was sent
    request_key text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint import_pkey primary key (athlete_id, id),
    constraint import_state_known check
        (state in ('reading', 'inspecting', 'inspected', 'running', 'finished', 'refused', 'undoing')),
    constraint import_refusal check ((refusal_code is null) = (refusal is null)),
    constraint import_counts check (
        least(waiting_count, new_count, imported_count, duplicate_count, refused_count, ignored_count) >= 0)
);
create unique index import_request on activities.import (athlete_id, request_key) where request_key is not null;
-- Dry runs that nobody came back to.
create index import_inspected on activities.import (updated_at) where state = 'inspected';

-- The stored archives of an import until it is finished: 0 is what was sent, the others were inside of it.
create table activities.import_archive (
    athlete_id bigint not null,
    import_id bigint not null,
    number integer not null,
    -- the blob store's key
    digest bytea not null,
    constraint import_archive_pkey primary key (athlete_id, import_id, number),
    constraint import_archive_import foreign key (athlete_id, import_id)
        references activities.import (athlete_id, id) on delete cascade,
    constraint import_archive_digest_size check (octet_length(digest) = 32)
);
-- Whether anybody else needs a blob.
create index import_archive_digest on activities.import_archive (digest);

-- A file of an import, with the verdict on it.
create table activities.import_entry (
    athlete_id bigint not null,
    import_id bigint not null,
    -- from 1, in the order of the archive
    number integer not null,
    path text not null,
    byte_count bigint not null,
    -- where it is: the archive's number, and the place in its directory; null for what only a note speaks of
    archive integer,
    archive_index integer,
    -- what the account's export says of it: name, sport, gear …; see AccountExports.ActivityNote
    note jsonb,
    -- waiting → new (dry run) → waiting → imported | duplicate | refused | ignored
    verdict text not null,
    -- why: a stable code and a sentence
    reason_code text,
    reason text,
    -- what it is: of the first recording, where it has several
    sport_type text,
    name text,
    started_at timestamptz,
    elapsed_seconds integer,
    distance_meters double precision,
    content_digest bytea,
    -- what there was already: an activity, or another file of the same import
    duplicate_of bigint,
    duplicate_entry integer,
    -- what it was taken as
    upload_id bigint,
    constraint import_entry_pkey primary key (athlete_id, import_id, number),
    constraint import_entry_import foreign key (athlete_id, import_id)
        references activities.import (athlete_id, id) on delete cascade,
    constraint import_entry_verdict_known check
        (verdict in ('waiting', 'new', 'imported', 'duplicate', 'refused', 'ignored')),
    constraint import_entry_upload_when_imported check ((verdict = 'imported') = (upload_id is not null))
);
-- Pages of one verdict.
create index import_entry_verdict on activities.import_entry (athlete_id, import_id, verdict, number);

-- What an export says of activities without saying which file each is: found by when it began.
create table activities.import_note (
    athlete_id bigint not null,
    import_id bigint not null,
    start_milliseconds bigint not null,
    note jsonb not null,
    constraint import_note_pkey primary key (athlete_id, import_id, start_milliseconds),
    constraint import_note_import foreign key (athlete_id, import_id)
        references activities.import (athlete_id, id) on delete cascade
);

-- Gear that was made for an import: undoing removes it, unless something else uses it by then.
create table activities.import_gear (
    athlete_id bigint not null,
    import_id bigint not null,
    gear_id text not null,
    constraint import_gear_pkey primary key (athlete_id, import_id, gear_id),
    constraint import_gear_import foreign key (athlete_id, import_id)
        references activities.import (athlete_id, id) on delete cascade,
    constraint import_gear_gear foreign key (athlete_id, gear_id)
        references activities.gear (athlete_id, id) on delete cascade
);

-- The import that an activity came with; such activities aren't news, so feeds leave them out.
alter table activities.activity add column import_id bigint;
create index activity_import on activities.activity (athlete_id, import_id, id) where import_id is not null;
