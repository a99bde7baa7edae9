package org.effigy.cli;

import static org.effigy.cli.OptionRow.option;
import static org.effigy.cli.Sight.beside;
import static org.effigy.cli.Sight.json;
import static org.effigy.cli.Sight.jsonValues;
import static org.effigy.cli.Sight.refusal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table's rows for {@code effigy evaluate}: what the evaluation and the files beside it show. */
final class EvaluateOptionRowsTest extends OptionTable {
    private static final String EVALUATION = "evaluation.json";
    private static final String REST = " --out {out} --size 32 --spaces random --threads 1 --bootstrap 20";
    private static final String LINE = "evaluate {ct} --data {half.json}" + REST + " --allow-synthetic";
    private static final String FOLDERS = "evaluate {ct} --real {ct} --holdout {ct}" + REST + " --allow-synthetic";
    private static final String STRICT = "evaluate {ct} --data {half.json}" + REST;

    @Override
    List<OptionRow> rows() {
        Sight spaces = EvaluateOptionRowsTest::spaces;
        return List.of(
                option("--out {out}-b").in(LINE).shows(beside(), "out", "out-b"),
                option("--data {other.json}").in(LINE).changes(json(EVALUATION, "/train/sha256")),
                option("--real {few}").in(FOLDERS).shows(json(EVALUATION, "/train/images"), 6, 2),
                option("--holdout {few}").in(FOLDERS).shows(json(EVALUATION, "/holdout/images"), 6, 2),
                option("--size 24").in(LINE).shows(json(EVALUATION, "/settings/size"), 32, 24),
                option("--subgroups {sexes.csv}").in(LINE).shows(jsonValues("rows.json", "/train", "/sex"), "", "F"),
                option("--spaces radiomics")
                        .in(LINE)
                        .shows(
                                spaces.ifDone(),
                                "histogram hounsfield random spectrum",
                                "histogram hounsfield radiomics spectrum"),
                option("--classifier {judge}")
                        .in(LINE)
                        .shows(
                                spaces.ifDone(),
                                "histogram hounsfield random spectrum",
                                "classifier histogram hounsfield random spectrum"),
                option("--extractor {key}").in(LINE).shows(refusal("ONNX"), "exit 0", "exit 1 ONNX"),
                option("--bootstrap 30").in(LINE).shows(json(EVALUATION, "/settings/bootstrap"), 20, 30),
                option("--no-copies")
                        .in(LINE)
                        .shows(
                                json(EVALUATION, "/verdicts/0/lookedFor"),
                                "Near copies of 2 training images among 6 synthetic images, in pixels, random.",
                                "Near copies were not looked for."),
                option("--seed 2").in(LINE).shows(json(EVALUATION, "/seed"), 1, 2),
                option("--threads 5000").in(LINE).shows(refusal("threads is 5000"), "exit 0", "exit 2 threads is 5000"),
                option("--class NOTHING")
                        .in(LINE)
                        .shows(refusal("of the class 'NOTHING'"), "exit 0", "exit 1 of the class 'NOTHING'"),
                option("--allow-synthetic")
                        .in(STRICT)
                        .shows(refusal("allow synthetic images"), "exit 1 allow synthetic images", "exit 0"));
    }

    /** Returns the names of the spaces whose features were written. */
    private static String spaces(OptionRun run) throws IOException {
        try (Stream<Path> files = Files.list(run.out())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("-train.safetensors"))
                    .map(name -> name.split("-", -1)[1])
                    .sorted()
                    .collect(Collectors.joining(" "));
        }
    }

    @Override
    Map<String, Maker> places() {
        Map<String, Maker> places = OptionData.images(this);
        places.put("few", path -> effigy("phantom", path, "-n", 2, "--size", 64));
        places.put("other", path -> effigy("phantom", path, "-n", 6, "--size", 64, "--seed", 2));
        places.put("half.json", path -> index("ct", path));
        places.put("other.json", path -> index("other", path));
        places.put("sexes.csv", path -> {
            StringBuilder table = new StringBuilder("file,sex\n");
            for (int i = 0; i < 6; i++) {
                table.append("ct-00000").append(i).append(".dcm,female\n");
            }
            Files.writeString(path, table);
        });
        places.put("judge", path -> OptionData.train("classifier", place("ct.json"), path));
        return places;
    }

    private void index(String images, Path path) throws IOException {
        effigy("index", place(images), "--out", path, "--allow-synthetic", "--shares", "0.5,0,0.5");
    }
}
