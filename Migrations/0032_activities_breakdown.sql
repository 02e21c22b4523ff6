-- What an activity is made of beside its summary: laps, splits, best efforts, and where its figures came from.
--
-- All of it is derived: written with the activity in one transaction, and replaced as a whole when it is computed
-- again; `activity.algorithm_version` is that of these rows too.
--
-- Laps and best efforts are rows, since each is a thing of its own: v3 gives them ids, which stay when they are
-- computed again, and best efforts are compared across activities. Splits are only ever read together, and only
-- with their activity: they are one row for each unit, with an array for each figure.

-- Less often asked for than the other figures, so only the details read them.
alter table activities.activity
    add column elevation_loss_meters double precision,
    add column maximum_cadence double precision,
    add column maximum_temperature double precision,
    -- by figure: device (its own total), samples (computed from them), estimate
    add column figure_sources jsonb not null default '{}';

-- A lap that the athlete or the device took; without any, one for the whole recording.
create table activities.lap (
    athlete_id bigint not null,
    activity_id bigint not null,
    -- from 1
    lap_index integer not null,
    -- only a name for clients: nothing refers to it
    id bigint generated always as identity,
    -- the first and the last sample
    start_index integer not null,
    end_index integer not null,
    -- when it began, counted from the activity's start
    start_seconds double precision not null,
    elapsed_seconds integer not null,
    moving_seconds integer not null,
    distance_meters double precision not null,
    elevation_gain_meters double precision not null,
    maximum_speed double precision not null,
    average_heart_rate double precision,
    maximum_heart_rate integer,
    average_cadence double precision,
    average_watts double precision,
    constraint lap_pkey primary key (athlete_id, activity_id, lap_index)
);

-- The fastest stretch of a run with a usual distance.
create table activities.best_effort (
    athlete_id bigint not null,
    activity_id bigint not null,
    -- v3's name: 400m, 1/2 mile, 1K …
    distance text not null,
    -- only a name for clients: nothing refers to it
    id bigint generated always as identity,
    elapsed_seconds double precision not null,
    moving_seconds double precision not null,
    -- when it began, counted from the activity's start
    start_seconds double precision not null,
    start_index integer not null,
    end_index integer not null,
    constraint best_effort_pkey primary key (athlete_id, activity_id, distance)
);

-- The kilometres or miles of an activity, in order, as arrays of the same length.
create table activities.splits (
    athlete_id bigint not null,
    activity_id bigint not null,
    -- kilometer or mile
    unit text not null,
    distance_meters double precision[] not null,
    elapsed_seconds integer[] not null,
    moving_seconds integer[] not null,
    elevation_difference_meters double precision[] not null,
    average_heart_rate double precision[] not null,
    average_grade_adjusted_speed double precision[] not null,
    constraint splits_pkey primary key (athlete_id, activity_id, unit),
    constraint splits_unit_known check (unit in ('kilometer', 'mile'))
);

-- For computing again: what an older algorithm made, oldest first.
create index activity_algorithm on activities.activity (algorithm_version, id) where upload_id is not null;
