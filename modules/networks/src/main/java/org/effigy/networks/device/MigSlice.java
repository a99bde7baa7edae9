package org.effigy.networks.device;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a card that was divided by MIG (multi-instance GPU); a program sees one of them as its card.
 *
 * @param profile e.g. {@code 1g.10gb}
 * @param uuid as {@code CUDA_VISIBLE_DEVICES} takes it, e.g. {@code MIG-b81d1f5c-...}
 */
public record MigSlice(String profile, String uuid) {
    private static final Pattern MEMORY = Pattern.compile("\\d+g\\.(\\d{1,4})gb.*");

    /** Returns the memory in MiB that the profile's name states. */
    OptionalLong memoryMiB() {
        Matcher name = MEMORY.matcher(profile);
        return name.find() ? OptionalLong.of(Long.parseLong(name.group(1)) << 10) : OptionalLong.empty();
    }
}
