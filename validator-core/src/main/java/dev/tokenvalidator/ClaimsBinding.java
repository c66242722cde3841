package dev.tokenvalidator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds a claims set to a class of the application. The only class that uses Jackson's data
 * binding, so that a start and a validation do not load it. Safe for use by several threads.
 */
final class ClaimsBinding {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * A mapper for each type, which is collected with it: a mapper keeps the types that it has met,
   * and several applications may share these classes.
   */
  private static final ClassValue<JsonMapper> MAPPERS =
      new ClassValue<>() {
        @Override
        protected JsonMapper computeValue(Class<?> type) {
          return mapper();
        }
      };

  private ClaimsBinding() {}

  private static JsonMapper mapper() {
    return JsonMapper.builder()
        // The shared type factory keeps types as well.
        .typeFactory(
            TypeFactory.defaultInstance()
                .withCache((LookupCache<Object, JavaType>) new LRUMap<Object, JavaType>(16, 64)))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        // Otherwise 1e999 would be expanded into a BigInteger of 1,000 digits.
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        // RFC 7519 section 4.1.3: aud is a string or an array.
        .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        .addModule(new SimpleModule().addDeserializer(Instant.class, new NumericDate()))
        .build();
  }

  static <T> T bind(Map<String, @Nullable Object> claims, Class<T> type) {
    try {
      return MAPPERS.get(type).treeToValue(node(claims), type);
    } catch (ValueInstantiationException e) {
      throw new ClaimTypeException(
          "the claims do not fit " + type.getName() + ": its constructor refuses " + claim(e),
          e.getCause());
    } catch (InvalidDefinitionException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          type.getName()
              + " cannot be bound to claims: give a record, or a class that Jackson can create; in"
              + " a module, open its package to com.fasterxml.jackson.databind",
          e);
    } catch (JsonMappingException e) {
      // Without the cause, whose message quotes the value.
      throw new ClaimTypeException(
          "the claims do not fit " + type.getName() + ": " + claim(e) + " has another type", null);
    } catch (JsonProcessingException e) {
      throw new ClaimTypeException("the claims do not fit " + type.getName(), null);
    }
  }

  /** The path of the claim that does not fit: {@code claim realm_access.roles[0]}. */
  private static String claim(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(
                at ->
                    at.getFieldName() == null ? "[" + at.getIndex() + "]" : "." + at.getFieldName())
            .collect(Collectors.joining());
    return path.isEmpty()
        ? "the claims set"
        : "claim " + Explanation.quote(path.replaceFirst("^\\.", ""));
  }

  private static JsonNode node(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      ObjectNode node = NODES.objectNode();
      members.forEach((name, member) -> node.set(String.valueOf(name), node(member)));
      return node;
    }
    if (value instanceof List<?> elements) {
      ArrayNode node = NODES.arrayNode(elements.size());
      elements.forEach(element -> node.add(node(element)));
      return node;
    }
    if (value instanceof BigDecimal number) {
      return number(number);
    }
    if (value instanceof Boolean flag) {
      return NODES.booleanNode(flag);
    }
    return value == null ? NODES.nullNode() : NODES.textNode(value.toString());
  }

  /** A whole number that fits into a long, or is written without exponent, counts as an integer. */
  private static JsonNode number(BigDecimal number) {
    Long whole = ClaimsSet.wholeNumber(number);
    if (whole != null) {
      return NODES.numberNode(whole);
    }
    return number.scale() == 0
        ? NODES.numberNode(number.unscaledValue())
        : NODES.numberNode(number);
  }

  /** RFC 7519 section 2. */
  private static final class NumericDate extends StdDeserializer<Instant> {

    private static final long serialVersionUID = 1L;

    NumericDate() {
      super(Instant.class);
    }

    @Override
    public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      Instant date =
          parser.currentToken().isNumeric()
              ? ClaimsSet.numericDate(parser.getDecimalValue(), RoundingMode.FLOOR)
              : null;
      return date == null ? (Instant) context.handleUnexpectedToken(Instant.class, parser) : date;
    }
  }
}
