package org.effigy.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.networks.checkpoint.Covariate;

/**
 * The covariates that images are asked to have. One that is not asked for takes the null token: the model may make any of it, and
 * nothing is claimed of the image.
 */
final class AskedCovariates {
    /** So many parts of a unit a drawn number is rounded to, so that a manifest can be read. */
    private static final double PARTS = 1000;

    private final List<Covariate> covariates;
    private final Map<String, double[]> ranges;

    private AskedCovariates(List<Covariate> covariates, Map<String, double[]> ranges) {
        this.covariates = covariates;
        this.ranges = ranges;
    }

    /**
     * Reads what is asked for.
     *
     * @param covariates of the model
     * @param asked each {@code name=value}, or {@code name=low..high} for a number drawn uniformly for each image
     * @throws InputException if the model does not know the covariate, or has not seen such values
     */
    static AskedCovariates of(List<Covariate> covariates, List<String> asked) {
        Map<String, double[]> ranges = new HashMap<>();
        for (String text : asked) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? text : text.substring(0, equals);
            Covariate covariate = covariates.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(covariates, name));
            String value = equals < 0 ? "" : text.substring(equals + 1).strip();
            if (value.isEmpty()) {
                throw new InputException("the covariate " + name + " has no value; give " + name + "= and one of "
                        + covariate.allowed());
            }
            if (ranges.put(name, range(covariate, value)) != null) {
                throw new InputException("the covariate " + name + " is asked for twice; give one value, or a range");
            }
        }
        return new AskedCovariates(covariates, ranges);
    }

    private static InputException unknown(List<Covariate> covariates, String name) {
        return new InputException(
                covariates.isEmpty()
                        ? "the model is conditioned on no covariates; ask for none, or train a model with covariates"
                        : "the model knows no covariate " + name + "; it knows "
                                + covariates.stream().map(Covariate::name).collect(Collectors.joining(", ")));
    }

    private static double[] range(Covariate covariate, String value) {
        int dots = value.indexOf("..");
        if (!covariate.isNumber() || dots < 0) {
            double one = covariate.parse(value);
            return new double[] {one, one};
        }
        double low = covariate.parse(value.substring(0, dots).strip());
        double high = covariate.parse(value.substring(dots + 2).strip());
        if (low > high) {
            throw new InputException("the covariate " + covariate.name() + " is " + value
                    + ", which begins above its end; give the lower number first");
        }
        return new double[] {low, high};
    }

    /** Returns whether a value differs from image to image. */
    boolean drawn() {
        return ranges.values().stream().anyMatch(range -> range[0] < range[1]);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Returns what an image has, in the order of the model's covariates; {@link Float#NaN} where nothing is asked for. */
    float[] values(long imageSeed) {
        float[] values = new float[covariates.size()];
        Arrays.fill(values, Float.NaN);
        for (int k = 0; k < values.length; k++) {
            String name = covariates.get(k).name();
            double[] range = ranges.get(name);
            if (range != null && range[0] == range[1]) {
                values[k] = (float) range[0];
            } else if (range != null) {
                double value = range[0]
                        + (range[1] - range[0])
                                * Seeds.of(imageSeed, "covariate " + name, 0).nextDouble();
                double rounded = Math.rint(value * PARTS) / PARTS;
                values[k] = (float) Math.max(range[0], Math.min(range[1], rounded));
            }
        }
        return values;
    }

    /** Returns the values of an image as a manifest has them: {@code age=61.25}. */
    List<String> texts(float[] values) {
        List<String> texts = new ArrayList<>();
        for (int k = 0; k < values.length; k++) {
            if (!Float.isNaN(values[k])) {
                Covariate covariate = covariates.get(k);
                double value = covariate.isNumber() ? Double.parseDouble(Float.toString(values[k])) : values[k];
                texts.add(covariate.name() + "=" + covariate.text(value));
            }
        }
        return texts;
    }
}
