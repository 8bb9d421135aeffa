-- The file was removed. No daemon's file says the same as this definition, so none fires it.
update gvp_jobs.schedule
set definition = 'removed', revision = revision + 1, enabled = false, next_fire = null,
    updated_at = coalesce(:now, clock_timestamp()), updated_by = :node
where name = :name and definition <> 'removed'
