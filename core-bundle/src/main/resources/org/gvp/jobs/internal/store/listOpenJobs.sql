-- listOpenJobs: an arm of listJobs. {join} is the details where a filter needs them, {where} the
-- filters. Status and type stand there as literals: the planner then knows which index is narrow.
(select j.id, j.type_id, j.status, j.priority, nullif(j.run_at, 'infinity') as run_at,
        j.start_time, null::timestamptz as finish_time, j.attempts, j.actions,
        null::integer as failed_actions
 from gvp_jobs.job_open j {join}
 where {where}
 order by j.id {order} limit {limit})
