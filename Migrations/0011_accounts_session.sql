-- Sessions: where access tokens come from.

-- A log-in, a page's cookie, a family of an application's tokens, or a personal token. Ending the session
-- ends every token that came from it.
create table accounts.session (
    athlete_id bigint not null,
    id bigint not null,
    -- login: our own clients; browser: the cookie of our pages; grant: an application; personal: made by
    -- hand.
    kind text not null,
    -- The application of a grant; null for the others.
    application_id bigint,
    -- Scopes as bits (Scopes.swift).
    scopes bigint not null,
    -- What lists show: a device, an application's name, or what the athlete called the token.
    name text not null,
    -- SHA-256 of the secret that all refresh tokens of this session share: who holds it, but not the newest
    -- token, shows a token that was used before. Null for kinds without refresh tokens.
    family_hash bytea,
    -- SHA-256 of the newest refresh token's own secret.
    refresh_hash bytea,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    -- When the session ends by itself, unless it is used before.
    expires_at timestamptz not null,
    -- When the last access token given out expires: until then its end has to be remembered.
    tokens_expire_at timestamptz not null,
    ended_at timestamptz,
    primary key (athlete_id, id),
    constraint session_kind_known check (kind in ('login', 'browser', 'grant', 'personal')),
    constraint session_application_of_grant check ((kind = 'grant') = (application_id is not null)),
    constraint session_name_length check (char_length(name) between 1 and 100),
    constraint session_hash_sizes check (octet_length(family_hash) = 32 and octet_length(refresh_hash) = 32)
);

-- Finds what the schedule deletes: sessions that ended, or ran out, long ago.
create index session_by_expiry on accounts.session (expires_at);

-- Sessions that ended while tokens of theirs were still good. Every server reads the new rows twice a second.
create table accounts.revocation (
    athlete_id bigint not null,
    session_id bigint not null,
    revoked_at timestamptz not null,
    -- When the last token of the session expires by itself, and the row has done its work.
    relevant_until timestamptz not null,
    primary key (athlete_id, session_id)
);

create index revocation_by_time on accounts.revocation (revoked_at);
create index revocation_by_relevance on accounts.revocation (relevant_until);
