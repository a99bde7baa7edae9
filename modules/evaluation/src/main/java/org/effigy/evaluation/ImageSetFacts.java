package org.effigy.evaluation;

import java.util.List;
import java.util.Map;

/**
 * A set of images that took part.
 *
 * @param role {@code train}, {@code holdout} or {@code synthetic}
 * @param images how many
 * @param patients how many patients they show; 0 where that is not known, and then each image counts as a patient
 * @param classes images by class, "" for images without one
 * @param sha256 over the content hashes of the images in the order of {@code files}
 * @param files what stands in the rows of the feature files: index ids ({@code index 0007}) for an index, otherwise the
 *     place in the sorted folder ({@code holdout 0007}); for the synthetic set the files' names, which the program gave
 */
public record ImageSetFacts(
        String role, int images, int patients, Map<String, Integer> classes, String sha256, List<String> files) {
    public ImageSetFacts {
        classes = Map.copyOf(classes);
        files = List.copyOf(files);
    }
}
