-- takeSlots: notes runs that have just been claimed, of a type that has a limit.
insert into gvp_jobs.type_slot (type_id, job_id, token)
select :type, x.id, x.token from unnest(:jobs::bigint[], :tokens::integer[]) as x(id, token)
