-- oldTokens: a write that the register accepted although work under a later token had already begun
-- when it was made. Begin, end and effect are rows of the log, all by the database's clock.
select format('job %s action %s was accepted under token %s, when token %s had begun',
  w.job_id, w.action_no, w.token, max(s.token))
from sandbox.effect w
join sandbox.effect s on s.job_id = w.job_id and s.peer = 'probe' and s.phase = 'start'
  and s.at < w.at and s.token > w.token
left join gvp_jobs.job_action a on a.job_id = w.job_id and a.action_no = w.action_no
where w.job_id = any(?) and w.peer = 'probe'
  and (w.phase = 'accepted'
    or (w.phase = 'end' and w.detail ->> 'outcome' = 'done' and a.status = 'Finished'
      and a.parameters -> 'in_transaction' is null
      and w.attempt = (a.results ->> 'attempt')::integer
      and w.token = (a.results ->> 'token')::bigint))
group by w.job_id, w.action_no, w.token
order by w.job_id, w.action_no
