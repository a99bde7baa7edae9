package org.effigy.networks.device;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The version of NVIDIA's driver, e.g. 535.129.03. */
public record DriverVersion(String text) implements Comparable<DriverVersion> {
    private static final Pattern TEXT = Pattern.compile("\\d{1,6}(\\.\\d{1,6}){1,3}");

    /** Reads a version; empty for anything else, e.g. {@code [N/A]}. */
    public static Optional<DriverVersion> parse(String text) {
        String stripped = text.strip();
        return TEXT.matcher(stripped).matches() ? Optional.of(new DriverVersion(stripped)) : Optional.empty();
    }

    private int[] numbers() {
        return Arrays.stream(text.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    }

    /** Compares number by number; a missing number counts as 0. */
    @Override
    public int compareTo(DriverVersion other) {
        int[] a = numbers();
        int[] b = other.numbers();
        int length = Math.max(a.length, b.length);
        return Arrays.compare(Arrays.copyOf(a, length), Arrays.copyOf(b, length));
    }

    @Override
    public String toString() {
        return text;
    }
}
