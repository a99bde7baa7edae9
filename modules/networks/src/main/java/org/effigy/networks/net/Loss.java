package org.effigy.networks.net;

/** A loss at the output of a network: a sum over its values, and its gradient. */
@FunctionalInterface
public interface Loss {
    /** The squared error (y - target)^2. */
    Loss SQUARED_ERROR = (y, target, count, gradient) -> {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            float error = y[i] - target[i];
            sum += error * error;
            gradient[i] = 2 * error / count;
        }
        return sum;
    };

    /**
     * The binary cross entropy of logits: -t log s(y) - (1 - t) log(1 - s(y)), s the logistic function; computed without
     * overflow as max(y, 0) - y t + log(1 + exp(-|y|)), with the derivative s(y) - t.
     */
    Loss BINARY_CROSS_ENTROPY = (y, target, count, gradient) -> {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += Math.max(y[i], 0.0) - y[i] * (double) target[i] + Math.log1p(Math.exp(-Math.abs((double) y[i])));
            gradient[i] = (float) ((1 / (1 + Math.exp(-(double) y[i])) - target[i]) / count);
        }
        return sum;
    };

    /**
     * Returns the sum over the values and writes its derivative by each, divided by a count.
     *
     * @param y the output
     * @param target as long as it
     * @param count by which derivatives are divided: that of the whole batch, for a mean, or 1
     * @param gradient to write, as long as it
     */
    double of(float[] y, float[] target, int count, float[] gradient);

    /**
     * Returns the cross entropy of a softmax over each row of logits: -sum t log softmax(y), with the derivative softmax(y) - t.
     * The targets of a row add up to 1, or to 0 for a row that does not count.
     *
     * @param classes length of a row
     */
    static Loss crossEntropy(int classes) {
        return (y, target, count, gradient) -> {
            double sum = 0;
            for (int row = 0; row < y.length; row += classes) {
                double[] p = softmax(y, row, classes);
                double total = 0;
                for (int c = row; c < row + classes; c++) {
                    total += target[c];
                }
                for (int c = 0; c < classes; c++) {
                    sum -= target[row + c] == 0 ? 0 : target[row + c] * Math.log(Math.max(p[c], Double.MIN_NORMAL));
                    gradient[row + c] = (float) ((total * p[c] - target[row + c]) / count);
                }
            }
            return sum;
        };
    }

    /** Returns exp(y) / sum exp(y) over so many values from this one on. */
    static double[] softmax(float[] y, int from, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, y[i]);
        }
        double[] p = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++) {
            p[i] = Math.exp(y[from + i] - largest);
            total += p[i];
        }
        for (int i = 0; i < count; i++) {
            p[i] /= total;
        }
        return p;
    }
}
