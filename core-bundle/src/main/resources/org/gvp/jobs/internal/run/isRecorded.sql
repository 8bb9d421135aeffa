-- isRecorded: whether this row of an action's results is the one that was to be written. From here on
-- the agent's transaction holds the job's lock, and is ended if it stands still: a daemon that was
-- paused in it must not keep its job from others. It is less than a lease.
select 1 from gvp_jobs.action_result r
where r.job_id = :job and r.action_no = :action and r.seq = :seq
  and r.status = :status::gvp_jobs.action_status and r.code is not distinct from :code
  and set_config('idle_in_transaction_session_timeout', '10s', true) is not null
