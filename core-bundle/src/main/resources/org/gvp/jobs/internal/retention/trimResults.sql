-- trimResults: of actions that were put off very often, the rows before the last 32nd one; and which
-- actions earlier runs of their jobs had begun. Nobody reads either any more.
with many as materialized (
  select r.job_id, r.action_no, r.seq
  from gvp_jobs.action_result r
  where r.seq % 32 = 0 and exists (
    select from gvp_jobs.action_result x
    where x.job_id = r.job_id and x.action_no = r.action_no and x.seq < r.seq)
  order by r.job_id, r.action_no, r.seq
  limit {limit}
), begun as (
  delete from gvp_jobs.action_begun b
  using (select distinct m.job_id from many m) m
  left join gvp_jobs.job_open o on o.id = m.job_id
  where b.job_id = m.job_id and b.token < coalesce(o.token, 2147483647)
)
delete from gvp_jobs.action_result x
using many
where x.job_id = many.job_id and x.action_no = many.action_no and x.seq < many.seq
