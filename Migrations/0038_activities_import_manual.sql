-- What an export tells of activities that were entered by hand becomes an activity without a file, and so without an
-- upload.
alter table activities.import_entry
    add column activity_id bigint,
    drop constraint import_entry_upload_when_imported,
    add constraint import_entry_result_when_imported
        check (num_nonnulls(upload_id, activity_id) = case when verdict = 'imported' then 1 else 0 end);
