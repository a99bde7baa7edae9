package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexOptions;
import org.effigy.dataset.index.Indexer;
import org.effigy.dataset.index.LabelValues;
import org.effigy.dataset.index.PatientSource;
import org.effigy.dataset.index.SplitPlan;
import org.effigy.dataset.labels.CsvColumns;
import org.effigy.dataset.labels.LabelSource;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy index}: finds the images of a folder and describes them in one file. */
@Command(
        name = "index",
        description = {
            "List the images of a folder, with labels, patients and split.",
            "Finds DICOM by content, PNG and TIFF with 8 or 16 bits, and JPEG; colours become grey. Reads labels, groups "
                    + "by patient, splits by patient, and tells what was left out and why."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy index scans --out ct.json",
            "      labels from scans/labels.csv, where it exists, with the columns",
            "      file, label and, where they exist, patient_id and split",
            "  effigy index scans --labels list.csv --label-column finding --out ct.json",
            "  effigy index nih --labels nih.csv --multi-label '|' --out nih.json",
            "      labels such as Effusion|Mass",
            "  effigy index chest --label-view --view PA,AP --modality DX --out dx.json",
            "  effigy index ct --every 10 --body-part CHEST --min-lung 0.2 --out ct.json",
            "      every tenth slice of each chest series, if a fifth of the body is lung",
            "  effigy index chest --mask areas.json --text leave-out --out dx.json",
            "      paint over the areas of your rules; leave out what shows writing still",
            "  effigy index pngs --no-labels --patient-regex '^([^_]+)_' --out png.json"
        })
