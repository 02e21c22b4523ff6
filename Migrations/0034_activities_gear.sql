-- Activities: bikes and shoes, what they are made of, and which of them an activity was done with.
--
-- Distances are not kept here: they are always the sums over activities.activity, so they can't go wrong.

-- A bike or a pair of shoes.
create table activities.gear (
    athlete_id bigint not null,
    -- as clients see it: b and digits for a bike, g and digits for shoes
    id text not null,
    name text not null,
    brand_name text,
    model_name text,
    description text,
    -- of a bike, in v3's numbers: 1 mountain, 2 cross, 3 road, 4 time trial, 5 gravel
    frame_type bigint,
    weight_kilograms double precision,
    -- what it had gone before its first activity here
    initial_distance_meters double precision not null,
    -- the distance, with the initial one, at which the athlete wants to be told that it is worn
    alert_distance_meters double precision,
    -- when that was told; null again when the distance is set anew
    alerted_at timestamptz,
    -- not used any more; null while it is
    retired_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint gear_pkey primary key (athlete_id, id),
    constraint gear_id_form check (id ~ '^[bg][1-9][0-9]{0,15}$'),
    constraint gear_name_length check (char_length(name) between 1 and 100),
    constraint gear_brand_length check (char_length(brand_name) <= 100),
    constraint gear_model_length check (char_length(model_name) <= 100),
    constraint gear_description_length check (char_length(description) <= 2000),
    constraint gear_frame_type_known check (frame_type between 1 and 5),
    constraint gear_initial_distance check (initial_distance_meters >= 0),
    constraint gear_alert_distance check (alert_distance_meters > 0)
);
-- Clients name gear by its id alone; on a distributed table this index becomes a table of its own.
create unique index gear_id on activities.gear (id);

-- With what an activity of a sport is done where the athlete doesn't say.
create table activities.gear_default (
    athlete_id bigint not null,
    sport_type text not null,
    gear_id text not null,
    constraint gear_default_pkey primary key (athlete_id, sport_type),
    constraint gear_default_gear foreign key (athlete_id, gear_id)
        references activities.gear (athlete_id, id) on delete cascade
);
create index gear_default_of_gear on activities.gear_default (athlete_id, gear_id);

-- A part that wears on its own: it has gone what its gear has gone from when it was put in until it was taken out.
create table activities.component (
    athlete_id bigint not null,
    id bigint not null,
    gear_id text not null,
    -- chain, cassette, tyre …; the list is in GearComponent.swift
    kind text not null,
    name text not null,
    initial_distance_meters double precision not null,
    alert_distance_meters double precision,
    alerted_at timestamptz,
    installed_at timestamptz not null,
    -- null while it is in use
    removed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint component_pkey primary key (athlete_id, id),
    constraint component_gear foreign key (athlete_id, gear_id)
        references activities.gear (athlete_id, id) on delete cascade,
    constraint component_name_length check (char_length(name) between 1 and 100),
    constraint component_initial_distance check (initial_distance_meters >= 0),
    constraint component_alert_distance check (alert_distance_meters > 0),
    constraint component_period check (removed_at >= installed_at)
);
create index component_of_gear on activities.component (athlete_id, gear_id);

-- Activities outlive their gear.
alter table activities.activity
    add column gear_id text,
    add constraint activity_gear foreign key (athlete_id, gear_id)
        references activities.gear (athlete_id, id) on delete set null (gear_id);
-- Sums by gear, from the index alone.
create index activity_of_gear on activities.activity (athlete_id, gear_id, started_at) include (distance_meters)
    where gear_id is not null;
