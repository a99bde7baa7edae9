package org.effigy.networks.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.DatabindContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.impl.TypeIdResolverBase;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.base.Size;

/** The configuration of a model: everything that fixes the names and shapes of its weights. A record of its family. */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "family")
@JsonTypeIdResolver(ModelConfig.ByFamily.class)
public interface ModelConfig {
    /** Returns height and width of the single-channel image. */
    @JsonIgnore
    Size imageSize();

    /** Returns the number of classes the model is conditioned on, 0 for an unconditional model. */
    int classes();

    /** Returns whether the model takes a mask of a region beside each image. */
    @JsonIgnore
    default boolean masked() {
        return false;
    }

    /** Returns what else the model is conditioned on, in the order of its inputs; empty for nothing. */
    @JsonIgnore
    default List<Covariate> conditions() {
        return List.of();
    }

    /** Returns the name of the family as checkpoints and the command line write it. */
    @JsonIgnore
    String family();

    /** Finds the record by the family's name. */
    final class ByFamily extends TypeIdResolverBase {
        @Override
        public String idFromValue(Object value) {
            return ((ModelConfig) value).family();
        }

        @Override
        public String idFromValueAndType(Object value, Class<?> suggested) {
            return idFromValue(value);
        }

        @Override
        public JavaType typeFromId(DatabindContext context, String family) {
            ModelKind kind = ModelKind.named(family)
                    .orElseThrow(
                            () -> new InputException(
                                    "the model's family is one that this program does not know; use the program that wrote it"));
            return context.constructSpecializedType(context.constructType(ModelConfig.class), kind.config());
        }

        @Override
        public JsonTypeInfo.Id getMechanism() {
            return JsonTypeInfo.Id.CUSTOM;
        }
    }
}
