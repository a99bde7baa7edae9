package org.effigy.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.effigy.evaluation.Evaluation;
import org.effigy.evaluation.ImageSetFacts;
import org.effigy.report.document.Block;
import org.effigy.report.document.Facts;
import org.effigy.report.document.Section;
import org.effigy.report.run.RunFacts;

/** The model card and the data card: what is known, short; what is not known says so. */
record Cards(Optional<RunFacts> run, Optional<Evaluation> evaluation) {
    private static final String UNKNOWN = "not known to the program; whoever hands the model on adds it";

    Section model() {
        Facts.Builder facts = new Facts.Builder();
        run.ifPresentOrElse(
                of -> {
                    JsonNode model = of.model();
                    facts.add(
                            "model",
                            model.path("family").asText() + ", "
                                    + model.path("size").asText() + " pixels");
                    facts.add("trained with", code(of));
                    facts.add("steps", of.step());
                    facts.add("weights begin with", new RunSections(of, Optional.empty()).lineage());
                    facts.add("network", settings(model));
                },
                () -> facts.add("model", "not given to this report; the images are judged as they are"));
        facts.add(
                "intended use",
                "research and teaching; to try methods, and to add to real images where the figures of"
                        + " utility support it");
        facts.add("not for", "diagnosis, or in place of patients; a synthetic image proves nothing about any patient");
        facts.add("measured", evaluation.map(Cards::measured).orElse("nothing; 'effigy evaluate' measures"));
        facts.add("may give away", evaluation.map(Cards::verdicts).orElse("not measured"));
        facts.add("licence of the weights", UNKNOWN);
        return new Section("model-card", "Model card", List.of(facts.build()));
    }

    private static String code(RunFacts run) {
        String version = run.training()
                .path("codeVersion")
                .asText(run.checkpoint().path("codeVersion").asText());
        return "effigy " + version;
    }

    private static String settings(JsonNode model) {
        return String.join(
                ", ",
                RunSections.flat(model).stream()
                        .filter(row -> !row.get(0).equals("family"))
                        .map(row -> row.get(0) + " " + row.get(1))
                        .toList());
    }

    private static String measured(Evaluation evaluation) {
        long measured = evaluation.figures().stream()
                .filter(figure -> figure.measured().isPresent())
                .count();
        return measured + " of " + evaluation.figures().size() + " figures, on "
                + evaluation.synthetic().images() + " synthetic, "
                + evaluation.train().images() + " training and "
                + evaluation.holdout().images() + " held-out images";
    }

    private static String verdicts(Evaluation evaluation) {
        List<String> said = evaluation.verdicts().stream()
                .map(verdict -> verdict.subject() + ": " + verdict.outcome())
                .toList();
        return said.isEmpty() ? "not measured" : String.join("; ", said);
    }

    Section data() {
        Facts.Builder facts = new Facts.Builder();
        evaluation.ifPresent(of -> {
            facts.add("training set", set(of.train()));
            facts.add("held-out set", set(of.holdout()));
            facts.add(
                    "synthetic set",
                    of.synthetic().images() + " images, SHA-256 "
                            + of.synthetic().sha256());
        });
        run.ifPresent(of -> {
            JsonNode data = of.data().isMissingNode() ? of.checkpoint() : of.data();
            facts.add("preprocessing", settings(data.path("preprocessing")));
            facts.add(
                    "fingerprint of the index",
                    data.path("fingerprint")
                            .asText(data.path("datasetFingerprint").asText()));
        });
        facts.add("split", "by patient: no patient is in two sets, where patients are known");
        facts.add("in this report", "no file name of a patient, no value of a header, no path");
        facts.add("source, consent and licence", UNKNOWN);
        List<Block> blocks = List.of(facts.build());
        return new Section("data-card", "Data card", blocks);
    }

    private static String set(ImageSetFacts set) {
        List<String> parts = new ArrayList<>();
        parts.add(set.images() + " images");
        parts.add(
                set.patients() == 0 ? "patients not known, so each image counts as one" : set.patients() + " patients");
        parts.add("SHA-256 " + set.sha256());
        return String.join(", ", parts);
    }
}
