package org.effigy.sampling;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.effigy.base.Check;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.networks.checkpoint.Descent;
import org.effigy.networks.compute.Precision;
import org.effigy.networks.families.Family;
import org.effigy.networks.families.SamplerSettings;

/**
 * manifest.json of a folder of samples: all that is needed to make every file again. The format is in the package
 * documentation.
 *
 * @param family of the model
 * @param checkpointSha256 of the checkpoint
 * @param step of the checkpoint
 * @param weights {@code ema} or {@code plain}
 * @param seed of the whole set
 * @param className the class that was asked for, "" for all
 * @param sampler how noise became an image
 * @param export how an image became a file
 * @param checks what was checked before an image was written
 * @param codeVersion of the program
 * @param device what computed the images: "" for the CPU, or {@code cuda} and the card
 * @param precision how products were rounded: "" for float32, or {@code bfloat16}
 * @param images one entry per file, by index
 * @param withheld indices of images that were not written because writing was found in them
 * @param warnings what whoever uses the images should know of the model; never of a single image
 * @param model the name of the model, where it came with the program, else ""
 * @param gate what the release gate did; before version 4 there was none
 * @param descent how far the model is from real patients; from version 5 on
 * @param interpolation the two seeds that the images lie between; empty where each has a seed of its own
 * @param dissimilarity guidance away from training images; empty where there was none
 * @param masks that the images follow: one for all, or one for each by index; empty for none
 * @param covariates that were asked for, as in {@link SampleRequest}; empty for none
 */
