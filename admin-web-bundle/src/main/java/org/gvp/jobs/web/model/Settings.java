package org.gvp.jobs.web.model;

/**
 * What the daemon was started with, as far as it is shown.
 *
 * @param node its name
 * @param version its version
 * @param assembly which assembly it is
 * @param start how it starts: running or paused
 * @param auth who may look: by password (basic) or anybody
 */
public record Settings(String node, String version, String assembly, String start, String auth) {}
