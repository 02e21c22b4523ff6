-- Finds the sessions that end with their application.
create index session_by_application on accounts.session (application_id)
    where application_id is not null and ended_at is null;
