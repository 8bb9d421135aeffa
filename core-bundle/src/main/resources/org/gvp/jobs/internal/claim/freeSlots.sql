-- freeSlots: how many more jobs of a type may start now, by its rule.
select gvp_jobs.free_slots(:type, :adopt)
