package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import org.effigy.base.Seeds;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.optim.Optimisation;

/** A model of one network that is trained by a loss at its output, with Adam on the clipped gradient. */
public abstract class LossModel implements Model {
    private static final String UPDATER = "adam.";

    private final Family.Recipe recipe;
    private final Workers workers;
    private final Network network;

    /**
     * What a batch shows the network.
     *
     * @param inputs of the net
     * @param target of its output
     * @param count by which the loss's sum is divided
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Example(float[][] inputs, float[] target, double count) {}

    /** Draws the first weights. */
    protected LossModel(Net net, Family.Recipe recipe, Compute compute) {
        this.recipe = recipe;
        workers = Engines.workers(compute);
        network = new Network(net, compute, workers).init(Seeds.derive(recipe.seed(), "weights", 0));
    }

    /** Returns the loss between output and target. */
    protected abstract Loss loss();

    /** Returns what a batch shows; everything random is drawn here, from the recipe's seed and the batch's step. */
    protected abstract Example example(Batch batch);

    /** Returns the network. */
    public final Network network() {
        return network;
    }

    @Override
    public final Step prepare(Batch batch) {
        Example example = example(batch);
        return () -> step(batch.step(), example);
    }

    private StepOutcome step(long number, Example example) {
        double loss = network.backward(loss(), example.count(), example.target(), example.inputs());
        StepOutcome outcome = new StepOutcome(loss, network.gradientNorm(), network.gradientNorm() > 0, Map.of());
        if (outcome.isFinite()) {
            Optimisation optimisation = recipe.optimisation();
            network.update(optimisation.adam(number), optimisation.clipNorm(), optimisation.emaDecay(number));
        }
        return outcome;
    }

    @Override
    public final List<Net> nets() {
        return List.of(network.net());
    }

    @Override
    public final List<NamedTensor> weights() {
        return network.weights();
    }

    @Override
    public final List<NamedTensor> ema() {
        return network.averagedWeights();
    }

    @Override
    public final List<NamedTensor> updaterState() {
        return network.updaterState(UPDATER);
    }

    @Override
    public final void restore(Checkpoint checkpoint) {
        network.setWeights(checkpoint.weights());
        network.setAveragedWeights(checkpoint.averagedWeights());
        network.setUpdaterState(UPDATER, checkpoint.updater());
    }

    @Override
    public final void begin(List<NamedTensor> weights) {
        // The average begins with them, too.
        network.setWeights(weights);
    }

    @Override
    public final void close() {
        network.close();
        workers.close();
    }
}
