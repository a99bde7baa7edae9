package org.effigy.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.function.Supplier;
import org.effigy.dicom.Dicom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code effigy} command. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C. */
@Command(
        name = "effigy",
        description = "Learn from CT slices or radiographs and make synthetic ones, as DICOM.",
        subcommands = {
            DemoCommand.class,
            IndexCommand.class,
            TrainCommand.class,
            DistillCommand.class,
            SampleCommand.class,
            EditCommand.class,
            ReplayCommand.class,
            ModelsCommand.class,
            ExportCommand.class,
            GateCommand.class,
            EvaluateCommand.class,
            BalanceCommand.class,
            CollapseCommand.class,
            ReportCommand.class,
            StudioCommand.class,
            DetectCommand.class,
            ConvertCommand.class,
            ScrubCommand.class,
            PullCommand.class,
            PushCommand.class,
            PhantomCommand.class,
            DoctorCommand.class,
            VersionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy demo",
            "      the whole way on simulated anatomy, in a few minutes",
            "  effigy index scans --labels scans/labels.csv --out ct.json",
            "  effigy train ddpm --data ct.json --out runs/ct",
            "  effigy sample runs/ct -n 64 --out synthetic --format dicom",
            "      the same three steps on your own data",
            "",
            "'effigy COMMAND --help' tells more about each command."
        })
final class Effigy implements Runnable {
    /** The name of what reads and writes DICOM, as the launcher passes it on. */
    private static final String DICOM_ENGINE_PROPERTY = "effigy.dicom.engine";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            order = 98,
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = ErrorLines.STACK_TRACE,
            order = 99,
            scope = ScopeType.INHERIT,
            description = "Print the stack trace when something fails.")
    private boolean stacktrace;

    private final Supplier<Instant> start;

    private Effigy(Supplier<Instant> start) {
        this.start = start;
    }

    public static void main(String[] arguments) {
        System.exit(run(
                arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true), Effigy::processStart));
    }

    /** Runs one command line that starts now, and returns its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        Instant now = Instant.now();
        return run(arguments, out, err, () -> now);
    }

    private static int run(String[] arguments, PrintWriter out, PrintWriter err, Supplier<Instant> start) {
        Dicom.choose(System.getProperty(DICOM_ENGINE_PROPERTY, ""));
        CommandLine line = commandLine(new Effigy(start)).setOut(out).setErr(err);
        ErrorLines errors = new ErrorLines(arguments);
        line.setExecutionExceptionHandler(errors).setParameterExceptionHandler(errors);
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError e) {
            err.println(ErrorLines.outOfMemory());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (LinkageError | StackOverflowError | AssertionError e) {
            errors.print(e, err);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Returns the command line with the settings that all commands share. */
    static CommandLine commandLine() {
        return commandLine(new Effigy(Instant::now));
    }

    private static CommandLine commandLine(Effigy effigy) {
        CommandLine line = new CommandLine(effigy);
        TrainCommand.addFamilies(line.getSubcommands().get("train"));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setAbbreviatedOptionsAllowed(false);
        // A file name may begin with @.
        line.setExpandAtFiles(false);
        return line;
    }

    private static Instant processStart() {
        return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    }

    /** Returns when the user started the command: with the process, or with the step of a demo. */
    static Instant start(CommandSpec command) {
        return ((Effigy) command.root().userObject()).start.get();
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
