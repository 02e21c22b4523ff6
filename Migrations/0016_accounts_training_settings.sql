-- Accounts: more of what changes over time: the heart rate at rest, and training zones that an athlete sets.

alter table accounts.athlete
    -- What is true today, like its neighbours; accounts.measure has since when.
    add column resting_heartrate_bpm integer,
    add constraint athlete_resting_heartrate_possible check (resting_heartrate_bpm between 20 and 120);

alter table accounts.measure
    drop constraint measure_kind_known,
    -- resting_heartrate: beats a minute
    add constraint measure_kind_known
        check (kind in ('weight', 'ftp', 'maximum_heartrate', 'resting_heartrate')),
    -- Null: from that day on the athlete doesn't say any more.
    alter column value drop not null;

-- Zones that an athlete has set; where there is no row, or one without bounds, they are computed from the
-- maximum heart rate or the FTP of the day.
create table accounts.zone_setting (
    athlete_id bigint not null,
    kind text not null,
    -- The first day on which the zones hold; they hold until the next row.
    valid_from date not null,
    -- Where each zone but the first begins, ascending: beats a minute or watts. Null: computed again.
    bounds bigint[],
    primary key (athlete_id, kind, valid_from),
    constraint zone_setting_kind_known check (kind in ('heart_rate', 'power')),
    constraint zone_setting_bounds_count check (cardinality(bounds) between 1 and 9)
);
