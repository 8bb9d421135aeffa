package org.gvp.jobs.internal.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/** Checks values against the metatype that a bundle brings along for a PID, if one does. */
final class MetatypeCheck {
  private static final Map<Integer, String> TYPES =
      Map.of(
          AttributeDefinition.STRING, "a text",
          AttributeDefinition.LONG, "a whole number",
          AttributeDefinition.INTEGER, "a whole number",
          AttributeDefinition.SHORT, "a whole number",
          AttributeDefinition.CHARACTER, "a single character",
          AttributeDefinition.BYTE, "a whole number",
          AttributeDefinition.DOUBLE, "a number",
          AttributeDefinition.FLOAT, "a number",
          AttributeDefinition.BOOLEAN, "true or false",
          AttributeDefinition.PASSWORD, "a text");

  private final BundleContext context;
  private final Supplier<MetaTypeService> metatypes;

  /** The supplier answers null while there is no such service. */
  MetatypeCheck(BundleContext context, Supplier<MetaTypeService> metatypes) {
    this.context = context;
    this.metatypes = metatypes;
  }

  List<String> problems(ConfigurationFile file) {
    ObjectClassDefinition definition = definition(file.pid());
    List<String> problems = new ArrayList<>();
    if (definition == null) {
      return problems;
    }
    Set<String> known = new TreeSet<>();
    AttributeDefinition[] required =
        all(definition, ObjectClassDefinition.REQUIRED).toArray(AttributeDefinition[]::new);
    for (AttributeDefinition attribute :
        all(definition, ObjectClassDefinition.ALL).toArray(AttributeDefinition[]::new)) {
      known.add(attribute.getID());
      String value = file.values().get(attribute.getID());
      if (value != null) {
        check(attribute, value, problems);
      } else if (isMissing(attribute, required)) {
        problems.add(attribute.getID() + " is missing: " + allowed(attribute));
      }
    }
    file.values().keySet().stream()
        .filter(key -> !known.contains(key) && !isSystem(key))
        .forEach(
            key ->
                problems.add(
                    ConfigurationFile.shown(key, file.values().get(key))
                        + ": no such key; there are "
                        + known));
    return problems;
  }

  private static boolean isSystem(String key) {
    return key.startsWith("service.") || key.startsWith(".") || key.endsWith(".target");
  }

  private static boolean isMissing(AttributeDefinition attribute, AttributeDefinition[] required) {
    String[] defaults = attribute.getDefaultValue();
    return (defaults == null || defaults.length == 0)
        && Arrays.stream(required).anyMatch(each -> each.getID().equals(attribute.getID()));
  }

  private static void check(AttributeDefinition attribute, String value, List<String> problems) {
    String[] elements =
        attribute.getCardinality() == 0 ? new String[] {value} : value.split(",", -1);
    for (String element : elements) {
      if (!hasType(attribute.getType(), element.strip())) {
        problems.add(
            ConfigurationFile.shown(attribute.getID(), value) + ": must be " + allowed(attribute));
        return;
      }
    }
    String trouble = attribute.validate(value);
    if (trouble != null && !trouble.isEmpty()) {
      problems.add(
          ConfigurationFile.shown(attribute.getID(), value)
              + ": "
              + trouble
              + "; must be "
              + allowed(attribute));
    }
  }

  private static String allowed(AttributeDefinition attribute) {
    String[] options = attribute.getOptionValues();
    if (options != null && options.length > 0) {
      return "one of " + Arrays.asList(options);
    }
    String description = attribute.getDescription();
    return TYPES.getOrDefault(attribute.getType(), "a value")
        + (description == null || description.isBlank() ? "" : " (" + description + ")");
  }

  private static boolean hasType(int type, String value) {
    try {
      switch (type) {
        case AttributeDefinition.LONG -> Long.parseLong(value);
        case AttributeDefinition.INTEGER -> Integer.parseInt(value);
        case AttributeDefinition.SHORT -> Short.parseShort(value);
        case AttributeDefinition.BYTE -> Byte.parseByte(value);
        case AttributeDefinition.DOUBLE -> Double.parseDouble(value);
        case AttributeDefinition.FLOAT -> Float.parseFloat(value);
        case AttributeDefinition.BOOLEAN -> {
          return value.equals("true") || value.equals("false");
        }
        case AttributeDefinition.CHARACTER -> {
          return value.length() == 1;
        }
        default -> {}
      }
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private ObjectClassDefinition definition(String pid) {
    MetaTypeService service = metatypes.get();
    if (service == null) {
      return null;
    }
    for (Bundle bundle : context.getBundles()) {
      MetaTypeInformation information = service.getMetaTypeInformation(bundle);
      if (information != null
          && Stream.of(information.getPids(), information.getFactoryPids())
              .flatMap(pids -> pids == null ? Stream.<String>empty() : Arrays.stream(pids))
              .anyMatch(pid::equals)) {
        return information.getObjectClassDefinition(pid, null);
      }
    }
    return null;
  }

  private static Stream<AttributeDefinition> all(ObjectClassDefinition definition, int filter) {
    AttributeDefinition[] attributes = definition.getAttributeDefinitions(filter);
    return attributes == null ? Stream.empty() : Arrays.stream(attributes);
  }
}
