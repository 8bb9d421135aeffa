-- listEndedJobs: an arm of listJobs, from the partitions of ended jobs in the order of their ids.
(select j.id, j.type_id, j.status, j.priority, null::timestamptz as run_at, j.start_time,
        j.finish_time, j.attempts, j.actions, j.failed_actions
 from gvp_jobs.job_ended j {join}
 where {where}
 order by j.id {order} limit {limit})
