package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.effigy.base.Json;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.Push;
import org.effigy.dicom.net.PushOptions;
import org.effigy.dicom.net.PushReport;
import org.effigy.dicom.net.PushReport.Outcome;
import org.effigy.dicom.net.Retries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy push}: sends a folder to an archive. */
@Command(
        name = "push",
        description = {
            "Send the DICOM files of a folder to a PACS by DICOMweb (STOW-RS) or DIMSE (C-STORE).",
            "A second run sends only what is missing. Files that are not marked synthetic are refused."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy push synthetic --stow https://host/rs --token-env PACS_TOKEN",
            "  effigy push synthetic --stow https://host/rs --ca-file ca.pem --basic-file pw",
            "  effigy push synthetic --stow http://localhost:8042/dicom-web --result r.json",
            "  effigy push synthetic --dimse ORTHANC@localhost:4242"
        })
final class PushCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int RESULT_VERSION = 1;

    /** The result file. */
    record Result(String format, int version, int sent, int sentBefore, int failed, List<PushReport.Item> files) {}

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder; all folders in it are searched.")
    private Path folder;

    @Option(
            names = "--stow",
            paramLabel = "URL",
            description = "Root of the DICOMweb services, e.g. https://host/dicom-web.")
    private String stow;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = "Journal of what is in the archive (default: DIR.push.jsonl beside DIR).")
    private Path state;

    @Option(names = "--result", paramLabel = "JSON", description = "Write what became of each file.")
    private Path result;

    @Option(names = "--allow-real", description = "Also send files that are not marked synthetic.")
    private boolean allowReal;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Files per request, at most (default: ${DEFAULT-VALUE}).")
    private int batch = 16;

    @Mixin
    private ArchiveOptions archiveOptions;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption =
                        Interruption.begin(() -> err.println("effigy: stopping; the same command goes on later"));
                ImageArchive archive = archiveOptions.open(spec, "--stow", stow, interruption::requested)) {
            Inputs.folder(folder);
            Path journal = state == null ? PushOptions.journalBeside(folder) : state;
            Inputs.outputFile(journal);
            if (result != null) {
                Inputs.outputFile(result);
            }
            PushOptions options =
                    Inputs.checked(spec, () -> new PushOptions(archiveOptions.name(stow), journal, allowReal, batch));
            Retries retries = Retries.of(archiveOptions.retries(), interruption::requested);
            PushReport report = Push.run(folder, archive, retries, options, ConsoleProgress.ofProcess());
            report(report);
            if (interruption.requested()) {
                return EXIT_INTERRUPTED;
            }
            return report.isComplete() ? 0 : 1;
        }
    }

    private void report(PushReport report) throws IOException {
        int sent = report.count(Outcome.SENT);
        int before = report.count(Outcome.SENT_BEFORE);
        int failed = report.count(Outcome.FAILED);
        int notTried = report.count(Outcome.NOT_TRIED);
        if (result != null) {
            Json.write(
                    result,
                    new Result("effigy-push-result", RESULT_VERSION, sent, before, failed + notTried, report.items()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(sent + " sent, " + before + " sent before, " + failed + " failed, " + notTried + " not tried, "
                + report.notDicom() + " skipped (no DICOM)");
        report.items().stream()
                .filter(i -> i.outcome() == Outcome.SENT && !i.reason().isEmpty())
                .limit(10)
                .forEach(i -> out.println(line(i)));
        PrintWriter err = spec.commandLine().getErr();
        FailureLines.print(
                report.items().stream()
                        .filter(i -> i.outcome() == Outcome.FAILED)
                        .map(PushCommand::line)
                        .toList(),
                err);
        if (!report.stoppedBecause().isEmpty()) {
            err.println(
                    "effigy: " + OptionHints.in(report.stoppedBecause()) + "; the same command sends what is missing");
        }
    }

    private static String line(PushReport.Item item) {
        return String.format(Locale.ROOT, "index %04d: %s", item.number(), item.text());
    }
}
