-- An action that is put off again and again leaves a row each time, of which only the last counts.
-- Every 32nd stands in this index: a daemon finds by it what there is to trim, and others do not pay.
create index action_result_many on gvp_jobs.action_result (job_id, action_no, seq)
  where seq % 32 = 0;
