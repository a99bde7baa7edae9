package org.effigy.dicom.synthetic;

import java.util.regex.Pattern;
import org.effigy.base.Check;

/**
 * What made a synthetic image. The texts are written into the header: they must hold nothing about a real person.
 *
 * @param model name of the model or simulation
 * @param checkpointSha256 64 hexadecimal digits, or empty if there is no checkpoint
 * @param softwareVersion version of this program
 * @param description one or two sentences, may be empty
 */
public record SyntheticOrigin(String model, String checkpointSha256, String softwareVersion, String description) {
    private static final Pattern SHA256 = Pattern.compile("([0-9a-f]{64})?");

    public SyntheticOrigin {
        Check.argument(!model.isBlank(), () -> "the model's name is empty");
        Check.argument(!softwareVersion.isBlank(), () -> "the software version is empty");
        Check.argument(
                SHA256.matcher(checkpointSha256).matches(),
                () -> "the checkpoint's SHA-256 must be 64 lower-case hexadecimal digits or empty");
    }
}
