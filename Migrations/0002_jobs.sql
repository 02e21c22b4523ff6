-- The transactional outbox and the queue: events, the jobs that they and others ask for, and those who work on them.
--
-- A state change, its event and the jobs of the event's subscribers are committed together. Jobs carry keys, not
-- state. Identifiers are sequences here, because nothing outside this schema refers to them.

create schema jobs;

-- What happened, for as long as somebody may ask (30 days); nothing waits for these rows.
create table jobs.event (
    id bigint generated always as identity primary key,
    kind text not null,
    key jsonb not null,
    created_at timestamptz not null default now()
);

create index event_created_at on jobs.event using brin (created_at);

-- Who works: one row for each worker of each process, which it keeps renewing. When the lease has run out, the
-- worker is dead (or cut off), and the jobs that it had claimed are free again.
create table jobs.worker (
    id bigint generated always as identity primary key,
    name text not null,
    lease_until timestamptz not null,
    started_at timestamptz not null default now()
);

-- What is to be done, or being done; done is deleted. Small and hot: kept so by an eager vacuum.
create table jobs.job (
    id bigint generated always as identity primary key,
    -- the name of the handler: a subscriber's, or that of a job asked for directly
    kind text not null,
    key jsonb not null,
    -- the event that caused it, if one did
    event_id bigint,
    -- the schedule that caused it: there is at most one job of each
    schedule text,
    -- that of its kind: 0 somebody waits for it, 1 as usual, 2 whenever there is time
    priority smallint not null default 1,
    run_at timestamptz not null default now(),
    -- how often it was begun
    attempt integer not null default 0,
    -- the worker that has it; null when it waits
    claimed_by bigint,
    last_error text,
    created_at timestamptz not null default now()
) with (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
    autovacuum_vacuum_cost_delay = 0
);

create index job_waiting on jobs.job (kind, run_at, id) where claimed_by is null;
-- With the identifier, so that acknowledging does not wade through what the same worker has finished before.
create index job_claimed on jobs.job (claimed_by, id) where claimed_by is not null;
create unique index job_schedule on jobs.job (schedule) where schedule is not null;

-- What failed too often: kept until an admin replays or drops it.
create table jobs.dead_letter (
    id bigint primary key,
    kind text not null,
    key jsonb not null,
    event_id bigint,
    priority smallint not null,
    attempt integer not null,
    last_error text,
    created_at timestamptz not null,
    died_at timestamptz not null default now()
);

create index dead_letter_died_at on jobs.dead_letter (died_at desc, id desc);

-- When each schedule is due next. Whoever holds the row's lock asks for the job, so that it is asked for once.
create table jobs.schedule (
    name text primary key,
    cadence text not null,
    next_run_at timestamptz not null
);
