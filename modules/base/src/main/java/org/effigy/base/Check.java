package org.effigy.base;

import java.util.function.Supplier;

/** Argument checks: a wrong call is an {@link IllegalArgumentException} that states the actual and the allowed value. */
public final class Check {
    private Check() {}

    /** Fails with the message unless the condition holds. */
    public static void argument(boolean condition, Supplier<String> message) {
        if (!condition) {
            throw new IllegalArgumentException(message.get());
        }
    }

    /** Returns the value if it lies in [low, high]. */
    public static int inRange(String name, int value, int low, int high) {
        argument(value >= low && value <= high, () -> name + " is " + value + ", allowed are " + low + " to " + high);
        return value;
    }

    /** Returns the value if it is finite and lies in [low, high]. */
    public static double inRange(String name, double value, double low, double high) {
        argument(
                Double.isFinite(value) && value >= low && value <= high,
                () -> name + " is " + value + ", allowed are " + low + " to " + high);
        return value;
    }

    /** Returns the value if it is at least 1. */
    public static int positive(String name, int value) {
        return inRange(name, value, 1, Integer.MAX_VALUE);
    }

    /** Fails unless both lengths agree. */
    public static void sameLength(String name, int actual, int expected) {
        argument(actual == expected, () -> name + " has length " + actual + ", expected is " + expected);
    }
}
