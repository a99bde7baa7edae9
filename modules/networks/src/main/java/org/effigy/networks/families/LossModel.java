package org.effigy.networks.families;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.base.InputException;
import org.effigy.base.Seeds;
import org.effigy.networks.ClippedSum;
import org.effigy.networks.Engines;
import org.effigy.networks.Network;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.compute.Compute;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Loss;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Op;
import org.effigy.networks.optim.Optimisation;

/** A model of one network that is trained by a loss at its output, with Adam on the clipped gradient. */
public abstract class LossModel implements Model {
    private static final String UPDATER = "adam.";

    private final Family.Recipe recipe;
    private final Workers workers;
    private final Network network;
    private double share;
    private Optional<ClippedSum> clippedSum = Optional.empty();

    /**
     * What a batch shows the network.
     *
     * @param inputs of the net
     * @param target of its output
     * @param count by which the loss's sum is divided
     * @param weights by which each image's loss is multiplied; empty where all count alike
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Example(float[][] inputs, float[] target, double count, float[] weights) {
        /** Images that all count alike. */
        public Example(float[][] inputs, float[] target, double count) {
            this(inputs, target, count, new float[0]);
        }
    }

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

    @Override
    public final void progress(double done) {
        share = done;
    }

    /** Batch normalisation would see the parts of a batch, not the whole. */
    @Override
    public final boolean accumulates() {
        return network.net().nodes().stream().noneMatch(node -> node.op() instanceof Op.BatchNorm);
    }

    @Override
    public final Step preparePrivately(PrivateBatch batch) {
        Check.argument(
                network.net().nodes().stream().noneMatch(node -> node.op() instanceof Op.BatchNorm),
                () -> "statistics of a batch let one unit change the gradients of others");
        List<Example> examples = batch.units().stream().map(this::example).toList();
        if (examples.stream().anyMatch(example -> example.weights().length > 0)) {
            throw new InputException(
                    "weights of images, such as min-SNR's, do not go with differential privacy; leave one"
                            + " of the two out");
        }
        List<ClippedSum.Unit> units = examples.stream()
                .map(example -> new ClippedSum.Unit(example.inputs(), example.target(), example.count()))
                .toList();
        return () -> step(batch, units);
    }

    private StepOutcome step(PrivateBatch batch, List<ClippedSum.Unit> units) {
        if (clippedSum.isEmpty()) {
            clippedSum = Optional.of(new ClippedSum(network, workers));
        }
        ClippedSum sum = clippedSum.get();
        ClippedSum.Outcome found = sum.add(loss(), units, batch.clip());
        sum.addNoise(batch.deviation(), batch.noise());
        network.leave(sum.sum(), 1 / batch.expected());
        Map<String, Double> parts = Map.of("units", (double) units.size(), "clipped", (double) found.clipped());
        StepOutcome outcome = new StepOutcome(found.loss(), network.gradientNorm(), true, parts);
        if (outcome.isFinite()) {
            Optimisation optimisation = recipe.optimisation();
            // Each unit's gradient is shortened already; what is done to the noised sum does not matter to anyone.
            network.update(
                    optimisation.adam(batch.step(), share),
                    Double.POSITIVE_INFINITY,
                    optimisation.emaDecay(batch.step()));
        }
        return outcome;
    }

    private StepOutcome step(long number, Example example) {
        int images = network.net().images(example.inputs());
        int parts = Math.min(recipe.optimisation().accumulate(), images);
        Network.Goal goal = new Network.Goal(example.target(), example.count(), example.weights(), parts);
        double loss = network.backward(loss(), goal, example.inputs());
        StepOutcome outcome = new StepOutcome(loss, network.gradientNorm(), network.gradientNorm() > 0, Map.of());
        if (outcome.isFinite()) {
            Optimisation optimisation = recipe.optimisation();
            network.update(optimisation.adam(number, share), optimisation.clipNorm(), optimisation.emaDecay(number));
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
        clippedSum.ifPresent(ClippedSum::close);
        network.close();
        workers.close();
    }
}
