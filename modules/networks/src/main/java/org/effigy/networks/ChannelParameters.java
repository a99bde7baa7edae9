package org.effigy.networks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Parameters with one value per channel: those of a normalisation. */
final class ChannelParameters implements ParamInitializer {
    /** The scale, 1 at first. */
    static final String GAMMA = "gamma";
    /** The shift, 0 at first. */
    static final String BETA = "beta";
    /** The running mean of batch normalisation, 0 at first; no gradient reaches it. */
    static final String MEAN = "mean";
    /** The running variance of batch normalisation, 1 at first; no gradient reaches it. */
    static final String VARIANCE = "variance";

    private final List<String> keys;

    ChannelParameters(List<String> keys) {
        this.keys = keys;
    }

    private static long channels(Layer layer) {
        return ((FeedForwardLayer) layer).getNIn();
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return keys.size() * channels(layer);
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return keys;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return keys;
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return false;
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return true;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialize) {
        Map<String, INDArray> views = getGradientsFromFlattened(conf, parameters);
        for (String key : keys) {
            if (initialize) {
                views.get(key).assign(key.equals(GAMMA) || key.equals(VARIANCE) ? 1 : 0);
            }
            conf.addVariable(key);
        }
        return views;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray flat) {
        long n = channels(conf.getLayer());
        INDArray vector = flat.reshape(flat.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            views.put(keys.get(i), vector.get(NDArrayIndex.interval(i * n, (i + 1) * n)));
        }
        return views;
    }
}
