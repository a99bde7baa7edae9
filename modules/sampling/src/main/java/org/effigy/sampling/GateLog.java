package org.effigy.sampling;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.effigy.gate.GateFile;
import org.effigy.gate.Reason;

/**
 * What the release gate did with a set of images.
 *
 * @param state {@code on} or {@code off}; "" in sets from before there was a gate
 * @param sha256 of the record it decided by; "" where it is off
 * @param rejected images that were not released, by index and attempt
 */
public record GateLog(String state, String sha256, List<Rejection> rejected) {
    /** In sets from before there was a gate. */
    public static final GateLog BEFORE = new GateLog("", "", List.of());
    /** The gate was switched off. */
    public static final GateLog OFF = new GateLog("off", "", List.of());

    /**
     * An image that was not released.
     *
     * @param index of the image that another one was made for
     * @param attempt how many images of this index were refused before
     * @param seed of the refused image, as decimal text
     */
    public record Rejection(int index, int attempt, String seed, Reason reason) {
        public Rejection {
            Objects.requireNonNull(reason, "a rejection has no reason");
        }
    }

    /** Leaves the property out of manifests from before there was a gate. */
    @SuppressWarnings("EqualsHashCode")
    static final class BeforeTheGate {
        @Override
        public boolean equals(Object log) {
            return log == null || log.equals(BEFORE);
        }
    }

    public GateLog {
        state = Objects.requireNonNullElse(state, "");
        sha256 = Objects.requireNonNullElse(sha256, "");
        rejected = List.copyOf(Objects.requireNonNullElse(rejected, List.of())).stream()
                .sorted(Comparator.comparingInt(Rejection::index).thenComparingInt(Rejection::attempt))
                .toList();
    }

    static GateLog of(Optional<GateFile> gate) {
        return gate.map(file -> new GateLog("on", file.sha256(), List.of())).orElse(OFF);
    }

    GateLog withRejected(List<Rejection> other) {
        return new GateLog(state, sha256, other);
    }

    /** Returns whether all images of the set passed the gate. */
    public boolean on() {
        return state.equals("on");
    }

    /** Returns how many images were refused for a reason. */
    public long count(Reason reason) {
        return rejected.stream().filter(r -> r.reason() == reason).count();
    }

    /** Returns which gate it is, to tell it from another one. */
    String text() {
        return on() ? "on, by the record " + sha256 : state.isEmpty() ? "off" : state;
    }
}
