package org.effigy.networks.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.compute.Passes;
import org.effigy.networks.compute.Replicas;
import org.effigy.networks.compute.Wanted;
import org.effigy.networks.compute.Workers;
import org.effigy.networks.net.Layout;
import org.effigy.networks.net.Net;

/** A net compiled for the CPU: programs for each shard, batch size and purpose, over weights that the shards of a device share. */
public final class ProgramReplicas implements Replicas {
    private final Net net;
    private final Layout layout;
    private final Workers workers;
    private final boolean half;
    /** By device; the first is the one that is trained and the caller's. */
    private final List<HostVector> parameters = new ArrayList<>();

    private final List<PackedWeights> weights = new ArrayList<>();
    private final List<Shard> shards = new ArrayList<>();

    /**
     * Prepares for a net, fused already; programs are compiled when they are first used.
     *
     * @param parameters laid out so, kept by the caller
     * @param half whether the factors of products are rounded to bfloat16
     */
    ProgramReplicas(Net net, Layout layout, HostVector parameters, Workers workers, boolean half) {
        this.net = net;
        this.layout = layout;
        this.workers = workers;
        this.half = half;
        for (int device = 0; device < workers.devices(); device++) {
            this.parameters.add(device == 0 ? parameters : new HostVector(layout.length()));
            weights.add(new PackedWeights(new FlatParameters(this.parameters.get(device), layout)));
        }
        for (int shard = 0; shard < workers.count(); shard++) {
            shards.add(new Shard(shard));
        }
    }

    /** Prepares for a net after all fusions. */
    public static Replicas of(Net net, Layout layout, HostVector parameters, Workers workers, boolean half) {
        return new ProgramReplicas(Fusion.all(net), layout, parameters, workers, half);
    }

    @Override
    public Passes shard(int shard) {
        return shards.get(shard);
    }

    @Override
    public void refresh() {
        parameters.subList(1, parameters.size()).forEach(copy -> copy.assign(parameters.get(0)));
        workers.runOnDevices((device, part, parts) -> weights.get(device).refresh(part, parts));
    }

    /** Begins to measure how long each pass of a shard's programs takes; the nanoseconds add up by layer in the map. */
    public void profile(int shard, Map<String, Long> into) {
        shards.get(shard).programs.values().forEach(program -> program.profile(into));
    }

    @Override
    public void close() {
        shards.forEach(Shard::close);
        weights.forEach(PackedWeights::close);
        parameters.subList(1, parameters.size()).forEach(HostVector::close);
    }

    /** The programs of a shard. */
    private final class Shard implements Passes, Program.Shard {
        private final int number;
        private final Map<String, Program> programs = new HashMap<>();
        private Optional<HostVector> gradient = Optional.empty();
        private Optional<Program> latest = Optional.empty();

        Shard(int number) {
            this.number = number;
        }

        @Override
        public boolean isFirst() {
            return number == 0;
        }

        @Override
        public double[][] exchange(double[] numbers) {
            return workers.exchange(number, numbers);
        }

        @Override
        public Memory open() {
            // The programs have planned theirs.
            return () -> {};
        }

        @Override
        public float[] forward(Wanted wanted, float[]... inputs) {
            int images = net.images(inputs);
            Program program = programs.computeIfAbsent(images + " " + wanted, key -> compiled(images, wanted));
            latest = Optional.of(program);
            return program.forward(inputs);
        }

        private Program compiled(int images, Wanted wanted) {
            Program.Purpose purpose = new Program.Purpose(images, wanted, half, this);
            Optional<HostVector> to = wanted.weights() ? Optional.of(gradient()) : Optional.empty();
            return new Program(net, weights.get(workers.device(number)), to, purpose);
        }

        @Override
        public float[][] backward(float[] outputGradient) {
            return latest.orElseThrow(Passes::neverForward).backward(outputGradient);
        }

        @Override
        public HostVector gradient() {
            if (gradient.isEmpty()) {
                gradient = Optional.of(new HostVector(layout.length()));
            }
            return gradient.get();
        }

        @Override
        public void close() {
            programs.values().forEach(Program::close);
            gradient.ifPresent(HostVector::close);
        }
    }
}
