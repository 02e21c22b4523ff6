-- Accounts: the speed that an athlete can run for about an hour, of which the zones of pace are computed.

alter table accounts.athlete
    -- Metres per second; what is true today, like its neighbours; accounts.measure has since when.
    add column threshold_speed double precision,
    add constraint athlete_threshold_speed_possible check (threshold_speed between 1 and 8);

alter table accounts.measure
    drop constraint measure_kind_known,
    -- threshold_speed: metres per second
    add constraint measure_kind_known
        check (kind in ('weight', 'ftp', 'maximum_heartrate', 'resting_heartrate', 'threshold_speed'));
