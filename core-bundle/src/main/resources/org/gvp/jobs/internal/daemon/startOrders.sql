-- startOrders: a node that is new here is not told what was wanted before it came.
insert into gvp_jobs.agent_order_seen (node, id)
select :node, coalesce(max(o.id), 0) from gvp_jobs.agent_order o
on conflict do nothing
