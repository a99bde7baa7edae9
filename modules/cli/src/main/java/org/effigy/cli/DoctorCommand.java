package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.effigy.base.Json;
import org.effigy.networks.Engines;
import org.effigy.networks.compute.EngineName;
import org.effigy.networks.device.DeviceChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy doctor}: what this machine and build can do, and whether it works. */
@Command(
        name = "doctor",
        description = {
            "Show what this machine computes with, and try whether it works.",
            "Java, processor, memory, NVIDIA cards, and what --device will do. Exit code 0 if at least the "
                    + "processor can compute networks, else 1."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy doctor",
            "  effigy doctor --json",
            "      the same for a program: 'ready' is CPU, CUDA or empty"
        })
final class DoctorCommand implements Callable<Integer> {
    /** The option by which a process of its own tries a device. */
    static final String TRY = "--try";

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--runs", paramLabel = "DIR", description = "Where runs go, for the space left (default: here).")
    private Path runs = Path.of("");

    @Option(names = TRY, hidden = true)
    private DeviceChoice tried;

    @Override
    public Integer call() throws IOException {
        if (tried != null) {
            return tryDevice();
        }
        DoctorReport report = new Doctor(spec.commandLine().getErr()).report(runs);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(report));
        } else {
            report.print(out);
        }
        return report.ready().isEmpty() ? 1 : 0;
    }

    private int tryDevice() {
        Engines.prepare(DeviceOption.plan(tried), true);
        Optional<String> problem = Engines.trial(EngineName.DL4J);
        problem.ifPresent(line -> spec.commandLine().getErr().println(ErrorLines.PREFIX + line));
        return problem.isPresent() ? 1 : 0;
    }
}
