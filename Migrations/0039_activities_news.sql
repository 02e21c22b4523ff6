-- Feeds ask for an athlete's newest activities that didn't come with an import: from the index alone, as before there
-- were imports.
alter table activities.recording_cut drop constraint recording_cut_activity;
alter table activities.activity
    drop constraint activity_pkey,
    add constraint activity_pkey primary key (athlete_id, id) include (import_id);
alter table activities.recording_cut
    add constraint recording_cut_activity foreign key (athlete_id, activity_id)
        references activities.activity (athlete_id, id) on delete cascade;
