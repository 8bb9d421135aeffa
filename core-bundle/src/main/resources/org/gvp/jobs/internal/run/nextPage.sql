-- nextPage: of a job's actions with numbers from first to last those that have not ended and are
-- due, all of them noted as begun. A row without action alone: none of them is due. No row: the job
-- is not ours any more. The lock keeps a rescuer out until the note is there.
with held as (
  select id from gvp_jobs.job_open where id = :job and token = :token for share
), page as materialized (
  select a.job_id, a.action_no, a.action_type, a.label, a.media_type, a.reference_id, a.key,
    a.parameters, r.seq, r.attempt, r.retries, r.generation, r.status, r.start_date, r.end_date,
    r.next_try, true as due, r.reason, r.results, r.checkpoint
  from gvp_jobs.action a
  left join (
    select distinct on (y.action_no) * from gvp_jobs.action_result y
    where y.job_id = :job and y.action_no between :first and :last
    order by y.action_no, y.seq desc) r on r.action_no = a.action_no
  where a.job_id = :job and a.action_no between :first and :last
    and (r.status is null or r.status not in ('Finished', 'Fail'))
    and (r.next_try is null or r.next_try <= coalesce(:now::timestamptz, clock_timestamp()))
), begun as (
  insert into gvp_jobs.action_begun (job_id, token, first_no, last_no, at)
  select h.id, :token, p.first_no, p.last_no, coalesce(:now::timestamptz, clock_timestamp())
  from held h
  cross join (select min(action_no) as first_no, max(action_no) as last_no from page) p
  where p.first_no is not null
)
select page.* from held left join page on true
order by page.action_no
