-- noteAlone: a suspect held alone, that has no list of actions, or is about to make one, is about to begin. No
-- row: it is not ours any more. The lock keeps a rescuer out until the note is there.
with held as (
  select id from gvp_jobs.job_open where id = :job and token = :token for share
)
insert into gvp_jobs.action_begun (job_id, token, first_no, last_no, at)
select id, :token, 0, 0, coalesce(:now::timestamptz, clock_timestamp()) from held
