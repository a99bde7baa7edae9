package org.effigy.networks.device;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Linux driver writes below {@code /proc/driver/nvidia}, for machines without {@code nvidia-smi}. */
final class ProcDriver {
    private static final Pattern VERSION = Pattern.compile("NVRM version:.*?\\s(\\d{3}(?:\\.\\d+){1,2})\\s");
    private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(\\S.*)$");
    private static final Pattern UUID = Pattern.compile("(?m)^GPU UUID:\\s*(GPU-[0-9a-fA-F-]+)\\s*$");

    private ProcDriver() {}

    /** Returns the version of the driver in the text of {@code version}. */
    static Optional<DriverVersion> version(String text) {
        Matcher found = VERSION.matcher(text);
        return found.find() ? DriverVersion.parse(found.group(1)) : Optional.empty();
    }

    /** Returns the card that the text of {@code gpus/<address>/information} describes. */
    static Optional<Card> card(int index, String information, Optional<DriverVersion> driver) {
        Matcher model = MODEL.matcher(information);
        if (!model.find()) {
            return Optional.empty();
        }
        String name = model.group(1).strip();
        Matcher uuid = UUID.matcher(information);
        return Optional.of(new Card(
                index,
                uuid.find() ? uuid.group(1) : "",
                name,
                CardNames.capability(name),
                driver,
                OptionalLong.empty(),
                OptionalLong.empty(),
                false,
                List.of()));
    }
}
