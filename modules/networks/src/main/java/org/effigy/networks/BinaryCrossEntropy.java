package org.effigy.networks;

/** The binary cross entropy of logits with one target for all: -y log s(l) - (1 - y) log(1 - s(l)), s the sigmoid. */
final class BinaryCrossEntropy {
    private BinaryCrossEntropy() {}

    /** Returns the sum over the logits, without overflow: max(l, 0) - l y + log(1 + exp(-|l|)). */
    static double sum(float[] logits, double target) {
        double sum = 0;
        for (float l : logits) {
            sum += Math.max(l, 0.0) - l * target + Math.log1p(Math.exp(-Math.abs((double) l)));
        }
        return sum;
    }

    /** Returns the derivative of {@link #sum} by each logit, divided by n: (s(l) - y) / n. */
    static float[] gradient(float[] logits, double target, int n) {
        float[] out = new float[logits.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) ((1 / (1 + Math.exp(-(double) logits[i])) - target) / n);
        }
        return out;
    }
}
