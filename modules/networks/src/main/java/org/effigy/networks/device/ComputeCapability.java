package org.effigy.networks.device;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The generation of a card's instructions, e.g. 8.6. Machine code runs on the same major version and no lower minor one. */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

    /** Reads text such as {@code 8.6}; empty for anything else, e.g. {@code [N/A]}. */
    public static Optional<ComputeCapability> parse(String text) {
        Matcher parts = TEXT.matcher(text.strip());
        return parts.matches()
                ? Optional.of(new ComputeCapability(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return Comparator.comparingInt(ComputeCapability::major)
                .thenComparingInt(ComputeCapability::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
