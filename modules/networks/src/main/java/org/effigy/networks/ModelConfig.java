package org.effigy.networks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** The architecture of a network: everything that fixes the names and shapes of its weights. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "family")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DcganConfig.class, name = "dcgan"),
    @JsonSubTypes.Type(value = DdpmConfig.class, name = "ddpm")
})
public sealed interface ModelConfig permits DcganConfig, DdpmConfig {
    /** Returns the side of the square, single-channel image in pixels. */
    int size();

    /** Returns the number of classes the model is conditioned on, 0 for an unconditional model. */
    int classes();

    /** Returns the name of the family as checkpoints and the command line write it: {@code dcgan} or {@code ddpm}. */
    @JsonIgnore
    String family();
}
