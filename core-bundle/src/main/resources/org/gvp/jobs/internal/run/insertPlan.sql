-- insertPlan: actions that the agent lists. Nobody sees them before the job's list is complete.
insert into gvp_jobs.action (job_id, action_no, action_type, label, media_type, reference_id, key,
  parameters)
select :job, :first + x.no::integer - 1, x.action_type, x.label, x.media_type, x.reference_id, x.key,
  x.parameters::jsonb
from unnest(:types::text[], :labels::text[], :mediaTypes::text[], :referenceIds::text[],
  :keys::text[], :parameters::text[])
  with ordinality as x(action_type, label, media_type, reference_id, key, parameters, no)
