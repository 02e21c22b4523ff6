-- Activities: what athletes leave out of their recordings, on top of the original files, which stay as they are.
--
-- Everything computed of an activity is computed of what is left; without its row here, of the whole again.

create table activities.recording_cut (
    athlete_id bigint not null,
    activity_id bigint not null,
    -- the samples of the original that stay between, both included; null: up to its last
    first_index bigint not null,
    last_index bigint,
    -- samples between them that are wrong, ascending
    removed_indices bigint[] not null,
    updated_at timestamptz not null,
    constraint recording_cut_pkey primary key (athlete_id, activity_id),
    constraint recording_cut_activity foreign key (athlete_id, activity_id)
        references activities.activity (athlete_id, id) on delete cascade,
    constraint recording_cut_order check (0 <= first_index and first_index <= last_index),
    constraint recording_cut_removed_count check (cardinality(removed_indices) <= 10000)
);
