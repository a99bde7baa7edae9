package org.effigy.sampling;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.diffusion.EditPlan;

/**
 * edits.json of a folder of edited images. The format is in the package documentation.
 *
 * @param family of the model
 * @param checkpointSha256 of the checkpoint
 * @param step of the checkpoint
 * @param weights {@code ema} or {@code plain}
 * @param sourceSha256 of the file that was edited
 * @param maskSha256 of the mask, "" where the image was edited as a whole
 * @param seed of the whole set
 * @param className the class that was asked for, "" for none
 * @param plan how far it was sent towards noise, and how it came back
 * @param guidance scale of guidance
 * @param created date and time in headers
 * @param codeVersion of the program
 * @param device what computed: "" for the CPU, or {@code cuda} and the card
 * @param precision how products were rounded: "" for float32, or {@code bfloat16}
 * @param watermark version of the watermark in the pixels, "" for none
 * @param certificateSha256 of the signer, "" where files are not signed
 * @param sourceIsTrainingImage whether the file that was edited is, or is as near as a copy to, a training image; false where no gate
 *     looked
 * @param images one entry per file, by index
 * @param withheld indices that have no file, since the gate refused all attempts
 * @param gate what the release gate did
 */
public record EditManifest(
        String format,
        int version,
        String family,
        String checkpointSha256,
        long step,
        String weights,
        String sourceSha256,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String maskSha256,
        long seed,
        String className,
        EditPlan plan,
        double guidance,
        String created,
        String codeVersion,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String device,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String precision,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String watermark,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String certificateSha256,
        boolean sourceIsTrainingImage,
        List<Entry> images,
        List<Integer> withheld,
        GateLog gate) {
    /** The format's name. */
    public static final String FORMAT = "effigy-edits";

    /** The version this code knows. */
    public static final int VERSION = 1;

    /** The file's name. */
    public static final String FILE = "edits.json";

    /**
     * One image.
     *
     * @param index from 1
     * @param seed of this image alone, as decimal text
     * @param attempt how many of its index the gate refused before
     * @param file name in the manifest's folder
     * @param sha256 of the file
     * @param unsignedSha256 of the file before it was signed; "" where it is not
     */
    public record Entry(
            int index,
            String seed,
            int attempt,
            String file,
            String sha256,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String unsignedSha256) {
        public Entry {
            unsignedSha256 = Objects.requireNonNullElse(unsignedSha256, "");
        }
    }

    public EditManifest {
        maskSha256 = Objects.requireNonNullElse(maskSha256, "");
        device = Objects.requireNonNullElse(device, "");
        precision = Objects.requireNonNullElse(precision, "");
        watermark = Objects.requireNonNullElse(watermark, "");
        certificateSha256 = Objects.requireNonNullElse(certificateSha256, "");
        images = List.copyOf(images);
        withheld = List.copyOf(withheld);
    }

    /**
     * Reads the manifest of a folder.
     *
     * @throws InputException if there is none, or it is damaged or of an unknown version
     */
    public static EditManifest read(Path folder) throws IOException {
        EditManifest read = Json.read(folder.resolve(FILE), EditManifest.class, FILE);
        if (!FORMAT.equals(read.format) || read.version != VERSION) {
            throw new InputException(FILE + ": version is " + read.version + ", this program knows " + VERSION
                    + "; use the program that wrote it");
        }
        ExportSettings.requireKnownWatermark(read.watermark, FILE);
        return read;
    }

    void write(Path folder) throws IOException {
        Json.write(folder.resolve(FILE), this);
    }

    EditManifest with(List<Entry> files, List<Integer> none, GateLog log) {
        return new EditManifest(
                format,
                version,
                family,
                checkpointSha256,
                step,
                weights,
                sourceSha256,
                maskSha256,
                seed,
                className,
                plan,
                guidance,
                created,
                codeVersion,
                device,
                precision,
                watermark,
                certificateSha256,
                sourceIsTrainingImage,
                files,
                none,
                log);
    }
}
