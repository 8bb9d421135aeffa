-- effectsWithoutAction: an effect that was committed together with an action's completion, and the
-- register does not know that completion, or knows another one.
select format('job %s action %s has an effect under token %s, but is %s under %s', e.job_id,
  e.action_no, e.token, coalesce(a.status::text, 'not there'),
  coalesce(a.results ->> 'token', 'none'))
from sandbox.effect e
left join gvp_jobs.job_action a on a.job_id = e.job_id and a.action_no = e.action_no
where e.job_id = any(?) and e.peer = 'probe' and e.phase = 'accepted'
  and (a.status is distinct from 'Finished'
    or (a.results ->> 'token')::bigint is distinct from e.token)
order by e.job_id, e.action_no
