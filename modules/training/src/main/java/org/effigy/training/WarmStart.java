package org.effigy.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.families.Family;
import org.effigy.networks.net.NamedTensor;

/**
 * First weights for a run that begins where another model ended: of the same size on other images, or smaller, from which
 * a larger one grows (Karras et al. 2018 train from low to high resolution for the same reason, that the coarse structure
 * is cheap to learn there).
 *
 * <p>What a class adds goes by the class's name, not by its number: a class that the other model knows begins as it is there, a new
 * one as the mean of all that are there, so that the new run tells it from images in general and not from another class.
 *
 * @param weights all of the new network's: the other model's averaged weights where name and shape agree, else its own
 * @param taken how many tensors came from the other model
 */
record WarmStart(List<NamedTensor> weights, int taken) {
    /** A column for each class, which it adds to the embedding of time. */
    private static final String CLASSES = "class.weight";

    /** A column for each feature of covariates. */
    private static final String COVARIATES = "covariate.weight";

    /**
     * Joins a network's first weights with a model's.
     *
     * @param classes names of the new network's classes in label order, empty without classes
     * @throws InputException if the model is of another family, or no tensor of it fits
     */
    static WarmStart of(String family, List<NamedTensor> fresh, List<String> classes, Checkpoint model) {
        return of(family, fresh, classes, List.of(), model);
    }

    /** As the other, of a network with covariates: what they add is taken from a model with the same ones only. */
    static WarmStart of(
            String family,
            List<NamedTensor> fresh,
            List<String> classes,
            List<Covariate> covariates,
            Checkpoint model) {
        if (!Family.named(family).beginsWith(model.config().family())) {
            throw new InputException("the model to begin with is of the family "
                    + model.config().family() + ", the run trains " + family + "; name a model of the same family");
        }
        Map<String, NamedTensor> given = new HashMap<>();
        model.averagedWeights().forEach(tensor -> given.put(tensor.name(), tensor));
        if (!meanings(model.config().model().conditions()).equals(meanings(covariates))) {
            given.remove(COVARIATES);
        }
        List<NamedTensor> joined = new ArrayList<>();
        int taken = 0;
        for (NamedTensor own : fresh) {
            NamedTensor other = own.name().equals(CLASSES) && given.containsKey(CLASSES)
                    ? byName(given.get(CLASSES), model.config().classNames(), own, classes)
                    : given.get(own.name());
            boolean fits = other != null && Arrays.equals(other.shape(), own.shape());
            joined.add(fits ? other : own);
            taken += fits ? 1 : 0;
        }
        if (taken == 0) {
            throw new InputException("none of the " + given.size()
                    + " tensors of the model to begin with fits the network; use the same preset for both");
        }
        return new WarmStart(joined, taken);
    }

    private static List<String> meanings(List<Covariate> covariates) {
        return covariates.stream().map(c -> c.name() + c.categories()).toList();
    }

    /** Returns the columns of classes in another order, with the mean of all for a class that is not there. */
    private static NamedTensor byName(NamedTensor given, List<String> known, NamedTensor own, List<String> classes) {
        int rows = (int) own.shape()[0];
        int from = known.size();
        int to = classes.size();
        boolean fits = Arrays.equals(own.shape(), new long[] {rows, to})
                && Arrays.equals(given.shape(), new long[] {rows, from});
        if (!fits) {
            return given;
        }
        float[] values = new float[rows * to];
        for (int column = 0; column < to; column++) {
            int at = known.indexOf(classes.get(column));
            for (int row = 0; row < rows; row++) {
                values[row * to + column] =
                        at >= 0 ? given.values()[row * from + at] : mean(given.values(), row * from, from);
            }
        }
        return new NamedTensor(own.name(), own.shape(), values);
    }

    private static float mean(float[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return (float) (sum / count);
    }
}
