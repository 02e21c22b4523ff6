-- What belongs to no module: the schema of the installation itself. platform.migration, which remembers the files
-- of this directory, is made by the migrator before it applies the first of them.

create schema if not exists platform;

comment on schema platform is 'The installation itself: migrations, nodes, secrets.';
