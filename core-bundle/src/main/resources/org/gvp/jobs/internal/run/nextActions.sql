-- nextActions: the next actions of a job that have not ended and are due, in their order.
select a.action_no, a.action_type, a.label, a.media_type, a.reference_id, a.key, a.parameters,
  r.seq, r.attempt, r.retries, r.generation, r.status, r.start_date, r.end_date, r.results, r.checkpoint
from gvp_jobs.action a
left join lateral (
  select * from gvp_jobs.action_result x
  where x.job_id = a.job_id and x.action_no = a.action_no
  order by x.seq desc limit 1) r on true
where a.job_id = :job and a.action_no > :after
  and (r.status is null or r.status not in ('Finished', 'Fail'))
  and (r.next_try is null or r.next_try <= coalesce(:now::timestamptz, clock_timestamp()))
order by a.action_no
limit {limit}
