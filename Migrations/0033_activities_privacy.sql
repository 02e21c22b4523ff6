-- Who sees what of an activity: facets that are hidden from others, what an athlete's new activities begin with, and
-- the parts of tracks that nobody else sees.

-- Bits: 1 map, 2 start time, 4 heart rate, 8 power, 16 calories.
alter table activities.activity add column hidden_facets smallint not null default 0;

-- An athlete's rules; no row: everything is for everyone.
create table activities.privacy_settings (
    athlete_id bigint not null,
    -- counts changes of this row and of the athlete's zones, from 1
    revision integer not null,
    -- what new activities begin with
    default_visibility text not null,
    default_hidden_facets smallint not null,
    -- how far from its first and its last point a track isn't shown; 0: it is shown
    hidden_start_meters integer not null,
    hidden_end_meters integer not null,
    -- from which the hidden areas' displacement is drawn: as long as it stays, every activity is cut alike
    secret bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint privacy_settings_pkey primary key (athlete_id),
    constraint privacy_settings_visibility_known
        check (default_visibility in ('everyone', 'followers_only', 'only_me')),
    constraint privacy_settings_distances
        check (hidden_start_meters between 0 and 1600 and hidden_end_meters between 0 and 1600),
    constraint privacy_settings_secret_size check (octet_length(secret) = 32)
);

-- The surroundings of an address, in which nobody else sees a track. Nothing of a row leaves but to its owner.
create table activities.privacy_zone (
    athlete_id bigint not null,
    id bigint not null,
    name text not null,
    latitude double precision not null,
    longitude double precision not null,
    radius_meters integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint privacy_zone_pkey primary key (athlete_id, id),
    constraint privacy_zone_place check (latitude between -90 and 90 and longitude between -180 and 180),
    constraint privacy_zone_radius check (radius_meters between 200 and 1600)
);
