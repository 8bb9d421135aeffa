-- listSchedules: each schedule with its last fire, which the key of the fires finds.
select s.name, t.job_type, t.custom_type, s.cron, s.zone, s.enabled, s.next_fire,
       f.nominal_time, f.job_id, f.outcome
from gvp_jobs.schedule s
join gvp_jobs.job_type t on t.id = s.type_id
left join lateral (
  select x.nominal_time, x.job_id, x.outcome
  from gvp_jobs.schedule_fire x
  where x.schedule = s.name order by x.nominal_time desc limit 1) f on true
order by s.name
