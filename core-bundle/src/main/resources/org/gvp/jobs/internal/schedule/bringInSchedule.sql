-- The definition last brought in counts. One that is the same changes nothing, so that fires that
-- were missed while no daemon ran are still found; nor does next_fire move while the times are the
-- same.
insert into gvp_jobs.schedule as s
  (name, definition, type_id, cron, zone, parameters, configuration, enabled, missed, overlap,
   next_fire, updated_at, updated_by)
select :name, :definition, t.id, :cron, :zone, cast(:parameters as jsonb),
       cast(:configuration as jsonb), :enabled, :missed, :overlap, cast(:next_fire as timestamptz),
       coalesce(:now, clock_timestamp()), :node
from gvp_jobs.job_type t
where t.job_type = :job_type and t.custom_type is not distinct from :custom_type
on conflict (name) do update
set definition = excluded.definition,
    revision = s.revision + 1,
    type_id = excluded.type_id,
    cron = excluded.cron,
    zone = excluded.zone,
    parameters = excluded.parameters,
    configuration = excluded.configuration,
    enabled = excluded.enabled,
    missed = excluded.missed,
    overlap = excluded.overlap,
    next_fire = case
      when s.enabled and excluded.enabled and s.cron = excluded.cron and s.zone = excluded.zone
        then s.next_fire
      else excluded.next_fire end,
    updated_at = excluded.updated_at,
    updated_by = excluded.updated_by
where s.definition <> excluded.definition
