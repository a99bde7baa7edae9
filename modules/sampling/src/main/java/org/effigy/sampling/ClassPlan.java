package org.effigy.sampling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import org.effigy.base.InputException;
import org.effigy.diffusion.Denoiser;
import org.effigy.networks.checkpoint.CheckpointConfig;

/** Which class each index has; depends on the index alone, not on how many images are sampled. */
final class ClassPlan {
    private final List<String> names;
    private final int fixed;
    private final double[] shares;

    /**
     * Makes the plan.
     *
     * @param className the class of all images, or "" for all classes
     * @throws InputException if there is no such class
     */
    ClassPlan(CheckpointConfig config, String className) {
        this(config, className, config.training().path("classCounts"));
    }

    private ClassPlan(CheckpointConfig config, String className, JsonNode counts) {
        check(config, className);
        names = config.classNames();
        shares = shares(names.size(), counts);
        fixed = names.indexOf(className);
    }

    /**
     * Checks the name of a class, "" for all.
     *
     * @throws InputException if there is no such class
     */
    static void check(CheckpointConfig config, String className) {
        List<String> names = config.classNames();
        if (!className.isEmpty() && names.isEmpty()) {
            throw new InputException("the model has no classes; ask for no class");
        }
        if (!className.isEmpty() && !names.contains(className)) {
            throw new InputException("unknown class " + className + "; classes are " + String.join(", ", names));
        }
    }

    /**
     * Returns the plan of images that follow a mask: without a class asked for, all classes in the proportions of training images whose
     * mask shows a region, or of the others.
     *
     * @param shown whether the mask shows a region
     */
    static ClassPlan ofMask(CheckpointConfig config, String className, boolean shown) {
        JsonNode all = config.training().path("classCounts");
        JsonNode some = config.training().path("shownCounts");
        if (some.size() != all.size()) {
            return new ClassPlan(config, className);
        }
        ArrayNode counts = JsonNodeFactory.instance.arrayNode();
        for (int c = 0; c < all.size(); c++) {
            counts.add(
                    shown
                            ? some.get(c).asLong()
                            : all.get(c).asLong() - some.get(c).asLong());
        }
        return new ClassPlan(config, className, counts);
    }

    private static double[] shares(int classes, JsonNode counts) {
        double[] shares = new double[classes];
        Arrays.fill(shares, 1.0 / Math.max(1, classes));
        double total = 0;
        for (JsonNode count : counts) {
            total += count.asDouble();
        }
        if (counts.size() == classes && total > 0) {
            for (int c = 0; c < classes; c++) {
                shares[c] = counts.get(c).asDouble() / total;
            }
        }
        return shares;
    }

    /** Returns the labels of the indices first, first + 1, ...; -1 without classes. */
    int[] labels(int first, int count) {
        int[] labels = new int[count];
        if (names.isEmpty() || fixed >= 0) {
            Arrays.fill(labels, names.isEmpty() ? Denoiser.NO_CLASS : fixed);
            return labels;
        }
        // Each next index goes to the class that lags most behind its share; ties to the first.
        long[] given = new long[shares.length];
        for (int index = 1; index < first + count; index++) {
            int chosen = 0;
            for (int c = 1; c < shares.length; c++) {
                if (shares[c] * index - given[c] > shares[chosen] * index - given[chosen] + 1e-9) {
                    chosen = c;
                }
            }
            given[chosen]++;
            if (index >= first) {
                labels[index - first] = chosen;
            }
        }
        return labels;
    }

    String name(int label) {
        return label < 0 ? "" : names.get(label);
    }
}
