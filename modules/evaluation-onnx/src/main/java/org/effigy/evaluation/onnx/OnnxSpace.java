package org.effigy.evaluation.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.util.Map;
import org.effigy.base.InputException;
import org.effigy.evaluation.features.PerImage;

/**
 * The first output of a network in an ONNX file; of maps, (1, C, H, W), the mean over positions. Its one input is (N, C, H, W) in
 * float32, C being 1 or 3; an image goes in with values in [-1, 1], the same in each channel.
 */
final class OnnxSpace extends PerImage {
    private static final int SIDES = 4;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final long[] shape;
    private final String sha256;

    OnnxSpace(OrtEnvironment environment, OrtSession session, String sha256) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.sha256 = sha256;
        input = session.getInputNames().iterator().next();
        if (session.getInputNames().size() != 1
                || !(session.getInputInfo().get(input).getInfo() instanceof TensorInfo info)
                || info.getShape().length != SIDES
                || info.getShape()[1] != 1 && info.getShape()[1] != 3) {
            throw new InputException(
                    "the extractor needs one input of shape (N, C, H, W) with 1 or 3 channels; export it so");
        }
        shape = info.getShape();
    }

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public String key() {
        return "onnx 1, " + sha256;
    }

    @Override
    protected int width(int side) {
        for (int i = 2; i < SIDES; i++) {
            if (shape[i] > 0 && shape[i] != side) {
                throw new InputException("the extractor takes images of " + shape[i] + " pixels, the evaluation has "
                        + side + "; choose the extractor's size for the evaluation");
            }
        }
        return output(new float[side * side], side).length;
    }

    @Override
    protected void features(float[] image, int side, float[] out, int offset) {
        float[] row = output(image, side);
        System.arraycopy(row, 0, out, offset, row.length);
    }

    private float[] output(float[] image, int side) {
        int channels = (int) shape[1];
        FloatBuffer values = FloatBuffer.allocate(channels * image.length);
        for (int c = 0; c < channels; c++) {
            values.put(image);
        }
        values.flip();
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, new long[] {1, channels, side, side});
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            OnnxValue first = result.get(0);
            if (!(first instanceof OnnxTensor found) || found.getFloatBuffer() == null) {
                throw new InputException("the extractor's first output is no tensor of float32; export it so");
            }
            float[] all = new float[found.getFloatBuffer().remaining()];
            found.getFloatBuffer().get(all);
            long[] sides = found.getInfo().getShape();
            return sides.length == SIDES ? means(all, (int) sides[1]) : all;
        } catch (OrtException e) {
            throw new InputException(
                    "the extractor cannot compute an image of " + side + " pixels; choose its size for the evaluation",
                    e);
        }
    }

    private static float[] means(float[] maps, int channels) {
        int area = maps.length / channels;
        float[] out = new float[channels];
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            for (int i = 0; i < area; i++) {
                sum += maps[c * area + i];
            }
            out[c] = (float) (sum / area);
        }
        return out;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not let go of the extractor", e);
        }
    }
}
