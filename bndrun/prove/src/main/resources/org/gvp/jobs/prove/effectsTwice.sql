-- effectsTwice: effects in the register's own database happen once for each action.
select format('job %s action %s has %s effects, under the tokens %s', e.job_id, e.action_no,
  count(*), string_agg(e.token::text, ', ' order by e.id))
from sandbox.effect e
where e.job_id = any(?) and e.peer = 'probe' and e.phase = 'accepted'
group by e.job_id, e.action_no
having count(*) > 1
order by e.job_id, e.action_no
