package org.effigy.sampling;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.effigy.base.Check;
import org.effigy.diffusion.X0Guidance;
import org.effigy.gate.DissimilarityGuidance;
import org.effigy.gate.GateFile;

/**
 * Guidance away from the nearest training image while sampling, {@link DissimilarityGuidance}.
 *
 * @param strength above 0, at most {@link DissimilarityGuidance#STRONGEST}
 * @param recordSha256 of the record that describes the training images
 */
public record Dissimilarity(double strength, String recordSha256) {
    public Dissimilarity {
        Check.argument(
                strength > 0 && strength <= DissimilarityGuidance.STRONGEST,
                () -> "the strength of guidance away from training images is " + strength
                        + ", allowed is above 0 and up to " + DissimilarityGuidance.STRONGEST);
        Check.argument(recordSha256 != null, () -> "guidance away from training images names no record of them");
    }

    /** Returns guidance of a strength by a record. */
    public static Dissimilarity of(double strength, GateFile record) {
        return new Dissimilarity(strength, record.sha256());
    }

    /** Returns what samplers get. */
    X0Guidance guidance(GateFile record) {
        DissimilarityGuidance guidance = new DissimilarityGuidance(record, strength);
        return (x0, length) -> guided(guidance, x0, length);
    }

    private static double[] guided(DissimilarityGuidance guidance, double[] x0, int length) {
        List<Optional<float[]>> moved = IntStream.range(0, x0.length / length)
                .parallel()
                .mapToObj(i -> guidance.moved(image(x0, i * length, length)))
                .toList();
        if (moved.stream().allMatch(Optional::isEmpty)) {
            return x0;
        }
        double[] out = x0.clone();
        for (int i = 0; i < moved.size(); i++) {
            float[] image = moved.get(i).orElse(new float[0]);
            for (int j = 0; j < image.length; j++) {
                out[i * length + j] = image[j];
            }
        }
        return out;
    }

    private static float[] image(double[] x0, int from, int length) {
        float[] image = new float[length];
        for (int i = 0; i < length; i++) {
            image[i] = (float) x0[from + i];
        }
        return image;
    }

    /** Returns it as one says it. */
    String text() {
        return "strength " + strength + ", by the record " + recordSha256;
    }
}
