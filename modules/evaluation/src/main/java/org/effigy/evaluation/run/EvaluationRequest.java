package org.effigy.evaluation.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.evaluation.images.ImageSets;

/**
 * What to evaluate, and how.
 *
 * @param sets the images
 * @param out the folder to write to; one that holds a part of the same evaluation is gone on with
 * @param spaces names of the feature spaces that measure distances; none for all that there are
 * @param classifier a run of a classifier for its features; empty to train one where there are classes
 * @param extractor an ONNX file of another extractor of features
 * @param seed all chance follows from it
 * @param replicates of each bootstrap
 * @param threads to compute with
 * @param settings what the user asked, for the record
 */
public record EvaluationRequest(
        ImageSets.Request sets,
        Path out,
        List<String> spaces,
        Optional<Path> classifier,
        Optional<Path> extractor,
        long seed,
        int replicates,
        int threads,
        Map<String, String> settings) {
    public EvaluationRequest {
        spaces = List.copyOf(spaces);
        settings = Map.copyOf(settings);
        Check.inRange("replicates", replicates, 20, 1_000_000);
        Check.inRange("threads", threads, 1, 1024);
    }
}
