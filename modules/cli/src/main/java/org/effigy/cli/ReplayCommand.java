package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.effigy.base.InputException;
import org.effigy.evaluation.Evaluation;
import org.effigy.networks.checkpoint.CheckpointChoice;
import org.effigy.networks.compute.Compute;
import org.effigy.sampling.FolderState;
import org.effigy.sampling.ImageSampler;
import org.effigy.sampling.SampleFolder;
import org.effigy.sampling.SampleFolder.ReplayReport;
import org.effigy.sampling.SampleManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy replay}: makes the images of a manifest again and compares. */
@Command(
        name = "replay",
        description = {
            "Make samples or an evaluation again and compare with the record.",
            "Samples are compared, byte by byte, with what the folder's manifest says. Looks for files in the folder"
                    + " that were altered, are missing, or are not in the manifest. The figures of an evaluation are"
                    + " computed again by the command recorded beside it and may differ by one part in a million. Writes"
                    + " nothing."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  effigy replay synthetic --model runs/ct", "  effigy replay eval-ct"})
final class ReplayCommand implements Callable<Integer> {
    /** A name that sampling gives. */
    private static final Pattern SAMPLE = Pattern.compile("synthetic-\\p{Nd}{6,9}\\.(dcm|png|tif)");

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The folder that 'effigy sample' or 'effigy evaluate' wrote.")
    private Path folder;

    @Option(
            names = "--model",
            paramLabel = "RUN",
            converter = KnownModels.Converter.class,
            description = "The run, checkpoint or model that the samples were made with (default: the model that comes"
                    + " with the program and that the manifest names); not for an evaluation.")
    private Path model;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Processor.require();
        Inputs.folder(folder);
        if (Files.exists(folder.resolve(Evaluation.FILE))) {
            return evaluation();
        }
        Optional<SampleManifest> found = SampleManifest.read(folder);
        Path source = model != null ? model : named(found);
        KnownModels.ofProcess().require(source);
        SampleManifest manifest =
                found.orElseThrow(() -> new InputException(folder + ": no " + SampleManifest.FILE + " in this folder"));
        Compute compute = device.settle(spec, manifest.rounding());
        boolean ema = !manifest.weights().equals("plain");
        CheckpointChoice choice = new CheckpointChoice.OfStep(manifest.step(), true);
        try (ImageSampler sampler = ImageSampler.open(source, choice, ema, compute)) {
            ReplayReport report =
                    new SampleFolder(sampler, BuildInfo.read().version(), ConsoleProgress.ofProcess()).replay(folder);
            spec.commandLine()
                    .getOut()
                    .println(report.same().size() + " images are the same, "
                            + report.different().size() + " differ"
                            + (report.different().isEmpty() ? "" : ": " + report.different()));
            if (!report.different().isEmpty() && !manifest.device().equals(SampleFolder.device(compute))) {
                spec.commandLine()
                        .getOut()
                        .println("They were made on another device; results agree but for rounding, so files may"
                                + " differ.");
            }
            FailureLines.print(lines(report.folder()), spec.commandLine().getErr());
            return report.agrees() ? 0 : 1;
        }
    }

    /** Returns the model that a manifest names. */
    private Path named(Optional<SampleManifest> manifest) {
        String name = manifest.map(SampleManifest::model).orElse("");
        if (name.isEmpty()) {
            throw Inputs.usage(spec, "Missing required option: '--model=RUN'; samples are made again with their model");
        }
        return KnownModels.ofProcess().resolve(Path.of(name));
    }

    private int evaluation() throws IOException {
        Optional<ReplayedEvaluation> replayed =
                ReplayedEvaluation.of(folder, spec.commandLine().getErr());
        if (replayed.isEmpty()) {
            return 1;
        }
        ReplayedEvaluation found = replayed.get();
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(
                found.same() + " figures are the same, " + found.different().size() + " differ");
        List<String> lines = new ArrayList<>(
                found.different().stream().map(name -> name + ": differs").toList());
        if (found.otherImages()) {
            lines.add("the images are not those that were judged");
        }
        FailureLines.print(lines, spec.commandLine().getErr());
        return found.agrees() ? 0 : 1;
    }

    /** Returns a line for each file that is not as the manifest says; a name that Effigy did not give may be a patient's. */
    private static List<String> lines(FolderState state) {
        List<String> lines = new ArrayList<>();
        state.missing().forEach(name -> lines.add(name + ": missing from the folder"));
        state.altered().forEach(name -> lines.add(name + ": altered since it was sampled"));
        for (String name : state.additional()) {
            boolean ours = SAMPLE.matcher(name).matches();
            lines.add((ours ? name : "a file of another name") + ": in the folder, but not in the manifest");
        }
        return lines;
    }
}
