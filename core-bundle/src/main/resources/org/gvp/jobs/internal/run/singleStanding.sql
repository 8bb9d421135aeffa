-- singleStanding: how a job that is its own action stands after its last attempt.
select r.status, r.next_try, r.reason from gvp_jobs.action_result r
where r.job_id = :job and r.action_no = 0
order by r.seq desc limit 1
