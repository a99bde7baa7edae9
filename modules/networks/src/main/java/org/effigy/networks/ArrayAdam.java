package org.effigy.networks;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * {@link Adam} by operations of ND4J, in the order of {@link HostAdam}'s, on the device of the trained parameters. Gradients
 * of several devices are added up on the heap.
 */
final class ArrayAdam implements AdamMemory {
    private final Engine engine;
    private final int length;
    /** Each empty until it is needed. */
    private List<INDArray> moments = List.of();

    private List<INDArray> scratch = List.of();
    private List<INDArray> average = List.of();

    ArrayAdam(Engine engine, int length) {
        this.engine = engine;
        this.length = length;
    }

    @Override
    public double combine(List<FlatVector> gradients, int shards) {
        if (gradients.size() == 1) {
            return engine.call(
                    0, () -> ArrayVector.array(gradients.get(0)).norm2Number().doubleValue());
        }
        float[][] values = new float[gradients.size()][];
        engine.run(shards, shard -> {
            for (int i = shard; i < values.length; i += shards) {
                values[i] = gradients.get(i).values();
            }
        });
        float[] sum = values[0];
        for (int i = 1; i < values.length; i++) {
            HostAdam.add(sum, values[i], length);
        }
        engine.run(1, thread -> gradients.get(0).put(0, sum));
        return Math.sqrt(HostAdam.squares(sum, length));
    }

    @Override
    public void update(FlatVector parameters, FlatVector gradient, Adam.Factors factors) {
        engine.run(1, thread -> {
            INDArray p = ArrayVector.array(parameters).reshape(length);
            INDArray g = ArrayVector.array(gradient).reshape(length);
            if (factors.averages()) {
                if (average.isEmpty()) {
                    average = kept(p::dup);
                }
                step(p, g, factors);
                average.get(0).subi(p).muli(factors.decay()).addi(p);
            } else {
                step(p, g, factors);
            }
        });
    }

    private void step(INDArray p, INDArray gradient, Adam.Factors f) {
        makeMoments();
        if (scratch.isEmpty()) {
            scratch = kept(() -> Nd4j.zeros(DataType.FLOAT, length), () -> Nd4j.zeros(DataType.FLOAT, length));
        }
        INDArray m = moments.get(0);
        INDArray v = moments.get(1);
        INDArray g = scratch.get(0).assign(gradient).muli(f.scale());
        INDArray t = scratch.get(1);
        m.muli(f.beta1()).addi(t.assign(g).muli(f.rest1()));
        v.muli(f.beta2()).addi(t.assign(g).muli(f.rest2()).muli(g));
        Transforms.sqrt(t.assign(v), false).muli(f.root()).addi(f.epsilon());
        p.subi(g.assign(m).muli(f.rate()).divi(t));
    }

    private void makeMoments() {
        if (moments.isEmpty()) {
            moments = kept(() -> Nd4j.zeros(DataType.FLOAT, length), () -> Nd4j.zeros(DataType.FLOAT, length));
        }
    }

    /** Returns arrays that outlive the workspace of a step. */
    @SafeVarargs
    private static List<INDArray> kept(Supplier<INDArray>... arrays) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Stream.of(arrays).map(Supplier::get).toList();
        }
    }

    @Override
    public FlatVector firstMoment() {
        return moment(0);
    }

    @Override
    public FlatVector secondMoment() {
        return moment(1);
    }

    private FlatVector moment(int index) {
        engine.run(1, thread -> makeMoments());
        return new ArrayVector(moments.get(index));
    }

    @Override
    public void setMoments(float[] first, float[] second) {
        moments = engine.call(0, () -> kept(() -> Nd4j.createFromArray(first), () -> Nd4j.createFromArray(second)));
    }

    @Override
    public Optional<FlatVector> average() {
        return average.stream().<FlatVector>map(ArrayVector::new).findFirst();
    }

    @Override
    public FlatVector makeAverage() {
        if (average.isEmpty()) {
            average = engine.call(0, () -> kept(() -> Nd4j.zeros(DataType.FLOAT, length)));
        }
        return new ArrayVector(average.get(0));
    }

    @Override
    public void close() {}
}
