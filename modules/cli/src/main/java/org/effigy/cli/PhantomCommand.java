package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.effigy.phantom.PhantomDataset;
import org.effigy.phantom.PhantomKind;
import org.effigy.phantom.PhantomOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy phantom}: simulates a data set. */
@Command(
        name = "phantom",
        description = {
            "Simulate a data set of CT slices or chest radiographs, as DICOM.",
            "Axial slices of the chest or frontal radiographs, with or without a lesion; labels.csv and "
                    + "truth.csv beside them. The same options give the same files, byte for byte."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy phantom phantoms/ct",
            "  effigy phantom phantoms/cr --kind cr -n 500 --size 128 --lesions 0.1",
            "  effigy phantom phantoms/lesions --masks",
            "  effigy index phantoms/ct --out phantoms.json --allow-synthetic",
            "      simulated images count as synthetic"
        })
final class PhantomCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder to write to.")
    private Path folder;

    @Option(names = "--kind", paramLabel = "ct|cr", description = "What to simulate (default: ct).")
    private PhantomKind kind = PhantomKind.CT;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "Number of images (default: ${DEFAULT-VALUE}).")
    private int count = 200;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Side of the images in pixels, 64 to 512 (default: ${DEFAULT-VALUE}).")
    private int size = 256;

    @Option(names = "--seed", paramLabel = "N", description = "Chooses the patients (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--lesions",
            paramLabel = "X",
            description = "Share of the images with a lesion, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double lesions = 0.5;

    @Option(
            names = "--masks",
            description = "Also write a mask of each image's lesion, named in labels.csv, for 'effigy train --masks'.")
    private boolean masks;

    @Mixin
    private TransferSyntaxOption transferSyntax;

    @Override
    public Integer call() throws IOException {
        PhantomOptions options = Inputs.checked(spec, () -> PhantomOptions.of(kind, count, size, seed)
                .withLesionFraction(lesions)
                .withMasks(masks)
                .withEncoding(transferSyntax.encoding()));
        PhantomDataset.write(Inputs.outputFolder(folder), options, ConsoleProgress.ofProcess());
        spec.commandLine().getOut().println(count + " simulated images in " + folder);
        return 0;
    }
}
