package org.effigy.evaluation.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import org.effigy.base.Hashes;
import org.effigy.base.InputException;
import org.effigy.evaluation.features.Extractors;
import org.effigy.evaluation.features.FeatureSpace;

/** Opens ONNX files with ONNX Runtime on the processor. */
public final class OnnxExtractors implements Extractors {
    @Override
    public FeatureSpace open(Path file) throws IOException {
        String sha256 = Hashes.sha256(file);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // Images go in side by side; one thread for each.
            options.setIntraOpNumThreads(1);
            return new OnnxSpace(environment, environment.createSession(file.toString(), options), sha256);
        } catch (OrtException e) {
            throw new InputException("the extractor is no ONNX file that ONNX Runtime can read; export it again", e);
        }
    }
}
