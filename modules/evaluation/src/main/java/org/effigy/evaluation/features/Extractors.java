package org.effigy.evaluation.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.effigy.base.InputException;

/** A program that reads networks of others from files; found by {@link ServiceLoader}, for it is no part of the standard build. */
public interface Extractors {
    /** Opens the network in a file as a feature space. */
    FeatureSpace open(Path file) throws IOException;

    /**
     * Opens a file with the program that is there.
     *
     * @throws InputException if there is none
     */
    static FeatureSpace openWithAny(Path file) throws IOException {
        return ServiceLoader.load(Extractors.class, Extractors.class.getClassLoader())
                .findFirst()
                .orElseThrow(
                        () -> new InputException("this build cannot read ONNX files; build it with the profile onnx"
                                + " (mvn -Ponnx package), which fetches ONNX Runtime"))
                .open(file);
    }
}
