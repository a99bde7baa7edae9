package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.gate.GateFile;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.networks.checkpoint.RecordedModel;
import org.effigy.networks.export.OnnxFolder;
import org.effigy.networks.export.Portable;
import org.effigy.networks.export.TorchFolder;
import org.effigy.networks.families.Family;
import org.effigy.networks.net.NamedTensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy export}: writes a trained model for others to use. */
@Command(
        name = "export",
        description = {
            "Write a trained model for others to use.",
            "'model' is a folder that 'effigy sample', 'train --init-from' and 'evaluate --model' take as they take a run:"
                    + " the weights' moving average in 16 bits and what sampling needs to know. 'pytorch' is one Python file"
                    + " with the networks, and their weights as safetensors; 'onnx' is a graph for each network, for any"
                    + " number of images."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy export runs/ct --to model my-ct",
            "      then: effigy sample my-ct -n 16 --out synthetic",
            "  effigy export runs/ct --to model my-ct --no-gate-record",
            "      without the descriptors of the training images",
            "  effigy export ddpm-cxr-128 --to pytorch torch-cxr",
            "      then in Python: import model; network = model.load()",
            "  effigy export runs/judge --to onnx judge-onnx"
        })
final class ExportCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description = "A run's folder, the folder of one checkpoint, or the name of a model ('effigy models').")
    private Path model;

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder to write to.")
    private Path out;

    /** What can be written. */
    enum Target {
        MODEL,
        PYTORCH,
        ONNX
    }

    @Option(
            names = "--to",
            paramLabel = "model|pytorch|onnx",
            required = true,
            description = "What to write: model, pytorch or onnx.")
    private Target target;

    @Option(
            names = "--checkpoint",
            paramLabel = "N|last",
            description =
                    "The run's checkpoint of step N, or its last one (default: the one that 'effigy sample' takes).")
    private String checkpoint;

    @Option(
            names = "--data-licence",
            paramLabel = "TEXT",
            description = "model: under which licence the training images are, for the card.")
    private String dataLicence = "";

    @Option(
            names = "--no-gate-record",
            description = "model: leave out the record by which samples are compared with the training images. Whoever"
                    + " has it can tell whether an image that they hold was learned from; without it they must sample"
                    + " with --no-gate.")
    private boolean withoutGate;

    @Override
    public Integer call() throws IOException {
        KnownModels.ofProcess().require(model);
        Inputs.outputFolder(out);
        CheckpointChoice choice = Inputs.checkpoint(spec, checkpoint);
        Checkpoint source = CheckpointPlace.read(model, choice);
        if (target == Target.MODEL) {
            writeModel(source);
        } else {
            requirePlain();
            writeNetworks(source);
        }
        return 0;
    }

    private void requirePlain() {
        if (!dataLicence.isEmpty() || withoutGate) {
            throw Inputs.usage(
                    spec, (withoutGate ? "--no-gate-record" : "--data-licence") + " is for --to model; leave it out");
        }
    }

    private void writeNetworks(Checkpoint source) throws IOException {
        String family = source.config().family();
        Portable all = Family.named(family)
                .portable(source.config().model())
                .orElseThrow(() -> new InputException(
                        model + ": networks of the family " + family + " cannot be exported; export another model"));
        List<NamedTensor> weights = source.averagedWeights();
        Portable portable = all.with(weights);
        requireExport(
                target == Target.PYTORCH
                        ? TorchFolder.CODE
                        : OnnxFolder.file(portable.nets().get(0)));
        Files.createDirectories(out);
        List<Path> files = target == Target.PYTORCH
                ? TorchFolder.write(out, portable, weights)
                : OnnxFolder.write(out, portable, weights, BuildInfo.read().version());
        Json.write(out.resolve(Checkpoint.CONFIG), source.config());
        PrintWriter terminal = spec.commandLine().getOut();
        for (Path file : files) {
            terminal.println(String.format(Locale.ROOT, "Written:  %s, %.2f MiB", file, Files.size(file) / MIB));
        }
        portable.nets().forEach(net -> terminal.println("Network:  " + net.name() + ": " + net.about()));
    }

    private void requireExport(String file) throws IOException {
        if (!Files.isDirectory(out) || Files.exists(out.resolve(file))) {
            return;
        }
        try (Stream<Path> entries = Files.list(out)) {
            if (entries.findAny().isPresent()) {
                throw new InputException(out + ": holds files, but no export to "
                        + target.name().toLowerCase(Locale.ROOT) + "; name a new or empty folder");
            }
        }
    }

    private void writeModel(Checkpoint source) throws IOException {
        RecordedModel recorded = RecordedModel.of(source);
        Optional<GateFile> gate = withoutGate ? Optional.empty() : GateFile.find(model);
        recorded.write(out);
        if (gate.isPresent()) {
            GateFile.copy(model, out);
        } else {
            Files.deleteIfExists(out.resolve(GateFile.FILE));
        }
        ModelCard.writeIfMissing(out, recorded, dataLicence);
        say(recorded, gate);
    }

    private void say(RecordedModel recorded, Optional<GateFile> gate) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        long bytes = Files.size(out.resolve(Checkpoint.WEIGHTS));
        terminal.println(String.format(
                Locale.ROOT,
                "Weights:  step %d, %d parameters, %s, %.2f MiB; rounding changes a tensor by at most %.2g of its largest value",
                recorded.model().config().step(),
                recorded.parameters(),
                recorded.model().stored(),
                bytes / MIB,
                recorded.error()));
        if (recorded.omitted() > 0) {
            terminal.println("Left out: " + recorded.omitted() + " tensors that sampling does not need");
        }
        if (gate.isPresent()) {
            terminal.println("Gate:     " + gate.get().images() + " training images described in "
                    + Files.size(out.resolve(GateFile.FILE)) / 1000
                    + " kB; it tells whether an image at hand was learned from; --no-gate-record leaves it out");
        } else {
            terminal.println("Gate:     no record; samples of this model need --no-gate, and say so");
        }
        terminal.println("Model:    " + out);
        if (bytes > RecordedModel.SMALL) {
            spec.commandLine()
                    .getErr()
                    .println(ErrorLines.PREFIX + "warning: the weights are larger than the "
                            + RecordedModel.SMALL / (1 << 20) + " MiB of models that come with the program");
        }
    }
}
