package org.effigy.evaluation.features;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.effigy.base.InputException;
import org.effigy.base.Size;
import org.effigy.evaluation.images.ImageSet;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.ModelConfig;
import org.effigy.networks.families.Family;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Parameter;

/** The feature space of a classifier: what its last layer decides by. */
public final class ClassifierSpace extends NetworkSpace {
    /** The name of the space. */
    public static final String NAME = "classifier";

    private final ModelConfig config;
    private final List<NamedTensor> weights;
    private final String key;

    /**
     * Takes a classifier.
     *
     * @param weights of the whole network; those of the last layer are not used
     * @param key names the weights
     * @throws InputException if the model is no classifier
     */
    public ClassifierSpace(ModelConfig config, List<NamedTensor> weights, String key) {
        this.config = config;
        this.key = "classifier 1, " + key;
        Net net = net();
        Set<String> names = new HashSet<>();
        net.parameters().stream().map(Parameter::name).forEach(names::add);
        this.weights = new ArrayList<>(
                weights.stream().filter(tensor -> names.contains(tensor.name())).toList());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    protected Net net(int side) {
        if (!config.imageSize().equals(Size.square(side))) {
            throw new InputException(
                    "the classifier takes images of " + config.imageSize() + " pixels, the evaluation has " + side
                            + "; choose the classifier's size for the evaluation, or another classifier");
        }
        return net();
    }

    private Net net() {
        return Family.of(config)
                .features(config)
                .orElseThrow(() -> new InputException("the model is a " + config.family()
                        + ", which has no features of images; name a run of a classifier"));
    }

    @Override
    protected void begin(Network network) {
        network.setWeights(weights);
    }

    /** Returns the classes of a set that has at least two, in alphabetical order; otherwise none. */
    public static List<String> classes(ImageSet set) {
        List<String> classes = set.images().stream()
                .map(image -> image.className())
                .filter(name -> !name.isEmpty())
                .distinct()
                .sorted()
                .toList();
        return classes.size() > 1 ? classes : List.of();
    }
}
