/**
 * What an agent's unit tests need in place of the daemon: a context to perform an action in, a sink
 * that keeps the planned actions, and a look at the bundle's manifest.
 */
package org.gvp.jobs.testkit;
