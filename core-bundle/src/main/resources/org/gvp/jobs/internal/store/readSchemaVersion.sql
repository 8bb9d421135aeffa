-- readSchemaVersion: the newest migration that was applied.
select coalesce(max(version::integer), 0) from gvp_jobs.schema_version where success
