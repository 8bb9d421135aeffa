-- actionsWithoutEffect: the register says finished, signed by an attempt of which the log of effects
-- knows no end; or by one in the register's own transaction, whose effect is not there.
select format('job %s action %s is Finished by attempt %s under token %s, of which the log has no %s',
  a.job_id, a.action_no, a.results ->> 'attempt', a.results ->> 'token', wanted.phase)
from gvp_jobs.job_action a
cross join lateral (
  select case when a.parameters -> 'in_transaction' is null then 'end' else 'accepted' end)
  as wanted(phase)
where a.job_id = any(?) and a.status = 'Finished' and not exists (
  select from sandbox.effect e
  where e.job_id = a.job_id and e.action_no = a.action_no and e.peer = 'probe'
    and e.phase = wanted.phase and e.detail ->> 'outcome' = 'done'
    and e.attempt = (a.results ->> 'attempt')::integer
    and e.token = (a.results ->> 'token')::bigint)
order by a.job_id, a.action_no
