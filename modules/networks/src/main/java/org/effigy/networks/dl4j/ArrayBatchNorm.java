package org.effigy.networks.dl4j;

import java.util.Arrays;
import org.effigy.networks.compute.HostVector;
import org.effigy.networks.net.Layout.Place;
import org.effigy.networks.net.Op;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation over all shards, which exchange their sums in double precision. The first shard keeps the running
 * statistics, which no gradient reaches, in the master.
 */
final class ArrayBatchNorm implements ArrayOp {
    private final Binding binding;
    private final boolean tracked;

    /** Of the latest forward pass, per channel; the number of values in each over all shards. */
    private double[] mean = {};

    private double[] variance = {};
    private double count;

    ArrayBatchNorm(Binding binding) {
        this.binding = binding;
        tracked = ((Op.BatchNorm) binding.node().op()).tracked();
    }

    @Override
    public void forward(INDArray[] in, INDArray out, boolean training) {
        if (training) {
            gather(in[0]);
            if (tracked && binding.shard().index() == 0) {
                track(place(2), mean, 1);
                track(place(3), variance, count / Math.max(1, count - 1));
            }
        } else {
            mean = running(2);
            variance = running(3);
        }
        NamedOps.subtract(in[0], HostCopies.channels(mean), out);
        NamedOps.multiply(out, HostCopies.channels(scales()).muli(perChannel(0)), out);
        NamedOps.add(out, perChannel(1), out);
    }

    @Override
    public void backward(INDArray[] in, INDArray out, INDArray outGradient, INDArray[] inGradients) {
        INDArray centred = NamedOps.subtract(in[0], HostCopies.channels(mean), in[0].ulike());
        INDArray scale = HostCopies.channels(scales());
        INDArray sums = outGradient.sum(true, 0, 2, 3);
        INDArray products = centred.mul(outGradient).sum(true, 0, 2, 3).muli(scale);
        binding.gradients().get(0).assign(products.reshape(products.length()));
        binding.gradients().get(1).assign(sums.reshape(sums.length()));

        double[] totals = new double[2 * mean.length];
        for (double[] part : exchange(join(HostCopies.values(sums), HostCopies.values(products)))) {
            for (int i = 0; i < totals.length; i++) {
                totals[i] += part[i] / count;
            }
        }
        if (!ArrayOp.isWanted(inGradients[0])) {
            return;
        }
        // gamma s (dy - mean(dy) - x^ mean(dy x^)), x^ = (x - mean) s
        INDArray means = HostCopies.channels(Arrays.copyOf(totals, mean.length));
        INDArray slopes = HostCopies.channels(Arrays.copyOfRange(totals, mean.length, totals.length));
        NamedOps.multiply(centred, slopes.muli(scale), centred);
        NamedOps.add(centred, means, centred);
        INDArray d = NamedOps.subtract(outGradient, centred, inGradients[0]);
        NamedOps.multiply(d, scale.muli(perChannel(0)), d);
    }

    private INDArray perChannel(int parameter) {
        INDArray values = binding.parameters().get(parameter);
        return values.reshape(1, values.length(), 1, 1);
    }

    private double[] scales() {
        return Arrays.stream(variance)
                .map(v -> 1 / Math.sqrt(v + Op.BatchNorm.EPSILON))
                .toArray();
    }

    /** Finds mean and variance of each channel over the batch (Chan et al. 1979, pairwise update). */
    private void gather(INDArray x) {
        INDArray means = x.mean(true, 0, 2, 3);
        INDArray centred = NamedOps.subtract(x, means, x.ulike());
        INDArray squares = centred.muli(centred).sum(true, 0, 2, 3);
        int channels = Math.toIntExact(x.size(1));
        double[] local = join(HostCopies.values(means), HostCopies.values(squares));
        local = Arrays.copyOf(local, 2 * channels + 1);
        local[2 * channels] = (double) x.length() / channels;

        mean = new double[channels];
        variance = new double[channels];
        count = 0;
        for (double[] part : exchange(local)) {
            double n = part[2 * channels];
            double all = count + n;
            for (int c = 0; c < channels; c++) {
                double difference = part[c] - mean[c];
                mean[c] += difference * n / all;
                variance[c] += part[channels + c] + difference * difference * count * n / all;
            }
            count = all;
        }
        for (int c = 0; c < channels; c++) {
            variance[c] /= count;
        }
    }

    private double[][] exchange(double[] numbers) {
        return binding.shard().workers().exchange(binding.shard().index(), numbers);
    }

    private static double[] join(float[] first, float[] second) {
        double[] all = new double[first.length + second.length];
        for (int i = 0; i < first.length; i++) {
            all[i] = first[i];
        }
        for (int i = 0; i < second.length; i++) {
            all[first.length + i] = second[i];
        }
        return all;
    }

    private Place place(int parameter) {
        return binding.shard()
                .layout()
                .place(binding.node().parameters().get(parameter).name());
    }

    private void track(Place place, double[] latest, double factor) {
        HostVector master = binding.shard().master();
        float[] values = master.values(place.offset(), place.length());
        for (int c = 0; c < values.length; c++) {
            values[c] = (float) (Op.BatchNorm.MOMENTUM * values[c] + (1 - Op.BatchNorm.MOMENTUM) * latest[c] * factor);
        }
        master.put(place.offset(), values);
    }

    private double[] running(int parameter) {
        if (!tracked) {
            throw new IllegalStateException(
                    binding.node().name() + " keeps no running statistics: the net is for training only");
        }
        Place place = place(parameter);
        return join(binding.shard().master().values(place.offset(), place.length()), new float[0]);
    }
}
