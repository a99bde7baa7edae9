package org.effigy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.effigy.base.InputException;
import org.effigy.base.Progress;
import org.effigy.dataset.covariates.KnownCovariates;
import org.effigy.dataset.image.ImageDataset;
import org.effigy.dataset.index.DatasetIndex;
import org.effigy.dataset.index.IndexEntry;
import org.effigy.dataset.labels.CovariateTable;
import org.effigy.networks.checkpoint.Covariate;
import org.effigy.networks.families.Family;
import org.effigy.training.LearntCovariates;
import org.effigy.training.TrainingConfig;
import picocli.CommandLine.Model.CommandSpec;

/** The covariates that {@code --covariates} names. */
record CovariateInput(List<String> names, Optional<Path> table) {
    /** Of a model whose classes are not dropped, since it has none. */
    private static final double DROPOUT = 0.1;

    /**
     * Returns what is asked for.
     *
     * @throws InputException if the family takes no covariates, or the training is private
     */
    static CovariateInput of(CommandSpec spec, TrainOptions options, Family family) {
        List<String> names = Inputs.checked(spec, options.covariates()::names);
        if (!names.isEmpty() && !family.takesCovariates()) {
            throw new InputException("--covariates: a " + family.name() + " takes none; choose one of "
                    + Family.all().stream()
                            .filter(Family::takesCovariates)
                            .map(Family::name)
                            .collect(Collectors.joining(", ")));
        }
        if (!names.isEmpty() && Inputs.checked(spec, options::privacy).isPresent()) {
            throw new InputException(
                    "--covariates: their means and ranges would be recorded without noise; leave them or --dp out");
        }
        return new CovariateInput(names, options.covariates().table());
    }

    /** Reads the covariates of the images that are learnt from; empty where none are asked for. */
    Optional<LearntCovariates> learnt(DatasetIndex index, ImageDataset images, Progress.Factory progress)
            throws IOException {
        if (names.isEmpty()) {
            return Optional.empty();
        }
        Map<Integer, IndexEntry> byId =
                index.entries().stream().collect(Collectors.toMap(IndexEntry::id, entry -> entry));
        List<IndexEntry> entries = IntStream.range(0, images.size())
                .mapToObj(i -> byId.get(images.id(i)))
                .toList();
        Optional<CovariateTable> read = table.isPresent()
                ? Optional.of(CovariateTable.read(Inputs.file(table.get()), names))
                : Optional.empty();
        return Optional.of(LearntCovariates.of(names, KnownCovariates.of(index, entries, names, read, progress)));
    }

    /** Returns settings of a model that is conditioned on them. */
    static TrainingConfig with(TrainingConfig config, LearntCovariates known) {
        TrainingConfig told =
                config.withModel(Family.of(config.model()).withCovariates(config.model(), known.covariates()));
        return told.labelDropout() > 0 ? told : told.withLabelDropout(DROPOUT);
    }

    /** Returns what the log says of them. */
    static String text(LearntCovariates known) {
        List<Integer> counts = known.known();
        return "Covariates: "
                + IntStream.range(0, counts.size())
                        .mapToObj(k -> text(known.covariates().get(k), counts.get(k), known.values().length))
                        .collect(Collectors.joining("; "));
    }

    private static String text(Covariate covariate, int known, int images) {
        return covariate.name() + " (" + covariate.allowed() + ") of " + known + " of " + images + " images";
    }
}
