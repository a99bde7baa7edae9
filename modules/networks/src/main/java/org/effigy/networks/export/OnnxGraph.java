package org.effigy.networks.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.effigy.networks.net.Node;

/**
 * A graph of ONNX that grows by one operator after the other (onnx.proto of ONNX 1.8, operator set 13); field numbers are that
 * file's. Results are known by names.
 */
final class OnnxGraph {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /** What AttributeProto calls the kinds of attributes. */
    private static final int ATTRIBUTE_FLOAT = 1;

    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_STRING = 3;
    private static final int ATTRIBUTE_INTS = 7;

    private final Wire graph = new Wire();
    private final Weights weights;
    private final Map<String, String> constants = new HashMap<>();
    private int unnamed;

    OnnxGraph(String name, Weights weights) {
        this.weights = weights;
        graph.text(2, name);
    }

    /** Attributes of an operator. */
    static final class Attributes {
        private final Wire node = new Wire();

        static Attributes none() {
            return new Attributes();
        }

        Attributes with(String name, long value) {
            return add(new Wire().text(1, name).integer(3, value).integer(20, ATTRIBUTE_INT));
        }

        Attributes with(String name, float value) {
            return add(new Wire().text(1, name).real(2, value).integer(20, ATTRIBUTE_FLOAT));
        }

        Attributes with(String name, String value) {
            return add(new Wire().text(1, name).text(4, value).integer(20, ATTRIBUTE_STRING));
        }

        Attributes with(String name, long... values) {
            Wire attribute = new Wire().text(1, name);
            for (long value : values) {
                attribute.integer(8, value);
            }
            return add(attribute.integer(20, ATTRIBUTE_INTS));
        }

        private Attributes add(Wire attribute) {
            node.message(5, attribute);
            return this;
        }
    }

    /** Adds an operator and returns the name of its result. */
    String add(String operator, Attributes attributes, String... inputs) {
        String result = "r" + unnamed++;
        add(operator, result, attributes, inputs);
        return result;
    }

    String add(String operator, String... inputs) {
        return add(operator, Attributes.none(), inputs);
    }

    /** Adds an operator whose result has this name. */
    void add(String operator, String result, Attributes attributes, String... inputs) {
        Wire node = new Wire();
        for (String input : inputs) {
            node.text(1, input);
        }
        node.text(2, result).text(3, result).text(4, operator);
        byte[] own = node.bytes();
        byte[] others = attributes.node.bytes();
        byte[] all = Arrays.copyOf(own, own.length + others.length);
        System.arraycopy(others, 0, all, own.length, others.length);
        graph.bytes(1, all);
    }

    /** Adds a reshape; 0 keeps a side, -1 is what is left. */
    String reshape(String x, long... sides) {
        return add("Reshape", x, integers(sides));
    }

    /** Adds a reshape to maps, with the number of images as it is. */
    String maps(String x, Node like) {
        return reshape(
                x,
                0,
                like.shape().channels(),
                like.shape().height(),
                like.shape().width());
    }

    String transpose(String x, long... order) {
        return add("Transpose", Attributes.none().with("perm", order), x);
    }

    /** Returns the name of a list of numbers. */
    String integers(long... values) {
        return constants.computeIfAbsent("i" + Arrays.toString(values), key -> {
            ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            raw.asLongBuffer().put(values);
            return tensor("c" + constants.size(), INT64, new long[] {values.length}, raw);
        });
    }

    /** Returns the name of a number. */
    String scalar(double value) {
        return constants.computeIfAbsent(
                "f" + value, key -> floats("c" + constants.size(), new long[0], (float) value));
    }

    /** Returns the name of a tensor that is there once. */
    String floats(String name, long[] shape, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, shape, raw);
    }

    /** Returns the name of a parameter, brought to a shape; -1 is as long as needed. */
    String parameter(String name, long... shape) {
        return constants.computeIfAbsent("p" + name, key -> {
            float[] values = weights.values(name);
            long[] sides = shape.clone();
            for (int i = 0; i < sides.length; i++) {
                sides[i] = sides[i] < 0 ? values.length : sides[i];
            }
            return floats(name, sides, values);
        });
    }

    private String tensor(String name, int type, long[] shape, ByteBuffer raw) {
        Wire tensor = new Wire();
        for (long side : shape) {
            tensor.integer(1, side);
        }
        graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw.array()));
        return name;
    }

    /** Declares an input of floats; the first side is the number of images. */
    void input(String name, int... outside) {
        graph.message(11, value(name, outside));
    }

    /** Declares an output of floats; the first side is the number of images. */
    void output(String name, int... outside) {
        graph.message(12, value(name, outside));
    }

    private static Wire value(String name, int... outside) {
        Wire shape = new Wire().message(1, new Wire().text(2, "N"));
        for (int side : outside) {
            shape.message(1, new Wire().integer(1, side));
        }
        Wire type = new Wire().message(1, new Wire().integer(1, FLOAT).message(2, shape));
        return new Wire().text(1, name).message(2, type);
    }

    /** Returns the graph. */
    Wire done(String about) {
        return graph.text(10, about);
    }
}
