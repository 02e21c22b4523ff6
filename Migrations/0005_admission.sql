-- Admission: what is asked of a request before it is taken up.

create schema admission;

-- A request that carried an Idempotency-Key, and its answer: a retry gets the answer again instead of doing
-- the work twice. Rows live for 24 hours.
create table admission.idempotency_key (
    athlete_id bigint not null,
    key text not null,
    -- SHA-256 of what was asked (method, target, content): the same key with another request is refused.
    request_hash bytea not null,
    -- Names the attempt that holds the row, so that an attempt whose lease ran out can't write over its
    -- successor.
    attempt_id bigint not null,
    created_at timestamptz not null,
    -- While there is no answer: until when the attempt that holds the row may be at work.
    leased_until timestamptz not null,
    -- The answer; null while the request is being worked on.
    status smallint,
    -- Header fields worth repeating, as lines `Name: value`.
    headers text,
    body bytea,
    primary key (athlete_id, key),
    constraint idempotency_key_length check (octet_length(key) between 1 and 255),
    constraint idempotency_hash_size check (octet_length(request_hash) = 32),
    constraint idempotency_answer_whole check ((status is null) = (body is null))
);

create index idempotency_key_by_age on admission.idempotency_key (created_at);
