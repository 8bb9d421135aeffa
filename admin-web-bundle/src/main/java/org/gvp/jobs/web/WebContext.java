package org.gvp.jobs.web;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardContext;

/**
 * The web's own context. It ranks lowest, because its servlet answers every path: other bundles'
 * servlets on the same port come first.
 */
@Component(
    service = ServletContextHelper.class,
    property = "service.ranking:Integer=" + Integer.MIN_VALUE)
@HttpWhiteboardContext(name = WebContext.NAME, path = "/")
public final class WebContext extends ServletContextHelper {
  static final String NAME = "org.gvp.jobs.web";
}
