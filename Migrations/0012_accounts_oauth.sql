-- The OAuth2 server: applications, what athletes granted them, and codes on their way.

-- A client of the API, registered by an athlete. Few rows, read by all: a reference table.
create table accounts.application (
    -- The client_id: random, 31 bits, since clients keep it in 32.
    id bigint primary key,
    owner_id bigint not null,
    name text not null,
    description text not null default '',
    website text,
    -- The only host that codes are sent to, besides localhost.
    callback_domain text not null,
    -- SHA-256 of the client secret, which is random and shown once.
    secret_hash bytea not null,
    -- An inactive application gets no tokens, and the ones it has are refused.
    active boolean not null default true,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint application_id_size check (id between 1 and 2147483647),
    constraint application_name_length check (char_length(name) between 1 and 80),
    constraint application_description_length check (char_length(description) <= 500),
    constraint application_website_length check (char_length(website) <= 300),
    constraint application_callback_length check (char_length(callback_domain) between 1 and 253),
    constraint application_hash_size check (octet_length(secret_hash) = 32)
);

create index application_by_owner on accounts.application (owner_id, id);

-- What an athlete allowed an application.
create table accounts.grant (
    athlete_id bigint not null,
    application_id bigint not null,
    scopes bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (athlete_id, application_id)
);

-- An authorization code between the consent page and the token endpoint.
create table accounts.authorization_code (
    athlete_id bigint not null,
    id bigint not null,
    application_id bigint not null,
    -- SHA-256 of the code's secret.
    secret_hash bytea not null,
    redirect_uri text not null,
    scopes bigint not null,
    -- PKCE (RFC 7636): the S256 challenge, where the client sent one.
    code_challenge text,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    -- The session made from the code: ended when the code is used again.
    session_id bigint,
    primary key (athlete_id, id),
    constraint authorization_code_hash_size check (octet_length(secret_hash) = 32)
);

create index authorization_code_by_expiry on accounts.authorization_code (expires_at);
