package org.gvp.jobs.internal.deploy;

import java.nio.file.Path;
import java.util.List;
import org.gvp.jobs.job.JobTypeKey;
import org.osgi.framework.Version;

/**
 * The content of a jar that was found whole and is an agent's by its manifest. It lies in the
 * daemon's store: what happens to the dropped file later cannot hurt.
 *
 * @param content the copy in the store
 * @param sha256 of the file, byte by byte
 * @param digest of what is in it: two builds of one content have the same
 * @param symbolicName its symbolic name
 * @param version its version
 * @param types the job types that it declares
 */
record AgentJar(
    Path content,
    String sha256,
    String digest,
    String symbolicName,
    Version version,
    List<JobTypeKey> types) {}
