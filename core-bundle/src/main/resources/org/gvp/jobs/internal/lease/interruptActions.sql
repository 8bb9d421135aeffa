-- interruptActions: what lost runs had begun and not recorded may or may not have been done. It is
-- due again, its attempt is counted, its retries are not. Of a job without list that is the job
-- itself, action number 0; a run that has noted nothing had a short list, of which all may have begun,
-- unless it was held alone, as from the third loss on (Suspicion.ALONE). The poison, if there is one, is not due again. Each job is looked up by
-- itself (offset 0), for a join may read all that was ever begun.
with x as (
  select * from unnest(:jobs::bigint[], :tokens::integer[], :singles::text[], :poisons::text[],
    :losts::text[]) as e(job_id, token, single, poison, lost)
), begun as (
  select x.*, a.action_no, b.at
  from x
  cross join lateral (
    select y.* from gvp_jobs.action_begun y
    where y.job_id = x.job_id and y.token = x.token offset 0) b
  cross join lateral (
    select y.action_no from gvp_jobs.action y
    where y.job_id = x.job_id and y.action_no between b.first_no and b.last_no offset 0) a
  union all
  select x.*, a.action_no, j.claimed_at
  from x
  cross join lateral (
    select o.status, o.losses, o.claimed_at, o.frontier from gvp_jobs.job_open o
    where o.id = x.job_id limit 1) j
  cross join lateral (
    select y.action_no from gvp_jobs.action y
    where y.job_id = x.job_id and y.action_no between j.frontier + 1 and j.frontier + 64
    offset 0) a
  where j.status = 'Started' and j.losses < 3 and not exists (
    select from gvp_jobs.action_begun b where b.job_id = x.job_id and b.token = x.token)
  union all
  select x.*, 0, coalesce(:now::timestamptz, clock_timestamp()) from x where x.single::boolean
)
insert into gvp_jobs.action_result (job_id, action_no, seq, attempt, retries, generation, token,
  status, end_date, code, reason, checkpoint)
select b.job_id, b.action_no, coalesce(r.seq, 0) + 1,
  coalesce(r.attempt, 0) + case when r.status = 'Started' and r.token = b.token then 0 else 1 end,
  coalesce(r.retries, 0), coalesce(r.generation, 1), b.token,
  case when b.action_no = b.poison::integer then 'Fail' else 'Waiting' end::gvp_jobs.action_status,
  coalesce(:now::timestamptz, clock_timestamp()),
  case when b.action_no = b.poison::integer then 'POISON' else 'INTERRUPTED' end,
  'may have been performed: ' || b.lost || ' was lost', r.checkpoint
from begun b
left join lateral (
  select * from gvp_jobs.action_result y
  where y.job_id = b.job_id and y.action_no = b.action_no order by y.seq desc limit 1) r on true
where r.seq is null
  or (r.status not in ('Finished', 'Fail')
    and (r.token < b.token or r.status = 'Started')
    and (r.next_try is null or r.next_try <= b.at))
