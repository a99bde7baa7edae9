package org.effigy.networks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.effigy.networks.net.Activation;
import org.effigy.networks.net.Net;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Shape;

/** What a net computes, in loops over double values as one would write the formulas down; slow. */
final class Formula {
    private final Net net;
    private final int images;
    private final boolean training;
    private final Map<String, double[]> parameters;
    private final Map<Node, double[]> results = new HashMap<>();

    private Formula(Net net, int images, boolean training, Map<String, double[]> parameters) {
        this.net = net;
        this.images = images;
        this.training = training;
        this.parameters = parameters;
    }

    /** Returns the output. */
    static double[] of(Net net, boolean training, Map<String, double[]> parameters, List<double[]> inputs) {
        int n = inputs.get(0).length / net.inputs().get(0).shape().length();
        Formula formula = new Formula(net, n, training, parameters);
        for (int i = 0; i < inputs.size(); i++) {
            formula.results.put(net.inputs().get(i), inputs.get(i));
        }
        for (Node node : net.nodes()) {
            if (!(node.op() instanceof Op.Input)) {
                formula.results.put(node, formula.compute(node));
            }
        }
        return formula.results.get(net.output());
    }

    /** A value of the result: image, channel, row, column. */
    private interface Value {
        double at(int n, int c, int i, int j);
    }

    private double[] fill(Node node, Value value) {
        Shape s = node.shape();
        double[] out = new double[images * s.length()];
        int at = 0;
        for (int n = 0; n < images; n++) {
            for (int c = 0; c < s.channels(); c++) {
                for (int i = 0; i < s.height(); i++) {
                    for (int j = 0; j < s.width(); j++) {
                        out[at++] = value.at(n, c, i, j);
                    }
                }
            }
        }
        return out;
    }

    /** Returns a value of the result of a node, 0 outside. */
    private double get(Node node, int n, int c, int i, int j) {
        Shape s = node.shape();
        boolean inside = i >= 0 && i < s.height() && j >= 0 && j < s.width();
        return inside ? results.get(node)[((n * s.channels() + c) * s.height() + i) * s.width() + j] : 0;
    }

    /** Returns a parameter, zeros where the operation has none of this name. */
    private double[] parameter(Node node, String name) {
        return parameters.getOrDefault(
                node.name() + "." + name, new double[node.shape().channels()]);
    }

    private double[] compute(Node node) {
        Op op = node.op();
        Node x = node.input();
        if (op instanceof Op.Conv conv) {
            return conv(node, conv);
        } else if (op instanceof Op.Transposed transposed) {
            return transposed(node, transposed);
        } else if (op instanceof Op.Dense) {
            return dense(node);
        } else if (op instanceof Op.GroupNorm norm) {
            return groupNorm(node, norm.groups());
        } else if (op instanceof Op.BatchNorm) {
            return batchNorm(node);
        } else if (op instanceof Op.Activate activate) {
            return fill(node, (n, c, i, j) -> activation(activate.kind(), get(x, n, c, i, j)));
        } else if (op instanceof Op.Attention) {
            return attention(node);
        } else if (op instanceof Op.Shift) {
            return fill(
                    node, (n, c, i, j) -> get(x, n, c, i, j) + get(node.inputs().get(1), n, c, 0, 0));
        } else if (op instanceof Op.Scale) {
            return fill(
                    node, (n, c, i, j) -> get(x, n, c, i, j) * get(node.inputs().get(1), n, c, 0, 0));
        } else if (op instanceof Op.Sum) {
            return fill(
                    node, (n, c, i, j) -> get(x, n, c, i, j) + get(node.inputs().get(1), n, c, i, j));
        } else if (op instanceof Op.Join) {
            int first = x.shape().channels();
            return fill(
                    node,
                    (n, c, i, j) ->
                            c < first ? get(x, n, c, i, j) : get(node.inputs().get(1), n, c - first, i, j));
        } else if (op instanceof Op.Nearest) {
            return fill(node, (n, c, i, j) -> get(x, n, c, i / 2, j / 2));
        } else if (op instanceof Op.Pool pool) {
            return pool(node, pool);
        } else if (op instanceof Op.Flatten) {
            return results.get(x).clone();
        }
        throw new IllegalArgumentException("no formula for " + op);
    }

    private double[] conv(Node node, Op.Conv op) {
        int k = op.kernel();
        int in = node.input().shape().channels();
        double[] weight = parameter(node, "weight");
        double[] bias = parameter(node, "bias");
        return fill(node, (n, c, i, j) -> {
            double sum = bias[c];
            for (int d = 0; d < in; d++) {
                for (int a = 0; a < k; a++) {
                    for (int b = 0; b < k; b++) {
                        sum += weight[((c * in + d) * k + a) * k + b]
                                * get(
                                        node.input(),
                                        n,
                                        d,
                                        i * op.stride() + a - op.padding(),
                                        j * op.stride() + b - op.padding());
                    }
                }
            }
            return sum;
        });
    }

