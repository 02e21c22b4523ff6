-- Nodes: which process makes which identifiers, and secrets that all processes of an installation share.

-- The 256 nodes of the identifiers (8 bits of each). A process leases one, renews the lease while it lives, and takes
-- the node that has been free for longest, so that a restart within the same second can't repeat an identifier.
create table platform.node (
    id           smallint primary key check (id between 0 and 255),
    leased_until timestamptz not null default '-infinity',
    -- Names the lease: whoever renews must still be its holder.
    holder       bigint not null default 0
);

insert into platform.node (id) select generate_series(0, 255);

-- Secrets made at the first start, for installations that don't give them by environment variables.
create table platform.secret (
    name       text primary key,
    value      bytea not null,
    created_at timestamptz not null default now()
);
