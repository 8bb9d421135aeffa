-- begunAction: what a suspect's run was performing when its daemon was lost: the last action it had
-- begun, unless there is a result of it. Number 0 is the job itself, or the listing of its actions.
select b.first_no as action_no, a.label
from (
  select x.first_no from gvp_jobs.action_begun x
  where x.job_id = :job and x.token = :token
  order by x.first_no desc limit 1) b
left join gvp_jobs.action a on a.job_id = :job and a.action_no = b.first_no
where not exists (
  select from gvp_jobs.action_result r
  where r.job_id = :job and r.action_no = b.first_no and r.token = :token
    and r.status <> 'Started')
