-- markBegun: a page of actions is about to be handed to the agent.
insert into gvp_jobs.action_begun (job_id, token, first_no, last_no, at)
values (:job, :token, :first, :last, coalesce(:now::timestamptz, clock_timestamp()))