public record SampleManifest(
        String format,
        int version,
        String family,
        String checkpointSha256,
        long step,
        String weights,
        long seed,
        String className,
        SamplerSettings sampler,
        ExportSettings export,
        ExportChecks checks,
        String codeVersion,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String device,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String precision,
        List<Entry> images,
        List<Integer> withheld,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String model,
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = GateLog.BeforeTheGate.class) GateLog gate,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Descent> descent,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Interpolation> interpolation,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Dissimilarity> dissimilarity,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SampleMasks.Entry> masks,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> covariates) {
    /** The format's name. */
    public static final String FORMAT = "effigy-samples";

    /** The version this code writes; a folder that was begun with an earlier one keeps that. */
    public static final int VERSION = 5;

    /** The oldest version this code reads. */
    static final int OLDEST = 2;

    /** The file's name. */
    public static final String FILE = "manifest.json";

    /**
     * One image.
     *
     * @param index from 1
     * @param seed of this image alone, as decimal text, since JSON readers lose digits of long numbers
     * @param className "" without classes
     * @param file name in the manifest's folder
     * @param sha256 of the file
     * @param unsignedSha256 of the file before it was signed, which a replay makes again without the key; "" where it is not signed
     * @param attempt how many images of this index the release gate refused before
     * @param descriptor of the image, by which later ones are told from it; "" where no gate looked at it
     * @param covariates that the image was asked to have, each {@code name=value}
     */
    public record Entry(
            int index,
            String seed,
            String className,
            String file,
            String sha256,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String unsignedSha256,
            @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = FirstAttempt.class) Integer attempt,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String descriptor,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> covariates) {
        public Entry {
            attempt = Objects.requireNonNullElse(attempt, 0);
            Check.inRange("attempt", attempt, 0, GatedSampling.MOST_ATTEMPTS);
            unsignedSha256 = Objects.requireNonNullElse(unsignedSha256, "");
            descriptor = Objects.requireNonNullElse(descriptor, "");
            covariates = List.copyOf(Objects.requireNonNullElse(covariates, List.of()));
        }

        /** An image whose file is not signed, the first one that was made. */
        public Entry(int index, String seed, String className, String file, String sha256) {
            this(index, seed, className, file, sha256, "", 0, "", List.of());
        }

        /** Returns the hash of what a replay makes. */
        String replayedSha256() {
            return unsignedSha256.isEmpty() ? sha256 : unsignedSha256;
        }
    }

    /** Leaves the number of the first attempt out, so that sets without a gate look as they did. */
    @SuppressWarnings("EqualsHashCode")
    static final class FirstAttempt {
        @Override
        public boolean equals(Object attempt) {
            return attempt == null || attempt.equals(0);
        }
    }

    /** A manifest that says nothing of the model's descent, as those before version 5, of images that have seeds of their own. */
    public SampleManifest(
            String format,
            int version,
            String family,
            String checkpointSha256,
            long step,
            String weights,
            long seed,
            String className,
            SamplerSettings sampler,
            ExportSettings export,
            ExportChecks checks,
            String codeVersion,
            String device,
            String precision,
            List<Entry> images,
            List<Integer> withheld,
            List<String> warnings,
            String model,
            GateLog gate) {
        this(
                format,
                version,
                family,
                checkpointSha256,
                step,
                weights,
                seed,
                className,
                sampler,
                export,
                checks,
                codeVersion,
                device,
                precision,
                images,
                withheld,
                warnings,
                model,
                gate,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    public SampleManifest {
        // Manifests of the CPU, and those from before there was a choice, have no such property.
        device = Objects.requireNonNullElse(device, "");
        String names = family;
        precision = Objects.requireNonNullElse(precision, "");
        warnings = List.copyOf(Objects.requireNonNullElse(warnings, List.of()));
        model = Objects.requireNonNullElse(model, "");
        sampler =
                Objects.requireNonNullElseGet(sampler, () -> Family.named(names).unnamedSampler());
        images = images.stream().sorted(Comparator.comparingInt(Entry::index)).toList();
        withheld = List.copyOf(withheld);
        gate = Objects.requireNonNullElse(gate, GateLog.BEFORE);
        descent = Objects.requireNonNullElse(descent, Optional.empty());
        interpolation = Objects.requireNonNullElse(interpolation, Optional.empty());
        dissimilarity = Objects.requireNonNullElse(dissimilarity, Optional.empty());
        masks = List.copyOf(Objects.requireNonNullElse(masks, List.of()));
        covariates = List.copyOf(Objects.requireNonNullElse(covariates, List.of()));
        // Images of a set that no gate has passed stay so, whatever the manifest says of its version.
        Check.argument(version > 3 || gate.equals(GateLog.BEFORE), () -> "a manifest before version 4 has no gate");
    }

    /**
     * Reads the manifest of a folder; empty where there is none.
     *
     * @throws InputException if it is damaged or of an unknown version
     */
    public static Optional<SampleManifest> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file);
        int found = Json.tree(text, FILE).path("version").asInt(-1);
        if (found < OLDEST || found > VERSION) {
            throw new InputException(FILE + ": version is " + found + ", this program knows " + OLDEST + " to "
                    + VERSION + "; use the program that wrote it");
        }
        SampleManifest read = Json.parse(text, SampleManifest.class, FILE);
        ExportSettings.requireKnownWatermark(read.export.watermark(), FILE);
        return Optional.of(read);
    }

    void write(Path folder) throws IOException {
        Json.write(folder.resolve(FILE), this);
    }

    SampleManifest withImages(List<Entry> other, List<Integer> notWritten, GateLog log) {
        return new SampleManifest(
                format,
                version,
                family,
                checkpointSha256,
                step,
                weights,
                seed,
                className,
                sampler,
                export,
                checks,
                codeVersion,
                device,
                precision,
                other,
                notWritten,
                warnings,
                model,
                log,
                descent,
                interpolation,
                dissimilarity,
                masks,
                covariates);
    }

    SampleManifest withExport(ExportSettings other) {
        return new SampleManifest(
                format,
                version,
                family,
                checkpointSha256,
                step,
                weights,
                seed,
                className,
                sampler,
                other,
                checks,
                codeVersion,
                device,
                precision,
                images,
                withheld,
                warnings,
                model,
                gate,
                descent,
                interpolation,
                dissimilarity,
                masks,
                covariates);
    }

    /**
     * Checks that a set with these settings continues another one.
     *
     * @throws InputException naming the first setting that differs
     */
    void checkContinues(SampleManifest earlier) {
        same("checkpoint", earlier.checkpointSha256, checkpointSha256);
        same("weights", earlier.weights, weights);
        same("seed", earlier.seed, seed);
        same("class", earlier.className, className);
        same("interpolation", text(earlier.interpolation), text(interpolation));
        same(
                "guidance away from training images",
                earlier.dissimilarity.map(Dissimilarity::text).orElse(""),
                dissimilarity.map(Dissimilarity::text).orElse(""));
        same("covariates", String.join(" ", earlier.covariates), String.join(" ", covariates));
        same("masks", hashes(earlier.masks), hashes(masks));
        same("sampler", earlier.sampler.text(), sampler.text());
        same("watermark", earlier.export.watermark(), export.watermark());
        same("signer's certificate", earlier.export.certificateSha256(), export.certificateSha256());
        same("export", earlier.export, export);
        same("checks", earlier.checks, checks);
        same("release gate", earlier.gate.text(), version < 4 ? GateLog.BEFORE.text() : gate.text());
        same("device", kind(earlier.device), kind(device));
        same("precision", earlier.rounding().word(), rounding().word());
        same("program version", earlier.codeVersion, codeVersion);
    }

    /** Returns how products were rounded. */
    public Precision rounding() {
        return precision.isEmpty() ? Precision.FLOAT32 : Precision.BFLOAT16;
    }

    /** Returns cpu or cuda: one card's images are the other's but for their last bits, as one processor's are. */
    private static String kind(String device) {
        return device.isEmpty() ? "cpu" : device.split(":", 2)[0];
    }

    private static void same(String name, Object before, Object now) {
        if (!before.equals(now)) {
            throw new InputException("the output folder holds samples with " + name + " " + text(before)
                    + ", this command says " + text(now) + "; use the same settings or another folder");
        }
    }

    /** Returns how many there are, and a hash of all. */
    private static String hashes(List<SampleMasks.Entry> masks) {
        String all = masks.stream().map(SampleMasks.Entry::sha256).collect(Collectors.joining(" "));
        return masks.isEmpty()
                ? ""
                : masks.size() + " of hash "
                        + Hashes.sha256(all.getBytes(StandardCharsets.US_ASCII)).substring(0, 16);
    }

    private static String text(Optional<Interpolation> way) {
        return way.map(Interpolation::text).orElse("");
    }

    private static String text(Object value) {
        return value.equals("") ? "(none)" : value.toString();
    }

    /** Returns whether UIDs come from all that a file holds; version 2 took what made the image alone. */
    boolean identifiesContent() {
        return version > 2;
    }

    /** Returns whether headers say which marks a file carries; files before version 4 carry none and say nothing. */
    boolean tellsMarks() {
        return version > 3;
    }

    /** Returns whether files say how far their model is from real patients; earlier ones do not. */
    boolean tellsDescent() {
        return version > 4;
    }

    /** Returns the request that makes one of the images again, without its masks. */
    SampleRequest request(int batch) {
        return new SampleRequest(
                seed, 1, 1, className, sampler, batch, interpolation, dissimilarity, Optional.empty(), covariates);
    }
}
