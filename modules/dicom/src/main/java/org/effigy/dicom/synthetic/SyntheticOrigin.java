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
 * @param statement what the image is, the first sentence of DerivationDescription, without a final dot
 */
public record SyntheticOrigin(
        String model, String checkpointSha256, String softwareVersion, String description, String statement) {
    /** The statement for a simulation, which knows of no real image. A model that saw some cannot say so much. */
    public static final String DEPICTS_NO_PATIENT = "Synthetic image, depicts no patient";

    private static final String SYNTHETIC = "Synthetic image";
    private static final Pattern SHA256 = Pattern.compile("([0-9a-f]{64})?");

    /** An image that is called synthetic and no more. */
    public SyntheticOrigin(String model, String checkpointSha256, String softwareVersion, String description) {
        this(model, checkpointSha256, softwareVersion, description, SYNTHETIC);
    }

    /** Returns a copy with another statement. */
    public SyntheticOrigin withStatement(String other) {
        return new SyntheticOrigin(model, checkpointSha256, softwareVersion, description, other);
    }

    public SyntheticOrigin {
        Check.argument(!statement.isBlank(), () -> "the statement is empty");
        Check.argument(!model.isBlank(), () -> "the model's name is empty");
        Check.argument(!softwareVersion.isBlank(), () -> "the software version is empty");
        Check.argument(
                SHA256.matcher(checkpointSha256).matches(),
                () -> "the checkpoint's SHA-256 must be 64 lower-case hexadecimal digits or empty");
    }
}
