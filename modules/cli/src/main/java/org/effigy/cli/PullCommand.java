package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.base.Json;
import org.effigy.dicom.data.Dictionary;
import org.effigy.dicom.data.Tag;
import org.effigy.dicom.net.ArchiveException;
import org.effigy.dicom.net.ArchiveException.Kind;
import org.effigy.dicom.net.ArchiveQuery;
import org.effigy.dicom.net.ImageArchive;
import org.effigy.dicom.net.Pull;
import org.effigy.dicom.net.PullOptions;
import org.effigy.dicom.net.PullReport;
import org.effigy.dicom.net.Retries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy pull}: fetches images from an archive into a folder. */
@Command(
        name = "pull",
        description = {
            "Fetch images from a PACS by DICOMweb (QIDO-RS, WADO-RS) or DIMSE into a folder.",
            "Files are named by a hash, never by their content; a second run fetches what is missing.",
            "They hold all that the archive knows of the patients: 'effigy scrub' de-identifies them."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy pull --qido https://host/rs --modality CT --body-part CHEST --out ct",
            "  effigy pull --qido https://host/rs --token-env TOKEN --limit 500 --out scans",
            "  effigy pull --qido http://localhost:8042/dicom-web --study 1.2.3 --out one",
            "  effigy pull --dimse ORTHANC@localhost:4242 --modality DX --out chest"
        })
final class PullCommand implements Callable<Integer> {
    private static final int EXIT_INTERRUPTED = 130;
    private static final int RESULT_VERSION = 1;

    /** The result file. */
    record Result(
            String format,
            int version,
            int found,
            int fetched,
            int present,
            List<PullReport.Failure> failures,
            String stoppedBecause) {}

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--qido",
            paramLabel = "URL",
            description = "Root of the DICOMweb services, e.g. https://host/dicom-web.")
    private String qido;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "The folder for the files.")
    private Path out;

    @Option(names = "--modality", paramLabel = "NAME", description = "CT, CR, DX, ...")
    private String modality;

    @Option(names = "--body-part", paramLabel = "NAME", description = "BodyPartExamined, e.g. CHEST.")
    private String bodyPart;

    @Option(names = "--study-date", paramLabel = "RANGE", description = "YYYYMMDD, or FROM-TO with one of them empty.")
    private String studyDate;

    @Option(names = "--study", paramLabel = "UID", description = "Only this study.")
    private String study;

    @Option(names = "--series", paramLabel = "UID", description = "Only this series.")
    private String series;

    @Option(
            names = "--match",
            paramLabel = "KEYWORD=VALUE",
            description = "Any other attribute of studies or series; * and ? stand for any text. May be repeated.")
    private List<String> matches = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Files at most, those of earlier runs included (default: ${DEFAULT-VALUE}).")
    private int limit = 1000;

    @Option(names = "--per-series", paramLabel = "N", description = "Files of each series, at most (default: all).")
    private int perSeries = Integer.MAX_VALUE;

    @Option(
            names = "--max-mb",
            paramLabel = "MB",
            description = "The largest file to accept (default: ${DEFAULT-VALUE}).")
    private int mostMegabytes = (int) (PullOptions.USUAL_MOST_BYTES >> 20);

    @Option(names = "--result", paramLabel = "JSON", description = "Write the counts and what failed.")
    private Path result;

    @Mixin
    private ArchiveOptions archiveOptions;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (Interruption interruption =
                        Interruption.begin(() -> err.println("effigy: stopping; the same command goes on later"));
                ImageArchive archive = archiveOptions.open(spec, "--qido", qido, interruption::requested)) {
            PullOptions options = Inputs.checked(spec, this::options);
            Inputs.outputFolder(out);
            if (result != null) {
                Inputs.outputFile(result);
            }
            Retries retries = Retries.of(archiveOptions.retries(), interruption::requested);
            PullReport report = Pull.run(out, archive, retries, options, ConsoleProgress.ofProcess());
            if (report.found() == 0 && report.isComplete()) {
                throw new InputException("nothing in the archive matches; ask for less");
            }
            report(report);
            if (interruption.requested()) {
                return EXIT_INTERRUPTED;
            }
            return report.isComplete() ? 0 : 1;
        } catch (ArchiveException e) {
            if (e.kind() == Kind.STOPPED) {
                return EXIT_INTERRUPTED;
            }
            throw e;
        }
    }

    private PullOptions options() {
        List<ArchiveQuery.Match> wanted = new ArrayList<>();
        add(wanted, Tag.Modality, modality);
        add(wanted, Tag.BodyPartExamined, bodyPart);
        add(wanted, Tag.StudyDate, studyDate);
        add(wanted, Tag.StudyInstanceUID, study);
        add(wanted, Tag.SeriesInstanceUID, series);
        for (String match : matches) {
            int equals = match.indexOf('=');
            OptionalInt tag = equals < 1 ? OptionalInt.empty() : Dictionary.tag(match.substring(0, equals));
            if (tag.isEmpty()) {
                throw new IllegalArgumentException(
                        "--match must be KEYWORD=VALUE with a keyword of PS3.6, e.g. StudyDescription=*chest*");
            }
            add(wanted, tag.getAsInt(), match.substring(equals + 1));
        }
        if (mostMegabytes < 1) {
            throw new IllegalArgumentException("--max-mb is " + mostMegabytes + ", it must be at least 1");
        }
        return new PullOptions(new ArchiveQuery(wanted), limit, perSeries, (long) mostMegabytes << 20);
    }

    private static void add(List<ArchiveQuery.Match> wanted, int tag, String value) {
        if (value != null) {
            wanted.add(new ArchiveQuery.Match(tag, value));
        }
    }

    private void report(PullReport report) throws IOException {
        if (result != null) {
            Json.write(
                    result,
                    new Result(
                            "effigy-pull-result",
                            RESULT_VERSION,
                            report.found(),
                            report.fetched(),
                            report.present(),
                            report.failures(),
                            report.stoppedBecause()));
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(report.found() + " found, " + report.fetched() + " fetched, " + report.present()
                + " there before, " + report.failures().size() + " failed");
        if (report.fetched() > 0) {
            terminal.println(
                    "Next: effigy scrub " + out + " clean   (the files hold what the archive knows of patients)");
        }
        PrintWriter err = spec.commandLine().getErr();
        FailureLines.print(report.failures().stream().map(PullCommand::line).toList(), err);
        if (!report.stoppedBecause().isEmpty()) {
            err.println("effigy: " + OptionHints.in(report.stoppedBecause())
                    + "; the same command fetches what is missing");
        }
    }

    private static String line(PullReport.Failure failure) {
        return failure.number() == 0
                ? failure.reason()
                : String.format(Locale.ROOT, "instance %04d: %s", failure.number(), failure.reason());
    }
}
