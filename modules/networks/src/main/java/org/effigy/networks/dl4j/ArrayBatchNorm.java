package org.effigy.networks.dl4j;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.effigy.networks.compute.BatchStatistics;
import org.effigy.networks.net.Layout.Place;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation over all shards, which exchange their sums in double precision. The first shard keeps the running
 * statistics, which no gradient reaches, in the master.
 */
final class ArrayBatchNorm {
    private final Binding binding;
    private final boolean tracked;

    /** Of the latest forward pass. */
    private BatchStatistics statistics = new BatchStatistics(new double[0], new double[0], 0);

    ArrayBatchNorm(Binding binding) {
        this.binding = binding;
        tracked = ((Op.BatchNorm) binding.node().op()).tracked();
    }

    ArrayOp op() {
        return new ArrayOp(this::forward, this::backward);
    }

    private void forward(INDArray[] in, INDArray out, boolean training) {
        if (!training && !tracked) {
            throw new IllegalStateException(
                    binding.node().name() + " keeps no running statistics: the net is for training only");
        }
        statistics = training
                ? BatchStatistics.of(exchange(moments(in[0])))
                : BatchStatistics.running(running(2), running(3));
        if (training && tracked && binding.shard().index() == 0) {
            statistics.track(running(2), running(3));
        }
        NamedOps.subtract(in[0], HostCopies.channels(statistics.mean()), out);
        NamedOps.multiply(out, HostCopies.channels(statistics.scale()).muli(perChannel(0)), out);
        NamedOps.add(out, perChannel(1), out);
    }

    private void backward(INDArray[] in, INDArray out, INDArray dy, INDArray[] dx) {
        INDArray centred = NamedOps.subtract(in[0], HostCopies.channels(statistics.mean()), in[0].ulike());
        INDArray scale = HostCopies.channels(statistics.scale());
        INDArray sums = dy.sum(true, 0, 2, 3);
        INDArray products = centred.mul(dy).sum(true, 0, 2, 3).muli(scale);
        binding.gradients().get(0).assign(products.reshape(products.length()));
        binding.gradients().get(1).assign(sums.reshape(sums.length()));

        int channels = Math.toIntExact(sums.length());
        double[] totals = new double[2 * channels];
        for (double[] part : exchange(join(0, sums, products))) {
            for (int i = 0; i < totals.length; i++) {
                totals[i] += part[1 + i] / statistics.count();
            }
        }
        if (!ArrayOp.isWanted(dx[0])) {
            return;
        }
        // gamma s (dy - mean(dy) - x^ mean(dy x^)), x^ = (x - mean) s
        INDArray means = HostCopies.channels(Arrays.copyOf(totals, channels));
        INDArray slopes = HostCopies.channels(Arrays.copyOfRange(totals, channels, totals.length));
        NamedOps.multiply(centred, slopes.muli(scale), centred);
        NamedOps.add(centred, means, centred);
        NamedOps.subtract(dy, centred, dx[0]);
        NamedOps.multiply(dx[0], scale.muli(perChannel(0)), dx[0]);
    }

    private INDArray perChannel(int parameter) {
        INDArray values = binding.parameters().get(parameter);
        return values.reshape(1, values.length(), 1, 1);
    }

    /** Returns the number of values of a channel, the means, and the sums of squares about them. */
    private static double[] moments(INDArray x) {
        INDArray means = x.mean(true, 0, 2, 3);
        INDArray centred = NamedOps.subtract(x, means, x.ulike());
        INDArray squares = centred.muli(centred).sum(true, 0, 2, 3);
        return join((double) x.length() / x.size(1), means, squares);
    }

    private double[][] exchange(double[] numbers) {
        return binding.shard().workers().exchange(binding.shard().index(), numbers);
    }

    private static double[] join(double number, INDArray first, INDArray second) {
        float[] a = HostCopies.values(first);
        float[] b = HostCopies.values(second);
        double[] all = new double[1 + a.length + b.length];
        Arrays.setAll(all, i -> i == 0 ? number : i <= a.length ? a[i - 1] : b[i - 1 - a.length]);
        return all;
    }

    /** Returns running statistics in the master; a view. */
    private FloatBuffer running(int parameter) {
        String name = binding.node().parameters().get(parameter).name();
        Place place = binding.shard().layout().place(name);
        return binding.shard().master().memory().slice(place.offset(), place.length());
    }
}
