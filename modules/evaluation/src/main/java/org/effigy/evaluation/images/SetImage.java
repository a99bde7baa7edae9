package org.effigy.evaluation.images;

import java.util.Map;

/**
 * What is known of one image of a set.
 *
 * @param name what messages and records call it: {@code index 0007}, {@code holdout 0007}, or the name that the program gave
 * @param patient a key that images of one patient share; another one for each image where patients are not known
 * @param className "" without classes
 * @param subgroups by {@code sex}, {@code age} and {@code view}, where known
 * @param contentSha256 names its content
 */
public record SetImage(
        String name, String patient, String className, Map<String, String> subgroups, String contentSha256) {
    public SetImage {
        subgroups = Map.copyOf(subgroups);
    }

    /** Returns a copy of another patient: where none are known, files of one name in two folders are not one patient's. */
    SetImage ofPatient(String other) {
        return new SetImage(name, other, className, subgroups, contentSha256);
    }
}
