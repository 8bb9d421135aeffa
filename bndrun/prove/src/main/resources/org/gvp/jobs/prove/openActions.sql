-- openActions: a finished job whose actions are not all finished.
select format('job %s is Finished, its action %s is %s', j.id, a.action_no, a.status)
from gvp_jobs.job j
join gvp_jobs.job_action a on a.job_id = j.id
where j.id = any(?) and j.status = 'Finished' and a.status <> 'Finished'
order by j.id, a.action_no
