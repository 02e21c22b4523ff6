-- Accounts: who there is, and how they prove it.
--
-- Every table of a person begins its key with athlete_id, by which it would be distributed; what has to be
-- unique over all people (addresses, usernames) is claimed in a table of its own, distributed by the claim.

create schema accounts;

-- One person with an account.
create table accounts.athlete (
    id bigint primary key,
    -- As it was typed, for mails; who holds it is decided by accounts.email_claim.
    email text not null,
    -- When the link in the confirmation mail was followed; null until then.
    email_confirmed_at timestamptz,
    -- Argon2id in its text form, with salt and cost.
    password_hash text not null,
    firstname text not null,
    lastname text not null,
    -- As it was typed; who holds it is decided by accounts.username_claim.
    username text,
    city text,
    state text,
    country text,
    sex text,
    description text,
    date_of_birth date,
    measurement_preference text not null default 'meters',
    -- What is true today; accounts.measure has since when, and what was before.
    weight_kilograms double precision,
    ftp_watts integer,
    maximum_heartrate_bpm integer,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint athlete_email_length check (octet_length(email) between 3 and 254),
    constraint athlete_firstname_length check (char_length(firstname) between 1 and 64),
    constraint athlete_lastname_length check (char_length(lastname) <= 64),
    constraint athlete_username_length check (char_length(username) between 3 and 30),
    constraint athlete_city_length check (char_length(city) <= 100),
    constraint athlete_state_length check (char_length(state) <= 100),
    constraint athlete_country_length check (char_length(country) <= 100),
    constraint athlete_description_length check (char_length(description) <= 2000),
    constraint athlete_sex_known check (sex in ('M', 'F')),
    constraint athlete_measurement_known check (measurement_preference in ('feet', 'meters')),
    constraint athlete_weight_possible check (weight_kilograms between 20 and 400),
    constraint athlete_ftp_possible check (ftp_watts between 1 and 3000),
    constraint athlete_heartrate_possible check (maximum_heartrate_bpm between 60 and 260)
);

-- Settings that change over time: a computation uses what was true on the day that it is about.
create table accounts.measure (
    athlete_id bigint not null,
    -- weight: kilograms; ftp: watts; maximum_heartrate: beats a minute.
    kind text not null,
    -- The first day on which the value holds; it holds until the next row.
    valid_from date not null,
    value double precision not null,
    primary key (athlete_id, kind, valid_from),
    constraint measure_kind_known check (kind in ('weight', 'ftp', 'maximum_heartrate'))
);

-- An address belongs to at most one account. Distributed by address, and claimed before the account is made.
create table accounts.email_claim (
    -- Case-folded.
    address text primary key,
    athlete_id bigint not null,
    claimed_at timestamptz not null
);

-- A username belongs to at most one athlete. Distributed by username.
create table accounts.username_claim (
    -- Case-folded.
    username text primary key,
    athlete_id bigint not null,
    claimed_at timestamptz not null
);

-- Links that were mailed: to confirm an address, or to set a new password.
create table accounts.mail_link (
    athlete_id bigint not null,
    id bigint not null,
    purpose text not null,
    -- The address that the mail went to; the link proves this one, not what the account has by then.
    address text not null,
    -- SHA-256 of the link's secret.
    secret_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (athlete_id, id),
    constraint mail_link_purpose_known check (purpose in ('confirm', 'reset')),
    constraint mail_link_hash_size check (octet_length(secret_hash) = 32)
);

-- Requests for a new password, also for addresses that nobody has: so that asking costs and shows the same
-- for all of them. The job that takes one up deletes it.
create table accounts.reset_request (
    id bigint primary key,
    -- Case-folded.
    address text not null,
    requested_at timestamptz not null
);
