package org.effigy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.effigy.base.Json;
import org.effigy.base.Size;
import org.effigy.networks.checkpoint.Checkpoint;
import org.effigy.networks.checkpoint.CheckpointConfig;
import org.effigy.networks.checkpoint.Safetensors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code effigy models}: lists the models that come with the program. */
@Command(
        name = "models",
        description = {
            "List the models that come with the program.",
            "Their names stand for them wherever a run can be named: to sample, to begin a training with, to evaluate,"
                    + " to export. A folder of the same name is meant first."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  effigy models",
            "  effigy sample ddpm-cxr-128 -n 16 --out synthetic",
            "  effigy train ddpm --data mine.json --init-from ddpm-cxr-64 --out runs/mine"
        })
final class ModelsCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /**
     * What is printed of a model.
     *
     * @param parameters 0 where there are no weights
     * @param bytes of the weights
     */
    private record Row(
            String name,
            String family,
            Size size,
            List<String> classes,
            long parameters,
            long bytes,
            String dataLicence,
            String summary,
            String use) {}

    private record Listing(String format, int version, List<Row> models) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Row> rows = new ArrayList<>();
        for (Path place : KnownModels.ofProcess().all()) {
            rows.add(row(place));
        }
        if (json) {
            out.println(Json.pretty(new Listing("effigy-models", 1, rows)));
            return 0;
        }
        if (rows.isEmpty()) {
            out.println("No models come with this program.");
            return 0;
        }
        TextTable table = new TextTable();
        table.row("name", "family", "pixels", "classes", "parameters", "MiB", "data licence");
        rows.forEach(row -> table.row(
                row.name(),
                row.family(),
                String.valueOf(row.size()),
                row.classes().isEmpty() ? "-" : String.join(" ", row.classes()),
                row.bytes() == 0 ? "no weights" : String.format(Locale.ROOT, "%.1f M", row.parameters() / 1e6),
                row.bytes() == 0 ? "-" : String.format(Locale.ROOT, "%.1f", row.bytes() / MIB),
                row.dataLicence()));
        table.print(out);
        out.println();
        rows.forEach(row -> out.println(row.name() + ": " + row.summary()));
        out.println();
        rows.stream().map(Row::use).distinct().forEach(use -> out.println("Use: " + use));
        return 0;
    }

    private static Row row(Path place) throws IOException {
        CheckpointConfig config = Json.read(place.resolve(Checkpoint.CONFIG), CheckpointConfig.class);
        ModelCard card = ModelCard.read(place);
        Path weights = place.resolve(Checkpoint.WEIGHTS);
        boolean has = KnownModels.hasWeights(place);
        return new Row(
                place.getFileName().toString(),
                config.family(),
                config.model().imageSize(),
                config.classNames(),
                has ? Safetensors.count(weights) : 0,
                has ? Files.size(weights) : 0,
                card.dataLicence(),
                card.summary(),
                card.use());
    }
}
