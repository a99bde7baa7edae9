package org.effigy.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.families.Family;
import org.effigy.networks.net.NamedTensor;

/**
 * First weights for a run that begins where another model ended: of the same size on other images, or smaller, from which
 * a larger one grows (Karras et al. 2018 train from low to high resolution for the same reason, that the coarse structure
 * is cheap to learn there).
 *
 * @param weights all of the new network's: the other model's averaged weights where name and shape agree, else its own
 * @param taken how many tensors came from the other model
 */
record WarmStart(List<NamedTensor> weights, int taken) {
    /**
     * Joins a network's first weights with a model's.
     *
     * @throws InputException if the model is of another family, or no tensor of it fits
     */
    static WarmStart of(String family, List<NamedTensor> fresh, Checkpoint model) {
        if (!Family.named(family).beginsWith(model.config().family())) {
            throw new InputException("the model to begin with is of the family "
                    + model.config().family() + ", the run trains " + family + "; name a model of the same family");
        }
        Map<String, NamedTensor> given = new HashMap<>();
        model.averagedWeights().forEach(tensor -> given.put(tensor.name(), tensor));
        List<NamedTensor> joined = new ArrayList<>();
        int taken = 0;
        for (NamedTensor own : fresh) {
            NamedTensor other = given.get(own.name());
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
}
