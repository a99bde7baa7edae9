package org.effigy.report.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.effigy.base.InputException;
import org.effigy.base.Json;

/**
 * The manifest of a folder of samples, as far as a gallery needs it.
 *
 * @param model the family and the hash of the checkpoint
 * @param seed of the whole set
 * @param samples the images that were written, by index
 * @param withheld the images that were not, with the reason
 * @param gate the state of the release gate: {@code on}, {@code off}, or {@code none} in sets from before there was one
 */
record SampleSet(Path folder, String model, String seed, List<Sample> samples, List<Withheld> withheld, String gate) {
    private static final String OURS = "synthetic-\\d{6,9}\\.(dcm|png|tif)";
    private static final int HASH_LETTERS = 12;

    /**
     * One image.
     *
     * @param className "" without classes
     * @param decision of the release gate
     */
    record Sample(int index, String seed, String className, String decision, String file) {}

    /** An image that was not written. */
    record Withheld(int index, String seed, String reason) {}

    /**
     * Reads the manifest of a folder.
     *
     * @throws InputException if it is none of samples
     */
    static SampleSet read(Path folder) throws IOException {
        JsonNode manifest = Json.tree(Files.readString(folder.resolve(Places.MANIFEST)), Places.MANIFEST);
        if (!manifest.path("format").asText().equals("effigy-samples")) {
            throw new InputException(Places.MANIFEST + ": not a manifest of samples");
        }
        List<Sample> samples = new ArrayList<>();
        for (JsonNode image : manifest.path("images")) {
            samples.add(new Sample(
                    image.path("index").asInt(),
                    image.path("seed").asText(),
                    image.path("className").asText(),
                    decision(manifest, image),
                    image.path("file").asText()));
        }
        List<Withheld> withheld = new ArrayList<>();
        for (JsonNode index : manifest.path("withheld")) {
            withheld.add(new Withheld(index.asInt(), "", "writing was found in it"));
        }
        JsonNode gate = manifest.path("gate");
        for (JsonNode rejected : gate.path("rejected")) {
            withheld.add(new Withheld(
                    rejected.path("index").asInt(),
                    rejected.path("seed").asText(),
                    words(rejected.path("reason").asText())));
        }
        String hash = manifest.path("checkpointSha256").asText();
        return new SampleSet(
                folder,
                manifest.path("family").asText() + ", checkpoint "
                        + hash.substring(0, Math.min(HASH_LETTERS, hash.length())) + ", step "
                        + manifest.path("step").asText(),
                manifest.path("seed").asText(),
                samples,
                withheld,
                gate.path("state").asText("none"));
    }

    /** Returns what the gate decided of an image that was written. */
    private static String decision(JsonNode manifest, JsonNode image) {
        if (!manifest.path("gate").path("state").asText().equals("on")) {
            return "no gate";
        }
        int refused = image.path("attempt").asInt();
        return refused == 0 ? "released" : "released, " + refused + " before it refused";
    }

    /** Returns a reason, which manifests write as NEAR_COPY, in words. */
    private static String words(String reason) {
        return reason.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns the file of an image; empty where the manifest does not know it or gives it another name than sampling does. */
    Optional<Path> file(int index) {
        return samples.stream()
                .filter(sample -> sample.index() == index && sample.file().matches(OURS))
                .findFirst()
                .map(sample -> folder.resolve(sample.file()));
    }

    /** Returns the images by class. */
    Map<String, Long> classes() {
        Map<String, Long> classes = new TreeMap<>();
        samples.forEach(sample -> classes.merge(sample.className(), 1L, Long::sum));
        return classes;
    }

    /** Returns a sentence on what is in it. */
    String summary() {
        return samples.size() + " images of " + model + ", seed " + seed
                + (withheld.isEmpty() ? "" : "; " + withheld.size() + " were withheld");
    }
}
