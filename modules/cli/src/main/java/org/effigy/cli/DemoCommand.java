package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.effigy.phantom.PhantomDataset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code effigy demo}: the whole way on simulated anatomy. It calls the other commands and prints each of them, so that a
 * reader sees what to type for data of their own.
 */
@Command(
        name = "demo",
        description = {
            "Go the whole way on simulated anatomy, in a few minutes.",
            "Simulate a small CT data set as DICOM, index it, train a small DDPM, sample, write synthetic DICOM "
                    + "and a picture of them. A second start goes on where the first one was stopped."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  effigy demo", "  effigy demo --out /tmp/demo --quick"})
final class DemoCommand implements Callable<Integer> {
    private static final String SAMPLE = "Sample, and write synthetic DICOM";
    private static final String UNGATED =
            " (after so short a training the release gate would refuse the images, so it is"
                    + " off here, and every file says so)";

    private static final String AGAIN =
            "The same without the release gate, as after a training cut short by a slow machine it"
                    + " may let no images pass; every file says so";

    /** The commands that compute with networks. */
    private static final Set<String> COMPUTING = Set.of("train", "sample");

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "DIR", description = "The folder to write to (default: demo).")
    private Path chosen;

    @Option(names = "--quick", description = "Only show that everything works: the images will be noise.")
    private boolean quick;

    @Mixin
    private DeviceOption device;

    @Override
    public Integer call() throws IOException {
        Processor.require();
        device.require();
        DemoPlan plan = DemoPlan.of(quick);
        Path out = chosen == null ? DemoFolder.standard(Path.of(""), plan) : DemoFolder.chosen(chosen, plan);
        for (Step step : steps(plan, out)) {
            int code = run(step);
            if (code != 0) {
                return code;
            }
        }
        Path synthetic = out.resolve("synthetic");
        int code = run(new Step(
                plan.gated() ? SAMPLE : SAMPLE + UNGATED,
                Optional.empty(),
                sample(plan, out, synthetic, plan.gated())));
        if (code == CommandLine.ExitCode.SOFTWARE && plan.gated()) {
            // On a slow machine training ends by its time, and the gate may refuse what the model makes.
            synthetic = out.resolve("synthetic-without-gate");
            code = run(new Step(AGAIN, Optional.empty(), sample(plan, out, synthetic, false)));
        }
        if (code == 0) {
            report(out, synthetic);
        }
        return code;
    }

    /** A step of the demo: what it does, the command, and the file that shows that it is done already. */
    private record Step(String what, Optional<Path> done, List<Object> command) {}

    private static List<Step> steps(DemoPlan plan, Path out) {
        Path phantoms = out.resolve("phantoms");
        Path index = out.resolve("index.json");
        Path run = out.resolve("run");
        return List.of(
                new Step(
                        "Simulate " + plan.phantoms() + " CT slices of invented patients, as DICOM",
                        Optional.of(phantoms.resolve(PhantomDataset.LABELS)),
                        List.of("phantom", phantoms, "--kind", "ct", "-n", plan.phantoms(), "--size", 128)),
                new Step(
                        "Index them (simulated images count as synthetic, so that has to be allowed)",
                        Optional.of(index),
                        List.of("index", phantoms, "--out", index, "--allow-synthetic", "--shares", "1,0,0")),
                new Step("Train a small diffusion model", Optional.empty(), train(plan, index, run)));
    }

    private static List<Object> sample(DemoPlan plan, Path out, Path synthetic, boolean gated) {
        List<Object> words = new ArrayList<>(List.of("sample", out.resolve("run"), "-n", plan.samples()));
        words.addAll(List.of("--steps", plan.samplingSteps(), "--out", synthetic, "--format", "dicom"));
        words.addAll(List.of("--sheet", out.resolve("sheet.png")));
        if (!gated) {
            words.add("--no-gate");
        }
        return words;
    }

    private static List<Object> train(DemoPlan plan, Path index, Path run) {
        List<Object> words = new ArrayList<>(List.of("train", "ddpm", "--data", index, "--out", run));
        words.addAll(List.of("--preset", DemoPlan.PRESET, "--size", plan.size(), "--steps", plan.steps()));
        words.addAll(List.of("--time", plan.time().toSeconds() + "s", "--allow-synthetic"));
        return words;
    }

    private int run(Step step) throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println();
        terminal.println("== " + step.what());
        List<Object> words = new ArrayList<>(step.command());
        if (COMPUTING.contains(words.get(0))) {
            words.addAll(device.words());
        }
        ShownCommand command = ShownCommand.of(words);
        command.print(terminal);
        if (step.done().filter(Files::exists).isPresent()) {
            terminal.println("   done already");
            return 0;
        }
        return command.run(spec.commandLine());
    }

    private void report(Path out, Path synthetic) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println();
        terminal.println("Done. What lies where:");
        TextTable table = new TextTable();
        table.row("  " + out.resolve("sheet.png"), "the synthetic images on one picture");
        table.row("  " + synthetic, "the same as DICOM, marked synthetic, with their manifest");
        table.row("  " + out.resolve("run"), "the model: checkpoint, metrics, previews");
        table.row("  " + out.resolve("phantoms"), "the simulated data set it learned from");
        table.print(terminal);
    }
}
