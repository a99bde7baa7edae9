package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.effigy.report.studio.Studio;
import org.effigy.report.studio.StudioSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy studio}: runs, evaluations and samples in the browser, while they are made. */
@Command(
        name = "studio",
        description = {
            "Show runs, evaluations and samples in the browser, live.",
            "Runs side by side with loss and previews, evaluations, and folders of samples with seed, class and the"
                    + " release gate's decision of each image. It can be reached from this computer alone, by the address"
                    + " that it prints, which has a token in it; it changes nothing. Ctrl-C ends it."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy studio",
            "      what is in the folder runs",
            "  effigy studio runs synthetic eval-ct --port 8080"
        })
final class StudioCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    private static final long LOOK_MILLIS = 100;
    private static final int MOST_PORT = 65535;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "RUNS",
            description = "Folders that hold runs, evaluations or samples, up to three levels below (default: runs).")
    private List<Path> roots = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port to listen on, 0 for any that is free (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--time",
            paramLabel = "T",
            converter = DurationConverter.class,
            description = "End by itself after this time, e.g. 8h (default: at Ctrl-C).")
    private Duration time;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > MOST_PORT) {
            throw Inputs.usage(spec, "--port is " + port + ", needed is 0 to " + MOST_PORT);
        }
        List<Path> folders = roots.isEmpty() ? List.of(Path.of("runs")) : roots;
        for (Path folder : folders) {
            Inputs.folder(folder);
        }
        PrintWriter terminal = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AtomicReference<List<String>> machine =
                new AtomicReference<>(List.of("The doctor is looking at this machine."));
        StudioSource source = new StudioSource(
                folders, port, machine::get, SamplePng::read, BuildInfo.read().version());
        try (Studio studio = Studio.start(source);
                Interruption interruption = Interruption.begin(() -> err.println("effigy: the studio ends"))) {
            terminal.println("Studio: " + studio.address());
            terminal.println("It can be reached from this computer alone; Ctrl-C ends it.");
            terminal.flush();
            askTheDoctor(machine, folders.get(0), err);
            long end = time == null ? Long.MAX_VALUE : System.nanoTime() + time.toNanos();
            while (!interruption.requested() && (time == null || System.nanoTime() - end < 0)) {
                Thread.sleep(LOOK_MILLIS);
            }
            if (!interruption.requested()) {
                terminal.println("Ended after " + time.toMillis() / 1000.0 + " s.");
            }
            return interruption.requested() ? EXIT_INTERRUPTED : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_INTERRUPTED;
        }
    }

    /** Lets the doctor look in the background; it takes seconds. */
    private static void askTheDoctor(AtomicReference<List<String>> machine, Path runs, PrintWriter err) {
        Thread thread = new Thread(
                () -> {
                    try {
                        machine.set(new Doctor(err)
                                .report(Files.exists(runs) ? runs : Path.of(""))
                                .lines());
                    } catch (IOException | RuntimeException | LinkageError e) {
                        machine.set(List.of("The doctor could not look at this machine; 'effigy doctor' says why."));
                    }
                },
                "doctor");
        thread.setDaemon(true);
        thread.start();
    }
}
