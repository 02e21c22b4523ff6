-- Accounts: the time zone that an athlete lives in. Activities that say nothing of theirs are told in it, and the
-- athlete's days begin by it.

alter table accounts.athlete
    -- An IANA name, such as Europe/Berlin, that the server knew when it was set. Null: the athlete doesn't say.
    add column time_zone text,
    add constraint athlete_time_zone_size check (octet_length(time_zone) between 1 and 64);
