-- Notifications: what athletes are told, in one sequence for each of them.
--
-- Both tables would be distributed by athlete_id.

create schema notifications;

-- Where an athlete's sequence is. Made with the first notification, or when the athlete first looks.
create table notifications.head (
    athlete_id bigint not null,
    -- names this sequence: a client that knows another one (from before a restored backup, say) begins anew
    epoch bigint not null,
    -- the number of the latest notification, 0 before the first. Counted up in the transaction that adds the row,
    -- so the numbers have no gaps and become visible in their order.
    seq bigint not null default 0,
    -- the latest that the athlete has read, on whatever device
    read_seq bigint not null default 0,
    constraint head_pkey primary key (athlete_id),
    constraint head_read_seq_within check (read_seq between 0 and seq)
);

create table notifications.notification (
    athlete_id bigint not null,
    seq bigint not null,
    -- followed | upload.ready | upload.failed
    kind text not null,
    -- who did it; null where nobody else did
    actor_id bigint,
    -- what it is about, and its kind: activity | upload; both null where it is about the actor
    object_kind text,
    object_id bigint,
    -- a sentence for people where the kind needs one, such as why an upload failed
    detail text,
    -- what is told only once, however often it happens; null where each time counts
    once_key text,
    created_at timestamptz not null,
    constraint notification_pkey primary key (athlete_id, seq),
    constraint notification_once unique (athlete_id, once_key),
    constraint notification_object check ((object_kind is null) = (object_id is null)),
    constraint notification_detail_length check (char_length(detail) <= 1000)
);
-- What is old is deleted in the order of its time.
create index notification_age on notifications.notification using brin (created_at);
