package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;

/**
 * What will happen.
 *
 * @param device what computes
 * @param card the first card that computes, empty on the CPU
 * @param line what will happen and why, in one line
 * @param notice whether the user should be told: there is a card, or a trace of one, that is not used
 * @param warnings what may go wrong, one line each
 */
public record DevicePlan(Device device, Optional<Card> card, String line, boolean notice, List<String> warnings) {
    public DevicePlan {
        warnings = List.copyOf(warnings);
    }

    /** Returns the plan to compute on the CPU. */
    public static DevicePlan cpu(String why, boolean notice) {
        return new DevicePlan(Device.CPU, Optional.empty(), why, notice, List.of());
    }

    /** Returns a few words for records of runs and samples: {@code cpu}, or {@code cuda} and the card. */
    public String summary() {
        return card.map(c -> "cuda: " + c.name()
                        + c.capability().map(v -> ", compute capability " + v).orElse("")
                        + c.driver().map(v -> ", driver " + v).orElse(""))
                .orElse("cpu");
    }
}
