package org.effigy.networks.compute;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A small sum with a known result, to see whether an engine works on this machine. */
public final class Trial {
    private Trial() {}

    /**
     * Computes; returns what went wrong, in one line, or nothing.
     *
     * @param what is computed, in a few words
     * @param right computes, and returns whether the result is right
     */
    public static Optional<String> of(String what, BooleanSupplier right) {
        try {
            return right.getAsBoolean() ? Optional.empty() : Optional.of(what + " gave a wrong result");
        } catch (LinkageError | RuntimeException e) {
            return Optional.of(reason(e));
        }
    }

    /** Returns the first line of the first cause. */
    public static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = Optional.ofNullable(cause.getMessage())
                .orElse("")
                .lines()
                .findFirst()
                .orElse("");
        return cause.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }
}
