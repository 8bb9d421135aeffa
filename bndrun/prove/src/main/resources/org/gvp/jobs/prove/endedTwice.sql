-- endedTwice: each job that has ended has one run that ended it, no more and no less.
select format('job %s has ended %s times, under the tokens %s', j.id, count(r.token),
  coalesce(string_agg(r.token::text, ', ' order by r.token), 'none'))
from gvp_jobs.job j
left join gvp_jobs.job_run r on r.job_id = j.id and r.to_status in ('Finished', 'Fail')
where j.id = any(?) and j.status in ('Finished', 'Fail')
group by j.id
having count(r.token) <> 1
order by j.id
