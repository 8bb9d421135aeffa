package org.gvp.jobs.sandbox.galnorth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What GAL North answers.
 *
 * @param status the HTTP status
 * @param body a JSON object
 */
record Answer(int status, ObjectNode body) {
  /** A request that is not done. */
  static Answer refused(int status, String error, String field, String detail) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", error).put("detail", detail);
    if (field != null) {
      body.put("field", field);
    }
    return new Answer(status, body);
  }

  /** A request that is not done, for a reason that is not in any field of it. */
  static Answer refused(int status, String error, String detail) {
    return refused(status, error, null, detail);
  }
}
