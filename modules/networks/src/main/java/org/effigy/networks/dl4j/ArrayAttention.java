package org.effigy.networks.dl4j;

import java.util.List;
import org.effigy.networks.dl4j.NamedOps.Factors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Single-head attention, v softmax(k q' / sqrt(C))'; computes the softmax anew for the backward pass. */
final class ArrayAttention {
    /** Part number {@code index} of {@code count} parts of the channels of an input. */
    private record Part(int input, int index, int count) {}

    private final Part queries;
    private final Part keys;
    private final Part values;

    ArrayAttention(Binding binding) {
        boolean one = binding.node().inputs().size() == 1;
        queries = one ? new Part(0, 0, 3) : new Part(0, 0, 1);
        keys = one ? new Part(0, 1, 3) : new Part(1, 0, 2);
        values = one ? new Part(0, 2, 3) : new Part(1, 1, 2);
    }

    ArrayOp op() {
        return new ArrayOp(this::forward, this::backward);
    }

    private void forward(INDArray[] in, INDArray out, boolean training) {
        INDArray weights = weights(copy(in, queries), copy(in, keys));
        NamedOps.product(copy(in, values), weights, Factors.SECOND_TRANSPOSED, positions(out));
    }

    private void backward(INDArray[] in, INDArray out, INDArray gradient, INDArray[] dx) {
        INDArray q = copy(in, queries);
        INDArray k = copy(in, keys);
        INDArray v = copy(in, values);
        INDArray a = weights(q, k);
        INDArray dy = positions(gradient);
        INDArray ds = NamedOps.product(dy, v, Factors.FIRST_TRANSPOSED, a.ulike());
        // Softmax: dS = A * (dA - rowsum(dA * A)).
        INDArray rows = ds.mul(a).sum(true, 2);
        NamedOps.subtract(ds, rows, ds).muli(a).muli(1 / Math.sqrt((double) q.size(1)));
        put(dx, queries, NamedOps.product(k, ds, Factors.SECOND_TRANSPOSED, q.ulike()));
        put(dx, keys, NamedOps.product(q, ds, Factors.PLAIN, k.ulike()));
        put(dx, values, NamedOps.product(dy, a, Factors.PLAIN, v.ulike()));
    }

    /** Returns softmax over the keys of q k / sqrt(C): (N, positions of q, positions of k). */
    private static INDArray weights(INDArray q, INDArray k) {
        INDArray scores = Nd4j.createUninitialized(q.dataType(), q.size(0), q.size(2), k.size(2));
        NamedOps.product(q, k, Factors.FIRST_TRANSPOSED, scores).muli(1 / Math.sqrt((double) q.size(1)));
        INDArray a = scores.ulike();
        NamedOps.run("softmax", List.of(scores), List.of(a));
        return a;
    }

    /** Returns (N, C, positions). */
    private static INDArray copy(INDArray[] in, Part part) {
        return view(in, part).dup('c');
    }

    private static void put(INDArray[] dx, Part part, INDArray gradient) {
        if (ArrayOp.isWanted(dx[part.input()])) {
            view(dx, part).assign(gradient);
        }
    }

    private static INDArray view(INDArray[] arrays, Part part) {
        INDArray all = arrays[part.input()];
        return all.reshape('c', all.size(0), part.count(), all.size(1) / part.count(), all.size(2) * all.size(3))
                .get(NDArrayIndex.all(), NDArrayIndex.point(part.index()), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private static INDArray positions(INDArray maps) {
        return maps.reshape('c', maps.size(0), maps.size(1), maps.size(2) * maps.size(3));
    }
}
