-- findOrders: what operators want of a node's agents and what it has not obeyed yet.
select o.id, o.what, o.symbolic_name, o.actor, o.reason
from gvp_jobs.agent_order o
join gvp_jobs.agent_order_seen s on s.node = :node and o.id > s.id
where o.node is null or o.node = :node
order by o.id