final class IndexCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder; all folders in it are searched.")
    private Path root;

    @Option(names = "--out", paramLabel = "INDEX", required = true, description = "The index file to write (JSON).")
    private Path out;

    @ArgGroup
    private Labels labels = new Labels();

    /** Where labels come from; at most one of these. */
    static final class Labels {
        @Option(names = "--labels", paramLabel = "CSV", description = "Table of labels (default: DIR/labels.csv).")
        private Path table;

        @Option(
                names = "--label-attribute",
                paramLabel = "KEYWORD",
                description = "Take the label from this DICOM attribute, e.g. ViewPosition.")
        private String attribute;

        @Option(
                names = "--label-view",
                description = "Take the view of a radiograph as label: PA, AP, FRONTAL, LATERAL or OTHER.")
        private boolean view;

        @Option(names = "--no-labels", description = "Use no labels: the model will have no classes.")
        private boolean none;
    }

    @Option(
            names = "--file-column",
            paramLabel = "NAME",
            description = "Column of the files (default: ${DEFAULT-VALUE}).")
    private String fileColumn = CsvColumns.STANDARD.file();

    @Option(
            names = "--label-column",
            paramLabel = "NAME",
            description = "Column of the labels (default: ${DEFAULT-VALUE}).")
    private String labelColumn = CsvColumns.STANDARD.label();

    @Option(
            names = "--multi-label",
            paramLabel = "SEPARATOR",
            description = "Labels of the table may have several values with this between them, e.g. '|'.")
    private String separator;

    @Option(
            names = "--patient-column",
            paramLabel = "NAME",
            description = "Column of the patients (default: ${DEFAULT-VALUE}).")
    private String patientColumn = CsvColumns.STANDARD.patient();

    @Option(
            names = "--split-column",
            paramLabel = "NAME",
            description = "Column of the split, used where it exists; '' to ignore it (default: ${DEFAULT-VALUE}).")
    private String splitColumn = CsvColumns.STANDARD.split();

    @Option(
            names = "--mask-column",
            paramLabel = "NAME",
            description =
                    "Column of the masks of regions such as lesions, grey pictures in the size of their images, white on"
                            + " black; used where it exists; '' to ignore it (default: ${DEFAULT-VALUE}).")
    private String maskColumn = CsvColumns.STANDARD.mask();

    @Option(
            names = "--patient-regex",
            paramLabel = "REGEX",
            description = "Group files by what this finds in the file name, or by its first group.")
    private String patientRegex;

    @Option(
            names = "--shares",
            paramLabel = "A,B,C",
            description = "Shares of train, validation and test (default: ${DEFAULT-VALUE}).")
    private String shares = "0.8,0.1,0.1";

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            description = "Decides which patient goes where (default: ${DEFAULT-VALUE}).")
    private long splitSeed = SplitPlan.STANDARD.seed();

    @Option(
            names = "--modality",
            paramLabel = "NAME",
            description = "Take only images of this modality: CT, CR, DX, ..., PNG, TIFF or JPEG.")
    private String modality = "";

    @Mixin
    private ChoiceOptions choice = new ChoiceOptions();

    @Option(names = "--allow-synthetic", description = "Also take images that say they are synthetic.")
    private boolean allowSynthetic;

    @Option(names = "--allow-burned-in", description = "Also take images that say text is burned into their pixels.")
    private boolean allowBurnedIn;

    @Mixin
    private ScreenCommandOptions screen;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "A secret for the patients' keys, so that two indexes agree (default: random, not kept).")
    private Path keyFile;

    @Override
    public Integer call() throws IOException {
        Inputs.folder(root);
        Inputs.outputFile(out);
        refuseToReplaceOtherFiles();
        DatasetIndex index = Indexer.index(root, options(), ConsoleProgress.ofProcess());
        index.write(out);
        PrintWriter terminal = spec.commandLine().getOut();
        IndexReport.print(index, terminal);
        terminal.println();
        terminal.println("Index: " + out);
        String question =
                LabelValues.several(index) ? " --class " + index.classes().get(0) : "";
        terminal.println("Next:  effigy train ddpm --data " + out + " --out runs/ddpm" + question);
        return 0;
    }

    private IndexOptions options() throws IOException {
        SplitPlan plan = Inputs.checked(spec, () -> {
            double[] parts = Inputs.numbers("--shares", shares, 3);
            return new SplitPlan(parts[0], parts[1], parts[2], splitSeed);
        });
        IndexOptions options = IndexOptions.defaults(root)
                .withSplit(plan)
                .withModality(modality)
                .withSynthetic(allowSynthetic)
                .withBurnedIn(allowBurnedIn)
                .withChoice(Inputs.checked(spec, choice::choice))
                .withScreen(screen.options(allowBurnedIn));
        if (patientRegex != null) {
            options = options.withPatients(new PatientSource.FileName(patientRegex));
        }
        if (keyFile != null) {
            options = options.withPatientKeySecret(
                    Files.readString(Inputs.file(keyFile)).strip());
        }
        return options.withLabels(labelSource(options.labels()));
    }

    private LabelSource labelSource(LabelSource standard) {
        boolean table = labels.table != null
                || standard instanceof LabelSource.Csv && !labels.none && !labels.view && labels.attribute == null;
        if (separator != null && !table) {
            throw Inputs.usage(spec, "--multi-label is for a table of labels; name one with --labels");
        }
        if (labels.none) {
            return new LabelSource.None();
        }
        if (labels.view) {
            return new LabelSource.ByView();
        }
        if (labels.attribute != null) {
            return new LabelSource.Attribute(labels.attribute);
        }
        CsvColumns one = new CsvColumns(fileColumn, labelColumn, patientColumn, splitColumn, maskColumn, "");
        CsvColumns columns = separator == null ? one : Inputs.checked(spec, () -> one.withValueSeparator(separator));
        if (labels.table != null) {
            return new LabelSource.Csv(Inputs.file(labels.table), columns);
        }
        return standard instanceof LabelSource.Csv csv ? new LabelSource.Csv(csv.file(), columns) : standard;
    }

    private void refuseToReplaceOtherFiles() throws IOException {
        if (Files.exists(out) && !DatasetIndex.isIndex(out)) {
            throw new InputException(out + ": exists and is not an index; remove it or choose another --out");
        }
    }
}
