package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.effigy.base.InputException;
import org.effigy.dicom.burnedin.MaskRules;
import org.effigy.dicom.data.UidRoot;
import org.effigy.dicom.deid.DeidKey;
import org.effigy.dicom.deid.DeidOption;
import org.effigy.dicom.deid.DeidOptions;
import org.effigy.dicom.deid.Deidentifier;
import org.effigy.dicom.deid.Permission;
import org.effigy.dicom.deid.PixelPolicy;
import org.effigy.dicom.deid.ScrubReport;
import org.effigy.dicom.deid.TreeScrubber;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy scrub}: de-identifies a DICOM file or a folder of them. */
@Command(
        name = "scrub",
        description = {
            "De-identify DICOM: what is not explicitly kept is removed.",
            "The Basic Application Level Confidentiality Profile of PS3.15, default deny; new names, new UIDs. "
                    + "Files that may show the patient in their pixels are refused unless allowed."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy scrub scans clean",
            "  effigy scrub slice.dcm clean.dcm --key-file key",
            "      the same key gives the same new UIDs and dates in a later run",
            "  effigy scrub scans clean --shift-dates --keep-characteristics",
            "  effigy scrub scans clean --mask areas.json --clean-pixels"
        })
final class ScrubCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "A DICOM file, or a folder with all its folders.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The new file, or a new or empty folder.")
    private Path out;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A secret of 16 bytes or more for new UIDs and dates (default: random, not kept).")
    private Path keyFile;

    @Option(names = "--uid-root", paramLabel = "UID", description = "Your own root for new UIDs (default: 2.25).")
    private String uidRoot;

    @Option(names = "--shift-dates", description = "Move all dates of a patient by the same number of days.")
    private boolean shiftDates;

    @Option(names = "--keep-dates", description = "Keep dates and times.")
    private boolean keepDates;

    @Option(names = "--keep-uids", description = "Keep UIDs.")
    private boolean keepUids;

    @Option(names = "--keep-device", description = "Keep what names the device.")
    private boolean keepDevice;

    @Option(names = "--keep-institution", description = "Keep what names the institution.")
    private boolean keepInstitution;

    @Option(names = "--keep-characteristics", description = "Keep the patient's sex, age, size and weight.")
    private boolean keepCharacteristics;

    @Option(names = "--keep-safe-private", description = "Keep private attributes that are known to be safe.")
    private boolean keepSafePrivate;

    @Option(names = "--clean-descriptions", description = "Keep descriptions as far as they consist of known words.")
    private boolean cleanDescriptions;

    @Option(names = "--clean-structured-content", description = "Keep coded and numeric content items, no texts.")
    private boolean cleanStructuredContent;

    @Option(names = "--clean-graphics", description = "Accept files with overlays and curves, and remove those.")
    private boolean cleanGraphics;

    @Option(
            names = "--mask",
            paramLabel = "RULES",
            description = "Paint black the areas of the pixels that this file of rules names.")
    private Path masks;

    @Option(
            names = "--clean-pixels",
            description = "Paint black the writing that is found in pixels; not all is found.")
    private boolean cleanPixels;

    @Option(names = "--allow-heads", description = "Accept stacks of head slices, from which a face could be rendered.")
    private boolean allowHeads;

    @Option(
            names = "--allow-burned-in",
            description = "Accept files whose pixels may show who the patient is; the pixels stay as they are.")
    private boolean allowBurnedIn;

    @Override
    public Integer call() throws IOException {
        byte[] key = keyFile == null ? DeidKey.fresh() : DeidKey.read(Inputs.file(keyFile));
        Inputs.existing(in);
        Inputs.outputPlace(out);
        if (Files.isRegularFile(in) && Files.isRegularFile(out)) {
            throw new InputException(out + ": is already there and is not replaced; name a new file");
        }
        Deidentifier deidentifier = new Deidentifier(options(), key);
        ScrubReport report = TreeScrubber.scrub(in, out, deidentifier, ConsoleProgress.ofProcess());
        if (report.written() == 0 && report.isComplete()) {
            throw new InputException(in + ": no DICOM image here; check the path");
        }
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.println(report.written() + " written, " + report.failures().size() + " failed, " + report.skipped()
                + " skipped (no DICOM)");
        FailureLines.print(
                report.failures().stream().map(ScrubCommand::line).toList(),
                spec.commandLine().getErr());
        return report.isComplete() ? 0 : 1;
    }

    /** Returns the line about a file that failed, with the option that would accept it. */
    private static String line(ScrubReport.Failure failure) {
        return failure
                + failure.remedy().map(remedy -> " (" + option(remedy) + ")").orElse("");
    }

    private static String option(Permission permission) {
        return switch (permission) {
            case GRAPHICS -> "--clean-graphics";
            case BURNED_IN_ANNOTATION -> "--allow-burned-in; --mask or --clean-pixels";
            case RECOGNIZABLE_FEATURES -> "--allow-burned-in";
            case HEADS -> "--allow-heads";
        };
    }

    private DeidOptions options() throws IOException {
        if (shiftDates && keepDates) {
            throw Inputs.usage(spec, "--shift-dates and --keep-dates exclude each other; choose one");
        }
        Map<DeidOption, Boolean> flags = new TreeMap<>(Map.of(
                DeidOption.RETAIN_SAFE_PRIVATE, keepSafePrivate,
                DeidOption.RETAIN_UIDS, keepUids,
                DeidOption.RETAIN_DEVICE_IDENTITY, keepDevice,
                DeidOption.RETAIN_INSTITUTION_IDENTITY, keepInstitution,
                DeidOption.RETAIN_PATIENT_CHARACTERISTICS, keepCharacteristics,
                DeidOption.RETAIN_FULL_DATES, keepDates,
                DeidOption.RETAIN_MODIFIED_DATES, shiftDates,
                DeidOption.CLEAN_DESCRIPTORS, cleanDescriptions,
                DeidOption.CLEAN_STRUCTURED_CONTENT, cleanStructuredContent,
                DeidOption.CLEAN_GRAPHICS, cleanGraphics));
        Set<DeidOption> chosen = flags.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(DeidOption.class)));
        UidRoot root = uidRoot == null ? UidRoot.UUID : new UidRoot(uidRoot);
        MaskRules rules = masks == null ? MaskRules.none() : MaskRules.read(Inputs.file(masks));
        return new DeidOptions(chosen, allowBurnedIn, root, new PixelPolicy(rules, cleanPixels, allowHeads));
    }
}
