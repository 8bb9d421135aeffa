-- afterTheEnd: an attempt that its daemon was right to begin, although the action had finished: it
-- began later than the accepted one ended, and not under an older token.
select format('job %s action %s was finished under token %s and begun again under %s',
  a.job_id, a.action_no, w.token, max(s.token))
from gvp_jobs.job_action a
join sandbox.effect w on w.job_id = a.job_id and w.action_no = a.action_no and w.peer = 'probe'
  and w.phase = 'end' and w.detail ->> 'outcome' = 'done'
  and w.attempt = (a.results ->> 'attempt')::integer and w.token = (a.results ->> 'token')::bigint
join sandbox.effect s on s.job_id = a.job_id and s.action_no = a.action_no and s.peer = 'probe'
  and s.phase = 'start' and s.at > w.at and s.token >= w.token
where a.job_id = any(?) and a.status = 'Finished'
group by a.job_id, a.action_no, w.token
order by a.job_id, a.action_no
