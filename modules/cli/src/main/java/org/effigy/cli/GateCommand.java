package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.effigy.base.InputException;
import org.effigy.dataset.image.CacheOptions;
import org.effigy.dataset.image.Preprocessing;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.LabelValues;
import org.effigy.gate.GateFile;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.CheckpointPlace;
import org.effigy.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code effigy gate}: describes the training images of a model that has no record of them yet. */
@Command(
        name = "gate",
        description = {
            "Describe a model's training images for the release gate.",
            "'effigy train' does so by itself; this is for runs and checkpoints of earlier programs, or whose gate.json was "
                    + "lost. 'effigy sample' compares every image with these descriptions: 512 bits an image, and with what all have in common; no pixels."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = "  effigy gate runs/ct --data ct.json")
final class GateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "A run's folder, or the folder of one checkpoint.")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "INDEX",
            required = true,
            description = "The data set that the model learned from, as 'effigy index' wrote it.")
    private Path data;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where decoded images lie (default: INDEX.cache). It holds pixels of the data.")
    private Path cache;

    @Override
    public Integer call() throws IOException {
        Inputs.folder(model);
        Inputs.file(data);
        CheckpointConfig config = CheckpointPlace.read(model).config();
        DatasetIndex index = LabelValues.forClasses(DatasetIndex.read(data), config.classNames());
        if (!index.fingerprint().equals(config.datasetFingerprint())) {
            throw new InputException(
                    data + ": not the data set that the model learned from (its fingerprint is another one);"
                            + " name the index that it was trained with");
        }
        Path folder = cache != null ? cache : data.resolveSibling(data.getFileName() + ".cache");
        CacheOptions options = CacheOptions.in(Inputs.outputFolder(folder))
                .withProgress(ConsoleProgress.ofProcess())
                .withSkipUndecodable(true);
        Preprocessing recipe = Preprocessing.fromJson(config.preprocessing());
        long seed = config.training().path("seed").asLong();
        GateFile record = new GateRecord(index, recipe, options, seed).make();
        record.write(model);
        List<Path> checkpoints = RunDirectory.checkpoints(model);
        for (Path checkpoint : checkpoints) {
            record.write(checkpoint);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Gate:     " + GateRecord.text(record));
        out.println("Written:  " + model.resolve(GateFile.FILE)
                + (checkpoints.isEmpty() ? "" : ", and in each of its " + checkpoints.size() + " checkpoints"));
        return 0;
    }
}
