-- isRecorded: whether this row of an action's results is the one that was to be written.
select 1 from gvp_jobs.action_result r
where r.job_id = :job and r.action_no = :action and r.seq = :seq
  and r.status = :status::gvp_jobs.action_status and r.code is not distinct from :code
