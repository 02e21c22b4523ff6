-- Reactions: what athletes say of one another's activities.
--
-- All tables would be distributed by athlete_id, the activity's owner: so that everything about an activity is
-- in one place.

create schema reactions;

-- Kudos, one from each athlete at most.
create table reactions.kudos (
    -- whose activity it is
    athlete_id bigint not null,
    activity_id bigint not null,
    -- who likes it
    giver_id bigint not null,
    -- ordered by time: lists show the latest first
    id bigint not null,
    created_at timestamptz not null,
    constraint kudos_pkey primary key (athlete_id, activity_id, giver_id),
    constraint kudos_not_oneself check (athlete_id <> giver_id)
);
create unique index kudos_latest on reactions.kudos (athlete_id, activity_id, id desc) include (giver_id);

-- What was written below an activity.
create table reactions.comment (
    -- whose activity it is
    athlete_id bigint not null,
    activity_id bigint not null,
    -- ordered by time: lists show the earliest first
    id bigint not null,
    -- who wrote it
    author_id bigint not null,
    text text not null,
    created_at timestamptz not null,
    constraint comment_pkey primary key (athlete_id, activity_id, id),
    constraint comment_text_length check (char_length(text) between 1 and 2000)
);
-- Clients name a comment by its id alone; on a distributed table this index becomes a table of its own.
create unique index comment_id on reactions.comment (id);

-- How many there are. Made with the first one; no row means zeros. Written in the transaction that adds or
-- removes one, so the counts are those of the rows.
create table reactions.tally (
    athlete_id bigint not null,
    activity_id bigint not null,
    kudos_count integer not null default 0,
    comment_count integer not null default 0,
    constraint tally_pkey primary key (athlete_id, activity_id),
    constraint tally_kudos_count_positive check (kudos_count >= 0),
    constraint tally_comment_count_positive check (comment_count >= 0)
);
