package org.effigy.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Covariate;

/**
 * The covariates of training images, made from texts: a number where all known values are numbers, else one of the categories that
 * enough images have.
 *
 * @param covariates with what standardises them
 * @param values of each image, {@link Float#NaN} where not known
 */
@SuppressWarnings("ArrayRecordComponent")
public record LearntCovariates(List<Covariate> covariates, float[][] values) {
    /** A covariate that is known for fewer images is refused. */
    public static final int LEAST_KNOWN = 5;

    /** A category of fewer images is one that is not known: there is nothing to learn from, and it may tell of a patient. */
    public static final int LEAST_OF_CATEGORY = 3;

    private static final int MOST_CATEGORIES = 64;

    /** How many steps of the rounded range are in a deviation, at least. */
    private static final double STEPS_PER_SPREAD = 3;

    private static final MathContext DIGITS = new MathContext(9);

    /**
     * Returns the covariates of images.
     *
     * @param names of the covariates
     * @param known of each image, by name
     * @throws InputException if one is known for too few images, or is the same for all
     */
    public static LearntCovariates of(List<String> names, List<Map<String, String>> known) {
        Check.argument(names.stream().distinct().count() == names.size(), () -> "a covariate is named twice");
        List<Covariate> covariates = new ArrayList<>();
        float[][] values = new float[known.size()][names.size()];
        for (int k = 0; k < names.size(); k++) {
            String name = names.get(k);
            List<String> texts =
                    known.stream().map(image -> image.getOrDefault(name, "")).toList();
            Covariate covariate = covariate(name, texts);
            covariates.add(covariate);
            for (int i = 0; i < texts.size(); i++) {
                values[i][k] = value(covariate, texts.get(i));
            }
        }
        return new LearntCovariates(List.copyOf(covariates), values);
    }

    private static float value(Covariate covariate, String text) {
        if (text.isEmpty()) {
            return Float.NaN;
        }
        if (covariate.isNumber()) {
            return (float) Double.parseDouble(text);
        }
        int code = covariate.categories().indexOf(text);
        return code < 0 ? Float.NaN : code;
    }

    private static Covariate covariate(String name, List<String> texts) {
        List<String> known = texts.stream().filter(text -> !text.isEmpty()).toList();
        if (known.size() < LEAST_KNOWN) {
            throw new InputException("covariate " + name + ": it is known for " + known.size() + " of " + texts.size()
                    + " training images, needed are at least " + LEAST_KNOWN
                    + "; leave it out, or give a table that tells it");
        }
        List<Optional<Double>> numbers =
                known.stream().map(LearntCovariates::number).toList();
        return numbers.stream().allMatch(Optional::isPresent)
                ? number(name, numbers.stream().mapToDouble(Optional::get))
                : category(name, known);
    }

    private static Optional<Double> number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Covariate number(String name, DoubleStream stream) {
        double[] known = stream.toArray();
        double mean = DoubleStream.of(known).average().orElse(0);
        double variance = DoubleStream.of(known)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        double spread = Math.sqrt(variance);
        if (spread <= 1e-9 * Math.max(1, Math.abs(mean))) {
            throw constant(name);
        }
        double step = step(spread / STEPS_PER_SPREAD);
        double low = Math.floor(DoubleStream.of(known).min().orElse(0) / step) * step;
        double high = Math.ceil(DoubleStream.of(known).max().orElse(0) / step) * step;
        return Covariate.number(name, mean, spread, rounded(low), rounded(high));
    }

    /** Returns the largest of 1, 2 and 5 times powers of ten that is not above a number. */
    static double step(double most) {
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        double digit = most / power;
        return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
    }

    private static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }

    private static Covariate category(String name, List<String> known) {
        Map<String, Integer> counts = new TreeMap<>();
        known.forEach(text -> counts.merge(text, 1, Integer::sum));
        List<String> categories = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= LEAST_OF_CATEGORY)
                .map(Map.Entry::getKey)
                .toList();
        if (categories.size() < 2) {
            throw constant(name);
        }
        if (categories.size() > MOST_CATEGORIES) {
            throw new InputException("covariate " + name + ": it has " + categories.size()
                    + " categories, allowed are up to " + MOST_CATEGORIES + "; name another column");
        }
        return Covariate.category(name, categories);
    }

    private static InputException constant(String name) {
        return new InputException(
                "covariate " + name
                        + ": it is the same for all training images that it is known of, so there is nothing to learn; leave it out");
    }

    /** Returns of how many images each covariate is known. */
    public List<Integer> known() {
        List<Integer> known = new ArrayList<>();
        for (int k = 0; k < covariates.size(); k++) {
            int count = 0;
            for (float[] image : values) {
                count += Float.isNaN(image[k]) ? 0 : 1;
            }
            known.add(count);
        }
        return known;
    }
}
