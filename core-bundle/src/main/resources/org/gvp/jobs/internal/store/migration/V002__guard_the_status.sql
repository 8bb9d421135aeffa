-- The legal edges of the status machine once more, beside the enum JobTransition: whoever writes to
-- the tables, an illegal edge, a token that does not grow or a job that changes hands without it is
-- refused. The conditions stand in the triggers' WHEN, so a legal write calls no function but for a
-- redrive, which must find the Fail in the history: what has Finished never comes back.

create function gvp_jobs.refuse_illegal_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and new.status not in ('Creating', 'Waiting') then
    raise exception 'job %: a job cannot be created in status %', new.id, new.status
      using errcode = 'check_violation';
  elsif tg_op = 'INSERT' then
    if new.status = 'Waiting' and exists (
      select from gvp_jobs.job_history h
      where h.job_id = new.id and h.token = new.token - 2 and h.to_status = 'Fail') then
      return new;
    end if;
    raise exception 'job %: no legal transition to % under token %: only a Fail can be redriven',
      new.id, new.status, new.token using errcode = 'check_violation';
  elsif tg_op = 'DELETE' then
    raise exception 'job %: a job in status % cannot end', old.id, old.status
      using errcode = 'check_violation';
  elsif new.token <= old.token then
    raise exception 'job %: from % to % with token % after %: the token must grow',
      old.id, old.status, new.status, new.token, old.token using errcode = 'check_violation';
  end if;
  raise exception 'job %: no legal transition from % to %', old.id, old.status, new.status
    using errcode = 'check_violation';
end $$;

create trigger refuse_illegal_insert after insert on gvp_jobs.job_open for each row
when (new.status not in ('Creating', 'Waiting') or new.token <> 0)
execute function gvp_jobs.refuse_illegal_change();

create trigger refuse_illegal_update after update on gvp_jobs.job_open for each row
when (
  (new.token <= old.token
    and (new.status <> old.status or new.owner is distinct from old.owner))
  or ((new.status <> old.status or new.token <> old.token) and not case old.status
    when 'Creating' then new.status in ('Creating', 'Waiting')
    when 'Waiting' then new.status in ('Started', 'Stopped')
    when 'Started' then new.status in ('Waiting', 'Error', 'Stopped')
    when 'Error' then new.status in ('Started', 'Stopped')
    when 'Stopped' then new.status = 'Waiting'
    else false end))
execute function gvp_jobs.refuse_illegal_change();

create trigger refuse_illegal_delete after delete on gvp_jobs.job_open for each row
when (old.status not in ('Creating', 'Started'))
execute function gvp_jobs.refuse_illegal_change();

create trigger refuse_illegal_update after update on gvp_jobs.job_ended for each row
when ((new.from_status, new.status, new.token) is distinct from
      (old.from_status, old.status, old.token))
execute function gvp_jobs.refuse_illegal_change();
