package org.effigy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.report.document.Block;
import org.effigy.report.document.Facts;
import org.effigy.report.document.Gallery;
import org.effigy.report.document.Items;
import org.effigy.report.document.Notice;
import org.effigy.report.document.Numbers;
import org.effigy.report.document.Picture;
import org.effigy.report.document.Plot;
import org.effigy.report.document.Plots;
import org.effigy.report.document.Section;
import org.effigy.report.document.Table;
import org.effigy.report.document.Text;
import org.effigy.report.run.MetricsTail.Step;
import org.effigy.report.run.RunFacts;

/**
 * The sections about a run.
 *
 * @param preview the newest sheet of samples, where there is one
 */
record RunSections(RunFacts run, Optional<Picture> preview) {
    /** Returns what the run learned from. */
    Section data() {
        JsonNode data = run.data().isMissingNode() ? run.checkpoint() : run.data();
        JsonNode settings = run.data().isMissingNode() ? run.settings() : run.data();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Facts.Builder()
                .add("real images", settings.path("realImages").asText())
                .add("synthetic images", settings.path("syntheticImages").asText())
                .add("generation", generation())
                .add("intensities", range(data.path("preprocessing").path("range")))
                .add("size", pixels(data.path("preprocessing").path("size")))
                .add("modality", data.path("preprocessing").path("modality").asText())
                .add("body part", data.path("preprocessing").path("bodyPart").asText())
                .add("fingerprint of the index", fingerprint(data))
                .build());
        List<List<String>> classes = new ArrayList<>();
        JsonNode counts = settings.path("classCounts");
        for (int i = 0; i < data.path("classNames").size(); i++) {
            classes.add(List.of(
                    data.path("classNames").get(i).asText(), counts.path(i).asText("not known")));
        }
        if (!classes.isEmpty()) {
            blocks.add(new Table("Training images by class", List.of("class", "images"), classes));
        }
        return new Section("training-data", "Data of the run", blocks);
    }

    /** Returns how far the model is from real patients; "" where its checkpoint does not say it. */
    String generation() {
        JsonNode descent = run.checkpoint().path("descent");
        if (descent.isMissingNode()) {
            return "";
        }
        List<String> parents = new ArrayList<>();
        descent.path("parents").forEach(hash -> parents.add(hash.asText()));
        int number = descent.path("generation").asInt();
        String learnt = number == 0
                ? "0: learnt from real images alone"
                : number + ": real patients are " + number + (number == 1 ? " model" : " models") + " away; "
                        + Numbers.text(100 * descent.path("syntheticShare").asDouble())
                        + " % of the images it learnt from are synthetic";
        return learnt + (parents.isEmpty() ? "" : "; parents " + String.join(", ", parents));
    }

    private static String fingerprint(JsonNode data) {
        return data.path("fingerprint").asText(data.path("datasetFingerprint").asText());
    }

    private static String range(JsonNode range) {
        return range.path("kind").asText().equals("hounsfield")
                ? Numbers.text(range.path("low").asDouble()) + " to "
                        + Numbers.text(range.path("high").asDouble()) + " HU"
                : range.path("kind").asText();
    }

    private static String pixels(JsonNode size) {
        return size.isMissingNode() ? "" : size.asText() + " x " + size.asText() + " pixels";
    }

    Section model() {
        JsonNode model = run.model();
        JsonNode settings = run.settings();
        JsonNode adam = settings.path("optimisation").path("adam");
        return new Section(
                "model",
                "Model",
                List.of(new Facts.Builder()
                        .add("family", model.path("family").asText())
                        .add("size", pixels(model.path("size")))
                        .add("classes", model.path("classes").asText())
                        .add("preset", settings.path("preset").asText())
                        .add("steps done", run.step())
                        .add("steps asked for", settings.path("steps").asText())
                        .add("images in a step", settings.path("batch").asText())
                        .add("learning rate", adam.path("learningRate").asText())
                        .add("seed", settings.path("seed").asText())
                        .add(
                                "moving average",
                                settings.path("optimisation").path("emaDecay").asText())
                        .add("computed on", run.environment().path("device").asText())
                        .add("precision", run.environment().path("precision").asText())
                        .add("began with", lineage())
                        .build()));
    }

    /** Returns the models that this one's weights come from, the oldest first. */
    String lineage() {
        List<String> hashes = new ArrayList<>();
        run.checkpoint().path("lineage").forEach(hash -> hashes.add(hash.asText()));
        return run.checkpoint().isMissingNode()
                ? ""
                : hashes.isEmpty() ? "random weights" : "the weights of " + String.join(", then ", hashes);
    }

    Optional<Section> training() {
        List<Plot> plots = Charts.training(run.steps());
        List<Block> blocks = new ArrayList<>();
        if (!run.warnings().isEmpty()) {
            blocks.add(new Notice(Notice.Kind.BAD, "What the run was warned of", run.warnings()));
        }
        if (!plots.isEmpty()) {
            Step last = run.steps().get(run.steps().size() - 1);
            blocks.add(new Text("The run did " + last.step() + " steps in " + time(last.elapsedSeconds())
                    + "; the last one handled " + Numbers.text(last.imagesPerSecond()) + " images a second."));
            blocks.add(new Plots(plots));
        }
        preview.ifPresent(sheet -> blocks.add(new Gallery("The newest preview of the run.", List.of(sheet))));
        List<String> judged = run.log().stream()
                .filter(line -> line.contains("held out") || line.contains("collapsed") || line.contains("remember"))
                .toList();
        if (!judged.isEmpty()) {
            blocks.add(new Items(judged.subList(Math.max(0, judged.size() - 8), judged.size())));
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new Section("training", "Training", blocks));
    }

    static String time(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 120) {
            return whole + " seconds";
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 120 ? minutes + " minutes" : minutes / 60 + " hours " + minutes % 60 + " minutes";
    }

    /** Returns all settings, each by its path. */
    static List<List<String>> flat(JsonNode node) {
        List<List<String>> rows = new ArrayList<>();
        flatten("", node, rows);
        return rows;
    }

    private static void flatten(String path, JsonNode node, List<List<String>> rows) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), rows));
        } else if (!node.isMissingNode()) {
            rows.add(List.of(path, node.isValueNode() ? node.asText() : node.toString()));
        }
    }
}
