package org.effigy.networks.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.effigy.base.AtomicFiles;
import org.effigy.base.Check;
import org.effigy.diffusion.DiffusionProcess;
import org.effigy.diffusion.DiscreteProcess;
import org.effigy.diffusion.EdmProcess;
import org.effigy.diffusion.FlowProcess;
import org.effigy.networks.checkpoint.Safetensors;
import org.effigy.networks.net.NamedTensor;
import org.effigy.networks.net.Node;
import org.effigy.networks.net.Op;
import org.effigy.networks.net.Parameter;

/** Writes a model as one Python file and its weights. */
public final class TorchFolder {
    /** The name of the Python file. */
    public static final String CODE = "model.py";

    /** The name of the file of weights. */
    public static final String WEIGHTS = "weights.safetensors";

    private TorchFolder() {}

    /**
     * Writes the files to a folder that exists, and returns them.
     *
     * @param weights of all networks, by name
     * @throws org.effigy.base.InputException if weights are missing or of another shape
     */
    public static List<Path> write(Path folder, Portable model, List<NamedTensor> weights) throws IOException {
        List<NamedTensor> own = Weights.of(model, weights).all();
        Path code = folder.resolve(CODE);
        Path values = folder.resolve(WEIGHTS);
        AtomicFiles.write(code, text(model));
        Safetensors.write(values, own);
        return List.of(code, values);
    }

    /** Returns the Python file. */
    static String text(Portable model) throws IOException {
        StringBuilder text = new StringBuilder(resource("network.py"));
        for (PortableNet net : model.nets()) {
            text.append("\n\n").append(network(net));
        }
        text.append("\n\nNETWORKS = {");
        text.append(model.nets().stream()
                .map(net -> "\"" + net.name() + "\": " + type(net))
                .collect(Collectors.joining(", ")));
        text.append("}\n\n\n").append(resource("files.py"));
        if (model.process().isPresent()) {
            text.append("\n\n")
                    .append(process(model.process().get()))
                    .append("\n\n# Whether the image that is seen in xt is cut to [-1, 1].\nCLIPPED = ")
                    .append(model.clipped() ? "True" : "False")
                    .append("\n\n\n")
                    .append(resource("sampler.py"));
        }
        return text.toString();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TorchFolder.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String type(PortableNet net) {
        return net.name().substring(0, 1).toUpperCase(Locale.ROOT) + net.name().substring(1);
    }

    private static String network(PortableNet net) {
        StringBuilder text = new StringBuilder("class " + type(net) + "(Network):\n");
        text.append("    \"\"\"").append(net.about()).append("\n\n");
        net.net()
                .inputs()
                .forEach(input -> text.append(
                        "    " + argument(input) + ": " + shape(net.form(input).outside(input.shape())) + "\n"));
        text.append(
                "    Returns " + shape(net.output().outside(net.net().output().shape())) + ".\n    \"\"\"\n\n");
        text.append("    SHAPES = {\n");
        for (Parameter parameter : net.net().parameters()) {
            text.append("        \"" + parameter.name() + "\": " + Arrays.toString(parameter.shape()) + ",\n");
        }
        text.append("    }\n\n    def forward(self, "
                + net.net().inputs().stream().map(TorchFolder::argument).collect(Collectors.joining(", ")) + "):\n"
                + "        p = self.tensors()\n");
        body(net).forEach(line -> text.append("        ").append(line).append('\n'));
        return text.toString();
    }

    /** Returns an input's name; Python's own words have a line behind them. */
    private static String argument(Node input) {
        return List.of("in", "class", "from").contains(input.name()) ? input.name() + "_" : input.name();
    }

    private static String shape(int[] outside) {
        return "(N" + Arrays.stream(outside).mapToObj(side -> ", " + side).collect(Collectors.joining())
                + (outside.length == 0 ? ",)" : ")");
    }

    private static List<String> body(PortableNet net) {
        List<String> lines = new ArrayList<>();
        Lifetimes names = new Lifetimes(net.net());
        for (Node node : net.net().nodes()) {
            if (node.op() instanceof Op.Input) {
                lines.add(names.make(node) + " = " + taken(net, node));
            } else {
                List<String> inputs = node.inputs().stream().map(names::name).toList();
                String expression = TorchOps.expression(node, inputs);
                String comment = node.parameters().isEmpty() ? "  # " + node.name() : "";
                lines.add(names.make(node) + " = " + expression + comment);
            }
        }
        Node output = net.net().output();
        String result = names.name(output);
        if (net.output() instanceof Form.Folded folded) {
            lines.add("return unfold(" + result + ", " + folded.patch() + ")");
        } else {
            lines.add("return " + result + (output.shape().area() == 1 ? ".flatten(1)" : ""));
        }
        return lines;
    }

    private static String taken(PortableNet net, Node input) {
        Form form = net.form(input);
        String name = argument(input);
        if (form instanceof Form.Folded folded) {
            return "fold(" + name + ", " + folded.patch() + ")";
        }
        int channels = input.shape().channels();
        if (form instanceof Form.Embedded) {
            return "embed(" + name + ", " + channels + ", like=p)";
        }
        return name + ".reshape(-1, " + channels + ", " + input.shape().height() + ", "
                + input.shape().width() + ")";
    }

    /** Returns what a sampler must know. */
    private static String process(DiffusionProcess process) throws IOException {
        if (process instanceof DiscreteProcess discrete) {
            return schedule(discrete) + resource("discrete.py");
        }
        if (process instanceof EdmProcess edm) {
            return "SIGMA_DATA = " + edm.sigmaData() + "\nSIGMA_MIN = " + edm.sigmaMin() + "\nSIGMA_MAX = "
                    + edm.sigmaMax() + "\n\n\n" + resource("edm.py");
        }
        Check.argument(process instanceof FlowProcess, () -> "PyTorch is not told of the process " + process);
        return resource("flow.py");
    }

    private static String schedule(DiscreteProcess process) {
        StringBuilder text = new StringBuilder(
                "PREDICTION = \"" + process.prediction().name().toLowerCase(Locale.ROOT) + "\"\n");
        text.append("# The share of the image's variance at time steps 0 to T.\nALPHA_BAR = [");
        for (int t = 0; t <= process.schedule().steps(); t++) {
            text.append(t % 5 == 0 ? "\n    " : " ")
                    .append(process.schedule().alphaBar(t))
                    .append(',');
        }
        return text.append("\n]\n\n\n").toString();
    }
}
