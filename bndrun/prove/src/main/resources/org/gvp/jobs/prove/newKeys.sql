-- newKeys: nothing was redriven, so an outside effect is repeated under the key that it had.
select format('job %s action %s has the keys %s', e.job_id, e.action_no,
  string_agg(distinct e.idempotency_key, ', '))
from sandbox.effect e
where e.job_id = any(?) and e.peer = 'probe'
group by e.job_id, e.action_no
having count(distinct e.idempotency_key) > 1
order by e.job_id, e.action_no
