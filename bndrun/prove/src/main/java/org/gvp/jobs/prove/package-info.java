/**
 * Breaks daemons and their database from outside, and judges by the sandbox's log of effects
 * whether the register has kept its promises. Needs a JDK and the jar of the sandbox, no more.
 */
package org.gvp.jobs.prove;
