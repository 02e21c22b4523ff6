-- Social: who follows whom.
--
-- Every table would be distributed by athlete_id. An edge is therefore stored twice, once with each of its ends;
-- both rows and the counts of both athletes are written in one transaction for as long as there is one database.

create schema social;

-- Whom an athlete follows.
create table social.follow_out (
    -- who follows
    athlete_id bigint not null,
    -- who is followed
    target_id bigint not null,
    -- ordered by time: lists show the latest first
    id bigint not null,
    created_at timestamptz not null,
    constraint follow_out_pkey primary key (athlete_id, target_id),
    constraint follow_out_not_oneself check (athlete_id <> target_id)
);
create unique index follow_out_latest on social.follow_out (athlete_id, id desc) include (target_id);

-- By whom an athlete is followed: the same edges from the other side.
create table social.follow_in (
    -- who is followed
    athlete_id bigint not null,
    -- who follows
    follower_id bigint not null,
    -- the edge's id, as in follow_out
    id bigint not null,
    created_at timestamptz not null,
    constraint follow_in_pkey primary key (athlete_id, follower_id),
    constraint follow_in_not_oneself check (athlete_id <> follower_id)
);
create unique index follow_in_latest on social.follow_in (athlete_id, id desc) include (follower_id);

-- What is known of an athlete's place in the graph. Made with the first edge; no row means zeros. Whoever changes
-- edges locks the rows of both athletes first, in the order of their ids, so the counts are those of the rows.
create table social.standing (
    athlete_id bigint not null,
    following_count integer not null default 0,
    follower_count integer not null default 0,
    -- counts the changes of whom the athlete follows; what was made from an older list is out of date
    following_epoch bigint not null default 0,
    -- has had more followers than activities are pushed to: readers pull them. Never taken back, because what
    -- was not pushed meanwhile is in no feed.
    is_popular boolean not null default false,
    -- how often the athlete followed somebody on follows_day (UTC), undone or not
    follows_day date not null default '1970-01-01',
    follows_that_day integer not null default 0,
    constraint standing_pkey primary key (athlete_id),
    constraint standing_following_count_positive check (following_count >= 0),
    constraint standing_follower_count_positive check (follower_count >= 0)
);