    /** Input (p, q) adds its value times the kernel to the window that begins at (p, q) stride - padding. */
    private double[] transposed(Node node, Op.Transposed op) {
        int k = op.kernel();
        Shape in = node.input().shape();
        int out = node.shape().channels();
        double[] weight = parameter(node, "weight");
        return fill(node, (n, c, i, j) -> {
            double sum = 0;
            for (int d = 0; d < in.channels(); d++) {
                for (int p = 0; p < in.height(); p++) {
                    for (int q = 0; q < in.width(); q++) {
                        int a = i - p * op.stride() + op.padding();
                        int b = j - q * op.stride() + op.padding();
                        if (a >= 0 && a < k && b >= 0 && b < k) {
                            sum += get(node.input(), n, d, p, q) * weight[((d * out + c) * k + a) * k + b];
                        }
                    }
                }
            }
            return sum;
        });
    }

    private double[] dense(Node node) {
        int in = node.input().shape().channels();
        double[] weight = parameter(node, "weight");
        double[] bias = parameter(node, "bias");
        return fill(node, (n, c, i, j) -> {
            double sum = bias[c];
            for (int d = 0; d < in; d++) {
                sum += weight[c * in + d] * get(node.input(), n, d, 0, 0);
            }
            return sum;
        });
    }

    /** Mean and variance (divided by the count) of some channels of some images. */
    private double[] moments(Node x, int[] imageRange, int[] channelRange) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int pass = 0; pass < 2; pass++) {
            double mean = pass == 0 ? 0 : sum / count;
            for (int n = imageRange[0]; n < imageRange[1]; n++) {
                for (int c = channelRange[0]; c < channelRange[1]; c++) {
                    for (int p = 0; p < x.shape().area(); p++) {
                        double value = get(
                                x, n, c, p / x.shape().width(), p % x.shape().width());
                        sum += pass == 0 ? value : 0;
                        count += pass == 0 ? 1 : 0;
                        squares += pass == 0 ? 0 : (value - mean) * (value - mean);
                    }
                }
            }
        }
        return new double[] {sum / count, squares / count};
    }

    private double[] groupNorm(Node node, int groups) {
        Node x = node.input();
        int size = x.shape().channels() / groups;
        double[][][] moments = new double[images][groups][];
        for (int n = 0; n < images; n++) {
            for (int g = 0; g < groups; g++) {
                moments[n][g] = moments(x, new int[] {n, n + 1}, new int[] {g * size, (g + 1) * size});
            }
        }
        return fill(node, (n, c, i, j) -> normal(node, c, get(x, n, c, i, j), moments[n][c / size]));
    }

    private double[] batchNorm(Node node) {
        Node x = node.input();
        double[][] moments = new double[x.shape().channels()][];
        for (int c = 0; c < moments.length; c++) {
            moments[c] = training
                    ? moments(x, new int[] {0, images}, new int[] {c, c + 1})
                    : new double[] {parameter(node, "mean")[c], parameter(node, "variance")[c]};
        }
        return fill(node, (n, c, i, j) -> normal(node, c, get(x, n, c, i, j), moments[c]));
    }

    private double normal(Node node, int c, double value, double[] moments) {
        return (value - moments[0]) / Math.sqrt(moments[1] + 1e-5) * parameter(node, "gamma")[c]
                + parameter(node, "beta")[c];
    }

    private static double activation(Activation kind, double x) {
        return switch (kind) {
            case SILU -> x / (1 + Math.exp(-x));
            case RELU -> Math.max(x, 0);
            case LEAKY_RELU -> x > 0 ? x : 0.2 * x;
            case TANH -> Math.tanh(x);
        };
    }

    private double[] attention(Node node) {
        int channels = node.shape().channels();
        Node q = node.input();
        boolean one = node.inputs().size() == 1;
        Node kv = one ? q : node.inputs().get(1);
        int first = one ? channels : 0;
        int width = kv.shape().width();
        return fill(node, (n, c, i, j) -> {
            double total = 0;
            double sum = 0;
            for (int p = 0; p < kv.shape().area(); p++) {
                double score = 0;
                for (int d = 0; d < channels; d++) {
                    score += get(q, n, d, i, j) * get(kv, n, first + d, p / width, p % width);
                }
                double weight = Math.exp(score / Math.sqrt(channels));
                total += weight;
                sum += weight * get(kv, n, first + channels + c, p / width, p % width);
            }
            return sum / total;
        });
    }

    private double[] pool(Node node, Op.Pool op) {
        return fill(node, (n, c, i, j) -> {
            double sum = 0;
            for (int a = 0; a < op.height(); a++) {
                for (int b = 0; b < op.width(); b++) {
                    sum += get(node.input(), n, c, i * op.height() + a, j * op.width() + b);
                }
            }
            return sum / (op.height() * op.width());
        });
    }
}
