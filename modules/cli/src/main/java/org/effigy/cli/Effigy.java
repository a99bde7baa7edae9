package org.effigy.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code effigy} command. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C. */
@Command(
        name = "effigy",
        description = "Learns from a folder of CT slices or radiographs and makes synthetic ones, as DICOM.",
        subcommands = {
            DemoCommand.class,
            IndexCommand.class,
            TrainCommand.class,
            SampleCommand.class,
            ReplayCommand.class,
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

    public static void main(String[] arguments) {
        System.exit(run(arguments, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** Runs one command line and returns its exit code. */
    static int run(String[] arguments, PrintWriter out, PrintWriter err) {
        CommandLine line = commandLine().setOut(out).setErr(err);
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
        CommandLine line = new CommandLine(new Effigy());
        TrainCommand.addFamilies(line.getSubcommands().get("train"));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setAbbreviatedOptionsAllowed(false);
        // A file name may begin with @.
        line.setExpandAtFiles(false);
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
