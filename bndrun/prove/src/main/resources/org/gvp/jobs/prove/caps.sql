-- caps: more tries or crashes than the rules allow.
with rule as (
  select coalesce(max(value), 5) as tries from gvp_jobs.job_rule
  where custom_type = 'sandbox.Probe' and action_type is null and rule_type = 'RetryLimit'
)
select format('job %s has %s attempts and %s crashes, its worst action %s retries; allowed are %s and 3',
  j.id, j.attempts, j.crashes, max(a.number_of_retries), rule.tries)
from rule, gvp_jobs.job j
left join gvp_jobs.job_action a on a.job_id = j.id
where j.id = any(?)
group by j.id, j.attempts, j.crashes, rule.tries
having j.attempts > rule.tries or j.crashes > 3 or max(a.number_of_retries) > rule.tries
order by j.id
