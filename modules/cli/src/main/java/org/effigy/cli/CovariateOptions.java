package org.effigy.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.effigy.base.Check;
import org.effigy.networks.checkpoint.Covariate;
import picocli.CommandLine.Option;

/** The options that say what a model is conditioned on beside the class. */
final class CovariateOptions {
    @Option(
            names = "--covariates",
            order = 12,
            paramLabel = "NAMES",
            description =
                    "ddpm, edm, flow, ldm: learn with what is known of images: age, sex, view, position (of a slice in its"
                            + " series, 0 to 1), or columns of --covariate-table; commas between them. 'effigy sample --covariate' asks"
                            + " for them. Ages and sexes come from DICOM headers.")
    private String covariates;

    @Option(
            names = "--covariate-table",
            order = 12,
            paramLabel = "CSV",
            description =
                    "A table with a column 'file' and one for each covariate; it goes before what files say. Empty"
                            + " cells are values that are not known.")
    private Path covariateTable;

    /** Returns the names of the covariates that the model is conditioned on; none without. */
    List<String> names() {
        Check.argument(
                covariates != null || covariateTable == null,
                () -> "--covariate-table is for training with --covariates; give that, too, or leave it out");
        if (covariates == null) {
            return List.of();
        }
        List<String> names = Arrays.stream(covariates.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .toList();
        Check.argument(
                names.stream().allMatch(name -> name.matches(Covariate.NAME))
                        && names.stream().distinct().count() == names.size(),
                () -> "--covariates is '" + covariates
                        + "', needed are different names with commas between them, as age,sex,view,position");
        return names;
    }

    /** Returns the table that tells covariates. */
    Optional<Path> table() {
        return Optional.ofNullable(covariateTable);
    }
}
