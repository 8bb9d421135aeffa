-- interruptActions: what a lost run had begun and not recorded may or may not have been done. It is
-- due again, its attempt is counted, its retries are not. Of a job without list that is the job
-- itself, action number 0; a run that has noted nothing had a short list, of which all may have begun.
-- The poison, if there is one, is not due again.
with begun as (
  select a.action_no, b.at
  from gvp_jobs.action_begun b
  join gvp_jobs.action a on a.job_id = b.job_id and a.action_no between b.first_no and b.last_no
  where b.job_id = :job and b.token = :token
  union all
  select a.action_no, j.claimed_at
  from gvp_jobs.job_open j
  join gvp_jobs.action a
    on a.job_id = j.id and a.action_no between j.frontier + 1 and j.frontier + 64
  where j.id = :job and j.status = 'Started' and not j.suspect and not exists (
    select from gvp_jobs.action_begun b where b.job_id = :job and b.token = :token)
  union all
  select 0, coalesce(:now::timestamptz, clock_timestamp()) where :single
)
insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, generation, token,
  status, end_date, code, reason, checkpoint)
select :job, b.action_no, coalesce(r.seq, 0) + 1,
  coalesce(r.attempt, 0) + case when r.status = 'Started' and r.token = :token then 0 else 1 end,
  coalesce(r.retries, 0), coalesce(r.generation, 1), :token,
  case when b.action_no = :poison::integer then 'Fail' else 'Waiting' end::gvp_jobs.action_status,
  coalesce(:now::timestamptz, clock_timestamp()),
  case when b.action_no = :poison::integer then 'POISON' else 'INTERRUPTED' end,
  'may have been performed: ' || :lost || ' was lost', r.checkpoint
from begun b
left join lateral (
  select * from gvp_jobs.action_result x
  where x.job_id = :job and x.action_no = b.action_no order by x.seq desc limit 1) r on true
where r.seq is null
  or (r.status not in ('Finished', 'Fail')
    and (r.token < :token or r.status = 'Started')
    and (r.next_try is null or r.next_try <= b.at))
